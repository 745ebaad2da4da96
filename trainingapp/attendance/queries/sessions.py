"""Reads of sessions as attendance sees them."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.attendance.rules import (
    Held,
)
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.timetable.models import Session, SessionAudience
from trainingapp.timetable.terms import SessionState

NO_SUCH_SESSION = "没有这次课，或者您看不到它"


def held(session: Session) -> Held:
    """Return a session as attendance sees it."""
    return Held(
        session.id,
        session.public_id,
        session.held_on,
        session.half_day,
        session.hours,
        session.title,
        counts=session.takes_attendance and session.state is SessionState.PLANNED,
        tracks=frozenset(row.track_id for row in session.audiences if row.track_id is not None),
        groups=frozenset(row.group_id for row in session.audiences if row.group_id is not None),
    )


def list_held(cohort_id: int) -> list[Held]:
    """Return a class's sessions that are signed for, in order of time; cancelled ones are left out."""
    return held_by_class([cohort_id])[cohort_id]


def held_by_class(cohort_ids: Collection[int]) -> dict[int, list[Held]]:
    """Return the sessions of classes, as `list_held` does, by class."""
    statement = (
        select(Session)
        .where(
            Session.cohort_id.in_(cohort_ids),
            Session.takes_attendance.is_(True),
            Session.state == SessionState.PLANNED,
        )
        .options(selectinload(Session.audiences))
        .order_by(Session.held_on, Session.starts_at, Session.id)
    )
    found: dict[int, list[Held]] = {key: [] for key in cohort_ids}
    for session in db.session.scalars(statement).all():
        found[session.cohort_id].append(held(session))
    return found


def sessions_of_day(cohort_id: int, day: date) -> Sequence[Session]:
    """Return a class's sessions of a day in order of time, as the draft has them now; cancelled ones are left out."""
    statement = (
        select(Session)
        .where(Session.cohort_id == cohort_id, Session.held_on == day, Session.state == SessionState.PLANNED)
        .options(selectinload(Session.audiences))
        .order_by(Session.starts_at, Session.id)
    )
    return db.session.scalars(statement).all()


def find_session(cohort: Cohort, public_id: str) -> Session:
    """Return a session of this class with its audience; raise NotFound otherwise."""
    statement = (
        select(Session)
        .where(Session.cohort_id == cohort.id, Session.public_id == public_id)
        .options(
            selectinload(Session.audiences).options(
                joinedload(SessionAudience.track), joinedload(SessionAudience.group)
            )
        )
    )
    session = db.session.scalar(statement)
    if session is None:
        raise NotFound(NO_SUCH_SESSION)
    return session
