"""Reads over all subjects for the organiser's day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ScalarSelect, Select, and_, func, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.attendance.models import CheckIn, RollCall
from trainingapp.attendance.queries import Concern, recent_concerns
from trainingapp.attendance.terms import CheckInState, RollState
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import visible_cohorts
from trainingapp.cohorts.terms import Stage
from trainingapp.core.database import db
from trainingapp.timetable.models import Session, SessionLecturer
from trainingapp.timetable.terms import SessionState

AHEAD = timedelta(days=7)
AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Untaken:
    """A session whose roll call is open: how far it is, and how many check-ins by phone wait for a person's word."""

    session: Session
    state: RollState
    waiting: int


@dataclass(frozen=True)
class Day:
    """What an organiser sees first: today's sessions, those ahead, open roll calls, and whom to look at."""

    today: Sequence[Session]
    ahead: Sequence[Session]
    untaken: Sequence[Untaken]
    concerns: Sequence[tuple[Cohort, Sequence[Concern]]]
    cohorts: Sequence[Cohort]


def find_day(actor: Actor, today: date) -> Day:
    """Return the actor's day; only classes that the actor reaches, and only such as are not closed."""
    cohorts = visible_cohorts(actor, Permission.DESK_VIEW).where(Cohort.stage != Stage.CLOSED)
    ids = cohorts.with_only_columns(Cohort.id).scalar_subquery()
    near = _sessions(ids).where(Session.held_on >= today, Session.held_on <= today + AHEAD)
    sessions = db.session.scalars(near.order_by(Session.held_on, Session.starts_at)).all()
    return Day(
        today=[session for session in sessions if session.held_on == today],
        ahead=[session for session in sessions if session.held_on > today],
        untaken=_untaken(ids, today),
        concerns=recent_concerns(actor, cohorts, today),
        cohorts=db.session.scalars(cohorts.order_by(Cohort.starts_on.desc()).limit(AT_MOST)).all(),
    )


def _sessions(cohort_ids: ScalarSelect[int]) -> Select[Session]:
    return (
        select(Session)
        .where(Session.cohort_id.in_(cohort_ids), Session.state == SessionState.PLANNED)
        .options(
            joinedload(Session.cohort),
            joinedload(Session.venue),
            selectinload(Session.teachings).joinedload(SessionLecturer.lecturer),
        )
    )


def _untaken(cohort_ids: ScalarSelect[int], today: date) -> list[Untaken]:
    waiting = _waiting().scalar_subquery()
    state = select(RollCall.state).where(RollCall.session_id == Session.id).scalar_subquery()
    statement = (
        _sessions(cohort_ids)
        .add_columns(state, waiting)
        .where(and_(Session.held_on <= today, Session.takes_attendance.is_(True)))
        .where(state.is_distinct_from(RollState.CONFIRMED))
        .order_by(Session.held_on.desc(), Session.starts_at)
        .limit(AT_MOST)
    )
    found = db.session.execute(statement).all()
    return [Untaken(session, taken or RollState.NOT_TAKEN, amount) for session, taken, amount in found]


def _waiting() -> Select[int]:
    return select(func.count(CheckIn.id)).where(CheckIn.session_id == Session.id, CheckIn.state == CheckInState.WAITING)
