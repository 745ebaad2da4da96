"""The attendance register of 300 trainees and 40 half-days against XlsxWriter writing the same cells."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet
from xlsxwriter import Workbook as FloorBook

from tests.benchmarks.ratios import RatioTable, time_best
from tests.registers.papers import make_attendance
from trainingapp.registers.sheets.attendance import build_attendance

pytestmark = pytest.mark.benchmark

REPEATS = 15
"""The least of many short runs: a shared machine disturbs most of them."""

Place = tuple[int, int]
Look = tuple[tuple[str, object], ...]


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a worksheet, ready to be written by another library."""

    cells: Sequence[tuple[int, int, object, Look]]
    merged: Sequence[tuple[Place, Place]]
    widths: list[float]
    heights: list[tuple[int, float]]


def test_register_workbook_costs_little_more_than_xlsxwriter(ratio_table: RatioTable) -> None:
    register = make_attendance(300, half_days=40)
    write_floor = prepare_floor(read_back(build_attendance(register)))

    floor = time_best(write_floor, repeats=REPEATS)
    measured = time_best(lambda: build_attendance(register), repeats=REPEATS)

    row = ratio_table.add("考勤登记表 300 人 × 40 半天（对 XlsxWriter）", measured=measured, floor=floor, bar=2.5)
    assert row.ok


def read_back(content: bytes) -> Written:
    """Return the cells, looks, merges and sizes of a workbook's first sheet."""
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    assert isinstance(sheet, Worksheet)
    cells = [
        (cell.row - 1, cell.column - 1, cell.value, look_of(cell))
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell, Cell)
    ]
    covered = sum(isinstance(cell, MergedCell) for row in sheet.iter_rows() for cell in row)
    assert len(cells) + covered > 300 * 50
    return Written(
        cells,
        [
            ((area.min_row - 1, area.min_col - 1), (area.max_row - 1, area.max_col - 1))
            for area in sheet.merged_cells.ranges
        ],
        [dimension.width for dimension in sheet.column_dimensions.values()],
        [(row - 1, dimension.height or 15) for row, dimension in sheet.row_dimensions.items()],
    )


def look_of(cell: Cell) -> Look:
    """Return a cell's look in XlsxWriter's words."""
    return (
        ("font_name", cell.font.name),
        ("font_size", cell.font.sz),
        ("border", 1 if cell.border.left is not None and cell.border.left.style else 0),
        ("align", cell.alignment.horizontal),
        ("valign", "vcenter"),
        ("text_wrap", True),
        ("num_format", cell.number_format),
        ("quote_prefix", bool(cell.quotePrefix)),
    )


def prepare_floor(written: Written) -> Callable[[], object]:
    """Return what writes the same cells with XlsxWriter, everything but the writing done before."""

    def write() -> None:
        book = FloorBook(BytesIO(), {"in_memory": True})
        sheet = book.add_worksheet()
        formats = {look: book.add_format(dict(look)) for look in {look for *_, look in written.cells}}
        for place, width in enumerate(written.widths):
            sheet.set_column(place, place, width)
        for row, height in written.heights:
            sheet.set_row(row, height)
        looks = {(row, column): formats[look] for row, column, _, look in written.cells}
        for (top, left), (bottom, right) in written.merged:
            sheet.merge_range(top, left, bottom, right, "", looks[top, left])
        for row, column, value, look in written.cells:
            if value is None:
                sheet.write_blank(row, column, None, formats[look])
            elif isinstance(value, str):
                sheet.write_string(row, column, value, formats[look])
            else:
                sheet.write_number(row, column, value, formats[look])
        book.close()

    return write
