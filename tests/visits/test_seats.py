"""Seats: groups stay together, nobody sits twice, and no vehicle takes more than it has seats."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.curriculum.terms import Form
from trainingapp.visits import queries
from trainingapp.visits.models import Vehicle, Visit
from trainingapp.visits.operations import allot_by_group, set_seats
from trainingapp.visits.rules import Bus, Rider, allot_seats


def riders_in(sizes: Sequence[int]) -> list[Rider]:
    """Return groups of these sizes."""
    return [Rider(group * 100 + place, group) for group, size in enumerate(sizes) for place in range(size)]


def buses_of(seats: Sequence[int]) -> list[Bus]:
    """Return vehicles of these seats."""
    return [Bus(1000 + place, amount) for place, amount in enumerate(seats)]


def divided(riders: Sequence[Rider], seats: Mapping[int, int]) -> int:
    """Return how many groups do not sit together."""
    where: dict[int | None, set[int | None]] = {}
    for rider in riders:
        where.setdefault(rider.group, set()).add(seats.get(rider.id))
    return sum(len(buses) > 1 or buses == {None} for buses in where.values())


def fewest_divided(sizes: Sequence[int], seats: Sequence[int]) -> int:
    """Return the least number of groups that must be divided or left out, by trying everything."""
    best = len(sizes)
    for choice in product([None, *range(len(seats))], repeat=len(sizes)):
        taken = Counter[int]()
        for size, bus in zip(sizes, choice, strict=True):
            if bus is not None:
                taken[bus] += size
        if all(taken[bus] <= seats[bus] for bus in taken):
            best = min(best, choice.count(None))
    return best


def test_groups_fill_the_vehicles_in_their_order() -> None:
    riders = riders_in([12, 12, 12, 12])

    seats = allot_seats(riders, buses_of([30, 30]))

    assert [seats[group * 100] for group in range(4)] == [1000, 1000, 1001, 1001]
    assert len(seats) == 48


def test_groups_that_fit_only_in_one_way_stay_whole() -> None:
    riders = riders_in([20, 20, 15, 15, 10, 10])

    seats = allot_seats(riders, buses_of([45, 45]))

    assert (len(seats), divided(riders, seats)) == (90, 0)


def test_group_too_large_for_any_vehicle_is_divided() -> None:
    riders = riders_in([50])

    seats = allot_seats(riders, buses_of([30, 25]))

    assert Counter(seats.values()) == {1000: 30, 1001: 20}


def test_late_comer_joins_the_group() -> None:
    riders = riders_in([3, 3])
    kept = {0: 1001, 1: 1001, 100: 1000, 101: 1000, 102: 1000}

    assert allot_seats(riders, buses_of([10, 10]), kept) == {**kept, 2: 1001}


def test_many_groups_are_seated_in_order() -> None:
    riders = riders_in([5] * 20)

    seats = allot_seats(riders, buses_of([52, 50]))

    assert (len(seats), divided(riders, seats)) == (100, 0)


SIZES = st.lists(st.integers(1, 9), max_size=5)
SEATS = st.lists(st.integers(1, 20), max_size=3)


@given(SIZES, SEATS)
def test_as_few_groups_as_possible_are_divided(sizes: list[int], seats: list[int]) -> None:
    riders, buses = riders_in(sizes), buses_of(seats)

    found = allot_seats(riders, buses)

    taken = Counter(found.values())
    assert all(taken[bus.id] <= bus.seats for bus in buses)
    assert len(found) == min(len(riders), sum(seats))
    assert divided(riders, found) <= fewest_divided(sizes, seats)


@given(SIZES, SEATS, st.data())
def test_seats_that_are_kept_never_move(sizes: list[int], seats: list[int], data: st.DataObject) -> None:
    riders, buses = riders_in(sizes), buses_of(seats)
    first = allot_seats(riders, buses)
    kept = {rider: bus for rider, bus in first.items() if data.draw(st.booleans())}

    found = allot_seats(riders, buses, kept)

    assert {rider: found[rider] for rider in kept} == kept
    assert len(found) == len(first)


@pytest.fixture
def visit(make: Factory) -> Visit:
    """Return a visit of two groups of two and one trainee without a group, in two small vehicles."""
    cohort = make.cohort()
    for position, name in enumerate(("第一组", "第二组")):
        make.enrolments(cohort, 2, group=make.group(cohort, name, position=position))
    make.enrolments(cohort, 1)
    visit = make.visit(make.session(cohort, form=Form.VISIT), [make.site()])
    visit.vehicles[0].seats = 3
    visit.vehicles.append(Vehicle(position=2, name="2号车", seats=3))
    db.session.flush()
    return visit


def names_by_vehicle(visit: Visit) -> dict[str, list[int]]:
    """Return who sits in each vehicle, counted from 1 in the order of the groups."""
    names = {vehicle.id: vehicle.name for vehicle in visit.vehicles}
    numbers = {rider.id: place for place, rider in enumerate(queries.riders_of(visit.session), start=1)}
    found: dict[str, list[int]] = {}
    for enrolment_id, vehicle_id in queries.seats_of(visit).items():
        found.setdefault(names[vehicle_id], []).append(numbers[enrolment_id])
    return {name: sorted(held) for name, held in sorted(found.items())}


def test_everybody_is_seated_by_group_in_one_act(make: Factory, visit: Visit) -> None:
    left = allot_by_group(make.actor, visit, version=visit.version)

    assert (left, names_by_vehicle(visit)) == ([], {"1号车": [1, 2, 5], "2号车": [3, 4]})
    (act,) = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "visit.seats_changed")).all()
    assert len(act.after) == 5


def test_who_finds_no_seat_is_told(make: Factory, visit: Visit) -> None:
    visit.vehicles[1].seats = 1

    left = allot_by_group(make.actor, visit, version=visit.version)

    assert len(left) == 1


def test_seat_changed_by_hand_stays_when_the_rest_is_seated(make: Factory, visit: Visit) -> None:
    first = queries.riders_of(visit.session)[0]
    second_bus = visit.vehicles[1]

    set_seats(make.actor, visit, seats={first.public_id: second_bus}, version=visit.version)
    allot_by_group(make.actor, visit, version=visit.version)

    assert queries.seats_of(visit)[first.id] == second_bus.id
    assert sum(map(len, names_by_vehicle(visit).values())) == 5


def test_more_people_than_seats_are_refused_by_name(make: Factory, visit: Visit) -> None:
    bus = visit.vehicles[0]
    chosen = {rider.public_id: bus for rider in queries.riders_of(visit.session)}

    with pytest.raises(Refused, match="1号车只有 3 座，排了 5 人，多 2 人"):
        set_seats(make.actor, visit, seats=chosen, version=visit.version)

    assert queries.seats_of(visit) == {}


def test_two_people_who_seat_at_once_do_not_overwrite_each_other(make: Factory, visit: Visit) -> None:
    seen = visit.version
    allot_by_group(make.actor, visit, version=seen)

    with pytest.raises(Stale, match="座位没有保存"):
        set_seats(make.actor, visit, seats={}, version=seen - 1)


def test_trainee_of_another_class_gets_no_seat(make: Factory, visit: Visit) -> None:
    stranger = make.enrolment(make.cohort())

    with pytest.raises(Refused, match="1 人不参加"):
        set_seats(make.actor, visit, seats={stranger.public_id: visit.vehicles[0]}, version=visit.version)
