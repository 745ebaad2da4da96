"""A drafted timetable judged by the same conflict rules as one made by hand."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from trainingapp.core.terms import Severity
from trainingapp.planner.problem import Placement
from trainingapp.timetable.rules.cards import Card, Conflict, Facts
from trainingapp.timetable.rules.conflicts import find_conflicts
from trainingapp.timetable.rules.planning.clock import Clock
from trainingapp.timetable.rules.planning.places import Place, card_at
from trainingapp.timetable.rules.planning.problem import lecturer_key, venue_key
from trainingapp.timetable.rules.planning.wanted import Demand
from trainingapp.timetable.rules.planning.windows import Run
from trainingapp.timetable.rules.slots import LATEST_END, USUAL_START
from trainingapp.timetable.terms import ConflictKind

#: Warnings that the planner's own grid has kept clear of, so that a shift by the clock must not bring them back.
_KEPT = frozenset({ConflictKind.SITE, ConflictKind.TRAVEL, ConflictKind.PERSON})


def find_plan_conflicts(
    demand: Demand, places: Sequence[Place], facts: Facts, kept: Mapping[str, Card] | None = None
) -> list[Conflict]:
    """Return every conflict of drafted cards where they are put, among themselves and with all that stands.

    `kept` are cards of the demand that stay exactly where they are.
    """
    wanted = {card.key: card for card in demand.wanted}
    staying = kept or {}
    cards = [
        card_at(demand, wanted[place.key], place, -number)
        for number, place in enumerate(places, start=1)
        if place.key not in staying
    ]
    return find_conflicts(cards, [*demand.fixed, *staying.values()], facts)


def begin_as_usual(
    demand: Demand,
    places: Sequence[Place],
    facts: Facts,
    kept: Mapping[str, Card] = MappingProxyType({}),
    *,
    still: Collection[str] = (),
) -> list[Place]:
    """Let the half-days that begin before or after the usual hour begin at it, where that brings no hard conflict.

    The planner's grid opens early, so that a full half-day fits, and to the planner a later hour of the half-day is as
    good as an earlier one; by the clock there is often time to begin as usual. `kept` stay exactly where they are, as
    do the places that are `still`: a repair changes nothing of them but the lecturer or the room.
    """
    cohorts = {card.key: card.cohort for card in demand.wanted}
    settled = {place.key: place for place in places}
    moved = [place for place in places if place.key not in still]
    for slot in dict.fromkeys((cohorts[place.key], place.day, place.half_day) for place in moved):
        slots = {one.key: (cohorts[one.key], one.day, one.half_day) for one in settled.values() if one.key not in still}
        own = [settled[key] for key, taken in slots.items() if taken == slot]
        late = _lateness(own)
        if not late:
            continue
        rest = [one for one in settled.values() if one not in own]
        later = [_later(place, late) for place in own]
        if _hard(demand, later, rest, facts, kept) <= _hard(demand, own, rest, facts, kept):
            settled |= {place.key: place for place in later}
    return sorted(settled.values(), key=lambda place: (place.starts, place.key))


def _lateness(own: Sequence[Place]) -> timedelta:
    """Return how much later a half-day's sessions can begin, less than nothing where they begin late.

    It is up to the usual hour, and ending in good time.
    """
    first, last = min(place.starts for place in own), max(place.ends for place in own)
    day, half_day = own[0].day, own[0].half_day
    late = datetime.combine(day, USUAL_START[half_day]) - first
    room = datetime.combine(day, LATEST_END[half_day]) - last
    return late if late < timedelta() else max(timedelta(), min(late, room))


def _later(place: Place, late: timedelta) -> Place:
    return replace(place, starts_at=(place.starts + late).time(), ends_at=(place.ends + late).time())


def _hard(demand: Demand, own: Sequence[Place], rest: Sequence[Place], facts: Facts, kept: Mapping[str, Card]) -> int:
    wanted = {card.key: card for card in demand.wanted}
    beside = {place.key: card_at(demand, wanted[place.key], place, -len(own) - n) for n, place in enumerate(rest, 1)}
    found = find_plan_conflicts(demand, own, facts, {**kept, **beside})
    return sum(conflict.severity is Severity.BLOCK or conflict.kind in _KEPT for conflict in found)


def present_placements(
    demand: Demand, present: Mapping[str, Card], runs: Mapping[str, Run], clock: Clock
) -> tuple[Placement, ...]:
    """Return where cards stand now as the planner sees it, for those that stand on its grid."""
    wanted = {card.key: card for card in demand.wanted}
    return tuple(
        Placement(
            key,
            run.day,
            run.period,
            venue_key(present[key].room.id) if present[key].room else "",  # type: ignore[union-attr]  # asked just before
            tuple(lecturer_key(one) for one in _people(present[key], hosted=wanted[key].hosted)),
        )
        for key, run in sorted(runs.items())
        if key in wanted and 0 <= run.period < len(clock.half_days) * len(clock.parts[0].periods)
    )


def _people(card: Card, *, hosted: bool) -> list[int]:
    hosts = list(card.hosts)[:1] if hosted else []
    return [*card.speakers, *hosts]
