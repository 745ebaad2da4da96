"""Whom somebody should look at: in a class's register, and, of several classes, among who missed something lately."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import Select, and_, func, select

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.attendance.models import Mark
from trainingapp.attendance.queries.leave import granted_leave, granted_where
from trainingapp.attendance.queries.marks import marks_of
from trainingapp.attendance.queries.members import members_where
from trainingapp.attendance.queries.registers import Register, RegisterRow, words_of
from trainingapp.attendance.queries.sessions import held_by_class
from trainingapp.attendance.queries.settings import settings_by_class, settings_of
from trainingapp.attendance.rules import Held, Member, concerns, half_day_columns, may_concern, share_by_kind, tally_all
from trainingapp.attendance.rules import leave as rules
from trainingapp.attendance.terms import CLASS_OF, Settings, Status, StatusClass
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import trainees_reached
from trainingapp.core.database import db
from trainingapp.timetable.models import Session

#: Who missed something within so many days is looked at on the first page.
LATELY = timedelta(days=14)
#: Of so many classes at most: each is a register to be worked out.
CLASSES_AT_MOST = 10
_UNREMARKABLE = [status for status, kind in CLASS_OF.items() if kind in {StatusClass.PRESENT, StatusClass.EXEMPT}]
_MISSED = [status for status, kind in CLASS_OF.items() if kind in {StatusClass.EXCUSED, StatusClass.UNEXCUSED}]


Marks = Mapping[int, Mapping[int, Status]]
"""Statuses by trainee and session id."""


@dataclass(frozen=True, slots=True)
class Concern:
    """A trainee whom somebody should look at, and why."""

    member: Member
    reasons: Sequence[str]


def list_concerns(cohort: Cohort, register: Register) -> list[Concern]:
    """Return the trainees of a register who are over or near the limit of leave, or absent in a row; two queries."""
    granted, settings = granted_leave(cohort.id), settings_of(cohort.id)
    return _concerns(settings, register.sessions, register.rows, granted, register.words)


def _concerns(
    settings: Settings,
    sessions: Sequence[Held],
    rows: Sequence[RegisterRow],
    granted: Marks,
    words: Mapping[Status, str],
) -> list[Concern]:
    statuses = {row.member.id: {**granted.get(row.member.id, {}), **row.marks} for row in rows}
    quotas = rules.quotas(settings, sessions, [row.member for row in rows], statuses)
    found = [Concern(row.member, concerns(row.tally, quota, words)) for row, quota in zip(rows, quotas, strict=True)]
    return [concern for concern in found if concern.reasons]


def recent_concerns(actor: Actor, cohorts: Select[Cohort], today: date) -> list[tuple[Cohort, list[Concern]]]:
    """Return, of these classes, the trainees within reach who missed something lately and should be looked at."""
    missed = _missed_lately(actor, cohorts, today)
    ids = sorted({cohort_id for cohort_id, _ in missed}, reverse=True)[:CLASSES_AT_MOST]
    if not ids:
        return []
    found = db.session.scalars(select(Cohort).where(Cohort.id.in_(ids)).order_by(Cohort.starts_on.desc(), Cohort.id))
    looked = _look_at(found.all(), {one: key for key, one in missed if key in ids})
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


@dataclass(frozen=True, slots=True)
class _Class:
    """A class with what its trainees' attendance is judged by, and those of them who are looked at."""

    cohort: Cohort
    settings: Settings
    sessions: Sequence[Held]
    members: Sequence[Member]

    def doubted(self, statuses: Marks) -> "_Class":
        """Return the class with those alone of whom something could be said."""
        longest = max(rules.hours_by_half_day(self.sessions), default=Decimal(0))
        by_id = {session.id: session for session in self.sessions}
        kept = []
        for member, asked in share_by_kind(self.members, lambda member: rules.asked_of(self.sessions, member)):
            own = statuses.get(member.id, {})
            lost = [by_id[key] for key in own if key in by_id]
            if may_concern(self.settings, asked.hours, lost, own, longest):
                kept.append(member)
        return replace(self, members=kept)

    def concerns(self, marks: Marks, granted: Marks) -> list[Concern]:
        """Return what there is to say of its trainees."""
        tallies = tally_all(half_day_columns(self.sessions), self.members, marks)
        rows = [
            RegisterRow(one, marks.get(one.id, {}), tally) for one, tally in zip(self.members, tallies, strict=True)
        ]
        return _concerns(self.settings, self.sessions, rows, granted, words_of(self.cohort))


def _look_at(cohorts: Sequence[Cohort], classes: Mapping[int, int]) -> list[tuple[Cohort, list[Concern]]]:
    """Return the concerns of trainees, given with their classes, in queries that do not grow with the classes.

    Most trainees need no second look; where they were present, which is most of all marks, is read of the others alone.
    """
    granted, exceptions = granted_where(Enrolment.id.in_(list(classes))), marks_of(list(classes), without=_UNREMARKABLE)
    missed = {one: {**granted.get(one, {}), **exceptions.get(one, {})} for one in classes}
    found = [one.doubted(missed) for one in _classes(cohorts, classes)]
    marks = marks_of([member.id for one in found for member in one.members])
    return [(one.cohort, one.concerns(marks, granted)) for one in found]


def _classes(cohorts: Sequence[Cohort], classes: Mapping[int, int]) -> list[_Class]:
    ids = [cohort.id for cohort in cohorts]
    held, settings = held_by_class(ids), settings_by_class(ids)
    members: dict[int, list[Member]] = {key: [] for key in ids}
    for sort in {cohort.presets.sort_rule for cohort in cohorts}:
        mine = [cohort.id for cohort in cohorts if cohort.presets.sort_rule is sort]
        for member in members_where(and_(Enrolment.id.in_(list(classes)), Enrolment.cohort_id.in_(mine)), sort=sort):
            members[classes[member.id]].append(member)
    return [_Class(cohort, settings[cohort.id], held[cohort.id], members[cohort.id]) for cohort in cohorts]
