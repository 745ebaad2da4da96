"""Who is expected, what a half-day counts as, and totals that always add up."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.attendance.rules import Held, Member, expected, half_day_columns, half_day_status, tally, tally_all
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.timetable.terms import HalfDay

DAY = date(2026, 5, 11)
ANYONE = Member(1, "one", 1, "陈青禾")


def hold(key: int = 1, **values: object) -> Held:
    """Return a morning's session of three hours."""
    facts = {"held_on": DAY, "half_day": HalfDay.MORNING, "hours": Decimal(3), **values}
    return Held(key, f"session-{key}", **facts)  # type: ignore[arg-type]  # a test's own keywords


def member(**values: object) -> Member:
    """Return a trainee."""
    return Member(1, "one", 1, "陈青禾", **values)  # type: ignore[arg-type]  # a test's own keywords


@pytest.mark.parametrize(
    ("session", "trainee", "wanted"),
    [
        (hold(), member(), True),
        (hold(counts=False), member(), False),
        (hold(tracks=frozenset({7})), member(track_id=7), True),
        (hold(tracks=frozenset({7})), member(track_id=8), False),
        (hold(tracks=frozenset({7})), member(), False),
        (hold(groups=frozenset({3})), member(group_id=3), True),
        (hold(groups=frozenset({3})), member(group_id=4), False),
        (hold(tracks=frozenset({7}), groups=frozenset({3})), member(track_id=8, group_id=3), True),
        (hold(), member(joined_on=DAY), True),
        (hold(), member(joined_on=DAY + timedelta(days=1)), False),
        (hold(), member(left_on=DAY, state=EnrolmentState.WITHDRAWN), True),
        (hold(), member(left_on=DAY - timedelta(days=1), state=EnrolmentState.WITHDRAWN), False),
        (hold(), member(state=EnrolmentState.WITHDRAWN), False),
    ],
)
def test_expected_follows_audience_and_dates(session: Held, trainee: Member, wanted: bool) -> None:  # noqa: FBT001 - a case
    assert expected(session, trainee) is wanted


@pytest.mark.parametrize(
    ("statuses", "wanted"),
    [
        ([], None),
        ([None, None], None),
        ([None, Status.PRESENT], Status.PRESENT),
        ([Status.PRESENT, Status.LATE], Status.LATE),
        ([Status.ABSENT, Status.PRESENT, Status.SICK], Status.ABSENT),
        ([Status.EXEMPT, Status.PRESENT], Status.PRESENT),
    ],
)
def test_half_day_shows_the_gravest_of_its_sessions(statuses: list[Status | None], wanted: Status | None) -> None:
    assert half_day_status(statuses) is wanted


def test_columns_are_half_days_in_order_without_what_does_not_count() -> None:
    evening = hold(1, half_day=HalfDay.EVENING)
    morning, second = hold(2), hold(3)
    cancelled = hold(4, held_on=DAY + timedelta(days=1), counts=False)

    columns = half_day_columns([evening, morning, cancelled, second])

    assert [(column.half_day, column.sessions) for column in columns] == [
        (HalfDay.MORNING, (morning, second)),
        (HalfDay.EVENING, (evening,)),
    ]


def test_blank_is_not_absent() -> None:
    total = tally(half_day_columns([hold()]), ANYONE, {})

    assert (total.cells, total.recorded, total.unrecorded, total.rate) == ((None,), 0, 1, None)


def test_rates_leave_exempt_out_and_tell_leave_apart() -> None:
    statuses = [Status.PRESENT, Status.LATE, Status.SICK, Status.ABSENT, Status.EXEMPT, None]
    sessions = [hold(key, held_on=DAY + timedelta(days=key)) for key in range(6)]
    marks = {key: status for key, status in enumerate(statuses) if status}

    total = tally(half_day_columns(sessions), ANYONE, marks)

    assert (total.expected, total.recorded, total.unrecorded) == (6, 5, 1)
    assert (total.rate, total.rate_with_leave) == (Fraction(2, 4), Fraction(3, 4))
    assert (total.hours, total.expected_hours) == (Decimal(6), Decimal(18))


def test_hours_are_those_of_the_sessions_attended_within_a_half_day() -> None:
    sessions = [hold(1, hours=Decimal("1.5")), hold(2, hours=Decimal("2.5"))]

    total = tally(half_day_columns(sessions), ANYONE, {1: Status.PRESENT, 2: Status.PERSONAL})

    assert (total.cells, total.hours) == ((Status.PERSONAL,), Decimal("1.5"))


SESSIONS = st.lists(
    st.builds(
        hold,
        st.integers(1, 40),
        held_on=st.dates(DAY, DAY + timedelta(days=9)),
        half_day=st.sampled_from(HalfDay),
        hours=st.integers(0, 8).map(lambda steps: Decimal(steps) / 2),
        counts=st.booleans(),
        tracks=st.frozensets(st.integers(1, 2), max_size=1),
    ),
    max_size=20,
    unique_by=lambda session: session.id,
)
MARKS = st.dictionaries(st.integers(1, 40), st.sampled_from(Status))


@given(SESSIONS, MARKS, st.integers(1, 2), st.none() | st.dates(DAY, DAY + timedelta(days=9)))
def test_counts_always_sum(sessions: list[Held], marks: dict[int, Status], track: int, joined: date | None) -> None:
    trainee = member(track_id=track, joined_on=joined)
    columns = half_day_columns(sessions)

    total = tally(columns, trainee, marks)

    assert sum(total.counts.values()) == total.recorded == sum(cell is not None for cell in total.cells)
    assert total.recorded + total.unrecorded == total.expected <= len(columns)
    assert total.expected_hours == sum(session.hours for session in sessions if expected(session, trainee))
    assert 0 <= total.hours <= total.expected_hours
    for share in (total.rate, total.rate_with_leave):
        assert share is None or 0 <= share <= 1


@given(SESSIONS, MARKS)
def test_marks_of_sessions_not_his_change_nothing(sessions: list[Held], marks: dict[int, Status]) -> None:
    columns = half_day_columns(sessions)
    his = {session.id for session in sessions if expected(session, ANYONE)}

    total = tally(columns, ANYONE, marks)

    assert total == tally(columns, ANYONE, {key: status for key, status in marks.items() if key in his})


@given(SESSIONS, st.lists(st.tuples(MARKS, st.integers(1, 2)), max_size=4))
def test_tally_of_many_is_the_tally_of_each(
    sessions: list[Held], trainees: list[tuple[dict[int, Status], int]]
) -> None:
    columns = half_day_columns(sessions)
    members = [Member(key, str(key), key + 1, "陈青禾", track_id=track) for key, (_, track) in enumerate(trainees)]
    marks = {key: found for key, (found, _) in enumerate(trainees)}

    assert tally_all(columns, members, marks) == [tally(columns, member, marks[member.id]) for member in members]
