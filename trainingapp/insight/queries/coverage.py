"""Reads of who has been trained at least once, and of the people behind each number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from sqlalchemy import ColumnElement, Row, Select, select

from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import HoursEntry
from trainingapp.assessment.terms import COUNTED, HoursSource
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort, visible_cohorts
from trainingapp.core.database import db
from trainingapp.insight.queries.hours import load_people, organisation_ids
from trainingapp.insight.queries.seen import PAGE, SEEN, pages_of
from trainingapp.insight.rules import (
    NO_POST,
    NOBODY,
    Batch,
    Behind,
    Coverage,
    Node,
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


def _entries(first: int, last: int) -> Select[HoursEntry]:
    """Return the statement over the hours that count, from a class of one's own or a higher level."""
    return select(HoursEntry).where(
        HoursEntry.year.between(first, last),
        HoursEntry.state.in_(COUNTED),
        HoursEntry.source.in_(SOURCES),
        HoursEntry.hours > Decimal(0),
    )


def _trained(first: int, last: int) -> set[int]:
    statement = _entries(first, last).with_only_columns(HoursEntry.person_id).distinct()
    return set(db.session.scalars(statement).all())


def _people(actor: Actor) -> Sequence[Row[int, int | None, str]]:
    return db.session.execute(
        visible_people(actor, SEEN).with_only_columns(Person.id, Person.organisation_id, Person.post)
    ).all()


def coverage(actor: Actor, *, first: int, last: int) -> CoverageFigures:
    """Return who has been trained at least once from one year to another, in constant queries and without any name.

    The people are counted here and not by the database: SQLite has no quick way to join 20,000 of them to a subquery.
    """
    years = _trained_by_year(first, last)
    trained = set[int]().union(*years.values())
    people = _people(actor)
    found: dict[int | None, tuple[int, int]] = {}
    posts: dict[str, tuple[int, int]] = {}
    for person, organisation, post in people:
        done = int(person in trained)
        _count_one(found, organisation, done)
        _count_one(posts, post, done)
    organisations = db.session.scalars(select(Organisation).order_by(Organisation.path)).all()
    most = sorted(posts.items(), key=lambda one: (-one[1][0], one[0]))[:PAGE]
    seen = {person for person, _organisation, _post in people}
    return CoverageFigures(
        Coverage("全部", len(people), sum(done for _total, done in found.values())),
        roll_up(Node(one.path, one.name, one.public_id, *found.get(one.id, (0, 0))) for one in organisations)
        + ([Coverage(NOBODY, *found[None])] if None in found else []),
        _by_kind(organisations, found),
        [Coverage(post or NO_POST, *amounts, key=post) for post, amounts in most],
        [Coverage(str(year), len(people), len(seen & years[year])) for year in range(first, last + 1)],
        _batches(actor, seen, first, last),
    )


def _trained_by_year(first: int, last: int) -> dict[int, set[int]]:
    years: dict[int, set[int]] = {year: set() for year in range(first, last + 1)}
    statement = _entries(first, last).with_only_columns(HoursEntry.year, HoursEntry.person_id).distinct()
    for year, person in db.session.execute(statement):
        years[year].add(person)
    return years


def _count_one(found: dict[Key, tuple[int, int]], key: Key, done: int) -> None:
    total, trained = found.get(key, (0, 0))
    found[key] = (total + 1, trained + done)


def _by_kind(organisations: Sequence[Organisation], found: Mapping[int | None, tuple[int, int]]) -> list[Coverage]:
    kinds: dict[str, tuple[str, int, int]] = {}
    for one in organisations:
        total, done = found.get(one.id, (0, 0))
        _label, before, trained = kinds.get(one.kind.value, ("", 0, 0))
        kinds[one.kind.value] = (one.kind.label, before + total, trained + done)
    return [Coverage(label, total, done, key) for key, (label, total, done) in kinds.items() if total]


def _batches(actor: Actor, seen: set[int], first: int, last: int) -> list[Batch]:
    """Return the classes of these years by year and batch, each with how many of the people it was the first for."""
    told = [one for one in _taken_part(first, last) if one[1] in seen]
    wanted = visible_cohorts(actor, SEEN).where(Cohort.id.in_({cohort for cohort, _person in told}))
    classes = db.session.scalars(wanted.order_by(Cohort.starts_on, Cohort.id)).all()
    return batches(
        [(one.id, one.starts_on.year, one.batch, one.short_name, one.public_id) for one in classes],
        told,
    )


def _taken_part(first: int, last: int) -> list[tuple[int, int]]:
    """Return (class, person) of the hours that count in these years, in order of time."""
    statement = (
        _entries(first, last)
        .where(HoursEntry.cohort_id.is_not(None))
        .with_only_columns(HoursEntry.cohort_id, HoursEntry.person_id)
        .order_by(HoursEntry.ended_on, HoursEntry.cohort_id)
    )
    return [(cohort, person) for cohort, person in db.session.execute(statement) if cohort]


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
    trained = _trained(first, last)
    statement = visible_people(actor, SEEN).where(*_meant(behind)).order_by(Person.name, Person.id)
    everybody = db.session.scalars(statement.with_only_columns(Person.id)).all()
    taught = _taught(actor, behind, first, last)
    meant = [person for person in everybody if taught is None or person in taught]
    found = [person for person in meant if behind.takes(trained=person in trained)]
    chosen = found if whole else found[(page - 1) * PAGE : page * PAGE]
    whole_of = Coverage(_title(actor, behind), len(meant), sum(person in trained for person in meant))
    return PeoplePage(whole_of, load_people(chosen), len(found), page, behind.arguments())


def _taught(actor: Actor, behind: Behind, first: int, last: int) -> set[int] | None:
    """Return whom the class that is meant trained, or trained first; None where no class is meant."""
    if not behind.batch:
        return None
    cohort = find_cohort(actor, SEEN, behind.batch)
    told = _taken_part(first, last)
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
