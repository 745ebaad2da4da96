"""Reads over all classes of the office; who reaches what is part of each statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from sqlalchemy import Row, Select, case, distinct, extract, func, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import rules as assessment_rules
from trainingapp.assessment.models import HoursEntry
from trainingapp.assessment.queries import attained_in, exemptions_in, hours_rules
from trainingapp.assessment.rules import Attained, HoursStanding, Requirement
from trainingapp.assessment.terms import COUNTED, HoursSource
from trainingapp.attendance.models import Mark
from trainingapp.attendance.rules import is_attended
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import visible_cohorts
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import StudyHours, db
from trainingapp.core.errors import NotFound
from trainingapp.curriculum.terms import Category, Form
from trainingapp.insight.rules import Coverage, Node, roll_up
from trainingapp.people.models import Organisation, Person
from trainingapp.people.queries import organisations_below, visible_people
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import SessionState

PAGE = 50
Key = TypeVar("Key")
NOBODY = "（没有填组织）"
SEEN = Permission.INSIGHT_VIEW


def _classes_of(actor: Actor, year: int) -> Select[int]:
    """Return the statement over the ids of the classes that the actor sees and that began in a year."""
    return visible_cohorts(actor, SEEN).with_only_columns(Cohort.id).where(extract("year", Cohort.starts_on) == year)


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
    mine = _classes_of(actor, year)
    cohorts = db.session.scalars(
        select(Cohort).where(Cohort.id.in_(mine)).options(joinedload(Cohort.host)).order_by(Cohort.starts_on, Cohort.id)
    ).all()
    sizes = dict(
        db.session.execute(
            select(Enrolment.cohort_id, func.count(Enrolment.id))
            .where(Enrolment.cohort_id.in_(mine), Enrolment.state == EnrolmentState.ENROLLED)
            .group_by(Enrolment.cohort_id)
        ).all()
    )
    hours, forms = _sessions_of(mine)
    by_month: dict[int, int] = {}
    for cohort in cohorts:
        by_month[cohort.starts_on.month] = by_month.get(cohort.starts_on.month, 0) + 1
    classes = [ClassFigures(one, sizes.get(one.id, 0), hours.get(one.id, {})) for one in cohorts]
    return YearFigures(classes, forms, by_month, _attendance_by_month(mine))


def _sessions_of(mine: Select[int]) -> tuple[dict[int, dict[Category | None, Decimal]], dict[Form, int]]:
    total = func.sum(Session.hours, type_=StudyHours)
    planned = (Session.cohort_id.in_(mine), Session.state == SessionState.PLANNED)
    hours: dict[int, dict[Category | None, Decimal]] = {}
    statement = select(Session.cohort_id, Session.category, total).where(*planned)
    for cohort_id, category, amount in db.session.execute(statement.group_by(Session.cohort_id, Session.category)):
        hours.setdefault(cohort_id, {})[category] = amount
    counted = select(Session.form, func.count(Session.id)).where(*planned).group_by(Session.form)
    return hours, dict(db.session.execute(counted).all())


def _attendance_by_month(mine: Select[int]) -> dict[int, Fraction]:
    """Return the share of marks that count as attended, by month; exempt ones are left out."""
    status = func.coalesce(Mark.confirmed, Mark.taken, type_=Mark.taken.type)
    month = extract("month", Session.held_on)
    came = func.sum(case((status.in_([one for one in Status if is_attended(one)]), 1), else_=0))
    statement = (
        select(month, came, func.count(Mark.id))
        .join(Session, Session.id == Mark.session_id)
        .where(Session.cohort_id.in_(mine), Session.state == SessionState.PLANNED, status != Status.EXEMPT)
        .group_by(month)
    )
    return {int(one): Fraction(int(amount), total) for one, amount, total in db.session.execute(statement)}


@dataclass(frozen=True)
class PersonHours:
    """How a person stands in a year."""

    public_id: str
    name: str
    post: str
    organisation: str
    standing: HoursStanding


@dataclass(frozen=True)
class HoursPage:
    """One page of who stands how, and the figures of everybody."""

    rows: Sequence[PersonHours]
    people: int
    reached: int
    shown: int
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return max(1, -(-self.shown // PAGE))


def hours_page(
    actor: Actor, year: int, *, short_only: bool, text: str = "", page: int = 1, whole: bool = False
) -> HoursPage:
    """Return how the people stand whom the actor sees, worst first; `text` is part of a name or organisation."""
    rows = _people_columns(actor, text)
    rules, attained, exempt = hours_rules(), attained_in(year), exemptions_in(year)
    fitting: dict[str, Requirement | None] = {}
    short: list[tuple[Decimal, int]] = []
    for place, row in enumerate(rows):
        if row.post not in fitting:
            fitting[row.post] = assessment_rules.requirement_for(rules, row.post, year)
        have = attained.get(row.id, Attained())
        missing = assessment_rules.shortfall(fitting[row.post], have, exempt.get(row.id))
        if missing or not short_only:
            short.append((-missing, place))
    short.sort()
    reached = len(rows) - sum(1 for missing, _place in short if missing)
    chosen = short if whole else short[(page - 1) * PAGE : page * PAGE]
    shown = []
    for _missing, place in chosen:
        row = rows[place]
        have = attained.get(row.id, Attained())
        standing = assessment_rules.stand(fitting[row.post], have, exempt.get(row.id), year)
        shown.append(PersonHours(row.public_id, row.name, row.post, row.organisation or "", standing))
    return HoursPage(shown, len(rows), reached, len(short), page)


def _people_columns(actor: Actor, text: str) -> Sequence[Row[int, str, str, str, str]]:
    statement = (
        visible_people(actor, SEEN)
        .outerjoin(Organisation, Organisation.id == Person.organisation_id)
        .with_only_columns(
            Person.id, Person.public_id, Person.name, Person.post, Organisation.name.label("organisation")
        )
        .order_by(Person.name, Person.id)
    )
    if text.strip():
        like = text.strip()
        statement = statement.where(
            Person.name.contains(like, autoescape=True) | Organisation.name.contains(like, autoescape=True)
        )
    return db.session.execute(statement).all()


@dataclass(frozen=True)
class CoverageFigures:
    """Who has been trained at least once in some years: as a whole, by subtree, by kind, by year."""

    whole: Coverage
    organisations: Sequence[Coverage]
    kinds: Sequence[Coverage]
    posts: Sequence[Coverage]
    by_year: Sequence[tuple[int, int]]


def _trained(first: int, last: int) -> Select[int]:
    """Return the persons with hours that count from a class of one's own or a higher level."""
    return (
        select(HoursEntry.person_id)
        .where(
            HoursEntry.year.between(first, last),
            HoursEntry.state.in_(COUNTED),
            HoursEntry.source.in_([HoursSource.CLASS, HoursSource.SUPERIOR]),
            HoursEntry.hours > Decimal(0),
        )
        .distinct()
    )


def coverage(actor: Actor, *, first: int, last: int) -> CoverageFigures:
    """Return who has been trained at least once from one year to another, in four queries and without any name.

    The people are counted here and not by the database: SQLite has no quick way to join 20,000 of them to a subquery.
    """
    trained = set(db.session.scalars(_trained(first, last)).all())
    people = db.session.execute(
        visible_people(actor, SEEN).with_only_columns(Person.id, Person.organisation_id, Person.post)
    ).all()
    found: dict[int | None, tuple[int, int]] = {}
    posts: dict[str, tuple[int, int]] = {}
    for person, organisation, post in people:
        done = int(person in trained)
        _count_one(found, organisation, done)
        _count_one(posts, post, done)
    organisations = db.session.scalars(select(Organisation).order_by(Organisation.path)).all()
    most = sorted(posts.items(), key=lambda one: (-one[1][0], one[0]))[:PAGE]
    return CoverageFigures(
        Coverage("全部", len(people), sum(done for _total, done in found.values())),
        roll_up(Node(one.path, one.name, one.public_id, *found.get(one.id, (0, 0))) for one in organisations)
        + ([Coverage(NOBODY, *found[None])] if None in found else []),
        _by_kind(organisations, found),
        [Coverage(post or "（没有填职务）", *amounts) for post, amounts in most],
        _trained_by_year(actor, first, last),
    )


def _count_one(found: dict[Key, tuple[int, int]], key: Key, done: int) -> None:
    total, trained = found.get(key, (0, 0))
    found[key] = (total + 1, trained + done)


def _by_kind(organisations: Sequence[Organisation], found: Mapping[int | None, tuple[int, int]]) -> list[Coverage]:
    kinds: dict[str, tuple[int, int]] = {}
    for one in organisations:
        total, done = found.get(one.id, (0, 0))
        before = kinds.get(one.kind.label, (0, 0))
        kinds[one.kind.label] = (before[0] + total, before[1] + done)
    return [Coverage(label, *amounts) for label, amounts in kinds.items() if amounts[0]]


def _trained_by_year(actor: Actor, first: int, last: int) -> list[tuple[int, int]]:
    mine = visible_people(actor, SEEN).with_only_columns(Person.id)
    statement = (
        select(HoursEntry.year, func.count(distinct(HoursEntry.person_id)))
        .where(
            HoursEntry.person_id.in_(mine),
            HoursEntry.year.between(first, last),
            HoursEntry.state.in_(COUNTED),
            HoursEntry.hours > Decimal(0),
        )
        .group_by(HoursEntry.year)
    )
    found = {int(year): amount for year, amount in db.session.execute(statement)}
    return [(year, found.get(year, 0)) for year in range(first, last + 1)]


def untrained_people(
    actor: Actor, organisation: str, *, first: int, last: int
) -> tuple[Organisation, Sequence[Person]]:
    """Return the people below an organisation who have not been trained in these years: the rows behind a number."""
    root = db.session.scalar(select(Organisation).where(Organisation.public_id == organisation))
    if root is None:
        raise NotFound("没有这个组织，或者您看不到它")
    statement = (
        visible_people(actor, SEEN)
        .where(
            Person.organisation_id.in_(organisations_below(frozenset({root.id}))),
            Person.id.not_in(_trained(first, last)),
        )
        .options(joinedload(Person.organisation))
        .order_by(Person.name, Person.id)
    )
    return root, db.session.scalars(statement.limit(PAGE * 10)).all()


def month_figures(actor: Actor, year: int, month: int) -> dict[str, object]:
    """Return what a month came to, for the draft of its report."""
    first = date(year, month, 1)
    after = date(year + month // 12, month % 12 + 1, 1)
    mine = visible_cohorts(actor, SEEN).with_only_columns(Cohort.id)
    held = (Session.held_on >= first, Session.held_on < after, Session.state == SessionState.PLANNED)
    running = db.session.scalars(
        select(Cohort)
        .where(Cohort.id.in_(mine), Cohort.id.in_(select(Session.cohort_id).where(*held)))
        .order_by(Cohort.starts_on, Cohort.id)
    ).all()
    keys = [one.id for one in running]
    people = db.session.scalar(
        select(func.count(Enrolment.id)).where(
            Enrolment.cohort_id.in_(keys), Enrolment.state == EnrolmentState.ENROLLED
        )
    )
    hours = db.session.scalar(
        select(func.sum(Session.hours, type_=StudyHours)).where(Session.cohort_id.in_(keys), *held)
    )
    rates = _attendance_by_month(select(Cohort.id).where(Cohort.id.in_(keys)))
    upcoming = db.session.scalars(
        visible_cohorts(actor, SEEN).where(Cohort.starts_on >= after).order_by(Cohort.starts_on).limit(10)
    ).all()
    return {
        "classes": [one.formal_name for one in running],
        "people": people or 0,
        "hours": hours or Decimal(0),
        "rate": rates.get(month),
        "upcoming": [f"{one.starts_on.month}月{one.starts_on.day}日 {one.formal_name}" for one in upcoming],
    }
