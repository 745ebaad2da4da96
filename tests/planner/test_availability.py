"""When somebody is available, in words that nobody has to count periods for."""

from datetime import date

import pytest

from trainingapp.planner.availability import describe
from trainingapp.planner.problem import Calendar, Day, HalfDay, Period, When, Window

FRIDAY, MONDAY = date(2026, 5, 15), date(2026, 5, 18)
MORNING = HalfDay("am", "上午", (Period("08:30", "09:00"), Period("09:00", "09:30"), Period("09:30", "10:00")))
AFTERNOON = HalfDay("pm", "下午", (Period("13:30", "14:00"), Period("14:00", "14:30")))
CALENDAR = Calendar((MORNING, AFTERNOON), (Day(FRIDAY), Day(MONDAY)))


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (When((Window(FRIDAY, FRIDAY, periods=(0, 1, 2)),)), "只有5月15日上午有空"),
        (When((Window(FRIDAY, FRIDAY, periods=(1, 2)),)), "只有5月15日09:00–10:00有空"),
        (When((Window(FRIDAY, FRIDAY, periods=(0, 2, 3, 4)),)), "只有5月15日08:30–09:00和09:30–10:00和下午有空"),
        (When((Window(weekdays=(5,), half_days=("pm",)),)), "只有周五下午有空"),
        (When(never=(Window(FRIDAY, FRIDAY, periods=(3,)),)), "5月15日13:30–14:00没空"),
        (When(never=(Window(last=FRIDAY),)), "至5月15日没空"),
        (When((Window(half_days=("am",)),), (Window(MONDAY, MONDAY),)), "只有上午有空，其中5月18日没空"),
        (When((Window(),)), "只有任何时间有空"),
        (
            When(never=tuple(Window(date(2026, 5, day), date(2026, 5, day)) for day in range(1, 9))),
            "5月1日、5月2日、5月3日、5月4日、5月5日、5月6日等8段时间没空",
        ),
    ],
)
def test_availability_is_told_by_the_clock_and_not_in_periods(when: When, words: str) -> None:
    assert describe(when, CALENDAR, only="只有{}有空", never="{}没空") == words
