"""A filled sheet of paper forms, read cell by cell; pure. Nothing of a form tells who wrote it or when."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trainingapp.assessment.rules import Item, comment_fault
from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import Grid, Workbook, cell_name
from trainingapp.registers.rules.returning import written

COMMENT = "意见建议"
SHEET_MARK = "表号："
ROWS_SEARCHED = 30
LONGEST_SHOWN = 20
CODE = re.compile(SHEET_MARK + r"\s*([\w-]+)")
OF_ANOTHER = "这份录入表是另一项评估的，请到那一项评估里上传，或者重新下载本项的录入表"
NO_FORMS = "录入表里一份也没有填：一行一份，先填各项得分，再填意见"


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One paper form: where it stands, what is in its cells, the points read, and what is wrong by cell."""

    row: int
    texts: Sequence[str]
    points: Mapping[str, int]
    comment: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)


def heading_of(item: Item) -> str:
    """Return what stands above an item's column: 态度：备课严谨（10分）."""
    return f"{item.label}\n（{item.most}分）"


def read_entries(
    workbook: Workbook, items: Sequence[Item], code: str, answers: Sequence[tuple[int, str]] = ()
) -> list[EntryRow]:
    """Return the forms of a filled sheet; faulty cells are told by their place.

    `answers` are the words that may stand for points. Raises Refused for the sheet of another evaluation (`code` is
    this one's), for a sheet without the items' columns, and for one without a form.
    """
    grids = [grid for grid in workbook.grids if grid.height and not grid.hidden]
    if not grids:
        raise Refused(NO_FORMS)
    grid, heading_row, columns, missing = min(
        ((grid, *_heading(grid, items)) for grid in grids), key=lambda one: len(one[3])
    )
    _refuse_other(grid, code)
    if missing:
        raise Refused(f"没有找到“{'、'.join(missing)}”这几列，请用本项评估下载的录入表，不要改表头")
    reader = _Reader(grid, items, columns, {label: points for points, label in answers})
    rows = [row for number in range(heading_row + 1, grid.height + 1) if (row := reader.row(number))]
    if not rows:
        raise Refused(NO_FORMS)
    return rows


def _refuse_other(grid: Grid, code: str) -> None:
    texts = (written(value) for row in grid.rows[:ROWS_SEARCHED] for value in row)
    found = [told[1] for text in texts if (told := CODE.search(text))]
    if found and code not in found:
        raise Refused(OF_ANOTHER)


def _heading(grid: Grid, items: Sequence[Item]) -> tuple[int, dict[str, int], list[str]]:
    """Return the row of headings, the column of each item and of the comments by key, and which items are missing."""
    best: tuple[int, dict[str, int]] = (0, {})
    for row in range(1, min(grid.height, ROWS_SEARCHED) + 1):
        columns = _columns(grid, row, items)
        if len(columns) > len(best[1]):
            best = row, columns
    return *best, [item.label for item in items if item.key not in best[1]]


def _columns(grid: Grid, row: int, items: Sequence[Item]) -> dict[str, int]:
    headings = {column: _plain(written(grid.value(row, column))) for column in range(1, grid.width + 1)}
    columns: dict[str, int] = {}
    wanted = [(item.key, {_plain(heading_of(item)), _plain(item.label)}) for item in items]
    for key, words in [*wanted, ("", {COMMENT})]:
        column = next((one for one, text in headings.items() if text in words and one not in columns.values()), None)
        if column is not None:
            columns[key] = column
    return columns


def _plain(heading: str) -> str:
    return "".join(unicodedata.normalize("NFKC", heading).split())


class _Reader:
    """Reads the rows below the heading; a row without a word is no form."""

    def __init__(self, grid: Grid, items: Sequence[Item], columns: Mapping[str, int], words: Mapping[str, int]) -> None:
        self.grid, self.items, self.columns, self.words = grid, items, columns, words

    def row(self, number: int) -> EntryRow | None:
        """Return the form in a row, None where nothing is written."""
        texts = {item.key: self._text(number, item.key) for item in self.items}
        comment = self._text(number, "").lstrip(",， ") if "" in self.columns else ""
        if not (comment or any(texts.values())):
            return None
        points = {item.key: self._points(texts[item.key]) for item in self.items}
        faults = {
            self._place(number, item.key): self._fault(item, texts[item.key])
            for item in self.items
            if (value := points[item.key]) is None or value > item.most
        }
        odd = comment_fault(comment)
        if odd:
            faults[self._place(number, "")] = odd
        known = {key: value for key, value in points.items() if value is not None}
        return EntryRow(number, list(texts.values()), known, comment, faults)

    def _text(self, row: int, key: str) -> str:
        return " ".join(written(self.grid.value(row, self.columns[key])).split())

    def _place(self, row: int, key: str) -> str:
        return cell_name(row, self.columns[key])

    def _points(self, text: str) -> int | None:
        plain = unicodedata.normalize("NFKC", text).strip()
        if plain in self.words:
            return self.words[plain]
        return int(plain) if re.fullmatch(r"[0-9]{1,3}", plain) else None

    def _fault(self, item: Item, text: str) -> str:
        told = f"写着“{text[:LONGEST_SHOWN]}”" if text else "没有填"
        words = f"，或写{'、'.join(self.words)}" if self.words else ""
        return f"“{item.label}”{told}，要填 0 到 {item.most} 的整数{words}"


def lines_of(rows: Sequence[EntryRow], items: Sequence[Item]) -> str:
    """Return the forms as the lines that are taken in: points in order, then the comment."""
    return "\n".join(" ".join([*(str(row.points[item.key]) for item in items), *row.comment.split()]) for row in rows)
