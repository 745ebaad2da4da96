"""The working calendar: days off, days made up for, and what is said of years that nobody has entered."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.timetable.rules.calendar import CalendarRow, Day, DayKind, Weekday, WorkingCalendar, chinese_date
from trainingapp.timetable.rules.known_holidays import known_calendar, known_rows, known_years

days_of_known_years = st.dates(date(2004, 1, 1), date(2026, 12, 31))


@pytest.mark.parametrize(
    ("day", "expected", "label"),
    [
        (date(2026, 10, 1), Day(date(2026, 10, 1), DayKind.HOLIDAY, "国庆节"), "国庆节放假"),
        (date(2026, 10, 3), Day(date(2026, 10, 3), DayKind.HOLIDAY, "国庆节"), "国庆节放假"),
        (
            date(2026, 10, 10),
            Day(date(2026, 10, 10), DayKind.ADJUSTED_WORKDAY, "国庆节"),
            "周六（国庆节调休上班）",
        ),
        (date(2026, 10, 11), Day(date(2026, 10, 11), DayKind.WEEKEND), "周末"),
        (date(2026, 10, 12), Day(date(2026, 10, 12), DayKind.WORKDAY), "工作日"),
        (date(2026, 4, 6), Day(date(2026, 4, 6), DayKind.HOLIDAY, "清明节"), "清明节放假"),
    ],
)
def test_day_tells_kind_and_name(day: date, expected: Day, label: str) -> None:
    found = known_calendar().day(day)

    assert found == expected
    assert found.label == label


def test_day_of_an_unknown_year_is_a_guess_and_says_so() -> None:
    assert known_calendar().day(date(2027, 10, 1)) == Day(date(2027, 10, 1), DayKind.WORKDAY, known=False)
    assert known_calendar().day(date(2027, 10, 2)) == Day(date(2027, 10, 2), DayKind.WEEKEND, known=False)


def test_unknown_years_notice_names_the_years_once() -> None:
    days = [date(2028, 3, 1), date(2027, 3, 1), date(2026, 3, 1), date(2027, 5, 1)]

    assert known_calendar().unknown_years_notice(days) == (
        "2027、2028年的放假安排还没有录入，暂按周一至周五上班推算；国务院通知发布后，请录入节假日表"
    )
    assert known_calendar().unknown_years_notice([date(2026, 3, 1)]) is None


def test_a_row_counts_in_a_year_that_is_not_complete() -> None:
    # A notice for 2027 may begin the holiday in the year before: 2026-12-31.
    calendar = WorkingCalendar.from_rows([CalendarRow(date(2027, 1, 1), DayKind.HOLIDAY, "元旦")], known_years=[])

    assert calendar.day(date(2027, 1, 1)) == Day(date(2027, 1, 1), DayKind.HOLIDAY, "元旦")
    assert not calendar.day(date(2027, 1, 4)).known


def test_from_rows_lets_the_later_row_hold() -> None:
    day = date(2026, 5, 9)
    rows = [CalendarRow(day, DayKind.ADJUSTED_WORKDAY, "劳动节"), CalendarRow(day, DayKind.HOLIDAY, "街道活动日")]

    assert WorkingCalendar.from_rows(rows, known_years=[2026]).day(day).name == "街道活动日"


def test_count_worked_counts_both_ends() -> None:
    calendar = known_calendar()

    # 30 April (Thursday), five days off, 6-8 May and the Saturday made up for.
    assert calendar.count_worked(date(2026, 4, 30), date(2026, 5, 9)) == 5
    assert calendar.count_worked(date(2026, 5, 6), date(2026, 5, 6)) == 1
    assert calendar.count_worked(date(2026, 5, 7), date(2026, 5, 6)) == 0


def test_next_worked_passes_over_the_holiday() -> None:
    assert known_calendar().next_worked(date(2026, 10, 1)) == date(2026, 10, 8)
    assert known_calendar().next_worked(date(2026, 10, 10)) == date(2026, 10, 10)


def test_next_worked_refuses_a_table_without_working_days() -> None:
    first = date(2026, 7, 1)
    rows = [CalendarRow(first + timedelta(days=n), DayKind.HOLIDAY, "错") for n in range(60)]
    calendar = WorkingCalendar.from_rows(rows, known_years=[2026])

    with pytest.raises(ValueError, match="请检查节假日表"):
        calendar.next_worked(first)


def test_weekday_has_both_words() -> None:
    assert Weekday.of(date(2025, 5, 9)).label == "周五"
    assert Weekday.of(date(2025, 5, 11)).formal_label == "星期日"
    assert chinese_date(date(2025, 5, 9)) == "5月9日（周五）"


@given(st.dates())
def test_weekday_follows_the_iso_number(day: date) -> None:
    assert Weekday.of(day).value == str(day.isoweekday())


def test_known_years_run_from_2004_to_2026() -> None:
    # Later releases of the library add years; these stay.
    assert set(range(2004, 2027)) - known_years() == set()


def test_known_rows_stand_once_per_day() -> None:
    days = [row.day for row in known_rows()]

    assert days == sorted(set(days))


@given(days_of_known_years)
def test_known_days_off_and_days_made_up_for_are_what_their_kind_says(day: date) -> None:
    found = known_calendar().day(day)

    assert found.known
    assert found.is_worked == (found.kind in {DayKind.WORKDAY, DayKind.ADJUSTED_WORKDAY})
    assert bool(found.name) == (found.kind in {DayKind.HOLIDAY, DayKind.ADJUSTED_WORKDAY})
    if found.kind is DayKind.ADJUSTED_WORKDAY:
        assert Weekday.of(day) in {Weekday.SATURDAY, Weekday.SUNDAY}


@given(days_of_known_years, st.integers(0, 40))
def test_count_worked_adds_up(first: date, length: int) -> None:
    calendar, last = known_calendar(), first + timedelta(days=length)
    middle = first + timedelta(days=length // 2)

    parts = calendar.count_worked(first, middle) + calendar.count_worked(middle + timedelta(days=1), last)

    assert calendar.count_worked(first, last) == parts
