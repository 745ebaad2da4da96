"""A drafted timetable judged by the same conflict rules as one made by hand."""

from collections.abc import Mapping, Sequence

from trainingapp.planner.problem import Placement
from trainingapp.timetable.rules.cards import Card, Conflict, Facts
from trainingapp.timetable.rules.conflicts import find_conflicts
from trainingapp.timetable.rules.planning.clock import Clock
from trainingapp.timetable.rules.planning.places import Place, card_at
from trainingapp.timetable.rules.planning.problem import lecturer_key, venue_key
from trainingapp.timetable.rules.planning.wanted import Demand
from trainingapp.timetable.rules.planning.windows import Run


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
