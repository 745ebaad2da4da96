"""What a machine's record of coming and going means: statuses by the class's rule, 旷课 only as a question."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.attendance.rules import Stay, judge
from trainingapp.attendance.terms import Settings, Status

STARTS, ENDS = datetime.fromisoformat("2026-03-03 09:00"), datetime.fromisoformat("2026-03-03 11:30")
RULE = Settings(late_minutes=10, early_minutes=10, missed_minutes=45, least_stay="1/2")


def at(clock: str) -> datetime | None:
    return datetime.fromisoformat(f"2026-03-03 {clock}") if clock else None


@pytest.mark.parametrize(
    ("arrived", "left", "status", "asks"),
    [
        ("08:50", "", Status.PRESENT, False),
        ("09:10", "", Status.PRESENT, False),
        ("09:11", "", Status.LATE, False),
        ("09:45", "", Status.LATE, False),
        ("09:46", "", Status.ABSENT, True),
        ("08:50", "11:20", Status.PRESENT, False),
        ("08:50", "11:19", Status.LEFT_EARLY, False),
        ("09:20", "11:00", Status.LEFT_EARLY, False),
        ("08:50", "10:14", Status.ABSENT, True),
        ("08:50", "10:15", Status.LEFT_EARLY, False),
        ("", "11:30", None, True),
    ],
)
def test_times_are_judged_to_the_minute(arrived: str, left: str, status: Status | None, *, asks: bool) -> None:
    verdict = judge(STARTS, ENDS, [Stay(at(arrived), at(left))], None, RULE)

    assert (verdict.status, verdict.asks) == (status, asks)


@pytest.mark.parametrize(("minutes", "status"), [(74, Status.ABSENT), (75, Status.PRESENT), (400, Status.PRESENT)])
def test_minutes_alone_are_held_against_the_share(minutes: int, status: Status) -> None:
    verdict = judge(STARTS, ENDS, [], minutes, RULE)

    assert (verdict.status, verdict.asks) == (status, status is Status.ABSENT)


def test_who_left_and_came_back_is_counted_for_what_he_was_there() -> None:
    stays = [Stay(at("08:55"), at("09:40")), Stay(at("09:30"), at("10:00")), Stay(at("11:00"), at("11:35"))]

    verdict = judge(STARTS, ENDS, stays, None, RULE)

    assert verdict.status is Status.PRESENT  # 60 + 30 of 150 minutes, the doubled ten counted once


def test_a_list_of_names_says_that_they_came() -> None:
    verdict = judge(STARTS, ENDS, [], None, RULE)

    assert (verdict.status, verdict.why) == (Status.PRESENT, "名单上有")


@given(st.integers(-240, 240), st.integers(-240, 240))
def test_absence_is_never_said_without_asking(arrived: int, left: int) -> None:
    stay = Stay(STARTS + timedelta(minutes=arrived), STARTS + timedelta(minutes=max(arrived, left)))

    verdict = judge(STARTS, ENDS, [stay], None, RULE)

    assert verdict.asks == (verdict.status is Status.ABSENT)
