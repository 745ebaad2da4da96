"""Acts on sessions: what is written, what the rules refuse, what wants a reason, who comes second."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from tests.factories import Factory
from tests.factories.factory import FIRST_DAY
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.curriculum.terms import Form
from trainingapp.timetable import operations, queries
from trainingapp.timetable.models import Session
from trainingapp.timetable.operations import Plan, Unaccepted
from trainingapp.timetable.terms import ConflictKind, HalfDay, SessionState


def plan(**values: Any) -> Plan:  # noqa: ANN401 - a plan's own values
    """Return a plan for the first morning."""
    usual = {
        "title": "群众工作方法",
        "held_on": FIRST_DAY,
        "half_day": HalfDay.MORNING,
        "starts_at": time(9, 0),
        "ends_at": time(11, 0),
        "hours": Decimal(2),
        "form": Form.LECTURE,
    }
    return Plan(**{**usual, **values})


def last_act() -> AuditEvent:
    """Return the newest act."""
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()


def test_session_is_added_with_its_people(make: Factory) -> None:
    cohort = make.cohort()
    track = make.track(cohort, "书记")
    speaker, host = make.lecturer("王讲师"), make.lecturer("李主持")

    operations.add_session(
        make.actor, cohort, plan=plan(speakers=[speaker], host=host, tracks=[track], venue=make.venue())
    )

    db.session.commit()
    db.session.expire_all()
    (session,) = queries.list_sessions(cohort)
    assert ([one.name for one in session.speakers], session.host and session.host.name) == (["王讲师"], "李主持")
    assert (session.audience_label, last_act().verb) == ("书记", "session.added")


def test_lecturer_in_two_places_is_refused_with_both_named(make: Factory) -> None:
    lecturer = make.lecturer("张教授")
    make.session(make.cohort(short_name="一班"), title="理论课", lecturers=[lecturer])
    cohort = make.cohort(short_name="二班")

    with pytest.raises(Refused, match=r"“二班 群众工作方法”.*张教授同一时间要在两处，与“一班 理论课”"):
        operations.add_session(make.actor, cohort, plan=plan(speakers=[lecturer]))


def test_warning_wants_a_reason_and_keeps_it(make: Factory) -> None:
    cohort = make.cohort()
    saturday = plan(held_on=date(2026, 5, 16), speakers=[make.lecturer()])
    db.session.commit()

    with pytest.raises(Unaccepted) as warned:
        operations.add_session(make.actor, cohort, plan=saturday)
    db.session.rollback()
    make.enter()
    operations.add_session(make.actor, cohort, plan=saturday, accepted_reason="教授只有周六有空")

    assert [conflict.kind for conflict in warned.value.conflicts] == [ConflictKind.WORKDAY]
    assert (queries.list_sessions(cohort)[0].accepted_reason, last_act().reason) == ("教授只有周六有空",) * 2


def test_moving_keeps_the_length_and_takes_the_usual_start(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort, starts_at=time(9, 0), ends_at=time(10, 30))

    operations.move_session(make.actor, session, day=date(2026, 5, 12), half_day=HalfDay.AFTERNOON, version=1)

    assert (session.held_on, session.starts_at, session.ends_at) == (date(2026, 5, 12), time(13, 30), time(15, 0))
    assert last_act().before["held_on"] == "2026-05-11"


def test_second_of_two_who_move_is_told(make: Factory) -> None:
    session = make.session(make.cohort())
    operations.move_session(make.actor, session, day=date(2026, 5, 12), half_day=HalfDay.MORNING, version=1)

    with pytest.raises(Stale, match="别人刚刚改过这次课，现在是“5月12日上午"):
        operations.move_session(make.actor, session, day=date(2026, 5, 13), half_day=HalfDay.MORNING, version=1)


def test_changed_lecturers_stand_in_the_trail(make: Factory) -> None:
    old, new = make.lecturer("王讲师"), make.lecturer("赵讲师")
    session = make.session(
        make.cohort(),
        title="群众工作方法",
        starts_at=time(9, 0),
        ends_at=time(11, 0),
        hours=Decimal(2),
        lecturers=[old],
    )

    operations.change_session(make.actor, session, plan=plan(speakers=[new]), version=1)

    act = last_act()
    assert (act.before, act.after) == ({"speakers": ["王讲师"]}, {"speakers": ["赵讲师"]})


def test_cancelled_session_stays_and_comes_back(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)

    operations.cancel_session(make.actor, session, reason="讲师生病")
    cancelled = (session.state, last_act().reason, queries.list_sessions(cohort))
    operations.restore_session(make.actor, session)

    assert cancelled == (SessionState.CANCELLED, "讲师生病", [])
    assert queries.list_sessions(cohort) == [session]


def test_restoring_into_a_taken_place_is_refused(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort)
    session = make.session(cohort)
    operations.cancel_session(make.actor, session, reason="讲师生病")
    make.session(cohort, title="补上的课")

    with pytest.raises(Refused, match=r"本班学员同一时间有两次课，与“.*补上的课”"):
        operations.restore_session(make.actor, session)


@pytest.mark.parametrize(
    "act",
    [
        lambda actor, session: operations.cancel_session(actor, session, reason=" "),
        lambda actor, session: operations.change_session(
            actor, session, plan=plan(starts_at=time(11, 0), ends_at=time(9, 0)), version=1
        ),
        lambda actor, session: operations.move_session(
            actor, session, day=FIRST_DAY, half_day=HalfDay.EVENING, version=1
        ),
    ],
    ids=["no reason", "ends before it starts", "past midnight"],
)
def test_senseless_act_is_refused(make: Factory, act: Callable[..., object]) -> None:
    session: Session = make.session(make.cohort(), starts_at=time(6, 0), ends_at=time(12, 0))

    with pytest.raises(Refused):
        act(make.actor, session)
