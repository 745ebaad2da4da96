"""Guests: marked in a session, later joined to the trainee they turn out to be, and parted again."""

from trainingapp.accounts.terms import Actor
from trainingapp.attendance import queries
from trainingapp.attendance.models import Guest, GuestMark
from trainingapp.attendance.operations.marks import record_marks
from trainingapp.attendance.queries import JoinLine
from trainingapp.attendance.terms import Status, Way
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Enrolment
from trainingapp.core import changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.timetable.models import Session

NAME_LENGTH = 40


def add_guest(actor: Actor, session: Session, *, name: str, unit: str = "") -> Guest:
    """Put down that somebody beside the roster is at a session; the same person in the same class is one guest."""
    name, unit = " ".join(name.split()), " ".join(unit.split())
    if not name or len(name) > NAME_LENGTH:
        raise Refused(f"请填写姓名，最多 {NAME_LENGTH} 字")
    if session.cohort.archived:
        raise Refused("班次已经结班归档，不能再登记")
    guest = queries.guest_named(session.cohort_id, name, unit)
    if guest is None:
        guest = Guest(cohort_id=session.cohort_id, name=name, unit=unit, joined_sessions=[])
        db.session.add(guest)
    if session.id not in {mark.session_id for mark in guest.marks}:
        guest.marks.append(GuestMark(session=session, status=Status.PRESENT))
        db.session.flush()  # the trail needs its id
        audit.record(actor, "guest.added", guest, changes.between({}, {session.label: Status.PRESENT.label}))
    return guest


def join_guest(actor: Actor, guest: Guest, enrolment: Enrolment) -> list[JoinLine]:
    """Join a guest to a trainee of the class and return what was done: marks go where the trainee has none.

    Raises Refused for a guest who is joined already; what record_marks refuses is refused here too.
    """
    if guest.enrolment is not None:
        raise Refused(f"{guest.label}已经并入，先撤销再并到别人")
    lines = queries.plan_join(guest, enrolment)
    taken = [line for line in lines if not line.refusal]
    for line in taken:
        record_marks(actor, line.session, marks={enrolment.id: line.status}, way=Way.JOINED)
    told = changes.between({}, {"并入": f"{enrolment.number} {enrolment.name}"})
    guest.joined_sessions = [line.session.id for line in taken]
    guest.enrolment = enrolment
    audit.record(actor, "guest.joined", guest, told)
    return lines


def part_guest(actor: Actor, guest: Guest) -> None:
    """Undo joining: marks that came of it and still stand as they came are blank again; others are kept."""
    if guest.enrolment is None:
        raise Refused(f"{guest.label}没有并入谁，不用撤销")
    enrolment = guest.enrolment
    for mark in guest.marks:
        own = queries.session_marks(mark.session, [enrolment.id]).get(enrolment.id)
        unchanged = own is not None and own.confirmed is None and own.taken is mark.status
        if mark.session_id in guest.joined_sessions and unchanged:
            record_marks(actor, mark.session, marks={enrolment.id: None}, way=Way.JOINED)
    told = changes.between({"并入": f"{enrolment.number} {enrolment.name}"}, {})
    guest.enrolment, guest.joined_sessions = None, []
    audit.record(actor, "guest.parted", guest, told)
