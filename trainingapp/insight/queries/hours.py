"""Reads of the hours ledger over all people: who is short, how subtrees stand, what a statement names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.models import Office
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import rules
from trainingapp.assessment.models import HoursEntry
from trainingapp.assessment.queries import attained_of, attained_steps, exemptions_in, hours_rules, running_hours
from trainingapp.assessment.rules import Exemption, HoursStanding, Requirement
from trainingapp.assessment.terms import COUNTED
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.core.scope import current_office
from trainingapp.insight.queries.seen import PAGE, SEEN, pages_of
from trainingapp.insight.rules import NOBODY, Coverage, Node, Show, roll_up
from trainingapp.people.models import Organisation, Person
from trainingapp.people.queries import visible_people

NOTHING = (0, 0)
AT_ONCE = 1000


@dataclass(frozen=True)
class PersonHours:
    """How a person stands in a year."""

    person: Person
    standing: HoursStanding
    #: What was attended in classes that are not closed yet: it counts once they are.
    running: Decimal = Decimal(0)

    @property
    def organisation(self) -> str:
        """Return the organisation's name, blank where there is none."""
        return self.person.organisation.name if self.person.organisation else ""


@dataclass(frozen=True)
class HoursPage:
    """One page of who stands how, and the figures of everybody."""

    rows: Sequence[PersonHours]
    whole: Coverage
    shown: int
    page: int
    size: int = PAGE
    #: How many were found without any hours in the year and left out.
    left_out: int = 0

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return pages_of(self.shown, self.size)


class Year:
    """What a year asks of whom, and what everybody has: each kind of case is worked out once."""

    def __init__(self, year: int) -> None:
        """Read the year's rules, hours and exemptions, in constant queries."""
        self.year = year
        self.rules = hours_rules()
        self.steps = attained_steps(year)
        self.exempt = exemptions_in(year)
        self._fitting: dict[str, Requirement | None] = {}
        self._missing: dict[tuple[str, tuple[int, int]], Decimal] = {}

    def rule(self, post: str) -> Requirement | None:
        """Return what is asked of a post."""
        if post not in self._fitting:
            self._fitting[post] = rules.requirement_for(self.rules, post, self.year)
        return self._fitting[post]

    def missing(self, person: int, post: str) -> Decimal:
        """Return how many hours somebody lacks."""
        steps, exemption = self.steps.get(person, NOTHING), self.exempt.get(person)
        if exemption is not None:
            return self._lacking(post, steps, exemption)
        if (post, steps) not in self._missing:
            self._missing[post, steps] = self._lacking(post, steps, None)
        return self._missing[post, steps]

    def _lacking(self, post: str, steps: tuple[int, int], exemption: Exemption | None) -> Decimal:
        return rules.shortfall(self.rule(post), attained_of(steps), exemption)

    def standing(self, person: Person) -> HoursStanding:
        """Return how somebody stands, in words."""
        have = attained_of(self.steps.get(person.id, NOTHING))
        return rules.stand(self.rule(person.post), have, self.exempt.get(person.id), self.year)


@dataclass(frozen=True)
class Asked:
    """Whose hours of a year are asked for; `text` is part of a name or organisation, `homeless` who has none.

    `with_hours` leaves out who has no hours in the year.
    """

    year: int
    show: Show = Show.SHORT
    text: str = ""
    organisation: str = ""
    homeless: bool = False
    with_hours: bool = False

    def takes(self, missing: Decimal) -> bool:
        """Tell whether somebody who lacks so many hours is shown."""
        return self.show is Show.ALL or bool(missing) == (self.show is Show.SHORT)


def hours_page(actor: Actor, asked: Asked, *, page: int = 1, size: int | None = PAGE) -> HoursPage:
    """Return how the people stand whom the actor sees, worst first.

    `size` is how many stand on a page, None for all of them on one.
    """
    told = Year(asked.year)
    everybody = _people(actor, asked)
    people = [one for one in everybody if told.steps.get(one[0], NOTHING)[0]] if asked.with_hours else everybody
    levels = _by_missing(told, people)
    reached = len(levels.get(Decimal(0), ()))
    chosen = [person for missing in sorted(levels, reverse=True) if asked.takes(missing) for person in levels[missing]]
    size = size or max(1, len(chosen))
    rows = load_people(chosen[(page - 1) * size : page * size])
    running = _running([one.id for one in rows], asked.year)
    shown = [PersonHours(one, told.standing(one), running.get(one.id, Decimal(0))) for one in rows]
    return HoursPage(shown, Coverage("", len(people), reached), len(chosen), page, size, len(everybody) - len(people))


def _by_missing(told: Year, people: Sequence[Row[int, str]]) -> dict[Decimal, list[int]]:
    """Return the people in their order by how many hours they lack: so many lack the same that this beats sorting."""
    levels: dict[Decimal, list[int]] = {}
    for person, post in people:
        levels.setdefault(told.missing(person, post), []).append(person)
    return levels


def _running(people: Sequence[int], year: int) -> Mapping[int, Decimal]:
    found: dict[int, Decimal] = {}
    for start in range(0, len(people), AT_ONCE):
        for one in running_hours(people[start : start + AT_ONCE], year):
            found[one.person_id] = found.get(one.person_id, Decimal(0)) + one.hours
    return found


def _people(actor: Actor, asked: Asked) -> Sequence[Row[int, str]]:
    statement = visible_people(actor, SEEN).with_only_columns(Person.id, Person.post).order_by(Person.name, Person.id)
    if text := asked.text.strip():
        said = Organisation.name.contains(text, autoescape=True)
        named = Person.name.contains(text, autoescape=True)
        statement = statement.where(named | Person.organisation_id.in_(select(Organisation.id).where(said)))
    if asked.organisation:
        statement = statement.where(Person.organisation_id.in_(organisation_ids(asked.organisation)))
    if asked.homeless:
        statement = statement.where(Person.organisation_id.is_(None))
    return db.session.execute(statement).all()


def organisation_ids(public_id: str) -> Sequence[int]:
    """Return an organisation and all below it; raise NotFound."""
    root = db.session.scalar(select(Organisation).where(Organisation.public_id == public_id))
    if root is None:
        raise NotFound("没有这个组织，或者您看不到它")
    below = Organisation.path.startswith(root.path, autoescape=True)
    return db.session.scalars(select(Organisation.id).where(below)).all()


def load_people(keys: Sequence[int]) -> list[Person]:
    """Return persons with their organisations in the order of their keys."""
    found: dict[int, Person] = {}
    for start in range(0, len(keys), AT_ONCE):
        wanted = select(Person).where(Person.id.in_(keys[start : start + AT_ONCE]))
        found |= {one.id: one for one in db.session.scalars(wanted.options(joinedload(Person.organisation)))}
    return [found[key] for key in keys]


def hours_by_organisation(actor: Actor, year: int) -> list[Coverage]:
    """Return by subtree how many of its people reach what a year asks, without any name."""
    told = Year(year)
    people = visible_people(actor, SEEN).with_only_columns(Person.id, Person.post, Person.organisation_id)
    found: dict[int | None, tuple[int, int]] = {}
    for person, post, organisation in db.session.execute(people):
        total, reached = found.get(organisation, NOTHING)
        found[organisation] = (total + 1, reached + (not told.missing(person, post)))
    organisations = db.session.scalars(select(Organisation).order_by(Organisation.path)).all()
    rows = roll_up(Node(one.path, one.name, one.public_id, *found.get(one.id, NOTHING)) for one in organisations)
    return rows + ([Coverage(NOBODY, *found[None])] if None in found else [])


def office_name() -> str:
    """Return the name of the office, as its papers are signed."""
    return db.session.get_one(Office, current_office()).name


def entries_of_year(people: Sequence[Person], year: int) -> Mapping[int, Sequence[HoursEntry]]:
    """Return what counts in a year of each of these persons, in order of time: the lines of a statement."""
    found: dict[int, list[HoursEntry]] = {}
    statement = (
        select(HoursEntry)
        .where(
            HoursEntry.person_id.in_([one.id for one in people]),
            HoursEntry.year == year,
            HoursEntry.state.in_(COUNTED),
        )
        .order_by(HoursEntry.ended_on, HoursEntry.id)
    )
    for entry in db.session.scalars(statement):
        found.setdefault(entry.person_id, []).append(entry)
    return found
