"""The whole class's sign-in sheet, cell by cell."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.registers.office_papers import make_signin_grid
from trainingapp.registers.sheets.lists import SIGNING_ROW
from trainingapp.registers.sheets.signin import LEAST_ROW
from trainingapp.registers.sheets.signin_grid import NOTE, build_signin_grid

FIRST_ROW = 5
"""Below the title, the line and two rows of headings."""


def test_half_days_stand_under_their_dates() -> None:
    sheet = load_workbook(BytesIO(build_signin_grid(make_signin_grid(2, half_days=4)))).worksheets[0]

    heading = [[text for text in row if text] for row in sheet.iter_rows(min_row=3, max_row=4, values_only=True)]
    assert heading == [["序号", "姓名", "单位", "5月9日", "5月10日"], ["上午", "下午", "上午", "下午"]]


def test_who_is_not_expected_has_no_place_to_sign() -> None:
    sheet = load_workbook(BytesIO(build_signin_grid(make_signin_grid(7, half_days=4)))).worksheets[0]

    assert [cell.value for cell in sheet[FIRST_ROW + 5][3:7]] == [None] * 4
    assert [cell.value for cell in sheet[FIRST_ROW + 6][3:7]] == [None, "／", None, None]


def test_lines_are_high_enough_to_sign_and_some_are_left_for_others() -> None:
    sheet = load_workbook(BytesIO(build_signin_grid(make_signin_grid(3)))).worksheets[0]

    heights = [sheet.row_dimensions[row].height or 0 for row in range(FIRST_ROW, FIRST_ROW + 7)]
    assert min(heights) >= SIGNING_ROW - 0.75
    assert [sheet.cell(row, 2).value for row in range(FIRST_ROW + 3, FIRST_ROW + 7)] == [None] * 4
    assert sheet.cell(FIRST_ROW + 7, 1).value == NOTE


@pytest.mark.parametrize(
    ("half_days", "names", "each"),
    [(0, ["签到总表"], [0]), (10, ["签到总表"], [10]), (11, ["签到总表1", "签到总表2"], [6, 5])],
)
def test_many_half_days_are_spread_over_worksheets(half_days: int, names: list[str], each: list[int]) -> None:
    sheets = load_workbook(BytesIO(build_signin_grid(make_signin_grid(1, half_days=half_days)))).worksheets

    assert [sheet.title for sheet in sheets] == names
    assert [sheet.max_column - 3 for sheet in sheets] == each


@pytest.mark.parametrize(
    ("people", "spare", "height"),
    [(3, 4, SIGNING_ROW), (10, 1, SIGNING_ROW), (14, 4, SIGNING_ROW), (29, 0, LEAST_ROW)],
)
def test_blank_lines_fill_the_last_page_and_begin_none(people: int, spare: int, height: float) -> None:
    sheet = load_workbook(BytesIO(build_signin_grid(make_signin_grid(people)))).worksheets[0]

    note = next(row for row in range(FIRST_ROW, sheet.max_row) if sheet.cell(row, 1).value == NOTE)
    heights = [sheet.row_dimensions[row].height or 0 for row in range(FIRST_ROW, note)]
    assert (note - FIRST_ROW - people, min(heights) >= height - 0.75) == (spare, True)
