"""Who is down as having been in two classes at the same time: hours count once, so one of the marks is wrong."""

from collections.abc import Sequence
from datetime import date, time

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import aliased

from trainingapp.attendance.models import Mark
from trainingapp.attendance.rules import is_attended
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.database import db
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay, SessionState

Attended = Row[int, int, str, date, HalfDay, time, time, str]


def attended_twice(cohort: Cohort) -> list[str]:
    """Return, in words, the trainees of a class who attended another class at the same time; two queries.

    Whoever is also in another class is looked for first: mostly nobody, whatever other classes there are.
    """
    people = _also_elsewhere(cohort)
    rows = db.session.execute(_attended(cohort, people)).all() if people else []
    others = [row for row in rows if row.cohort_id != cohort.id]
    return [
        f"{mine.name}（{mine.held_on.month}月{mine.held_on.day}日{mine.half_day.label}，“{other.short_name}”）"
        for mine in rows
        if mine.cohort_id == cohort.id
        for other in _at_once(mine, others)
    ]


def _also_elsewhere(cohort: Cohort) -> Sequence[int]:
    """Return those of a class who are on another class's roster too, found one by one through the person's index."""
    other = aliased(Enrolment)
    elsewhere = (other.person_id == Enrolment.person_id) & (other.cohort_id != cohort.id)
    statement = select(Enrolment.person_id).join(other, elsewhere).where(Enrolment.cohort_id == cohort.id)
    return db.session.scalars(statement.distinct()).all()


def _attended(cohort: Cohort, people: Sequence[int]) -> Select[int, int, str, date, HalfDay, time, time, str]:
    """Return the statement for what these persons attended on this class's days."""
    days = select(Session.held_on).where(Session.cohort_id == cohort.id)
    return (
        select(
            Enrolment.person_id,
            Enrolment.cohort_id,
            Enrolment.name,
            Session.held_on,
            Session.half_day,
            Session.starts_at,
            Session.ends_at,
            Cohort.short_name,
        )
        .join(Mark, Mark.enrolment_id == Enrolment.id)
        .join(Session, Session.id == Mark.session_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(
            Enrolment.person_id.in_(people),
            Session.held_on.in_(days),
            Session.state == SessionState.PLANNED,
            func.coalesce(Mark.confirmed, Mark.taken).in_([status for status in Status if is_attended(status)]),
        )
        .order_by(Session.held_on, Session.starts_at, Enrolment.number)
    )


def _at_once(mine: Attended, others: Sequence[Attended]) -> list[Attended]:
    return [
        other
        for other in others
        if (other.person_id, other.held_on) == (mine.person_id, mine.held_on)
        and mine.starts_at < other.ends_at
        and other.starts_at < mine.ends_at
    ]
