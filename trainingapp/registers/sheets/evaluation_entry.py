"""评估表录入表: one row for each paper form, a column for each item, so that paper forms are typed in once and read."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from trainingapp.assessment.rules import Item
from trainingapp.core.columns import Align, Column, Kind
from trainingapp.registers.rules.evaluation_entry import COMMENT, SHEET_MARK, heading_of
from trainingapp.registers.sheets.lists import ListSheet, build_list
from trainingapp.registers.sheets.parts import Heading, Office

LEAST_LINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class EntrySheet:
    """A sheet to type paper forms into; `code` says which evaluation it belongs to, `lines` how many may still come."""

    title: str
    code: str
    items: Sequence[Item]
    lines: int
    answers: Sequence[tuple[int, str]] = ()
    office: Office = Office()


def build_entry_sheet(entry: EntrySheet) -> bytes:
    """Return the workbook to type paper forms into."""
    told = "、".join(f"{points} {label}" for points, label in entry.answers)
    return build_list(
        ListSheet(
            name="录入",
            heading=Heading(
                entry.title,
                left="一行一份纸质评估表，空着的行不读，不写姓名" + (f"；{told}" if told else ""),
                right=f"{SHEET_MARK}{entry.code}",
            ),
            columns=entry_columns(entry.items),
            rows=range(1, max(entry.lines, LEAST_LINES) + 1),
            closing=(),
            landscape=True,
            freeze=1,
            office=entry.office,
        )
    )


def entry_columns(items: Sequence[Item]) -> list[Column[int]]:
    """Return the columns: the row's number, each item with its most points, and what was written by hand."""
    blank: Callable[[int], str] = lambda _number: ""  # noqa: E731 - typed, so that a column of blanks is one of int
    return [
        Column("number", "序号", lambda number: number, width=6, kind=Kind.NUMBER),
        *(Column(item.key, heading_of(item), blank, width=11, kind=Kind.NUMBER) for item in items),
        Column("comment", COMMENT, blank, width=36, align=Align.LEFT),
    ]
