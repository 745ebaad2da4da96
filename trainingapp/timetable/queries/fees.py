"""What lecturers are paid for the sessions of some classes."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import aliased

from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.curriculum.models import Lecturer
from trainingapp.timetable.models import Session, SessionLecturer
from trainingapp.timetable.rules.fees import Payment, Taught, pay
from trainingapp.timetable.terms import SessionState, Teaching


@dataclass(frozen=True)
class Paid:
    """What one lecturer is paid for one session of one class."""

    cohort_id: int
    session_id: int
    lecturer_id: int
    payment: Payment


def payments_of(classes: Sequence[int]) -> list[Paid]:
    """Return what those are paid whom the library has a rate for, in these classes; one query.

    A half-day counts four hours at most, and who teaches several classes at once is paid in one of them: so the
    sessions of all classes on these days are looked at.
    """
    own = aliased(Session)
    days = select(own.held_on).where(own.cohort_id.in_(classes), own.state == SessionState.PLANNED)
    statement = (
        select(Session, Cohort.short_name, Lecturer.id, Lecturer.fee_per_hour)
        .join(Cohort, Cohort.id == Session.cohort_id)
        .join(SessionLecturer, SessionLecturer.session_id == Session.id)
        .join(Lecturer, Lecturer.id == SessionLecturer.lecturer_id)
        .where(SessionLecturer.role == Teaching.SPEAKER, Lecturer.fee_per_hour > 0)
        .where(Session.state == SessionState.PLANNED, Session.held_on.in_(days))
        .order_by(Session.held_on, Session.id, SessionLecturer.position)
    )
    taught = db.session.execute(statement).all()
    lessons = [
        Taught(
            lecturer=str(lecturer),
            begins=session.starts,
            half_day=session.half_day.label,
            class_name=name,
            hours=session.hours,
            rate=Decimal(rate or 0),
        )
        for session, name, lecturer, rate in taught
    ]
    wanted = set(classes)
    return [
        Paid(session.cohort_id, session.id, lecturer, payment)
        for (session, _name, lecturer, _rate), payment in zip(taught, pay(lessons), strict=True)
        if session.cohort_id in wanted
    ]
