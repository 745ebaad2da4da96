"""The attendance register's workbook, cell by cell: marks, legend, totals, hours and rate as they come in."""

from dataclasses import replace
from datetime import date
from io import BytesIO

from openpyxl import load_workbook

from tests.registers.papers import make_attendance
from trainingapp.core.columns import Column
from trainingapp.registers.sheets.attendance import HalfDay, Symbol, build_attendance, mark_columns, write_legend


def test_register_heads_half_days_by_month_and_day() -> None:
    sheet = load_workbook(BytesIO(build_attendance(make_attendance(1)))).worksheets[0]

    assert [[cell.value for cell in row[3:13]] for row in sheet["A3:M5"]] == [
        ["5月", *[None] * 7, "6月", None],
        ["9日", None, "16日", None, "23日", None, "30日", None, "6日", None],
        ["上午", "下午"] * 5,
    ]
    merged = {str(area) for area in sheet.merged_cells.ranges}
    assert {"A3:A5", "D3:K3", "L3:M3", "D4:E4", "N3:T3", "U3:U5"} <= merged


def test_register_shows_marks_counts_hours_and_rate_as_they_come_in() -> None:
    register = make_attendance(29)

    sheet = load_workbook(BytesIO(build_attendance(register))).worksheets[0]

    for place, trainee in enumerate(register.rows):
        cells = [cell.value for cell in sheet[6 + place]]
        assert cells[:3] == [trainee.number, trainee.name, trainee.unit]
        assert cells[3:13] == [mark or None for mark in trainee.marks]
        assert cells[13:20] == list(trainee.counts.values())
        assert cells[20] == 4 * trainee.counts["√"]
        assert cells[21] == round(trainee.counts["√"] / 10, 3)


def test_blank_stays_blank_and_the_legend_says_what_it_means() -> None:
    register = make_attendance(2)

    sheet = load_workbook(BytesIO(build_attendance(register))).worksheets[0]

    assert sheet["M6"].value is None
    assert sheet["A9"].value == "图例：√ 出勤　△ 事假　○ 病假　☆ 公假　× 旷课　◇ 迟到　▽ 早退　空白：未登记"


def test_legend_is_the_class_s_own() -> None:
    assert write_legend([Symbol("#", "迟到")]) == "图例：# 迟到　空白：未登记"


def test_register_has_totals_below_their_half_days() -> None:
    register = make_attendance(29)

    sheet = load_workbook(BytesIO(build_attendance(register))).worksheets[0]

    total = [cell.value for cell in sheet[6 + 29]]
    assert total[0] == "出勤人数"
    assert total[3:12] == [sum(row.marks[place] == "√" for row in register.rows) for place in range(9)]
    assert total[12:] == [None] * 11


def test_register_ends_with_maker_class_teacher_checker_and_date() -> None:
    sheet = load_workbook(BytesIO(build_attendance(make_attendance(1)))).worksheets[0]

    closing = [text for text in next(sheet.iter_rows(min_row=sheet.max_row, values_only=True)) if text]
    assert [str(text).split("：")[0] for text in closing] == ["制表人", "班主任", "审核人", "填表日期"]


def test_register_without_half_days_or_trainees_is_still_a_paper() -> None:
    register = make_attendance(0)
    columns = [column for column in register.columns if not column.key.startswith("half_day_")]

    sheet = load_workbook(BytesIO(build_attendance(replace(register, columns=columns)))).worksheets[0]

    assert sheet["A5"].value == "（暂无学员）"


def test_each_mark_column_takes_its_own_half_day() -> None:
    days = [HalfDay(date(2025, 5, 9), "上午"), HalfDay(date(2025, 12, 31), "晚上")]

    columns: list[Column[str]] = mark_columns(days, lambda row, place: row[place])

    assert [column.text("√×") for column in columns] == ["√", "×"]
    assert [(column.key, column.groups, column.header) for column in columns] == [
        ("half_day_0", ("5月", "9日"), "上午"),
        ("half_day_1", ("12月", "31日"), "晚上"),
    ]
