"""The fast conflict function says what a slow one says that looks at every pair and every half-day by itself."""

from collections.abc import Iterator
from datetime import time
from decimal import Decimal
from itertools import combinations
from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from tests.timetable.cards import CLASS, FACTS, OTHER, card
from trainingapp.timetable.rules.cards import Card, Conflict, Outing, Room
from trainingapp.timetable.rules.conflicts import find_conflicts
from trainingapp.timetable.terms import ConflictKind

#: What a finding is about: its kind, and what tells it from others of the kind.
Key: TypeAlias = tuple[ConflictKind, object]

TRACKS = {1: "书记", 2: "社工"}
ROOMS = [Room(1, "教室", features=frozenset({"投影"})), Room(2, "教室"), Room(3, "教室")]
PLATES = ["沪A00001", "沪A00002"]
DAY_LIMIT, LOAD_LIMIT = Decimal(8), 4
PER_GROUP = frozenset({ConflictKind.HOURS, ConflictKind.DAY_HOURS, ConflictKind.LOAD, ConflictKind.ORDER})


@st.composite
def outings(draw: st.DrawFn) -> Outing | None:
    """Return what a visit adds, mostly nothing: few vehicles, gathering and return before or after the session."""
    if draw(st.integers(0, 2)):
        return None
    clock = st.one_of(st.none(), st.builds(time, st.integers(6, 18), st.sampled_from([0, 30])))
    return Outing(draw(clock), draw(clock), plates=frozenset(draw(st.sets(st.sampled_from(PLATES)))))


@st.composite
def timetables(draw: st.DrawFn) -> list[Card]:
    """Return up to nine cards of two classes that share few lecturers, rooms, tracks and people, over three days."""
    made = []
    for number in range(1, draw(st.integers(0, 9)) + 1):
        tracks = draw(st.sets(st.integers(1, 2), max_size=1))
        made.append(
            card(
                number,
                hour=draw(st.sampled_from([8, 9, 10, 11, 13, 14])),
                length=draw(st.sampled_from([1, 2, 3])),
                day=draw(st.integers(0, 2)),
                cohort=draw(st.sampled_from([CLASS, OTHER])),
                hours=Decimal(draw(st.sampled_from(["1", "2.5", "4", "4.5"]))),
                speakers={draw(st.integers(1, 2)): "讲师"},
                hosts=dict.fromkeys(draw(st.sets(st.integers(1, 2), max_size=1)), "主持"),
                room=draw(st.sampled_from(ROOMS)),
                needs=draw(st.sampled_from([(), ("投影",)])),
                tracks={key: TRACKS[key] for key in tracks},
                people=draw(st.frozensets(st.integers(1, 3), max_size=2)),
                opening=draw(st.integers(0, 5)) == 0,
                closing=draw(st.integers(0, 5)) == 0,
                after=draw(st.sampled_from([None, None, 1, 2])),
                outing=draw(outings()),
            )
        )
    return made


def slow_findings(cards: list[Card]) -> set[Key]:
    """Return what is wrong, found by looking at everything by itself."""
    found: set[Key] = set()
    for one, two in combinations(cards, 2):
        found.update((kind, frozenset({one.id, two.id})) for kind in slow_pair(one, two))
    for one in cards:
        if one.room and set(one.needs) - one.room.features:
            found.add((ConflictKind.FEATURES, frozenset({one.id})))
        found.update(slow_hours(one, cards))
        found.update(slow_order(one, cards))
        found.update(slow_load(one, cards))
    return found


def slow_pair(one: Card, two: Card) -> Iterator[ConflictKind]:
    """Yield what two cards clash over."""
    if one.day == two.day:
        yield from slow_outings(one, two)
    if one.ends <= two.starts or two.ends <= one.starts:
        return
    speaking = set(one.speakers) & set(two.speakers)
    if speaking:
        yield ConflictKind.LECTURER
    if (set(one.speakers) | set(one.hosts)) & (set(two.speakers) | set(two.hosts)) - speaking:
        yield ConflictKind.HOST
    if one.room == two.room:
        yield ConflictKind.VENUE
    if one.cohort is two.cohort:
        yield from slow_audience(one, two)
    elif one.people & two.people:
        yield ConflictKind.PERSON


def slow_outings(one: Card, two: Card) -> Iterator[ConflictKind]:
    """Yield what the vehicles of two cards, and their people on the way, clash over."""
    spans = [out_minutes(one), out_minutes(two)]
    if one.outing and two.outing and one.outing.plates & two.outing.plates and set.intersection(*spans):
        yield ConflictKind.VEHICLE
    first, second = sorted([one, two], key=lambda card: card.starts)
    late = first.outing and first.outing.returns and first.outing.returns > second.starts.time()
    early = second.outing and second.outing.gathers and second.outing.gathers < first.ends.time()
    if first.ends <= second.starts and (late or early) and slow_travellers(one, two):
        yield ConflictKind.TRAVEL


def out_minutes(one: Card) -> set[int]:
    """Return the minutes of the day at which the vehicles of a card are out."""
    outing = one.outing or Outing()
    gathers, returns = outing.gathers or one.starts.time(), outing.returns or one.ends.time()
    first, last = min(gathers, one.starts.time()), max(returns, one.ends.time())
    return set(range(first.hour * 60 + first.minute, last.hour * 60 + last.minute))


def slow_travellers(one: Card, two: Card) -> bool:
    """Tell whether somebody has to be at both."""
    if {*one.speakers, *one.hosts} & {*two.speakers, *two.hosts} or one.people & two.people:
        return True
    unknown = one.cohort is two.cohort and not one.people and not two.people
    return unknown and (not one.tracks or not two.tracks or one.tracks == two.tracks)


def slow_audience(one: Card, two: Card) -> Iterator[ConflictKind]:
    """Yield what two cards of one class want of the same trainees."""
    if one.people or two.people:
        shared = bool(one.people & two.people)
    else:
        shared = not one.tracks or not two.tracks or one.tracks == two.tracks
    if shared and not (one.tracks and two.tracks):
        yield ConflictKind.WHOLE_CLASS
    elif shared:
        yield ConflictKind.TRACK if one.tracks == two.tracks else ConflictKind.GROUP


def slow_hours(one: Card, cards: list[Card]) -> Iterator[Key]:
    """Yield the half-day and the day of a card where one of its trainees sits too long."""
    own = [two for two in cards if two.cohort is one.cohort]
    for sat in slow_sittings(one, own):
        day = [two.hours for two in sat if two.day == one.day]
        half = [two.hours for two in sat if (two.day, two.half_day) == (one.day, one.half_day)]
        if sum(half) > one.cohort.hours_per_half_day:
            yield ConflictKind.HOURS, (one.cohort.id, one.day, one.half_day)
        if sum(day) > DAY_LIMIT:
            yield ConflictKind.DAY_HOURS, (one.cohort.id, one.day)


def slow_sittings(one: Card, own: list[Card]) -> Iterator[list[Card]]:
    """Yield what each trainee of a card sits through; where nobody is known, what each track does."""
    for person in one.people:
        yield [two for two in own if person in two.people]
    for track in () if one.people else one.tracks or TRACKS:
        yield [two for two in own if not two.people and (not two.tracks or track in two.tracks)]


def slow_order(one: Card, cards: list[Card]) -> Iterator[Key]:
    """Yield what is wrong with a card's place among its class."""
    own = [two for two in cards if two.cohort is one.cohort]
    if one.opening and any(two.starts < one.starts for two in own):
        yield ConflictKind.ORDER, (one.id, "开班仪式之前已经有课")
    if one.closing and any(two.starts > one.starts for two in own):
        yield ConflictKind.ORDER, (one.id, "结业仪式之后还有课")
    for two in own:
        if two.id == one.after and two.ends > one.starts:
            yield ConflictKind.SEQUENCE, (one.id, two.id)


def slow_load(one: Card, cards: list[Card]) -> Iterator[Key]:
    """Yield the lecturers of a card who speak too often in its week; the cards all lie in one week."""
    for key in one.speakers:
        if len({(two.day, two.half_day) for two in cards if key in two.speakers}) > LOAD_LIMIT:
            yield ConflictKind.LOAD, key


def key_of(conflict: Conflict) -> Key:
    """Return what a finding is about."""
    one, two = conflict.card, conflict.other
    match conflict.kind:
        case ConflictKind.HOURS:
            return conflict.kind, (one.cohort.id, one.day, one.half_day)
        case ConflictKind.DAY_HOURS:
            return conflict.kind, (one.cohort.id, one.day)
        case ConflictKind.LOAD:
            return conflict.kind, next(iter(one.speakers))
        case ConflictKind.ORDER:
            return conflict.kind, (one.id, conflict.message)
        case ConflictKind.SEQUENCE:
            return conflict.kind, (one.id, two and two.id)
    return conflict.kind, frozenset({one.id, two.id if two else one.id})


@given(timetables())
def test_fast_function_says_what_brute_force_says(cards: list[Card]) -> None:
    found = find_conflicts(cards, [], FACTS)

    assert {key_of(conflict) for conflict in found} == slow_findings(cards)


@given(timetables())
def test_nothing_is_told_twice(cards: list[Card]) -> None:
    told = [key_of(conflict) for conflict in find_conflicts(cards, [], FACTS)]

    assert len(told) == len(set(told))


@given(timetables())
def test_all_cards_together_say_what_each_says_alone(cards: list[Card]) -> None:
    together = pairs(find_conflicts(cards, [], FACTS))

    alone = [pairs(find_conflicts([one], cards, FACTS)) for one in cards]
    assert together == set().union(*alone)


def pairs(found: list[Conflict]) -> set[Key]:
    """Return which pairs clash over what, whichever of the two it is told of."""
    return {
        (conflict.kind, frozenset({conflict.card.id, conflict.other.id}))
        for conflict in found
        if conflict.other is not None and conflict.kind not in PER_GROUP
    }
