"""Reads of what an office held: its classes by year and month, their sessions, how they were attended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import Select, case, extract, func, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import HoursEntry
from trainingapp.attendance.models import Mark
from trainingapp.attendance.rules import is_attended
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import visible_cohorts
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import StudyHours, db
from trainingapp.curriculum.terms import Category, Form
from trainingapp.insight.queries.seen import SEEN, classes_of, classes_seen
from trainingapp.timetable.models import Session, SessionAudience
from trainingapp.timetable.rules.meters import once_side_by_side
from trainingapp.timetable.terms import SessionState

STATUS = func.coalesce(Mark.confirmed, Mark.taken, type_=Mark.taken.type)
ATTENDED = [one for one in Status if is_attended(one)]
CAME = func.sum(case((STATUS.in_(ATTENDED), 1), else_=0))


def years(actor: Actor) -> list[int]:
    """Return the years in which classes began or hours were entered, newest first."""
    began = extract("year", Cohort.starts_on)
    of_classes = db.session.scalars(visible_cohorts(actor, SEEN).with_only_columns(began).distinct()).all()
    of_entries = db.session.scalars(select(HoursEntry.year).distinct()).all()
    return sorted({int(year) for year in (*of_classes, *of_entries)}, reverse=True)


@dataclass(frozen=True)
class ClassFigures:
    """One class of a year: its size, its hours by category."""

    cohort: Cohort
    trainees: int
    hours: Mapping[Category | None, Decimal]


@dataclass(frozen=True)
class YearFigures:
    """What an office held in a year."""

    classes: Sequence[ClassFigures]
    forms: Mapping[Form, int]
    classes_by_month: Mapping[int, int]
    attendance_by_month: Mapping[int, Fraction]

    @property
    def trainees(self) -> int:
        """Return how many places were taken; who was in two classes counts twice (人次)."""
        return sum(one.trainees for one in self.classes)

    @property
    def hours(self) -> Mapping[Category | None, Decimal]:
        """Return the hours of all classes by category."""
        total: dict[Category | None, Decimal] = {}
        for one in self.classes:
            for category, hours in one.hours.items():
                total[category] = total.get(category, Decimal(0)) + hours
        return total


def year_figures(actor: Actor, year: int) -> YearFigures:
    """Return what the classes that the actor sees came to in a year, in constant queries."""
    mine = classes_of(actor, year)
    cohorts = db.session.scalars(
        select(Cohort).where(Cohort.id.in_(mine)).options(joinedload(Cohort.host)).order_by(Cohort.starts_on, Cohort.id)
    ).all()
    sizes = sizes_of(mine)
    hours, forms = _sessions_of(mine)
    by_month: dict[int, int] = {}
    for cohort in cohorts:
        by_month[cohort.starts_on.month] = by_month.get(cohort.starts_on.month, 0) + 1
    classes = [ClassFigures(one, sizes.get(one.id, 0), hours.get(one.id, {})) for one in cohorts]
    return YearFigures(classes, forms, by_month, attendance_by_month(actor, year))


def repeats(classes: Select[int] | Sequence[int]) -> set[int]:
    """Return the sessions whose hours count with another's: groups of one class side by side count once."""
    in_groups = select(SessionAudience.session_id).where(SessionAudience.group_id.is_not(None))
    statement = (
        select(Session.id, Session.cohort_id, Session.held_on, Session.starts_at)
        .where(Session.cohort_id.in_(classes), Session.state == SessionState.PLANNED, Session.id.in_(in_groups))
        .order_by(Session.held_on, Session.starts_at, Session.id)
    )
    found = db.session.execute(statement).all()
    counted = once_side_by_side(found, lambda one: (one.cohort_id, one.held_on, one.starts_at))
    return {one.id for one in found} - {one.id for one in counted}


def _sessions_of(mine: Select[int]) -> tuple[dict[int, dict[Category | None, Decimal]], dict[Form, int]]:
    total = func.sum(Session.hours, type_=StudyHours)
    planned = (Session.cohort_id.in_(mine), Session.state == SessionState.PLANNED)
    hours: dict[int, dict[Category | None, Decimal]] = {}
    once = Session.id.not_in(repeats(mine))
    statement = select(Session.cohort_id, Session.category, total).where(*planned, once)
    for cohort_id, category, amount in db.session.execute(statement.group_by(Session.cohort_id, Session.category)):
        hours.setdefault(cohort_id, {})[category] = amount
    counted = select(Session.form, func.count(Session.id)).where(*planned).group_by(Session.form)
    return hours, dict(db.session.execute(counted).all())


def attendance_by_month(actor: Actor, year: int) -> dict[int, Fraction]:
    """Return the share of a year's marks that count as attended, by month; exempt ones are left out."""
    month = extract("month", Session.held_on)
    statement = (
        select(month, CAME, func.count(Mark.id))
        .join(Session, Session.id == Mark.session_id)
        .where(Session.cohort_id.in_(classes_seen(actor)), extract("year", Session.held_on) == year)
        .where(Session.state == SessionState.PLANNED, STATUS != Status.EXEMPT)
        .group_by(month)
    )
    return {int(one): Fraction(int(amount), total) for one, amount, total in db.session.execute(statement)}


def attendance_by_class(classes: Sequence[int], first: date, after: date) -> dict[int, tuple[int, int]]:
    """Return (marked, came) of some classes' sessions from one day until before another; exempt ones are left out."""
    statement = (
        select(Session.cohort_id, func.count(Mark.id), CAME)
        .join(Session, Session.id == Mark.session_id)
        .where(Session.cohort_id.in_(classes), Session.held_on >= first, Session.held_on < after)
        .where(Session.state == SessionState.PLANNED, STATUS != Status.EXEMPT)
        .group_by(Session.cohort_id)
    )
    return {cohort: (recorded, int(came)) for cohort, recorded, came in db.session.execute(statement)}


def sizes_of(classes: Select[int] | Sequence[int]) -> dict[int, int]:
    """Return how many trainees are in each of some classes."""
    statement = select(Enrolment.cohort_id, func.count(Enrolment.id)).group_by(Enrolment.cohort_id)
    enrolled = (Enrolment.cohort_id.in_(classes), Enrolment.state == EnrolmentState.ENROLLED)
    return dict(db.session.execute(statement.where(*enrolled)).all())
