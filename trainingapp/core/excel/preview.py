"""A workbook of ours as a page draws it: every worksheet's cells with their merges, widths and borders.

What is shown is what prints, for it is read from the very file. For workbooks made here only: uploads go through
`core.excel.child`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from trainingapp.core.columns import Kind, round_half_up
from trainingapp.core.excel.writing.styles import NUMBER_FORMATS

MOST_ROWS = 600
"""Rows drawn of one worksheet; the file has them all."""
TITLE_POINTS = 15
FORMULA = "（打开后自动计算）"
DEFAULT_WIDTH = 8.43


@dataclass(frozen=True, slots=True)
class SeenCell:
    """A cell: its text, over how many rows and columns it reaches, and how it looks."""

    text: str
    rowspan: int = 1
    colspan: int = 1
    align: str = ""
    bold: bool = False
    boxed: bool = False
    title: bool = False


@dataclass(frozen=True, slots=True)
class SeenSheet:
    """A worksheet: its name, its columns' widths in characters, its rows, and how many more there are."""

    name: str
    widths: Sequence[float]
    rows: Sequence[Sequence[SeenCell]]
    landscape: bool
    hidden: int = 0


def see_workbook(content: bytes) -> list[SeenSheet]:
    """Return the worksheets of a workbook that was made here, as they print."""
    return [_see(sheet) for sheet in load_workbook(BytesIO(content)).worksheets if sheet.sheet_state == "visible"]


def _see(sheet: Worksheet) -> SeenSheet:
    reach = {
        (merged.min_row, merged.min_col): (
            merged.max_row - merged.min_row + 1,
            merged.max_col - merged.min_col + 1,
        )
        for merged in sheet.merged_cells.ranges
    }
    shown = min(sheet.max_row, MOST_ROWS)
    columns = [get_column_letter(number) for number in range(1, sheet.max_column + 1)]
    return SeenSheet(
        sheet.title,
        [sheet.column_dimensions[letter].width or DEFAULT_WIDTH for letter in columns],
        [_see_row(row, reach) for row in sheet.iter_rows(max_row=shown)],
        sheet.page_setup.orientation == "landscape",
        sheet.max_row - shown,
    )


def _see_row(row: Sequence[Cell | MergedCell], reach: dict[tuple[int, int], tuple[int, int]]) -> list[SeenCell]:
    return [_see_cell(cell, *reach.get((cell.row, cell.column), (1, 1))) for cell in row if isinstance(cell, Cell)]


def _see_cell(cell: Cell, rowspan: int, colspan: int) -> SeenCell:
    border = cell.border
    return SeenCell(
        _text(cell.value, cell.number_format),
        rowspan,
        colspan,
        cell.alignment.horizontal or "",
        bool(cell.font.bold),
        any(side is not None and side.style for side in (border.left, border.top, border.bottom)),
        (cell.font.size or 0) >= TITLE_POINTS,
    )


def _text(value: object, number_format: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return FORMULA if value.startswith("=") else value
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return _number(value, number_format)
    return str(value)


def _number(value: float | Decimal, number_format: str) -> str:
    if "%" in number_format:
        return f"{round_half_up(value * 100, 1)}%"
    return f"{value:,.2f}" if number_format == NUMBER_FORMATS[Kind.MONEY] else f"{round_half_up(value, 2)}"
