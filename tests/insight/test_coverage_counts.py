"""Coverage as the database counts it equals a plain recount of who has hours that count."""

from datetime import date
from decimal import Decimal
from itertools import product
from random import Random

import pytest

from tests.factories import Factory
from trainingapp.assessment.models import HoursEntry
from trainingapp.assessment.terms import COUNTED, EntryState, HoursSource
from trainingapp.core.database import db
from trainingapp.insight.queries import coverage, people_behind
from trainingapp.insight.queries.coverage import SOURCES
from trainingapp.insight.rules import Behind, Who
from trainingapp.people.models import Organisation, Person

FIRST, LAST = 2024, 2026
POSTS = ("书记", "委员", "")


def scattered(make: Factory, seed: int) -> tuple[list[Person], list[HoursEntry]]:
    """Make thirty people of two branches or none, with entries of every state, source and year, some without hours."""
    chance = Random(seed)
    branches: list[Organisation | None] = [make.organisation(), make.organisation(), None]
    people = [make.person(organisation=chance.choice(branches), post=chance.choice(POSTS)) for _ in range(30)]
    entries = [
        HoursEntry(
            person=chance.choice(people),
            year=year,
            source=source,
            title="培训",
            hours=Decimal(chance.choice((0, 8))),
            ended_on=date(year, 6, 30),
            state=state,
            entered_by="测试",
        )
        for year, source, state in product(range(FIRST - 1, LAST + 2), HoursSource, EntryState)
    ]
    db.session.add_all(entries)
    db.session.commit()
    return people, entries


def trained_in(entries: list[HoursEntry], first: int, last: int) -> set[int]:
    """Return whom the entries say to be trained from one year to another."""
    return {
        one.person.id
        for one in entries
        if first <= one.year <= last and one.state in COUNTED and one.source in SOURCES and one.hours
    }


@pytest.mark.parametrize("seed", [1, 2])
def test_coverage_equals_a_plain_recount(make: Factory, seed: int) -> None:
    people, entries = scattered(make, seed)
    trained = trained_in(entries, FIRST, LAST)

    found = coverage(make.actor, first=FIRST, last=LAST)

    assert 0 < len(trained) < len(people)
    assert (found.whole.people, found.whole.trained) == (len(people), len(trained))
    assert {one.key: (one.people, one.trained) for one in found.posts} == {
        post: (len(those), sum(one.id in trained for one in those))
        for post in POSTS
        if (those := [one for one in people if one.post == post])
    }
    assert [one.trained for one in found.by_year] == [
        len(trained_in(entries, year, year)) for year in range(FIRST, LAST + 1)
    ]


@pytest.mark.parametrize("who", Who)
def test_people_behind_a_number_are_those_of_a_plain_recount(make: Factory, who: Who) -> None:
    people, entries = scattered(make, 3)
    trained = trained_in(entries, FIRST, LAST)
    meant = [one for one in people if one.post == POSTS[0]]
    wanted = [one for one in meant if who is Who.ALL or (one.id in trained) == (who is Who.TRAINED)]

    found = people_behind(make.actor, Behind(who, post=POSTS[0]), first=FIRST, last=LAST)

    assert [one.id for one in found.people] == [one.id for one in sorted(wanted, key=lambda one: (one.name, one.id))]
    assert (found.total, found.whole.people, found.whole.trained) == (
        len(wanted),
        len(meant),
        sum(one.id in trained for one in meant),
    )
