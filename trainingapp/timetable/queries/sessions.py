"""Sessions with all that a page shows of them."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.timetable.models import Session, SessionAudience, SessionLecturer
from trainingapp.timetable.terms import SessionState

NO_SUCH_SESSION = "本班没有这次课，或者它已被删除"


def whole_sessions() -> Select[Session]:
    """Return the statement over sessions with everything that a page shows of them; constant queries."""
    return select(Session).options(
        joinedload(Session.course),
        joinedload(Session.venue),
        selectinload(Session.teachings).joinedload(SessionLecturer.lecturer),
        selectinload(Session.audiences).options(joinedload(SessionAudience.track), joinedload(SessionAudience.group)),
    )


def list_sessions(cohort: Cohort, *, cancelled: bool = False) -> Sequence[Session]:
    """Return a class's sessions in order of time; cancelled ones only when asked for."""
    statement = whole_sessions().where(Session.cohort_id == cohort.id)
    if not cancelled:
        statement = statement.where(Session.state == SessionState.PLANNED)
    return db.session.scalars(statement.order_by(Session.held_on, Session.starts_at, Session.id)).all()


def find_session(cohort: Cohort, public_id: str) -> Session:
    """Return a session of this class, a cancelled one too; raise NotFound."""
    statement = whole_sessions().where(Session.cohort_id == cohort.id, Session.public_id == public_id)
    session = db.session.scalar(statement)
    if session is None:
        raise NotFound(NO_SUCH_SESSION)
    return session


def sessions_on(days: Iterable[date]) -> Sequence[Session]:
    """Return the planned sessions of every class of the office on these days: whatever a card may clash with."""
    statement = whole_sessions().where(Session.held_on.in_(set(days)), Session.state == SessionState.PLANNED)
    return db.session.scalars(statement.options(joinedload(Session.cohort))).all()


def forget_changes() -> None:
    """Take back everything that this transaction tried, so that what was shown as a warning is not written."""
    db.session.rollback()
