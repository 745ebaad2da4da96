"""The roster's workbook, cell by cell."""

from dataclasses import replace
from io import BytesIO

from openpyxl import load_workbook

from tests.registers.papers import CLASS, make_roster
from trainingapp.core.excel.writing import WINDOWS_FONTS
from trainingapp.registers.sheets.parts import Office, SignOff
from trainingapp.registers.sheets.roster import build_roster


def test_roster_has_the_page_s_columns_and_text() -> None:
    roster = make_roster(29)

    sheet = load_workbook(BytesIO(build_roster(roster))).worksheets[0]

    rows = list(sheet.iter_rows(values_only=True))
    assert sheet.title == "学员花名册"
    assert rows[0][0] == CLASS + "学员花名册"
    assert [text for text in rows[1] if text] == ["填报单位：天目西路街道党建办", "填表日期：2025年6月20日"]
    assert list(rows[2]) == [column.header for column in roster.columns]
    shown = [["" if value is None else str(value) for value in row] for row in rows[3:32]]
    assert shown == [[column.text(row) for column in roster.columns] for row in roster.rows]


def test_roster_s_months_and_phones_are_text() -> None:
    roster = make_roster(1)

    sheet = load_workbook(BytesIO(build_roster(roster))).worksheets[0]

    by_header = {cell.value: below for cell, below in zip(sheet[3], sheet[4], strict=True)}
    assert (by_header["出生年月"].value, by_header["出生年月"].data_type) == ("1971.10", "s")
    assert (by_header["联系电话"].value, by_header["联系电话"].data_type) == ("19900000001", "s")
    assert (by_header["序号"].value, by_header["序号"].data_type) == (1, "n")


def test_roster_ends_with_its_order_the_lines_to_sign_and_the_seal() -> None:
    roster = replace(make_roster(2), closing=[SignOff("填表人", "甲"), SignOff("填表日期")])

    sheet = load_workbook(BytesIO(build_roster(roster))).worksheets[0]

    closing = [[text for text in row if text] for row in sheet.iter_rows(min_row=6, values_only=True)]
    assert closing == [["注：按姓氏笔画为序。"], ["填表人：甲", "填表日期：＿＿＿＿＿＿", "（盖章）"]]


def test_roster_of_nobody_says_so() -> None:
    sheet = load_workbook(BytesIO(build_roster(make_roster(0)))).worksheets[0]

    assert sheet["A4"].value == "（暂无学员）"
    assert "A4:K4" in {str(merged) for merged in sheet.merged_cells.ranges}


def test_roster_is_portrait_and_in_other_type_where_the_office_wants_it() -> None:
    roster = replace(make_roster(1), landscape=False, office=Office(author="党建办", fonts=WINDOWS_FONTS))

    book = load_workbook(BytesIO(build_roster(roster)))

    assert book.properties.creator == "党建办"
    assert book.worksheets[0].page_setup.orientation == "portrait"
    assert book.worksheets[0]["A1"].font.name == "宋体"
