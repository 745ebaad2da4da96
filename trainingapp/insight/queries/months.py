"""Reads for a month's report, and for the ledger of the classes of a year (培训台账)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import Closing, Outcome
from trainingapp.assessment.terms import Completion
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import visible_cohorts
from trainingapp.cohorts.terms import EnrolmentState, Stage
from trainingapp.core.database import StudyHours, db
from trainingapp.curriculum.models import Lecturer
from trainingapp.insight.queries.classes import attendance_by_class, sizes_of
from trainingapp.insight.queries.hours import Year
from trainingapp.insight.queries.seen import SEEN, classes_of, classes_seen
from trainingapp.people.models import Person
from trainingapp.timetable.models import Session, SessionLecturer
from trainingapp.timetable.terms import SessionState, Teaching

HALF = Decimal("0.5")


@dataclass(frozen=True)
class MonthClass:
    """A class of a month: its trainees, the hours given in that month and the share of marks attended."""

    cohort: Cohort
    trainees: int
    hours: Decimal
    rate: Fraction | None


@dataclass(frozen=True)
class MonthFigures:
    """What a month came to, and what comes after it."""

    classes: Sequence[MonthClass]
    rate: Fraction | None
    behind: Sequence[tuple[Person, str, str]]
    upcoming: Sequence[Cohort]

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
    after = date(year + month // 12, month % 12 + 1, 1)
    held = (Session.held_on >= first, Session.held_on < after, Session.state == SessionState.PLANNED)
    total = select(Session.cohort_id, func.sum(Session.hours, type_=StudyHours)).where(*held)
    hours = dict(db.session.execute(total.group_by(Session.cohort_id)).all())
    running = db.session.scalars(
        select(Cohort)
        .where(Cohort.id.in_(classes_seen(actor)), Cohort.id.in_(hours))
        .order_by(Cohort.starts_on, Cohort.id)
    ).all()
    keys = [one.id for one in running]
    sizes, marks = sizes_of(keys), attendance_by_class(keys, first, after)
    recorded, came = (sum(one[place] for one in marks.values()) for place in (0, 1))
    classes = [
        MonthClass(one, sizes.get(one.id, 0), hours[one.id], _share(*marks.get(one.id, (0, 0)))) for one in running
    ]
    return MonthFigures(classes, _share(recorded, came), _behind(running, year), _upcoming(actor, after))


def _upcoming(actor: Actor, first: date) -> Sequence[Cohort]:
    """Return the classes that begin in the month of this day, or have sessions in it."""
    end = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    held = select(Session.cohort_id).where(
        Session.held_on >= first, Session.held_on < end, Session.state == SessionState.PLANNED
    )
    begins = (Cohort.starts_on >= first) & (Cohort.starts_on < end)
    wanted = visible_cohorts(actor, SEEN).where(begins | Cohort.id.in_(held))
    return db.session.scalars(wanted.order_by(Cohort.starts_on, Cohort.id)).all()


def _share(recorded: int, came: int) -> Fraction | None:
    return Fraction(came, recorded) if recorded else None


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


@dataclass(frozen=True)
class LedgerLine:
    """One class of a year as the ledger of classes has it."""

    cohort: Cohort
    trainees: int
    completed: int
    half_days: int
    hours: Decimal
    lecturers: Sequence[str]
    closing: Closing | None

    @property
    def days(self) -> Decimal:
        """Return how many days it took; a half-day is half of one."""
        return self.half_days * HALF


def ledger_lines(actor: Actor, year: int) -> list[LedgerLine]:
    """Return the classes that began in a year with what closing them came to, in constant queries."""
    mine = classes_of(actor, year)
    cohorts = db.session.scalars(
        select(Cohort)
        .where(Cohort.id.in_(mine))
        .options(selectinload(Cohort.tracks))
        .order_by(Cohort.starts_on, Cohort.id)
    ).all()
    keys = [one.id for one in cohorts]
    sizes, completed, closings = sizes_of(keys), _completed(keys), _closings(keys)
    hours, half_days, lecturers = _hours(keys), _half_days(keys), _lecturers(keys)
    return [
        LedgerLine(
            one,
            sizes.get(one.id, 0),
            completed.get(one.id, 0),
            half_days.get(one.id, 0),
            hours.get(one.id, Decimal(0)),
            lecturers.get(one.id, ()),
            closings.get(one.id) if one.stage is Stage.CLOSED else None,
        )
        for one in cohorts
    ]


def _planned(classes: Sequence[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (Session.cohort_id.in_(classes), Session.state == SessionState.PLANNED)


def _completed(classes: Sequence[int]) -> Mapping[int, int]:
    statement = (
        select(Enrolment.cohort_id, func.count(Outcome.id))
        .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
        .where(Enrolment.cohort_id.in_(classes), Outcome.completion == Completion.COMPLETED)
        .group_by(Enrolment.cohort_id)
    )
    return dict(db.session.execute(statement).all())


def _closings(classes: Sequence[int]) -> Mapping[int, Closing]:
    statement = select(Closing).where(Closing.cohort_id.in_(classes)).order_by(Closing.number)
    return {one.cohort_id: one for one in db.session.scalars(statement)}


def _hours(classes: Sequence[int]) -> Mapping[int, Decimal]:
    total = select(Session.cohort_id, func.sum(Session.hours, type_=StudyHours)).where(*_planned(classes))
    return dict(db.session.execute(total.group_by(Session.cohort_id)).all())


def _half_days(classes: Sequence[int]) -> Mapping[int, int]:
    half_days = select(Session.cohort_id, Session.held_on, Session.half_day).where(*_planned(classes)).distinct()
    return Counter(cohort for cohort, _day, _half in db.session.execute(half_days))


def _lecturers(classes: Sequence[int]) -> Mapping[int, Sequence[str]]:
    statement = (
        select(Session.cohort_id, Lecturer.name)
        .join(SessionLecturer, SessionLecturer.session_id == Session.id)
        .join(Lecturer, Lecturer.id == SessionLecturer.lecturer_id)
        .where(*_planned(classes), SessionLecturer.role == Teaching.SPEAKER)
        .order_by(Session.held_on, Session.starts_at, SessionLecturer.position)
    )
    found: dict[int, dict[str, None]] = {}
    for cohort, name in db.session.execute(statement):
        found.setdefault(cohort, {})[name] = None
    return {cohort: list(names) for cohort, names in found.items()}
