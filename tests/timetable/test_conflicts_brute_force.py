"""The fast conflict function says what a slow one says that looks at every pair and every half-day by itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import combinations
from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from tests.timetable.cards import CLASS, FACTS, OTHER, card
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.rules.calendar import Weekday
from trainingapp.timetable.rules.cards import Card, Conflict, LecturerHours, Outing, Room, Site
from trainingapp.timetable.rules.conflicts import find_conflicts
from trainingapp.timetable.terms import ConflictKind

#: What a finding is about: its kind, and what tells it from others of the kind.
Key: TypeAlias = tuple[ConflictKind, object]

TRACKS = {1: "书记", 2: "社工"}
ROOMS = [
    Room(1, "教室", features=frozenset({"投影"})),
    Room(2, "教室", capacity=2),
    Room(3, "会场", parallel=True),
    Room(4, "大厅", capacity=3, parallel=True),
    None,
]
#: Minutes between two rooms.
WAYS = {(1, 2): 60, (2, 3): 120}
MONDAY, TUESDAY = date(2026, 5, 11), date(2026, 5, 12)
AWAY = {
    1: [LecturerHours(MONDAY, MONDAY, begins=time(9), ends=time(11))],
    2: [LecturerHours(TUESDAY, TUESDAY, only=True)],
}
FULL_FACTS = replace(FACTS, travel=WAYS, hours=AWAY)
LATE_CLASS = replace(OTHER, starts_on=TUESDAY, ends_on=TUESDAY)
SATURDAY = 5
SITES = [
    Site("纪念馆", opens=time(9), closes=time(16)),
    Site("展馆", capacity=2),
    Site("博物馆", closed=frozenset({Weekday.TUESDAY}), arrives=time(10), leaves=time(11)),
]
PLATES = ["沪A00001", "沪A00002"]
DAY_LIMIT, LOAD_LIMIT = Decimal(8), 4
PER_GROUP = frozenset({ConflictKind.HOURS, ConflictKind.DAY_HOURS, ConflictKind.LOAD, ConflictKind.ORDER})


@st.composite
def outings(draw: st.DrawFn) -> Outing | None:
    """Return what a visit adds, mostly nothing: few vehicles, gathering and return before or after the session."""
    if draw(st.integers(0, 2)):
        return None
    clock = st.one_of(st.none(), st.builds(time, st.integers(6, 18), st.sampled_from([0, 30])))
    return Outing(
        draw(clock),
        draw(clock),
        sites=draw(st.lists(st.sampled_from(SITES), max_size=1)),
        seats=draw(st.sampled_from([None, 1, 3])),
        plates=frozenset(draw(st.sets(st.sampled_from(PLATES)))),
        delays=draw(st.sampled_from([(), ("从甲站到乙站要 30 分钟，只留了 10 分钟",)])),
    )


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
                day=draw(st.sampled_from([0, 1, 2, SATURDAY])),
                cohort=draw(st.sampled_from([CLASS, LATE_CLASS])),
                form=draw(st.sampled_from([Form.LECTURE, Form.DISCUSSION, Form.VISIT])),
                hours=Decimal(draw(st.sampled_from(["1", "2.5", "4", "4.5"]))),
                speakers=dict.fromkeys(draw(st.sets(st.integers(1, 2), max_size=1)), "讲师"),
                speaker_named=draw(st.booleans()),
                hosts=dict.fromkeys(draw(st.sets(st.integers(1, 2), max_size=1)), "主持"),
                room=draw(st.sampled_from(ROOMS)),
                needs=draw(st.sampled_from([(), ("投影",)])),
                tracks={key: TRACKS[key] for key in tracks},
                people=draw(st.frozensets(st.integers(1, 3), max_size=3)),
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
        if slow_crowd(one, two, cards):
            found.add((ConflictKind.CAPACITY, frozenset({one.id, two.id})))
    for one in cards:
        found.update((kind, frozenset({one.id})) for kind in slow_single(one))
        found.update((ConflictKind.LECTURER_TIME, (one.id, key)) for key in slow_away(one))
        found.update(slow_hours(one, cards))
        found.update(slow_order(one, cards))
        found.update(slow_load(one, cards))
    return found


def slow_single(one: Card) -> Iterator[ConflictKind]:
    """Yield what is wrong with a card by itself."""
    room, outing, people = one.room, one.outing, len(one.people)
    if room and set(one.needs) - room.features:
        yield ConflictKind.FEATURES
    if room and room.capacity and people > room.capacity:
        yield ConflictKind.CAPACITY
    if one.day.weekday() == SATURDAY:
        yield ConflictKind.WORKDAY
    if one.day < one.cohort.starts_on or (one.cohort.ends_on and one.day > one.cohort.ends_on):
        yield ConflictKind.PERIOD
    if one.form is Form.LECTURE and not one.speakers and not one.speaker_named:
        yield ConflictKind.NO_LECTURER
    if one.form is not Form.VISIT and room is None:
        yield ConflictKind.NO_VENUE
    if outing and outing.seats and people > outing.seats:
        yield ConflictKind.SEATS
    if outing and outing.delays:
        yield ConflictKind.TRAVEL
    if outing and any(slow_site(site, one) for site in outing.sites):
        yield ConflictKind.SITE


def slow_site(site: Site, one: Card) -> bool:
    """Tell whether a place is shut to a card, or too small for it."""
    first, last = site.arrives or one.starts.time(), site.leaves or one.ends.time()
    shut = (site.opens and first < site.opens) or (site.closes and last > site.closes)
    weekdays = [weekday.value for weekday in site.closed]
    return bool(shut or str(one.day.isoweekday()) in weekdays or (site.capacity and len(one.people) > site.capacity))


def slow_away(one: Card) -> Iterator[int]:
    """Yield the lecturers of a card who cannot come: the one on Monday at nine, the other on any day but Tuesday."""
    present = {*one.speakers, *one.hosts}
    if 1 in present and one.day == MONDAY and one.starts.hour < 11 and one.ends.hour > 9:
        yield 1
    if 2 in present and one.day != TUESDAY:
        yield 2


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
    if one.room and one.room == two.room and not one.room.parallel:
        yield ConflictKind.VENUE
    if one.cohort is two.cohort:
        yield from slow_audience(one, two)
    elif one.people & two.people:
        yield ConflictKind.PERSON


def slow_crowd(one: Card, two: Card, cards: list[Card]) -> bool:
    """Tell whether the hall is over-full at any half-hour at which both cards are in it; all begin on the hour."""
    room, half_hours = one.room, range(48)
    if not room or not room.parallel or not room.capacity or two.room != room or one.day != two.day:
        return False

    def within(card: Card, number: int) -> bool:
        moment = datetime.combine(one.day, time(number // 2, number % 2 * 30))
        return card.room == room and card.starts <= moment < card.ends

    both = [number for number in half_hours if within(one, number) and within(two, number)]
    return any(sum(len(card.people) for card in cards if within(card, number)) > room.capacity for number in both)


def slow_outings(one: Card, two: Card) -> Iterator[ConflictKind]:
    """Yield what the vehicles of two cards, and their people on the way, clash over."""
    spans = [out_minutes(one), out_minutes(two)]
    if one.outing and two.outing and one.outing.plates & two.outing.plates and set.intersection(*spans):
        yield ConflictKind.VEHICLE
    first, second = sorted([one, two], key=lambda card: card.starts)
    late = first.outing and first.outing.returns and first.outing.returns > second.starts.time()
    early = second.outing and second.outing.gathers and second.outing.gathers < first.ends.time()
    far = second.starts - first.ends < timedelta(minutes=slow_way(one.room, two.room))
    if first.ends <= second.starts and (late or early or far) and slow_travellers(one, two):
        yield ConflictKind.TRAVEL


def slow_way(one: Room | None, two: Room | None) -> int:
    """Return the minutes between two rooms."""
    ways = [minutes for way, minutes in WAYS.items() if one and two and {one.id, two.id} == set(way)]
    return ways[0] if ways else 0


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
    own: dict[ConflictKind, object] = {
        ConflictKind.HOURS: (one.cohort.id, one.day, one.half_day),
        ConflictKind.DAY_HOURS: (one.cohort.id, one.day),
        ConflictKind.LOAD: conflict.lecturer,
        ConflictKind.LECTURER_TIME: (one.id, conflict.lecturer),
        ConflictKind.ORDER: (one.id, conflict.message),
        ConflictKind.SEQUENCE: (one.id, two and two.id),
    }
    return conflict.kind, own.get(conflict.kind, frozenset({one.id, two.id if two else one.id}))


@given(timetables())
def test_fast_function_says_what_brute_force_says_nothing_twice_and_the_same_of_each_card_alone(
    cards: list[Card],
) -> None:
    """Three properties in one test, because to draw timetables takes longer than to judge them."""
    found = find_conflicts(cards, [], FULL_FACTS)
    told = [key_of(conflict) for conflict in found]
    alone = [pairs(find_conflicts([one], cards, FULL_FACTS)) for one in cards]

    assert set(told) == slow_findings(cards)
    assert len(told) == len(set(told))
    assert pairs(found) == set().union(*alone)


def pairs(found: list[Conflict]) -> set[Key]:
    """Return which pairs clash over what, whichever of the two it is told of."""
    return {
        (conflict.kind, frozenset({conflict.card.id, conflict.other.id}))
        for conflict in found
        if conflict.other is not None and conflict.kind not in PER_GROUP
    }
