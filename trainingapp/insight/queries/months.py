"""Reads for a month's report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import visible_cohorts
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import StudyHours, db
from trainingapp.insight.queries.classes import attendance_by_class, repeats, sizes_of
from trainingapp.insight.queries.hours import Year
from trainingapp.insight.queries.seen import SEEN, classes_seen
from trainingapp.insight.rules import month_after
from trainingapp.people.models import Person
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import SessionState


@dataclass(frozen=True)
class MonthClass:
    """A class of a month: its trainees, the hours given in that month, how many were marked and came."""

    cohort: Cohort
    trainees: int
    hours: Decimal
    recorded: int
    came: int

    @property
    def rate(self) -> Fraction | None:
        """Return the share of marks attended, None where nobody is marked."""
        return Fraction(self.came, self.recorded) if self.recorded else None


@dataclass(frozen=True)
class MonthFigures:
    """What a month came to, and what comes after it."""

    classes: Sequence[MonthClass]
    behind: Sequence[tuple[Person, str, str]]
    upcoming: Sequence[Cohort]

    @property
    def rate(self) -> Fraction | None:
        """Return the share of all marks attended, None where nobody is marked."""
        recorded, came = (sum(getattr(one, name) for one in self.classes) for name in ("recorded", "came"))
        return Fraction(came, recorded) if recorded else None

    @property
    def people(self) -> int:
        """Return 人次: who was in two classes counts twice."""
        return sum(one.trainees for one in self.classes)

    @property
    def hours(self) -> Decimal:
        """Return the hours given in all classes."""
        return sum((one.hours for one in self.classes), Decimal(0))


def month_figures(actor: Actor, year: int, month: int) -> MonthFigures:
    """Return what a month came to, for the draft of its report, in constant queries."""
    first = date(year, month, 1)
    after = month_after(first)
    held = (Session.held_on >= first, Session.held_on < after, Session.state == SessionState.PLANNED)
    once = Session.id.not_in(repeats(classes_seen(actor)))
    total = select(Session.cohort_id, func.sum(Session.hours, type_=StudyHours)).where(*held, once)
    hours = dict(db.session.execute(total.group_by(Session.cohort_id)).all())
    running = db.session.scalars(
        select(Cohort)
        .where(Cohort.id.in_(classes_seen(actor)), Cohort.id.in_(hours))
        .order_by(Cohort.starts_on, Cohort.id)
    ).all()
    keys = [one.id for one in running]
    sizes, marks = sizes_of(keys), attendance_by_class(keys, first, after)
    classes = [MonthClass(one, sizes.get(one.id, 0), hours[one.id], *marks.get(one.id, (0, 0))) for one in running]
    return MonthFigures(classes, _behind(running, year), _upcoming(actor, after))


def _upcoming(actor: Actor, first: date) -> Sequence[Cohort]:
    """Return the classes that begin in the month of this day, or have sessions in it."""
    end = month_after(first)
    held = select(Session.cohort_id).where(
        Session.held_on >= first, Session.held_on < end, Session.state == SessionState.PLANNED
    )
    begins = (Cohort.starts_on >= first) & (Cohort.starts_on < end)
    wanted = visible_cohorts(actor, SEEN).where(begins | Cohort.id.in_(held))
    return db.session.scalars(wanted.order_by(Cohort.starts_on, Cohort.id)).all()


def _behind(classes: Sequence[Cohort], year: int) -> list[tuple[Person, str, str]]:
    """Return the trainees of these classes who do not reach what the year asks, each once, with what they lack."""
    names = {one.id: one.short_name for one in classes}
    statement = (
        select(Enrolment.cohort_id, Person)
        .join(Enrolment.person)
        .where(Enrolment.cohort_id.in_(names), Enrolment.state == EnrolmentState.ENROLLED)
        .options(joinedload(Person.organisation))
        .order_by(Enrolment.cohort_id, Enrolment.number)
    )
    told, met = Year(year), set[int]()
    behind = []
    for cohort, person in db.session.execute(statement):
        if person.id not in met and told.missing(person.id, person.post):
            behind.append((person, names[cohort], told.standing(person).sentences[-1]))
        met.add(person.id)
    return behind
