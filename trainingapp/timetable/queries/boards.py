"""Sessions of several classes at once, and whether a class's sessions have changed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import visible_cohorts
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.curriculum.models import Lecturer, Venue
from trainingapp.timetable.models import Session, SessionLecturer
from trainingapp.timetable.queries.sessions import NO_SUCH_SESSION, whole_sessions
from trainingapp.timetable.terms import SessionState


@dataclass(frozen=True)
class Wanted:
    """Which sessions a board shows: of these classes, and only those of a lecturer or a venue, by public id.

    `session_ids` None is all, else only these: those of one vehicle.
    """

    cohort_ids: frozenset[int]
    lecturer: str = ""
    venue: str = ""
    session_ids: frozenset[int] | None = None

    def limit(self, statement: Select[Session]) -> Select[Session]:
        """Limit a statement over sessions to the planned ones that are wanted."""
        statement = statement.where(Session.cohort_id.in_(self.cohort_ids), Session.state == SessionState.PLANNED)
        if self.lecturer:
            teaching = select(SessionLecturer.session_id).join(Lecturer, Lecturer.id == SessionLecturer.lecturer_id)
            statement = statement.where(Session.id.in_(teaching.where(Lecturer.public_id == self.lecturer)))
        if self.venue:
            venue = select(Venue.id).where(Venue.public_id == self.venue)
            statement = statement.where(Session.venue_id.in_(venue))
        return statement if self.session_ids is None else statement.where(Session.id.in_(self.session_ids))


def sessions_between(wanted: Wanted, first: date, last: date) -> Sequence[Session]:
    """Return what a board shows from the first to the last day, in order of time."""
    statement = wanted.limit(whole_sessions()).where(Session.held_on.between(first, last))
    ordered = statement.order_by(Session.held_on, Session.starts_at, Session.cohort_id, Session.id)
    return db.session.scalars(ordered.options(joinedload(Session.cohort))).all()


def next_day(wanted: Wanted, today: date) -> date:
    """Return the first day from today on that has a wanted session, else the last one before, else today."""
    coming = wanted.limit(select(Session)).where(Session.held_on >= today).with_only_columns(func.min(Session.held_on))
    past = wanted.limit(select(Session)).where(Session.held_on < today).with_only_columns(func.max(Session.held_on))
    return db.session.scalar(coming) or db.session.scalar(past) or today


def sessions_of_any_class(actor: Actor, permission: Permission, ids: Collection[int]) -> Sequence[Session]:
    """Return those of these sessions over whose class the actor has this permission."""
    statement = _reached(actor, permission).where(Session.id.in_(ids)).options(joinedload(Session.cohort))
    return db.session.scalars(statement).all() if ids else []


def _reached(actor: Actor, permission: Permission) -> Select[Session]:
    cohorts = visible_cohorts(actor, permission).with_only_columns(Cohort.id)
    return whole_sessions().where(Session.cohort_id.in_(cohorts))


def find_any_session(actor: Actor, permission: Permission, public_id: str) -> Session:
    """Return a session of any class over which the actor has this permission; raise NotFound."""
    session = db.session.scalar(_reached(actor, permission).where(Session.public_id == public_id))
    if session is None:
        raise NotFound(NO_SUCH_SESSION)
    return session


def stamp_of(sessions: Iterable[Session]) -> str:
    """Return a mark of some sessions that differs once one is added, changed, removed or moved away."""
    return _mark((session.id, session.version) for session in sessions)


def find_stamp(cohort: Cohort) -> str:
    """Return the mark of a class's sessions, cancelled ones too, as they are now; little is read of them."""
    return _found_mark(select(Session).where(Session.cohort_id == cohort.id))


def find_board_stamp(wanted: Wanted, first: date, last: date) -> str:
    """Return the mark of what a board shows from the first to the last day, as it is now."""
    return _found_mark(wanted.limit(select(Session)).where(Session.held_on.between(first, last)))


def _found_mark(statement: Select[Session]) -> str:
    rows = db.session.execute(statement.with_only_columns(Session.id, Session.version)).all()
    return _mark((key, version) for key, version in rows)


def _mark(rows: Iterable[tuple[int, int]]) -> str:
    listed = ",".join(f"{key}.{version}" for key, version in sorted(rows))
    return sha256(listed.encode()).hexdigest()[:16]
