"""The timetable's workbook, cell by cell."""

from io import BytesIO

from openpyxl import load_workbook

from tests.registers.papers import CLASS, make_timetable
from trainingapp.registers.sheets.timetable import build_timetable


def test_timetable_merges_dates_and_half_days() -> None:
    sheet = load_workbook(BytesIO(build_timetable(make_timetable(1)))).worksheets[0]

    inside = {str(merged) for merged in sheet.merged_cells.ranges if merged.min_row > 4}
    days = [sheet.cell(row, 1).value for row in range(5, 10)]
    halves = [sheet.cell(row, 2).value for row in range(5, 10)]
    assert days == ["2025年5月9日\n（星期五）", None, None, "2025年5月16日\n（星期五）", None]
    assert halves == ["上午", None, "下午", "上午", "下午"]
    assert {"A5:A7", "B5:B6", "A8:A9"} <= inside


def test_timetable_states_what_the_programme_says() -> None:
    sheet = load_workbook(BytesIO(build_timetable(make_timetable(0)))).worksheets[0]

    assert sheet["A1"].value == "附件1"
    assert sheet["A2"].value == CLASS + "课程安排表"
    assert [cell.value for cell in sheet[4]] == [
        "日期", "时段", "时间", "教学内容", "形式", "授课人", "地点", "学时",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[6]][2:] == [
        "09:50—11:30", "以习近平新时代中国特色社会主义思想引领新征程", "集中授课",
        "张雪梅（上海交通大学马克思主义学院教授、博士生导师）", "街道党群服务中心报告厅", 2.5,
    ]  # fmt: skip
    assert sheet["A8"].value == "备注：课程如有调整，以班级通知为准。"


def test_timetable_without_sessions_says_so() -> None:
    sheet = load_workbook(BytesIO(build_timetable(make_timetable(-1)))).worksheets[0]

    assert sheet["A5"].value == "（暂无课程）"
