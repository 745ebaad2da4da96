"""A paper as a page draws it: the same lines, heading, cells and merged runs as the workbook."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from trainingapp.core.columns import (
    Align,
    Column,
    HeadCell,
    Row,
    SheetColumn,
    Shown,
    find_runs,
    lay_out_heading,
    show_grid,
)
from trainingapp.registers.sheets.assessment import AssessmentSheet
from trainingapp.registers.sheets.attendance import AttendanceSheet, Totals, write_legend
from trainingapp.registers.sheets.parts import SignOff
from trainingapp.registers.sheets.roster import NO_TRAINEES, RosterSheet
from trainingapp.registers.sheets.signin import CLOSING, SignInSession, SignInSheets, pair_up, sign_columns, sign_lines
from trainingapp.registers.sheets.timetable import NO_SESSIONS, TimetableSheet

AnySheet: TypeAlias = (
    RosterSheet[Any] | TimetableSheet[Any] | SignInSheets | AttendanceSheet[Any] | AssessmentSheet[Any]
)
"""Any paper: its own columns know what its rows are."""


@dataclass(frozen=True, slots=True)
class BodyCell:
    """One cell below the heading: its text, where it stands in the cell, and over how many rows it reaches."""

    text: str
    align: Align
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class TotalsLine:
    """A row of totals: its label over the columns before the first of them, and what stands in the others."""

    label: str
    reach: int
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be drawn: widths of its columns, the heading level by level, the rows, and totals below them."""

    widths: Sequence[float]
    head: Sequence[Sequence[HeadCell]]
    body: Sequence[Sequence[BodyCell]]
    totals: Sequence[TotalsLine] = ()


def lay_out(columns: Sequence[Column[Row]], rows: Sequence[Row], totals: Sequence[Totals] = ()) -> Table:
    """Return the table of a list."""
    return lay_out_grid(columns, show_grid(columns, rows), totals)


def lay_out_grid(
    columns: Sequence[SheetColumn], grid: Sequence[Sequence[Shown]], totals: Sequence[Totals] = ()
) -> Table:
    """Return the table of what is shown already."""
    cells = lay_out_heading(columns)
    depth = max((cell.row for cell in cells), default=0) + 1
    head = [[cell for cell in cells if cell.row == level] for level in range(depth)]
    widths = [column.width for column in columns]
    return Table(widths, head, _lay_out_body(columns, grid), [_lay_out_totals(columns, line) for line in totals])


def _lay_out_body(columns: Sequence[SheetColumn], grid: Sequence[Sequence[Shown]]) -> list[list[BodyCell]]:
    runs = find_runs(columns, grid)
    reach = {(run.column, run.first): run.last - run.first + 1 for run in runs}
    covered = {(run.column, row) for run in runs for row in range(run.first + 1, run.last + 1)}
    return [
        [
            BodyCell(column.text_of(row[place]), column.align, reach.get((place, number), 1))
            for place, column in enumerate(columns)
            if (place, number) not in covered
        ]
        for number, row in enumerate(grid)
    ]


def _lay_out_totals(columns: Sequence[SheetColumn], totals: Totals) -> TotalsLine:
    texts = [column.text_of(totals.values.get(column.key, "")) for column in columns]
    reach = max(next((place for place, text in enumerate(texts) if text), len(texts)), 1)
    return TotalsLine(totals.label, reach, texts[reach:])


@dataclass(frozen=True, slots=True)
class Part:
    """A table of a paper with what stands around it; a sign-in workbook has one part for each session."""

    table: Table
    facts: Sequence[tuple[str, str]] = ()
    notes: Sequence[str] = ()
    closing: Sequence[SignOff] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """A whole paper to be drawn: title, the two ends of the line below it, and its parts."""

    title: str
    parts: Sequence[Part]
    left: str = ""
    right: str = ""
    wide: bool = False


def show_paper(sheet: AnySheet) -> ShownPaper:
    """Return a paper as a page draws it."""
    if isinstance(sheet, SignInSheets):
        return ShownPaper(sheet.title, [_show_signin(sheets=sheet, session=session) for session in sheet.sessions])
    totals = sheet.totals if isinstance(sheet, AttendanceSheet) else ()
    part = Part(
        lay_out(sheet.columns, sheet.rows, totals),
        notes=_notes(sheet),
        closing=sheet.closing,
        empty="" if sheet.rows else NO_SESSIONS if isinstance(sheet, TimetableSheet) else NO_TRAINEES,
    )
    heading = sheet.heading
    wide = sheet.landscape if isinstance(sheet, RosterSheet | TimetableSheet) else True
    return ShownPaper(heading.title, [part], heading.left, heading.right, wide)


def _notes(sheet: RosterSheet[Any] | TimetableSheet[Any] | AttendanceSheet[Any] | AssessmentSheet[Any]) -> list[str]:
    if isinstance(sheet, AttendanceSheet):
        return [write_legend(sheet.legend), *sheet.notes]
    return list(sheet.notes)


def _show_signin(*, sheets: SignInSheets, session: SignInSession) -> Part:
    columns = sign_columns(with_units=sheets.with_units)
    facts = [
        ("培训内容", session.topic),
        ("时间", session.when),
        ("地点", session.venue),
        ("授课人", session.lecturers),
        ("对象", session.audience),
        ("应到人数", f"{session.expected} 人"),
    ]
    grid = pair_up(columns, sign_lines(sheets, session))
    return Part(lay_out_grid(columns, grid), facts=facts, closing=CLOSING)
