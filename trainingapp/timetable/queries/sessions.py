"""Sessions with all that a page shows of them."""

from collections.abc import Collection, Sequence
from datetime import date
from functools import cache

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.timetable.models import Session, SessionAudience, SessionLecturer
from trainingapp.timetable.terms import SessionState

IS_IN = Enrolment.state == EnrolmentState.ENROLLED
NO_SUCH_SESSION = "本班没有这次课，或者它已被删除"


@cache
def whole_sessions() -> Select[Session]:
    """Return the statement over sessions with everything that a page shows of them; constant queries."""
    return select(Session).options(
        joinedload(Session.course),
        joinedload(Session.venue),
        selectinload(Session.teachings).joinedload(SessionLecturer.lecturer),
        selectinload(Session.audiences).options(joinedload(SessionAudience.track), joinedload(SessionAudience.group)),
    )


def list_sessions(*cohorts: Cohort, cancelled: bool = False) -> Sequence[Session]:
    """Return a class's sessions, or those of several, in order of time; cancelled ones only when asked for."""
    statement = whole_sessions().where(Session.cohort_id.in_([cohort.id for cohort in cohorts]))
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


def class_sessions_on(cohort_ids: Collection[int], days: Collection[date]) -> Sequence[Session]:
    """Return the planned sessions of some classes on these days."""
    statement = whole_sessions().where(
        Session.cohort_id.in_(cohort_ids), Session.held_on.in_(days), Session.state == SessionState.PLANNED
    )
    return db.session.scalars(statement.options(joinedload(Session.cohort))).all()


def classes_sharing_people(cohort_ids: Collection[int]) -> set[int]:
    """Return the other classes in which somebody of these classes is, too."""
    theirs = select(Enrolment.person_id).where(Enrolment.cohort_id.in_(cohort_ids), IS_IN)
    statement = select(Enrolment.cohort_id).distinct()
    others = statement.where(Enrolment.person_id.in_(theirs), IS_IN, Enrolment.cohort_id.not_in(cohort_ids))
    return set(db.session.scalars(others))


def forget_changes() -> None:
    """Take back everything that this transaction tried, so that what was shown as a warning is not written."""
    db.session.rollback()
