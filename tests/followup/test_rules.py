"""How far a relay has come, which talks are missing, which points count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.followup.rules import coverage, months_without_talk, points_total
from trainingapp.followup.terms import PointsState


@pytest.mark.parametrize(
    ("reports", "percent"),
    [
        ([], "—"),
        ([(False, 0)], "0%"),
        ([(True, 30), (True, 5)], "100%"),
        ([(True, 30), (False, 9), (False, 0)], "33%"),
        ([(True, 1)] * 199 + [(False, 0)], "99%"),
    ],
)
def test_coverage_is_rounded_down_so_that_all_means_all(reports: list[tuple[bool, int]], percent: str) -> None:
    found = coverage(reports)

    assert (found.percent, found.people) == (percent, sum(people for done, people in reports if done))


@pytest.mark.parametrize(
    ("starts_on", "until", "talks", "missing"),
    [
        (date(2026, 5, 11), date(2026, 5, 31), [], []),
        (date(2026, 5, 11), date(2026, 6, 1), [], ["2026年5月"]),
        (date(2026, 5, 20), date(2026, 7, 2), [], ["2026年6月"]),
        (date(2026, 5, 11), date(2026, 8, 1), [date(2026, 6, 30)], ["2026年5月", "2026年7月"]),
        (date(2025, 12, 1), date(2026, 2, 1), [date(2025, 12, 31)], ["2026年1月"]),
        (date(2025, 11, 1), date(2026, 5, 1), [date(2026, 2, 3)], ["2025年11月至2026年1月", "2026年3月至4月"]),
    ],
)
def test_a_talk_is_owed_for_every_month_that_has_ended(
    starts_on: date, until: date, talks: list[date], missing: list[str]
) -> None:
    assert months_without_talk(starts_on, until, talks).spans == missing


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 1500))
def test_who_talks_every_day_misses_no_month(starts_on: date, days: int) -> None:
    talks = [starts_on + timedelta(days=number) for number in range(days + 1)]

    assert months_without_talk(starts_on, talks[-1], talks).spans == []


@given(st.lists(st.tuples(st.sampled_from(list(PointsState)), st.integers(-20, 20))))
def test_only_checked_points_count(entries: list[tuple[PointsState, int]]) -> None:
    assert points_total(entries) == sum(points for state, points in entries if state is PointsState.CHECKED)
