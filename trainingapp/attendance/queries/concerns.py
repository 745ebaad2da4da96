"""Whom somebody should look at: in a class's register, and, of several classes, among who missed something lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Select, func, select

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.attendance.models import Mark
from trainingapp.attendance.queries.leave import granted_leave
from trainingapp.attendance.queries.registers import Register, cohort_register
from trainingapp.attendance.queries.settings import settings_of
from trainingapp.attendance.rules import Member, concerns
from trainingapp.attendance.rules import leave as rules
from trainingapp.attendance.terms import CLASS_OF, StatusClass
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import trainees_reached
from trainingapp.core.database import db
from trainingapp.timetable.models import Session

#: Who missed something within so many days is looked at on the first page.
LATELY = timedelta(days=14)
#: Of so many classes at most: each is a register to be worked out.
CLASSES_AT_MOST = 10
_MISSED = [status for status, kind in CLASS_OF.items() if kind in {StatusClass.EXCUSED, StatusClass.UNEXCUSED}]


@dataclass(frozen=True, slots=True)
class Concern:
    """A trainee whom somebody should look at, and why."""

    member: Member
    reasons: Sequence[str]


def list_concerns(cohort: Cohort, register: Register) -> list[Concern]:
    """Return the trainees of a register who are over or near the limit of leave, or absent in a row; two queries."""
    granted = granted_leave(cohort.id)
    statuses = {row.member.id: {**granted.get(row.member.id, {}), **row.marks} for row in register.rows}
    members = [row.member for row in register.rows]
    quotas = rules.quotas(settings_of(cohort.id), register.sessions, members, statuses)
    found = [
        Concern(row.member, concerns(row.tally, quota, register.words))
        for row, quota in zip(register.rows, quotas, strict=True)
    ]
    return [concern for concern in found if concern.reasons]


def recent_concerns(actor: Actor, cohorts: Select[Cohort], today: date) -> list[tuple[Cohort, list[Concern]]]:
    """Return, of these classes, the trainees within reach who missed something lately and should be looked at."""
    missed = _missed_lately(actor, cohorts, today)
    ids = sorted({cohort_id for cohort_id, _ in missed}, reverse=True)[:CLASSES_AT_MOST]
    found = db.session.scalars(select(Cohort).where(Cohort.id.in_(ids)).order_by(Cohort.starts_on.desc(), Cohort.id))
    looked = [(cohort, _concerns_of(cohort, [one for key, one in missed if key == cohort.id])) for cohort in found]
    return [(cohort, concerned) for cohort, concerned in looked if concerned]


def _missed_lately(actor: Actor, cohorts: Select[Cohort], today: date) -> list[tuple[int, int]]:
    statement = (
        select(Enrolment.cohort_id, Enrolment.id)
        .join(Mark, Mark.enrolment_id == Enrolment.id)
        .join(Session, Session.id == Mark.session_id)
        .where(
            Session.cohort_id.in_(cohorts.with_only_columns(Cohort.id)),
            Session.held_on.between(today - LATELY, today),
            func.coalesce(Mark.confirmed, Mark.taken).in_(_MISSED),
            trainees_reached(actor, Permission.ATTENDANCE_VIEW),
        )
        .distinct()
    )
    return [(cohort_id, enrolment_id) for cohort_id, enrolment_id in db.session.execute(statement)]


def _concerns_of(cohort: Cohort, enrolment_ids: Sequence[int]) -> list[Concern]:
    return list_concerns(cohort, cohort_register(cohort, reached=Enrolment.id.in_(enrolment_ids)))
