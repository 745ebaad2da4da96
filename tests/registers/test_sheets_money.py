"""Lecture fees and evaluations: what is paid, what is withheld, and how it is printed."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.registers.forms_and_plans import make_evaluations, make_lecture_fees
from trainingapp.core.excel.preview import see_workbook
from trainingapp.registers.rules.lecture_fees import amount_in_words
from trainingapp.registers.sheets.evaluations import WITHHELD, build_evaluations
from trainingapp.registers.sheets.lecture_fees import build_lecture_fees, fee_columns
from trainingapp.timetable.rules.fees import Taught, pay

NINE = datetime(2025, 5, 9, 9)  # noqa: DTZ001 - lessons stand at local times


def taught(
    lecturer: str = "甲", *, begins: datetime = NINE, half_day: str = "上午", class_name: str = "一班", hours: str = "3"
) -> Taught:
    return Taught(
        lecturer=lecturer,
        begins=begins,
        half_day=half_day,
        class_name=class_name,
        hours=Decimal(hours),
        rate=Decimal(500),
    )


def filled(sheet: Worksheet) -> list[list[object]]:
    """Return what stands in each row, blanks left out."""
    return [[value for value in row if value not in {None, ""}] for row in sheet.iter_rows(values_only=True)]


def test_half_day_pays_four_hours_at_most_however_many_lessons() -> None:
    payments = pay([taught(hours="3"), taught(begins=NINE + timedelta(hours=2), hours="2.5")])

    assert [payment.hours for payment in payments] == [3, 1]
    assert [payment.amount for payment in payments] == [1500, 500]
    assert [payment.reason for payment in payments] == ["", "授课 2.5 学时，每半天最多按 4 学时"]


def test_another_half_day_and_another_lecturer_have_hours_of_their_own() -> None:
    afternoon = NINE + timedelta(hours=5)

    payments = pay([taught(hours="4"), taught(begins=afternoon, half_day="下午", hours="4"), taught("乙", hours="4")])

    assert [payment.hours for payment in payments] == [4, 4, 4]


def test_joint_class_is_paid_once() -> None:
    payments = pay([taught(class_name="一班"), taught(class_name="二班")])

    assert [payment.amount for payment in payments] == [1500, 0]
    assert payments[1].reason == "合班课，已在“一班”发放"


def test_earlier_lessons_come_first_whatever_the_order_of_the_list() -> None:
    payments = pay([taught(begins=NINE + timedelta(hours=2), hours="3"), taught(hours="3")])

    assert [payment.hours for payment in payments] == [1, 3]


@given(st.lists(st.tuples(st.sampled_from("甲乙"), st.integers(0, 6), st.sampled_from(["0.5", "2", "4", "6"]))))
def test_nobody_is_ever_paid_more_than_four_hours_a_half_day(lessons: list[tuple[str, int, str]]) -> None:
    given_lessons = [taught(who, begins=NINE + timedelta(hours=hour), hours=hours) for who, hour, hours in lessons]

    payments = pay(given_lessons)

    paid: defaultdict[str, Decimal] = defaultdict(Decimal)
    for lesson, payment in zip(given_lessons, payments, strict=True):
        paid[lesson.lecturer] += payment.hours
        assert 0 <= payment.hours <= lesson.hours
        assert payment.amount == payment.hours * lesson.rate
        assert bool(payment.reason) == (payment.hours < lesson.hours)
    assert all(hours <= 4 for hours in paid.values())


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.5", "伍角整"),
        ("10", "壹拾元整"),
        ("1005.06", "壹仟零伍元零陆分"),
        ("12800.50", "壹万贰仟捌佰元伍角整"),
        ("100000", "壹拾万元整"),
        ("100010001", "壹亿零壹万零壹元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("3010.004", "叁仟零壹拾元整"),
    ],
)
def test_amounts_are_written_as_finance_writes_them(amount: str, words: str) -> None:
    assert amount_in_words(Decimal(amount)) == words


@given(st.integers(0, 10**14 - 1))
def test_amounts_in_words_can_be_read_back(cents: int) -> None:
    assert read_back(amount_in_words(Decimal(cents) / 100)) == cents


def read_back(words: str) -> int:
    """Return the cents that words say; zeros are only for the ear."""
    cents = whole = section = digit = 0
    units = {"拾": 10, "佰": 100, "仟": 1000}
    for char in words.removesuffix("整"):
        if char in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(char)
        elif char in units:
            section, digit = section + digit * units[char], 0
        elif char in "万亿":
            whole, section, digit = whole + (section + digit) * {"万": 10**4, "亿": 10**8}[char], 0, 0
        elif char == "元":
            cents, section, digit, whole = (whole + section + digit) * 100, 0, 0, 0
        else:
            cents, digit = cents + digit * {"角": 10, "分": 1}[char], 0
    return cents


@pytest.mark.parametrize("amount", ["-1", "10000000000000000"])
def test_amounts_beyond_words_are_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="大写"):
        amount_in_words(Decimal(amount))


def test_fees_end_with_the_sum_in_words_and_figures() -> None:
    sheet = load_workbook(BytesIO(build_lecture_fees(make_lecture_fees(4)))).worksheets[0]

    rows = filled(sheet)
    assert rows[2] == [
        "序号", "日期", "时段", "课程", "授课人", "职称", "学时", "标准\n（元/学时）", "应发\n（税后，元）",
        "开户行及卡号", "签收", "备注",
    ]  # fmt: skip
    assert rows[7] == ["合计（大写）：壹万元整", 10, 10000]


def test_numbers_of_people_are_only_there_for_who_may_see_them() -> None:
    open_to_all = fee_columns(make_lecture_fees(2, restricted=False).lines)

    assert {"identity_number", "account"} & {column.key for column in open_to_all} == set()
    assert "account" in {column.key for column in fee_columns(make_lecture_fees(2).lines)}


def test_no_fees_say_so() -> None:
    rows = filled(load_workbook(BytesIO(build_lecture_fees(make_lecture_fees(0)))).worksheets[0])

    assert ["（没有应发的讲课费）"] in rows
    assert not any("合计" in str(row) for row in rows)


def test_evaluation_withholds_what_too_few_gave() -> None:
    sheet = load_workbook(BytesIO(build_evaluations(make_evaluations(6)))).worksheets[0]

    rows = [row[4:] for row in sheet.iter_rows(min_row=5, max_row=10, values_only=True)]
    assert rows[0] == (29, 27, 19, 29, 19, 29, 96.33)
    assert rows[4] == (29, 3, *[WITHHELD] * 5)
    assert rows[5] == (29, 0, *[None] * 5)


def test_evaluation_has_worksheets_for_satisfaction_and_remarks() -> None:
    sheets = load_workbook(BytesIO(build_evaluations(make_evaluations(3)))).worksheets

    assert [sheet.title for sheet in sheets] == ["课程评估", "满意度", "意见建议"]
    assert filled(sheets[1])[4] == ["课程设置", 20, 6, 1, 0, 0.963]
    assert filled(sheets[2])[3] == [1, "以习近平新时代中国特色社会主义思想引领新征程", "希望多安排案例和现场教学。"]


def test_amounts_are_printed_to_the_cent_on_page_and_in_the_workbook() -> None:
    content = build_lecture_fees(make_lecture_fees(3))

    (seen,) = see_workbook(content)
    shown = {cell.text for row in seen.rows for cell in row}
    cells = [cell for row in load_workbook(BytesIO(content)).worksheets[0].iter_rows() for cell in row]
    assert {"1,000.00", "2,500.00", "7,500.00"} <= shown
    assert {cell.number_format for cell in cells if cell.value in {1000, 2500, 7500}} == {"#,##0.00"}
