"""Reads of check-in by phone: who has signed, who waits, and what codes are bound to."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.attendance.models import CheckIn, Mark, WrongCode
from trainingapp.attendance.rules import is_attended
from trainingapp.attendance.rules.codes import Place
from trainingapp.attendance.terms import CheckInState, Status
from trainingapp.cohorts.models import Enrolment
from trainingapp.cohorts.queries import trainees_reached
from trainingapp.core.database import db
from trainingapp.core.encryption import keyring
from trainingapp.core.errors import NotFound
from trainingapp.timetable.models import Session

ATTENDED = [status for status in Status if is_attended(status)]


def code_secret() -> str:
    """Return the installation's secret of codes, apart from every other use of the key."""
    return keyring().index("attendance: codes of check-in")


def place_of(session: Session) -> Place:
    """Return what a session's codes are bound to."""
    return Place(code_secret(), session.office_id, session.id)


def find_check_in(session: Session, enrolment_id: int) -> CheckIn | None:
    """Return a trainee's check-in to a session."""
    statement = select(CheckIn).where(CheckIn.session_id == session.id, CheckIn.enrolment_id == enrolment_id)
    return db.session.scalar(statement)


def find_wrong_code(session_id: int, enrolment_id: int) -> WrongCode | None:
    """Return the count of a trainee's wrong codes for a session."""
    statement = select(WrongCode).where(WrongCode.session_id == session_id, WrongCode.enrolment_id == enrolment_id)
    return db.session.scalar(statement)


def others_on_device(session: Session, device_digest: str, enrolment_id: int) -> list[str]:
    """Return the other trainees who checked in to a session from the same phone, by number and name."""
    statement = (
        select(Enrolment.number, Enrolment.name)
        .join(CheckIn, CheckIn.enrolment_id == Enrolment.id)
        .where(
            CheckIn.session_id == session.id,
            CheckIn.device_digest == device_digest,
            CheckIn.enrolment_id != enrolment_id,
        )
        .order_by(CheckIn.id)
    )
    return [f"{number} {name}" for number, name in db.session.execute(statement)]


def waiting_check_ins(actor: Actor, session: Session) -> Sequence[CheckIn]:
    """Return the check-ins of a session that somebody must look at, of those whom the actor reaches."""
    statement = (
        select(CheckIn)
        .join(CheckIn.enrolment)
        .options(contains_eager(CheckIn.enrolment))
        .where(
            CheckIn.session_id == session.id,
            CheckIn.state == CheckInState.WAITING,
            trainees_reached(actor, Permission.ATTENDANCE_TAKE),
        )
        .order_by(CheckIn.id)
    )
    return db.session.scalars(statement).all()


def waiting_check_in(actor: Actor, session: Session, enrolment_public_id: str) -> CheckIn:
    """Return a check-in that waits, by its trainee; raise NotFound when there is none that the actor reaches."""
    found = [row for row in waiting_check_ins(actor, session) if row.enrolment.public_id == enrolment_public_id]
    if not found:
        raise NotFound("没有等待核实的签到，可能别人已经处理")
    return found[0]


def signed_in(session_id: int) -> Sequence[str]:
    """Return the public ids of those who have come to a session, in one small query."""
    statement = (
        select(Enrolment.public_id)
        .join(Mark, Mark.enrolment_id == Enrolment.id)
        .where(Mark.session_id == session_id, func.coalesce(Mark.confirmed, Mark.taken).in_(ATTENDED))
        .order_by(Mark.id)
    )
    return db.session.scalars(statement).all()
