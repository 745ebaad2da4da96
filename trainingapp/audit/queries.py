"""Reads of the trail."""

from collections.abc import Sequence

from sqlalchemy import select

from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db

PAGE = 200


def cohort_trail(cohort_id: int, *, before_id: int | None = None, limit: int = PAGE) -> Sequence[AuditEvent]:
    """Return the newest acts on a class, at most `limit`, older than `before_id` where it is given."""
    statement = select(AuditEvent).where(AuditEvent.cohort_id == cohort_id)
    if before_id is not None:
        statement = statement.where(AuditEvent.id < before_id)
    return db.session.scalars(statement.order_by(AuditEvent.id.desc()).limit(limit)).all()
