"""Acts of the workbench: change places, a day, shift, split, lengthen, another like it; refused where they must be."""

from datetime import date, time
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.timetable import operations, queries
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import ConflictKind, HalfDay

TUESDAY, FRIDAY = date(2026, 5, 12), date(2026, 5, 15)
MORNING, AFTERNOON, EVENING = HalfDay


def places(cohort: Cohort) -> list[tuple[str, date, HalfDay]]:
    """Return what is held when, in order of time."""
    return [(one.title, one.held_on, one.half_day) for one in queries.list_sessions(cohort)]


def verbs() -> list[str]:
    """Return what the trail tells, the oldest first."""
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def test_two_change_places_with_their_own_lengths(make: Factory) -> None:
    cohort = make.cohort()
    one = make.session(cohort, title="甲课", ends_at=time(10, 0))
    two = make.session(cohort, title="乙课", held_on=FRIDAY, half_day=AFTERNOON)

    conflicts = operations.swap_sessions(make.actor, one, two, versions=(1, 1))

    assert places(cohort) == [("乙课", date(2026, 5, 11), MORNING), ("甲课", FRIDAY, AFTERNOON)]
    assert ((one.starts_at, one.ends_at), (two.starts_at, two.ends_at)) == (
        (time(13, 30), time(14, 30)),
        (time(9, 0), time(11, 30)),
    )
    assert (verbs(), [one.kind for one in conflicts if one.wants_reason]) == (["session.moved"] * 2, [])


def test_stale_swap_names_both_values(make: Factory) -> None:
    cohort = make.cohort()
    one, two = make.session(cohort, title="甲课"), make.session(cohort, title="乙课", held_on=FRIDAY)
    operations.move_session(make.actor, two, day=TUESDAY, half_day=MORNING, version=1)

    with pytest.raises(Stale, match=r"现在是“5月12日上午 乙课”（09:00–11:30）；您要改成：与“甲课”对调"):
        operations.swap_sessions(make.actor, one, two, versions=(1, 1))


def test_whole_day_moves_with_its_times(make: Factory) -> None:
    cohort = make.cohort()
    make.session(cohort, title="早课")
    make.session(cohort, title="晚课", half_day=EVENING)
    make.session(cohort, title="别天", held_on=TUESDAY)

    operations.move_day(make.actor, cohort, day=cohort.starts_on, to=FRIDAY)

    assert places(cohort) == [("别天", TUESDAY, MORNING), ("早课", FRIDAY, MORNING), ("晚课", FRIDAY, EVENING)]


def test_day_that_runs_into_another_one_is_refused_and_an_old_clash_is_not(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort)
    for title in ("甲课", "乙课"):
        make.session(cohort, title=title)
    make.session(cohort, title="丙课", held_on=TUESDAY)

    found = operations.move_day(make.actor, cohort, day=cohort.starts_on, to=FRIDAY)

    assert ConflictKind.WHOLE_CLASS in {conflict.kind for conflict in found}
    with pytest.raises(Refused, match="丙课"):
        operations.move_day(make.actor, cohort, day=FRIDAY, to=TUESDAY)


@pytest.mark.parametrize(
    ("half_days", "expected"),
    [
        (1, [(FRIDAY, AFTERNOON), (date(2026, 5, 18), MORNING), (date(2026, 5, 18), EVENING)]),
        (2, [(date(2026, 5, 18), MORNING), (date(2026, 5, 18), AFTERNOON), (date(2026, 5, 18), EVENING)]),
    ],
)
def test_shifting_skips_days_off_and_keeps_what_is_before(
    make: Factory, half_days: int, expected: list[tuple[date, HalfDay]]
) -> None:
    cohort = make.cohort()
    make.session(cohort, title="先上", held_on=TUESDAY)
    for half_day in HalfDay:
        make.session(cohort, title=half_day.label, held_on=FRIDAY, half_day=half_day)

    operations.shift_later(make.actor, cohort, first=FRIDAY, half_day=MORNING, half_days=half_days)

    first, *shifted = queries.list_sessions(cohort)
    assert first.held_on == TUESDAY
    assert sorted((one.held_on, one.half_day.order) for one in shifted) == sorted(
        (day, half.order) for day, half in expected
    )


def test_split_shares_hours_and_time_and_orders_the_parts(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort, title="党章", lecturers=[make.lecturer("王讲师")], hours=Decimal(3))

    second, _ = operations.split_session(
        make.actor, session, first_hours=Decimal(2), day=TUESDAY, half_day=AFTERNOON, version=1
    )

    assert [(one.title, one.hours, one.starts_at, one.ends_at) for one in (session, second)] == [
        ("党章（上）", Decimal(2), time(9, 0), time(10, 40)),
        ("党章（下）", Decimal(1), time(13, 30), time(14, 20)),
    ]
    assert ([one.name for one in second.speakers], second.after_id) == (["王讲师"], session.id)


def test_part_before_its_first_part_blocks_the_release(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort, held_on=FRIDAY, hours=Decimal(3))

    _, conflicts = operations.split_session(
        make.actor, session, first_hours=Decimal(2), day=TUESDAY, half_day=MORNING, version=1
    )

    assert [one.kind for one in conflicts if one.kind is ConflictKind.SEQUENCE] == [ConflictKind.SEQUENCE]


def test_longer_session_counts_its_hours(make: Factory) -> None:
    session = make.session(make.cohort())

    operations.resize_session(make.actor, session, ends_at=time(12, 0), hours=Decimal("3.5"), version=1)

    assert (session.ends_at, session.hours, verbs()) == (time(12, 0), Decimal("3.5"), ["session.changed"])


def test_copy_follows_what_is_there(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort, title="甲课", ends_at=time(10, 0))

    copy, _ = operations.duplicate_session(make.actor, session, day=session.held_on, half_day=MORNING)

    assert (copy.title, copy.starts_at, copy.ends_at) == ("甲课", time(10, 0), time(11, 0))


def test_what_follows_in_a_circle_is_refused(make: Factory) -> None:
    cohort = make.cohort()
    one, two = make.session(cohort), make.session(cohort, held_on=TUESDAY)
    operations.order_session(make.actor, two, after=one)

    for session, after in ((one, two), (one, one), (one, make.session(make.cohort()))):
        with pytest.raises(Refused, match="互相等"):
            operations.order_session(make.actor, session, after=after)


def test_cells_tell_whether_a_session_fits_and_why_not(make: Factory) -> None:
    cohort, other = make.cohort(short_name="一班"), make.cohort(short_name="二班")
    lecturer = make.lecturer("张教授")
    session: Session = make.session(cohort, title="甲课", lecturers=[lecturer])
    make.session(other, title="乙课", held_on=TUESDAY, lecturers=[lecturer])

    fits = queries.find_fits(session, [(day, MORNING) for day in (session.held_on, TUESDAY, date(2026, 5, 16), FRIDAY)])

    assert [(fit.verdict.value, fit.reasons) for fit in fits] == [
        ("here", []),
        ("refuses", ["张教授同一时间要在两处：二班 乙课（09:00–11:30）"]),
        ("warns", ["5月16日（周六）是周末，不是工作日"]),
        ("fits", []),
    ]
