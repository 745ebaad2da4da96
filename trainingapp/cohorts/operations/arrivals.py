"""Arrivals: who has reported to the class (报到), in which order; an office that needs no such list leaves it blank."""

from datetime import datetime

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Enrolment
from trainingapp.cohorts.operations.archived import refuse_closed
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core import changes
from trainingapp.core.clock import to_local
from trainingapp.core.errors import Refused


def note_arrival(actor: Actor, enrolment: Enrolment, *, at: datetime) -> datetime:
    """Note that a trainee has arrived, and return when; it marks no attendance. A second press keeps the first time."""
    refuse_closed(enrolment.cohort, "报到")
    if enrolment.state is EnrolmentState.WITHDRAWN:
        raise Refused(f"“{enrolment.name}”已退出本班；人确实来了，先在学员名单下方恢复在班")
    if enrolment.arrived_at is None:
        enrolment.arrived_at = at
        audit.record(actor, "enrolment.arrived", enrolment, changes.between({}, {"arrived_at": _told(at)}))
    return enrolment.arrived_at


def take_back_arrival(actor: Actor, enrolment: Enrolment) -> None:
    """Take back an arrival that was noted by mistake."""
    refuse_closed(enrolment.cohort, "报到")
    if enrolment.arrived_at is None:
        return
    before = {"arrived_at": _told(enrolment.arrived_at)}
    enrolment.arrived_at = None
    audit.record(actor, "enrolment.arrival_undone", enrolment, changes.between(before, {}))


def _told(moment: datetime) -> str:
    return f"{to_local(moment):%m-%d %H:%M:%S}"
