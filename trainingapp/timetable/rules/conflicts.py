"""What clashes in a timetable: pure, one function for one card and for all.

Intervals are half-open: a session that ends at 10:00 and one that begins at 10:00 do not meet. A conflict is data: what
kind, how grave, which two sessions, when and where, the rule, and what a person can do about it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from trainingapp.core.terms import Severity
from trainingapp.timetable.rules.cards import Card, Conflict, Facts
from trainingapp.timetable.rules.pairs import clashes, crowded_rooms, journeys, shared_vehicles
from trainingapp.timetable.rules.series import class_findings, load_findings
from trainingapp.timetable.rules.single import single_findings

GRAVITY = {severity: place for place, severity in enumerate(Severity)}


def find_conflicts(cards: Iterable[Card], neighbours: Iterable[Card], facts: Facts) -> list[Conflict]:
    """Return every conflict that touches one of `cards`, among themselves and with their neighbours.

    Each pair is told once, the gravest first, then in order of time. A neighbour that is one of the cards, known by its
    id, is the old place of that card and does not count: so a card can be judged where it is about to be put.
    """
    judged = {card.id: card for card in cards}
    everyone = [*judged.values(), *(one for one in neighbours if one.id not in judged)]
    found = [conflict for card in judged.values() for conflict in single_findings(card, facts)]
    for of_day in _days(everyone, judged):
        found += _of_day(of_day, judged, facts)
    for own in _classes(everyone, judged):
        found += class_findings(own, judged, facts)
    found += load_findings(everyone, judged, facts)
    graded = [_grade(conflict, facts) for conflict in found]
    return sorted(graded, key=lambda conflict: (GRAVITY[conflict.severity], _place(conflict.card)))


def _grade(conflict: Conflict, facts: Facts) -> Conflict:
    rule = facts.rules[conflict.kind]
    return replace(conflict, severity=rule.severity, rule=rule.source)


def _place(card: Card) -> tuple[datetime, int]:
    return card.starts, card.id


def _days(everyone: Iterable[Card], judged: Mapping[int, Card]) -> Iterable[list[Card]]:
    """Return the cards of each day that has a judged card, in order of time; no session runs past midnight."""
    days: dict[date, list[Card]] = {card.day: [] for card in judged.values()}
    for card in everyone:
        if card.day in days:
            days[card.day].append(card)
    return [sorted(cards, key=_place) for cards in days.values()]


def _of_day(ordered: Sequence[Card], judged: Mapping[int, Card], facts: Facts) -> Iterator[Conflict]:
    for first, second in _meeting(ordered, judged):
        yield from clashes(first, second, facts) if first.id in judged else clashes(second, first, facts)
    yield from shared_vehicles(ordered, judged)
    yield from crowded_rooms(ordered, judged)
    if facts.travel or any(card.outing for card in ordered):
        yield from journeys(ordered, judged, facts)


def _meeting(ordered: Iterable[Card], judged: Mapping[int, Card]) -> Iterator[tuple[Card, Card]]:
    """Yield the pairs that overlap and touch a judged card, in one sweep over the cards in order of their starts."""
    running: list[Card] = []
    for card in ordered:
        running = [other for other in running if other.ends > card.starts]
        if card.id in judged:
            yield from ((other, card) for other in running)
        else:
            yield from ((other, card) for other in running if other.id in judged)
        running.append(card)


def _classes(everyone: Iterable[Card], judged: Mapping[int, Card]) -> Iterable[list[Card]]:
    """Return the cards of each class that has a judged card, in order of time."""
    classes: dict[int, list[Card]] = defaultdict(list)
    wanted = {card.cohort.id for card in judged.values()}
    for card in everyone:
        if card.cohort.id in wanted:
            classes[card.cohort.id].append(card)
    return [sorted(cards, key=_place) for cards in classes.values()]


def blocking(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Return the conflicts that keep a card from being placed."""
    return [conflict for conflict in conflicts if conflict.severity is Severity.BLOCK]


def warnings(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Return the conflicts that a person must decide on, with a reason."""
    return [conflict for conflict in conflicts if conflict.wants_reason]


def statement(conflict: Conflict) -> str:
    """Return a conflict as one sentence that names both sides, when and where."""
    first, *others = [card.when if conflict.where else card.whereabouts for card in conflict.cards]
    against = "".join(f"，与“{conflict.second}”（{other}）冲突" for other in others)
    return f"“{conflict.first}”（{first}）：{conflict.message}{against}"


def sentence(conflict: Conflict) -> str:
    """Return a conflict as one sentence, with the ways out."""
    ways = f"。可以：{'；'.join(conflict.ways_out)}" if conflict.ways_out else ""
    return f"{statement(conflict)}{ways}"
