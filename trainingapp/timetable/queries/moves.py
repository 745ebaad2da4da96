"""The trail of moves: what there is to put back."""

from sqlalchemy import ColumnElement, select

from trainingapp.accounts.terms import Actor
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.timetable.models import Session

MOVED = "session.moved"


def last_move(session: Session) -> AuditEvent | None:
    """Return the newest row of the trail that tells of a move of this session."""
    return _newest_move(AuditEvent.subject_kind == "session", AuditEvent.subject_id == session.id)


def last_move_by(actor: Actor, cohort: Cohort) -> AuditEvent | None:
    """Return the actor's own newest move in a class."""
    return _newest_move(AuditEvent.cohort_id == cohort.id, AuditEvent.user_id == actor.user_id)


def _newest_move(*limits: ColumnElement[bool]) -> AuditEvent | None:
    moves = select(AuditEvent).where(*limits, AuditEvent.verb == MOVED)
    return db.session.scalar(moves.order_by(AuditEvent.id.desc()).limit(1))
