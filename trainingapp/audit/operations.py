"""Writing the trail: every act calls `record` once, in its own transaction."""

from typing import Protocol

from trainingapp.accounts.terms import Actor
from trainingapp.audit.models import AuditEvent
from trainingapp.core.changes import Changes
from trainingapp.core.database import db

LABEL_LENGTH = 200


class Subject(Protocol):
    """Whatever an act was done to: a row with a key."""

    id: int


def record(
    actor: Actor, verb: str, subject: Subject, changes: Changes, *, cohort_id: int | None = None, reason: str = ""
) -> AuditEvent:
    """Add one row for one act; the class is taken from the subject's `cohort_id` unless it is given."""
    label = str(getattr(subject, "label", "") or getattr(subject, "name", "") or "")
    event = AuditEvent(
        office_id=actor.office_id,
        user_id=actor.user_id,
        actor_name=actor.name,
        verb=verb,
        subject_kind=type(subject).__name__.lower(),
        subject_id=subject.id,
        subject_label=label[:LABEL_LENGTH],
        cohort_id=cohort_id if cohort_id is not None else getattr(subject, "cohort_id", None),
        before=dict(changes.before),
        after=dict(changes.after),
        reason=reason,
    )
    db.session.add(event)
    return event
