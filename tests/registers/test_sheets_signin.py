"""The sign-in sheets' workbook, cell by cell."""

from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.registers.papers import CLASS, make_signin
from trainingapp.registers.sheets.signin import LEAST_ROW, build_signin, signed_pages

FIRST_ROW = 7
"""Below the title, four rows of fields and the heading."""
PIXEL = 0.75


def build_sheets(count: int) -> Sequence[Worksheet]:
    return load_workbook(BytesIO(build_signin(make_signin(count)))).worksheets


def signing_rows(sheet: Worksheet) -> range:
    return range(FIRST_ROW, sheet.max_row)


def names_on(sheet: Worksheet) -> list[str]:
    """Return the names page by page, down the left half and then down the right."""
    ends = [*(mark.id for mark in sheet.row_breaks.brk), sheet.max_row - 1]
    names, first = [], FIRST_ROW
    for last in ends:
        names += [str(sheet.cell(row, column).value or "") for column in (2, 6) for row in range(first, last + 1)]
        first = last + 1
    return [name for name in names if name]


def test_every_session_has_a_sheet_of_its_own() -> None:
    sheets = build_sheets(29)

    assert [sheet.title for sheet in sheets] == [
        "5月9日上午 开班第一课",
        "5月9日下午 大场镇党群服务中心、慧华苑居民区党群服务站"[:31],
    ]


def test_sheet_says_what_when_who_and_where() -> None:
    sheet = build_sheets(29)[0]

    filled = [[text for text in row if text] for row in sheet.iter_rows(max_row=6, values_only=True)]
    assert filled == [
        [CLASS + "签到表"],
        ["培训内容", "开班第一课"],
        ["时间", "2025年5月9日（星期五）上午", "地点", "街道党群服务中心报告厅"],
        ["授课人", "张雪梅（上海交通大学马克思主义学院教授）", "对象", "全体学员"],
        ["应到人数", "29 人", "实到人数"],
        ["序号", "姓名", "单位", "签名"] * 2,
    ]


@pytest.mark.parametrize("count", [1, 29, 30, 100, 300])
def test_everyone_stands_once_in_order_down_the_left_half_and_then_the_right(count: int) -> None:
    sheet = build_sheets(count)[0]

    trainees = [line.name for line in make_signin(count).sessions[0].trainees]
    assert names_on(sheet) == [*trainees, "董启蒙"]


@pytest.mark.parametrize("count", [1, 29, 100, 300])
def test_pages_that_the_roll_call_shows_are_those_of_the_sheet(count: int) -> None:
    sheets = make_signin(count)
    sheet = build_sheets(count)[0]

    pages = signed_pages(sheets, sheets.sessions[0])

    ends = [FIRST_ROW - 1, *(mark.id for mark in sheet.row_breaks.brk), sheet.max_row - 1]
    printed = [
        tuple([str(sheet.cell(row, column).value or "") for row in range(above + 1, end + 1)] for column in (2, 6))
        for above, end in pairwise(ends)
    ]
    shown = [tuple([line.name for line in half] for half in page) for page in pages]
    assert [[[name for name in half if name] for half in page] for page in shown] == [
        [[name for name in half if name] for half in page] for page in printed
    ]


@pytest.mark.parametrize("count", [1, 29, 100, 300])
def test_rows_are_high_enough_to_sign_in(count: int) -> None:
    for sheet in build_sheets(count):
        heights = [sheet.row_dimensions[row].height or 0 for row in signing_rows(sheet)]
        assert min(heights) >= LEAST_ROW - PIXEL


@pytest.mark.parametrize("count", [0, 1, 29, 100, 300])
def test_blank_lines_for_observers_follow_the_names(count: int) -> None:
    sheet = build_sheets(count)[0]

    pairs = [(row, column) for row in signing_rows(sheet) for column in (2, 6)]
    blank = [place for place in pairs if not sheet.cell(*place).value]
    # A page of an odd number of lines leaves one more place.
    assert len(blank) in {4, 5}


def test_sheet_without_units_gives_their_room_to_the_names() -> None:
    sheet = load_workbook(BytesIO(build_signin(replace(make_signin(29), with_units=False)))).worksheets[0]

    assert [cell.value for cell in sheet[6]] == ["序号", "姓名", "签名"] * 2


def test_class_without_sessions_has_an_empty_sheet_to_fill_in_by_hand() -> None:
    sheets = load_workbook(BytesIO(build_signin(replace(make_signin(0), sessions=[])))).worksheets

    assert [sheet.title for sheet in sheets] == ["签到表"]


def test_sheet_ends_with_the_count_and_who_kept_the_record() -> None:
    sheet = build_sheets(29)[0]

    closing = [text for text in next(sheet.iter_rows(min_row=sheet.max_row, values_only=True)) if text]
    assert closing == ["应到：＿＿人", "实到：＿＿人", "请假：＿＿人", "记录人：＿＿＿＿＿＿"]
