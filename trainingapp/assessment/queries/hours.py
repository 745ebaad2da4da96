"""Reads of the hours ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Integer, Select, case, extract, func, literal, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import HoursEntry, HoursExemption, HoursRule
from trainingapp.assessment.rules import DEFAULT_REQUIREMENTS, Attained, Exemption, Requirement
from trainingapp.assessment.terms import COUNTED, EntryState
from trainingapp.attendance.models import Mark
from trainingapp.attendance.rules import is_attended
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import Stage
from trainingapp.core.database import StudyHours, db
from trainingapp.core.errors import NotFound
from trainingapp.people.models import Person
from trainingapp.people.queries import visible_people
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import SessionState


def hours_rules() -> Sequence[Requirement]:
    """Return the office's own requirements by position; the national ones while it has none."""
    rows = db.session.scalars(select(HoursRule).order_by(HoursRule.position, HoursRule.id)).all()
    own = [
        Requirement(
            row.label,
            row.hours,
            row.concentrated,
            tuple(word for word in row.posts.split("、") if word),
            row.from_year,
            row.source_text,
            row.binding,
        )
        for row in rows
    ]
    return own or DEFAULT_REQUIREMENTS


def list_entries(person: Person, *, counted_in: int | None = None) -> Sequence[HoursEntry]:
    """Return a person's ledger over all years, the newest first; or of one year what counts in it alone."""
    statement = select(HoursEntry).where(HoursEntry.person_id == person.id)
    if counted_in is not None:
        statement = statement.where(HoursEntry.year == counted_in, HoursEntry.state.in_(COUNTED))
    return db.session.scalars(
        statement.order_by(HoursEntry.year.desc(), HoursEntry.ended_on.desc(), HoursEntry.id.desc())
    ).all()


def pending_entries(actor: Actor) -> Sequence[HoursEntry]:
    """Return what waits for a second person's word, of the people whom the actor may edit."""
    statement = _pending(actor).options(joinedload(HoursEntry.person))
    return db.session.scalars(statement.order_by(HoursEntry.entered_at, HoursEntry.id)).all()


def count_pending(actor: Actor) -> int:
    """Return how many entries wait for a second person's word."""
    return db.session.scalar(_pending(actor).with_only_columns(func.count(HoursEntry.id))) or 0


def _pending(actor: Actor) -> Select[HoursEntry]:
    mine = visible_people(actor, Permission.PEOPLE_EDIT).with_only_columns(Person.id)
    pending = literal(EntryState.PENDING, HoursEntry.state.type, literal_execute=True)
    return select(HoursEntry).where(HoursEntry.state == pending, HoursEntry.person_id.in_(mine))


def find_entry(public_id: str) -> HoursEntry:
    """Return an entry of the office; raise NotFound otherwise."""
    statement = select(HoursEntry).where(HoursEntry.public_id == public_id).options(joinedload(HoursEntry.person))
    entry = db.session.scalar(statement)
    if entry is None:
        raise NotFound("没有这条学时记录，或者您看不到它")
    return entry


def attained_steps(year: int, *, person_id: int | None = None) -> Mapping[int, tuple[int, int]]:
    """Return what counts in a year by person (or of one), in one query: steps of study hours, and 集中培训."""
    total = func.sum(HoursEntry.hours, type_=Integer)
    classes = func.sum(case((HoursEntry.concentrated.is_(True), 1), else_=0))
    statement = (
        select(HoursEntry.person_id, total, classes)
        .where(HoursEntry.year == year, HoursEntry.state.in_(COUNTED))
        .group_by(HoursEntry.person_id)
    )
    if person_id is not None:
        statement = statement.where(HoursEntry.person_id == person_id)
    return {person: (steps, amount) for person, steps, amount in db.session.execute(statement)}


@dataclass(frozen=True)
class Running:
    """The hours that a person has attended in a class that is not closed yet: they do not count until it is."""

    person_id: int
    cohort: Cohort
    hours: Decimal


def running_hours(people: Sequence[int], year: int | None = None) -> list[Running]:
    """Return what these persons have attended in classes that are not closed yet, in a year or ever, in one query."""
    status = func.coalesce(Mark.confirmed, Mark.taken)
    statement = (
        select(Enrolment.person_id, Cohort, func.sum(Session.hours, type_=StudyHours))
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .join(Mark, Mark.enrolment_id == Enrolment.id)
        .join(Session, Session.id == Mark.session_id)
        .where(Enrolment.person_id.in_(people), Cohort.stage != Stage.CLOSED)
        .where(Session.state == SessionState.PLANNED, status.in_([one for one in Status if is_attended(one)]))
        .group_by(Enrolment.person_id, Cohort.id)
        .order_by(Cohort.starts_on, Cohort.id)
    )
    if year is not None:
        statement = statement.where(extract("year", Session.held_on) == year)
    return [Running(*row) for row in db.session.execute(statement)]


def attained_of(steps: tuple[int, int]) -> Attained:
    """Return as hours what is told as steps."""
    return Attained(Decimal(steps[0]) / StudyHours.steps_per_unit, steps[1])


def attained_in(year: int, *, person_id: int | None = None) -> Mapping[int, Attained]:
    """Return what counts in a year by person (or of one), in one query."""
    return {person: attained_of(steps) for person, steps in attained_steps(year, person_id=person_id).items()}


def exemptions_in(year: int) -> Mapping[int, Exemption]:
    """Return who is asked for less in a year, by person."""
    rows = db.session.scalars(select(HoursExemption).where(HoursExemption.year == year)).all()
    return {row.person_id: Exemption(row.kind, row.from_month, row.note) for row in rows}
