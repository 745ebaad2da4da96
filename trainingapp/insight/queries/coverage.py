"""Reads of who has been trained at least once, and of the people behind each number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import HoursEntry
from trainingapp.assessment.terms import COUNTED, HoursSource
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort, visible_cohorts
from trainingapp.core.database import db
from trainingapp.insight.queries.hours import NOTHING, organisation_ids
from trainingapp.insight.queries.seen import PAGE, SEEN, pages_of
from trainingapp.insight.rules import (
    NO_POST,
    NOBODY,
    Batch,
    Behind,
    Coverage,
    Node,
    Who,
    batches,
    first_times,
    roll_up,
    trained_by,
)
from trainingapp.people.models import Organisation, Person
from trainingapp.people.queries import visible_people

Key = TypeVar("Key")
SOURCES = (HoursSource.CLASS, HoursSource.SUPERIOR)


@dataclass(frozen=True)
class CoverageFigures:
    """Who has been trained at least once in some years: as a whole, by subtree, kind, post, year and batch."""

    whole: Coverage
    organisations: Sequence[Coverage]
    kinds: Sequence[Coverage]
    posts: Sequence[Coverage]
    by_year: Sequence[Coverage]
    batches: Sequence[Batch]


def _counted(first: int, last: int) -> list[ColumnElement[bool]]:
    """Return the conditions on the hours that count: in these years, from a class of one's own or a higher level."""
    return [
        HoursEntry.year.between(first, last),
        HoursEntry.state.in_(COUNTED),
        HoursEntry.source.in_(SOURCES),
        HoursEntry.hours > Decimal(0),
    ]


def _trained(first: int, last: int) -> ColumnElement[bool]:
    """Return the condition that somebody has been trained at least once in these years."""
    return select(HoursEntry.id).where(*_counted(first, last), HoursEntry.person_id == Person.id).exists()


def coverage(actor: Actor, *, first: int, last: int) -> CoverageFigures:
    """Return who has been trained at least once from one year to another, in constant queries and without any name."""
    found: dict[int | None, tuple[int, int]] = {}
    posts: dict[str, tuple[int, int]] = {}
    for organisation, post, *amounts in db.session.execute(_amounts(actor, first, last)):
        _add(found, organisation, *amounts)
        _add(posts, post, *amounts)
    organisations = db.session.scalars(select(Organisation).order_by(Organisation.path)).all()
    most = sorted(posts.items(), key=lambda one: (-one[1][0], one[0]))[:PAGE]
    people, trained = (sum(amounts) for amounts in zip(NOTHING, *found.values(), strict=True))
    return CoverageFigures(
        Coverage("全部", people, trained),
        roll_up(Node(one.path, one.name, one.public_id, *found.get(one.id, NOTHING)) for one in organisations)
        + ([Coverage(NOBODY, *found[None])] if None in found else []),
        _by_kind(organisations, found),
        [Coverage(post or NO_POST, *amounts, key=post) for post, amounts in most],
        _by_year(actor, people, first, last),
        _batches(actor, first, last),
    )


def _amounts(actor: Actor, first: int, last: int) -> Select[int | None, str, int, int]:
    """Return the statement over how many people of each organisation and post there are, and how many are trained."""
    trained = func.count(case((_trained(first, last), 1)))
    return (
        visible_people(actor, SEEN)
        .with_only_columns(Person.organisation_id, Person.post, func.count(Person.id), trained)
        .group_by(Person.organisation_id, Person.post)
    )


def _add(found: dict[Key, tuple[int, int]], key: Key, people: int, trained: int) -> None:
    before = found.get(key, NOTHING)
    found[key] = (before[0] + people, before[1] + trained)


def _by_year(actor: Actor, people: int, first: int, last: int) -> list[Coverage]:
    statement = (
        visible_people(actor, SEEN)
        .join(HoursEntry, HoursEntry.person_id == Person.id)
        .where(*_counted(first, last))
        .with_only_columns(HoursEntry.year, func.count(Person.id.distinct()))
        .group_by(HoursEntry.year)
    )
    found = dict(db.session.execute(statement).all())
    return [Coverage(str(year), people, found.get(year, 0)) for year in range(first, last + 1)]


def _by_kind(organisations: Sequence[Organisation], found: Mapping[int | None, tuple[int, int]]) -> list[Coverage]:
    kinds: dict[str, tuple[str, int, int]] = {}
    for one in organisations:
        total, done = found.get(one.id, NOTHING)
        _label, before, trained = kinds.get(one.kind.value, ("", 0, 0))
        kinds[one.kind.value] = (one.kind.label, before + total, trained + done)
    return [Coverage(label, total, done, key) for key, (label, total, done) in kinds.items() if total]


def _batches(actor: Actor, first: int, last: int) -> list[Batch]:
    """Return the classes of these years by year and batch, each with how many of the people it was the first for."""
    told = _taken_part(actor, first, last)
    wanted = visible_cohorts(actor, SEEN).where(Cohort.id.in_({cohort for cohort, _person in told}))
    classes = db.session.scalars(wanted.order_by(Cohort.starts_on, Cohort.id)).all()
    return batches(
        [(one.id, one.starts_on.year, one.batch, one.short_name, one.public_id) for one in classes],
        told,
    )


def _taken_part(actor: Actor, first: int, last: int) -> list[tuple[int, int]]:
    """Return (class, person) of the hours of these people that count in these years, in order of time."""
    statement = (
        visible_people(actor, SEEN)
        .join(HoursEntry, HoursEntry.person_id == Person.id)
        .join(Cohort, Cohort.id == HoursEntry.cohort_id)
        .where(*_counted(first, last))
        .with_only_columns(Cohort.id, Person.id)
        .order_by(HoursEntry.ended_on, Cohort.id)
    )
    return [(cohort, person) for cohort, person in db.session.execute(statement)]


@dataclass(frozen=True)
class PeoplePage:
    """One page of the people behind a number, how many there are in all, and the coverage of whom they are part."""

    whole: Coverage
    people: Sequence[Person]
    total: int
    page: int
    arguments: Mapping[str, str] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return pages_of(self.total)


def people_behind(
    actor: Actor, behind: Behind, *, first: int, last: int, page: int = 1, whole: bool = False
) -> PeoplePage:
    """Return the people behind a number of coverage: of a subtree, kind, post or class; trained, not, or all."""
    meant = visible_people(actor, SEEN).where(*_meant(behind))
    taught = _taught(actor, behind, first, last)
    if taught is not None:
        meant = meant.where(Person.id.in_(taught))
    trained = _trained(first, last)
    amounts = meant.with_only_columns(func.count(Person.id), func.count(case((trained, 1))))
    whole_of = Coverage(_title(actor, behind), *db.session.execute(amounts).one())
    found = {Who.ALL: meant, Who.TRAINED: meant.where(trained), Who.UNTRAINED: meant.where(~trained)}[behind.who]
    total = {Who.ALL: whole_of.people, Who.TRAINED: whole_of.trained, Who.UNTRAINED: whole_of.untrained}[behind.who]
    found = found.options(joinedload(Person.organisation)).order_by(Person.name, Person.id)
    if not whole:
        found = found.limit(PAGE).offset((page - 1) * PAGE)
    return PeoplePage(whole_of, db.session.scalars(found).all(), total, page, behind.arguments())


def _taught(actor: Actor, behind: Behind, first: int, last: int) -> set[int] | None:
    """Return whom the class that is meant trained, or trained first; None where no class is meant."""
    if not behind.batch:
        return None
    cohort = find_cohort(actor, SEEN, behind.batch)
    told = _taken_part(actor, first, last)
    return trained_by(first_times(told) if behind.first else told).get(cohort.id, set())


def _meant(behind: Behind) -> list[ColumnElement[bool]]:
    """Return the conditions on the people who are meant, trained or not."""
    meant: list[ColumnElement[bool]] = []
    if behind.organisation:
        meant.append(Person.organisation_id.in_(organisation_ids(behind.organisation)))
    if behind.homeless:
        meant.append(Person.organisation_id.is_(None))
    if behind.kind:
        meant.append(Person.organisation_id.in_(select(Organisation.id).where(Organisation.kind == behind.kind)))
    if behind.post is not None:
        meant.append(Person.post == behind.post)
    return meant


def _title(actor: Actor, behind: Behind) -> str:
    if behind.batch:
        return find_cohort(actor, SEEN, behind.batch).short_name + ("（首次参训）" if behind.first else "")
    if behind.organisation:
        root = db.session.scalars(select(Organisation).where(Organisation.public_id == behind.organisation)).one()
        return root.shown_name
    return behind.label
