"""Reads of guests: who was at a session beside the roster, and what joining one to a trainee would do."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.attendance.models import Guest, GuestMark, Mark
from trainingapp.attendance.queries.members import member_of
from trainingapp.attendance.queries.sessions import held
from trainingapp.attendance.rules import expected
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.timetable.models import Session


def _guests() -> Select[Guest]:
    return select(Guest).options(
        selectinload(Guest.marks).joinedload(GuestMark.session).selectinload(Session.audiences),
        joinedload(Guest.enrolment),
    )


def list_guests(cohort: Cohort) -> Sequence[Guest]:
    """Return a class's guests in the order they came."""
    return db.session.scalars(_guests().where(Guest.cohort_id == cohort.id).order_by(Guest.id)).all()


def session_guests(session: Session) -> Sequence[Guest]:
    """Return the guests of a session who are nobody of the roster, in the order they came."""
    statement = (
        select(Guest)
        .join(GuestMark, GuestMark.guest_id == Guest.id)
        .where(GuestMark.session_id == session.id, Guest.enrolment_id.is_(None))
        .order_by(Guest.id)
    )
    return db.session.scalars(statement).all()


def find_guest(cohort: Cohort, public_id: str) -> Guest:
    """Return a guest of this class; raise NotFound otherwise."""
    guest = db.session.scalar(_guests().where(Guest.cohort_id == cohort.id, Guest.public_id == public_id))
    if guest is None:
        raise NotFound("没有这位临时人员")
    return guest


def guest_named(cohort_id: int, name: str, unit: str) -> Guest | None:
    """Return the guest of a class with this name and unit who has not been joined to anybody."""
    statement = _guests().where(
        Guest.cohort_id == cohort_id, Guest.name == name, Guest.unit == unit, Guest.enrolment_id.is_(None)
    )
    return db.session.scalars(statement.order_by(Guest.id)).first()


@dataclass(frozen=True, slots=True)
class JoinLine:
    """What joining does to one session: the guest's mark, and why it is not taken over, if it is not."""

    session: Session
    status: Status
    refusal: str = ""


def plan_join(guest: Guest, enrolment: Enrolment) -> list[JoinLine]:
    """Return, session by session, what joining a guest to a trainee would do; joining does exactly that."""
    member = member_of(enrolment)
    sessions = [mark.session_id for mark in guest.marks]
    statement = select(Mark).where(Mark.enrolment_id == enrolment.id, Mark.session_id.in_(sessions))
    own = {mark.session_id: mark.status for mark in db.session.scalars(statement)}
    lines = []
    for mark in guest.marks:
        standing = own.get(mark.session_id)
        refusal = f"本人已记“{standing.label}”，保留" if standing else ""
        if not expected(held(mark.session), member):
            refusal = "这次课不要求本人参加，不并入"
        lines.append(JoinLine(mark.session, mark.status, refusal))
    return lines
