"""Whom the first page asks to look at: what each class's own page says of them, in few queries."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.attendance.models import Leave, LeaveSession, Mark
from trainingapp.attendance.operations import change_settings
from trainingapp.attendance.queries import cohort_register, list_concerns, recent_concerns
from trainingapp.attendance.terms import LeaveKind, LeaveState, Settings, Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay

Counting = Callable[[], AbstractContextManager[CountedQueries]]
AWAY = (Status.ABSENT, Status.SICK, Status.OFFICIAL)
MARKED = [*[Status.PRESENT] * 6, *AWAY, Status.LATE, Status.EXEMPT, None]
RULES = (
    Settings(),
    Settings(lates_per_absence=2, counts_official=False),
    Settings(leave_share="", most_half_days=3, counts_absent=False),
)


def take_leave(make: Factory, one: Enrolment, session: Session) -> None:
    """Grant somebody leave for a session that nobody has marked yet."""
    covered = LeaveSession(session_id=session.id, held_on=session.held_on, half_day=session.half_day)
    leave = Leave(enrolment_id=one.id, kind=LeaveKind.PERSONAL, state=LeaveState.APPROVED, requested_by="陈青禾")
    leave.sessions.append(covered)
    make.add(leave)


def made_class(make: Factory, chance: Random, half_days: int, settings: Settings) -> None:
    """Add a class with a track, a late joiner, sessions for some alone, granted leave, and marks at random."""
    cohort = make.cohort(starts_on=today() - timedelta(days=half_days // 3), stored_presets={"sort_rule": "strokes"})
    change_settings(make.actor, cohort, settings=settings)
    track = make.track(cohort, "书记班")
    trainees = [make.enrolment(cohort, track=chance.choice([track, None])) for _ in range(4)]
    trainees.append(make.enrolment(cohort, joined_on=today()))
    for place in range(half_days):
        session = make.session(
            cohort,
            held_on=cohort.starts_on + timedelta(days=place // 2),
            half_day=(HalfDay.MORNING, HalfDay.AFTERNOON)[place % 2],
            hours=Decimal(chance.choice([2, 4])),
            tracks=[track] if chance.random() < 0.2 else [],
        )
        for one in trainees if session.held_on <= today() else []:
            if status := chance.choice(MARKED):
                make.add(Mark(session_id=session.id, enrolment_id=one.id, taken=status))
    take_leave(make, chance.choice(trainees), session)


@pytest.mark.parametrize("seed", range(5))
def test_first_page_says_what_each_class_s_page_says(seed: int, make: Factory) -> None:
    chance = Random(seed)
    for half_days, settings in zip((3, 9, 24), RULES, strict=True):
        made_class(make, chance, half_days, settings)

    shown = recent_concerns(make.actor, select(Cohort), today())

    assert shown
    missed = set(db.session.scalars(select(Mark.enrolment_id).where(Mark.taken.in_(AWAY))))
    whole = {
        cohort.id: [(one.member, one.reasons) for one in list_concerns(cohort, cohort_register(cohort))]
        for cohort in db.session.scalars(select(Cohort))
    }
    expected = {key: [one for one in told if one[0].id in missed] for key, told in whole.items()}
    assert {cohort.id: [(one.member, one.reasons) for one in told] for cohort, told in shown} == {
        key: told for key, told in expected.items() if told
    }


def test_queries_do_not_grow_with_the_classes(make: Factory, count_queries: Counting) -> None:
    totals = []
    for _ in range(3):
        made_class(make, Random(1), 9, Settings())
        db.session.commit()
        db.session.expire_all()
        with count_queries() as counted:
            found = recent_concerns(make.actor, select(Cohort), today())
        assert found
        totals.append(counted.total)

    assert totals[0] == totals[2]
