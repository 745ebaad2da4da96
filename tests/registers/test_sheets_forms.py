"""Leave forms, appraisals and the monthly report, cell by cell."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.registers.forms_and_plans import make_appraisals, make_leave_slips, make_monthly
from tests.registers.papers import CLASS
from trainingapp.core.excel.writing import Paper
from trainingapp.registers.sheets.appraisals import Appraisal, build_appraisals
from trainingapp.registers.sheets.leave_slips import LeaveSlips, build_leave_slips
from trainingapp.registers.sheets.monthly import MonthlyReport, build_monthly
from trainingapp.registers.sheets.page_forms import CUT
from trainingapp.registers.sheets.parts import Heading, break_title


def open_only(content: bytes) -> Worksheet:
    book = load_workbook(BytesIO(content))
    assert len(book.worksheets) == 1
    return book.worksheets[0]


def filled(sheet: Worksheet) -> list[list[object]]:
    """Return what stands in each row, blanks left out."""
    return [[value for value in row if value not in {None, ""}] for row in sheet.iter_rows(values_only=True)]


def page_heights(sheet: Worksheet) -> list[float]:
    """Return how high each page's rows are together."""
    ends = [*(mark.id for mark in sheet.row_breaks.brk), sheet.max_row]
    starts = [1, *(end + 1 for end in ends)]
    return [
        sum(sheet.row_dimensions[row].height or 0 for row in range(start, end + 1))
        for start, end in zip(starts, ends, strict=False)
    ]


def test_leave_form_states_who_when_what_and_how_much() -> None:
    rows = filled(open_only(build_leave_slips(make_leave_slips(1))))

    assert rows[2:10] == [
        ["姓　　名", "陶　然", "请假类别", "事假"],
        ["班　　级", CLASS],
        ["单位及职务", "云杉一村居民区党总支副书记"],
        ["起止时间", "2025年5月16日上午至5月16日下午"],
        ["涉及课程", "5月16日上午　居民区议事协商的组织与引导\n5月16日下午　结构化研讨：垃圾分类"],
        ["请假学时", "8 学时", "累计请假\n学时", "12.5 学时"],
        ["事　　由", "家中老人住院，需要陪护。"],
        ["附　　件", "住院通知复印件 1 份"],
    ]


def test_leave_form_has_a_place_for_everyone_who_decides() -> None:
    rows = filled(open_only(build_leave_slips(make_leave_slips(1))))

    assert [row[0] for row in rows[10:]] == [
        "所在单位\n意见", "班主任\n意见", "党建办\n意见", "领导审批", "销假时间", "说　　明",
    ]  # fmt: skip
    assert str(rows[10][1]).startswith("（盖章）")
    assert str(rows[11][1]).startswith("签名：")


def test_leave_form_prints_what_was_decided_above_the_signature() -> None:
    sheet = open_only(build_leave_slips(replace(make_leave_slips(2), slips=make_leave_slips(2).slips[1:])))

    assert "情况属实，同意。\n\n签名：＿＿＿＿＿＿　　　＿＿年＿＿月＿＿日" in [row[1] for row in filled(sheet)[10:12]]


def test_no_leave_gives_a_blank_form() -> None:
    rows = filled(open_only(build_leave_slips(LeaveSlips(heading=Heading("请假审批表")))))

    assert rows[1] == ["姓　　名", "请假类别"]
    assert len(rows) == 14


@pytest.mark.parametrize("count", [1, 2, 3, 30])
def test_every_appraisal_fills_a_page_of_its_own(count: int) -> None:
    sheet = open_only(build_appraisals(make_appraisals(count)))

    heights = page_heights(sheet)
    assert len(heights) == count
    # So full that no row of the next form has room, and never more than the page.
    assert all(Paper().height - 20 < height <= Paper().height for height in heights)


@pytest.mark.parametrize("length", [500, 1_500, 20_000])
def test_appraisal_stays_on_its_page_however_much_was_written(length: int) -> None:
    long = replace(make_appraisals(1).appraisals[0], own_words="我" * length)

    sheet = open_only(build_appraisals(replace(make_appraisals(1), appraisals=[long])))

    assert page_heights(sheet)[0] <= Paper().height
    words = next(str(row[1]) for row in filled(sheet) if row[0] == "自我鉴定")
    assert (CUT in words) == (length == 20_000)


def test_appraisal_has_the_trainee_s_facts_beside_the_photograph() -> None:
    sheet = open_only(build_appraisals(make_appraisals(1)))

    assert filled(sheet)[1:5] == [
        ["姓　　名", "陶　然", "性　　别", "女", "民　　族", "汉族", "照片"],
        ["出生年月", "1971.10", "政治面貌", "中共党员", "学　　历", "大学本科"],
        ["单位及职务", "云杉一村居民区党总支副书记"],
        ["参加班次", CLASS],
    ]
    assert "G2:H5" in {str(area) for area in sheet.merged_cells.ranges}


def test_appraisal_of_nobody_is_a_blank_form() -> None:
    sheets = replace(make_appraisals(0), appraisals=[Appraisal(name="")])

    assert build_appraisals(make_appraisals(0)) != b""
    assert filled(open_only(build_appraisals(make_appraisals(0)))) == filled(open_only(build_appraisals(sheets)))


def test_monthly_report_has_its_figures_lists_and_problems() -> None:
    rows = filled(open_only(build_monthly(make_monthly(2))))

    assert rows[2:] == [
        ["本月办班（期）", "培训人次", "培训学时", "出勤率"],
        ["2", "87", "24.5", "95.0%"],
        ["一、本月办班情况"],
        ["班名", "时间", "人次", "学时", "出勤率"],
        [CLASS, "5月9日至6月20日", "87", "24.5", "95.0%"],
        ["居民区党组织书记培训班", "5月20日至22日", "0", "0"],
        ["二、未达标学员名单（2 人）"],
        ["姓名", "单位", "班次", "情况"],
        ["陶　然", "云杉一村居民区党总支", CLASS, "缺 8 学时"],
        ["上官画菊", "北站居民区党支部", CLASS, "缺 8 学时"],
        ["三、下月安排"],
        ["内容", "时间", "对象", "人数"],
        ["结业汇报", "6月20日", "全体学员", "29"],
        ["四、问题和建议"],
        ["现场教学日遇雨，需备雨天方案。"],
        ["制表人：＿＿＿＿＿＿", "审核人：＿＿＿＿＿＿", "填表日期：＿＿＿＿＿＿", "（盖章）"],
    ]


def test_month_without_anything_says_so() -> None:
    rows = filled(open_only(build_monthly(MonthlyReport(heading=Heading("月报")))))

    assert rows.count(["（无）"]) == 3


@pytest.mark.parametrize(
    ("title", "broken"),
    [
        ("青蓝接力培训班花名册", "青蓝接力培训班\n花名册"),
        ("青蓝接力培训班（第2期）请假审批表", "青蓝接力培训班（第2期）\n请假审批表"),
        ("青蓝接力培训班全班半日签到总表", "青蓝接力培训班\n全班半日签到总表"),
        ("2025年5月培训工作月报", ""),
    ],
)
def test_title_breaks_between_the_class_and_the_paper(title: str, broken: str) -> None:
    assert break_title(title) == broken
