"""Forms drawn of boxes: where they stand, how high their rows are, how their text sits."""

from dataclasses import replace
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from trainingapp.core.columns import SheetColumn
from trainingapp.core.excel.writing import FIELD, LABEL, Book, Box

FOUR = [SheetColumn(str(place), "", width=12) for place in range(4)]


def draw(*boxes: Box, least: list[float]) -> Worksheet:
    book = Book(title="表单")
    book.sheet("表单", FOUR).draw(boxes, least=least)
    worksheet = load_workbook(BytesIO(book.to_bytes())).worksheets[0]
    assert isinstance(worksheet, Worksheet)
    return worksheet


def test_boxes_stand_where_they_are_put_and_are_merged_over_what_they_cover() -> None:
    sheet = draw(
        Box("姓名", 0, 0, look=LABEL), Box("陈青禾", 0, 1), Box("照片", 0, 3, rows=2), Box("下", 1, 0, columns=3),
        least=[30, 30],
    )  # fmt: skip

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["姓名", "陈青禾", None, "照片"],
        ["下", None, None, None],
    ]
    assert {str(area) for area in sheet.merged_cells.ranges} == {"D1:D2", "A2:C2"}


def test_places_that_no_box_covers_stay_bare() -> None:
    sheet = draw(Box("姓名", 0, 0), Box("照片", 0, 3), least=[30])

    assert [bool(cell.border.left and cell.border.left.style) for cell in sheet[1]] == [True, False, False, True]


def test_rows_grow_for_their_text_and_a_tall_box_at_its_last_row() -> None:
    long = "很长的意见" * 20

    sheet = draw(Box("短", 0, 0), Box(long, 0, 1, rows=2), Box("短", 1, 0), least=[30, 30])

    heights = [sheet.row_dimensions[row].height or 0 for row in (1, 2)]
    assert heights[0] == 30
    assert sum(heights) > 8 * 11 * 1.4


def test_low_text_stands_at_the_foot_of_its_box() -> None:
    sheet = draw(Box("签名：", 0, 0, look=replace(FIELD, low=True)), Box("意见", 0, 1), least=[60])

    assert [sheet.cell(1, column).alignment.vertical for column in (1, 2)] == ["bottom", "center"]


def test_text_in_a_box_is_never_a_formula() -> None:
    sheet = draw(Box("=1+1", 0, 0), least=[30])

    assert (sheet["A1"].value, sheet["A1"].data_type, bool(sheet["A1"].quotePrefix)) == ("=1+1", "s", True)
