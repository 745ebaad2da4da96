"""What two sessions clash over: lecturers, a room, trainees, and the way from one to the other."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from itertools import combinations

from trainingapp.core.times import show_span
from trainingapp.timetable.rules.cards import Card, Conflict, Facts
from trainingapp.timetable.rules.ways import Way
from trainingapp.timetable.terms import ConflictKind

NAMES_SHOWN = 5
#: The two journeys that an outing's own times leave no room for.
_GATHER, _RETURN = "来不及参加", "才回来，赶不上"


def clashes(card: Card, other: Card, facts: Facts) -> Iterator[Conflict]:
    """Yield what a card and another that it overlaps in time clash over."""
    yield from _shared_lecturers(card, other)
    if card.room and other.room and card.room.id == other.room.id and not card.room.parallel:
        yield Conflict(
            ConflictKind.VENUE,
            f"{card.room.name}同一时间有两场",
            card,
            other,
            where=card.room.name,
            ways_out=(Way.VENUE, Way.TIME, Way.PARALLEL_VENUE),
        )
    if card.cohort.id == other.cohort.id:
        yield from _shared_audience(card, other)
    else:
        yield from _shared_people(card, other, facts)


def shared_vehicles(ordered: Sequence[Card], judged: Mapping[int, Card]) -> Iterator[Conflict]:
    """Yield the pairs of a day whose vehicles are wanted twice: also before the one session, or after the other."""
    outings = [card for card in ordered if card.outing and card.outing.plates]
    for one, two in combinations(outings, 2):
        if one.id not in judged and two.id not in judged:
            continue
        card, other = (one, two) if one.id in judged else (two, one)
        plates = sorted(_plates(card) & _plates(other))
        if plates and card.away[0] < other.away[1] and other.away[0] < card.away[1]:
            out = "、".join(show_span(first, last) for first, last in (card.away, other.away))
            message = f"车辆{'、'.join(plates)}同一时间要跑两处（{out}）"
            ways = (Way.OTHER_VEHICLE, Way.TIME, Way.GATHER)
            yield Conflict(ConflictKind.VEHICLE, message, card, other, ways_out=ways)


def crowded_rooms(ordered: Sequence[Card], judged: Mapping[int, Card]) -> Iterator[Conflict]:
    """Yield the pairs of a day that share a room while more people are in it, of all its sessions, than it seats."""
    shared: dict[int, list[Card]] = defaultdict(list)
    for card in ordered:
        if card.room and card.room.parallel and card.room.capacity is not None:
            shared[card.room.id].append(card)
    for there in shared.values():
        for one, two in combinations(there, 2):
            if one.meets(two) and (one.id in judged or two.id in judged):
                card, other = (one, two) if one.id in judged else (two, one)
                yield from _crowd(card, other, there)


def _crowd(card: Card, other: Card, there: Sequence[Card]) -> Iterator[Conflict]:
    """Judge a room at its fullest while both are in it; a room gets fuller only when a session begins."""
    room, first, last = card.room, max(card.starts, other.starts), min(card.ends, other.ends)
    moments = [one.starts for one in there if first <= one.starts < last]
    fullest = max(
        ([one for one in there if one.starts <= moment < one.ends] for moment in moments),
        key=lambda sessions: sum(one.headcount for one in sessions),
    )
    people = sum(one.headcount for one in fullest)
    if room and room.capacity is not None and people > room.capacity:
        message = f"{room.name}坐 {room.capacity} 人，这时 {len(fullest)} 场共 {people} 人"
        ways = (Way.LARGER_VENUE, Way.TIME, Way.REASON)
        yield Conflict(ConflictKind.CAPACITY, message, card, other, where=room.name, ways_out=ways)


def _plates(card: Card) -> frozenset[str]:
    return card.outing.plates if card.outing else frozenset()


def _shared_lecturers(card: Card, other: Card) -> Iterator[Conflict]:
    if not (card.speakers or card.hosts) or not (other.speakers or other.hosts):
        return
    speaking = card.speakers.keys() & other.speakers.keys()
    here, there = {**card.speakers, **card.hosts}, {**other.speakers, **other.hosts}
    hosting = (here.keys() & there.keys()) - speaking
    for kind, who, ways in (
        (ConflictKind.LECTURER, speaking, (Way.TIME, Way.LECTURER, Way.COMPARE)),
        (ConflictKind.HOST, hosting, (Way.HOST, Way.TIME)),
    ):
        if who:
            names = "、".join(name for key, name in here.items() if key in who)
            message = f"{names}同一时间要在两处"
            yield Conflict(kind, message, card, other, ways_out=ways, lecturer=min(who))


def _shared_audience(card: Card, other: Card) -> Iterator[Conflict]:
    if not card.shares_people_with(other):
        return
    kind, who = _common_audience(card, other)
    yield Conflict(
        kind,
        f"{who}同一时间有两次课",
        card,
        other,
        ways_out=(Way.TIME, Way.AUDIENCE),
    )


def _common_audience(card: Card, other: Card) -> tuple[ConflictKind, str]:
    """Return what two sessions of one class have in common: the class, a track, a group, or people of both."""
    if card.is_for_all or other.is_for_all:
        return ConflictKind.WHOLE_CLASS, "本班学员"
    for kind, here, there in (
        (ConflictKind.GROUP, card.groups, other.groups),
        (ConflictKind.TRACK, card.tracks, other.tracks),
    ):
        names = [name for key, name in here.items() if key in there]
        if names:
            return kind, f"“{'、'.join(names)}”的学员"
    both = len(card.people & other.people)
    return ConflictKind.GROUP, f"有 {both} 名学员" if both else "可能相同的学员"


def _shared_people(card: Card, other: Card, facts: Facts) -> Iterator[Conflict]:
    shared = card.people & other.people
    if not shared:
        return
    named = sorted(facts.names[person] for person in shared if person in facts.names)[:NAMES_SHOWN]
    listed = f"（{'、'.join(named)}{'等' if len(named) < len(shared) else ''}）" if named else ""
    yield Conflict(
        ConflictKind.PERSON,
        f"有 {len(shared)} 名学员{listed}同时在两个班上课",
        card,
        other,
        ways_out=(Way.TIME, Way.LEAVE, Way.REASON),
    )


def journeys(ordered: Sequence[Card], judged: Mapping[int, Card], facts: Facts) -> Iterator[Conflict]:
    """Yield the pairs of a day, given in order of time, whose people cannot get from one to the other in time."""
    for place, earlier in enumerate(ordered):
        for later in ordered[place + 1 :]:
            if earlier.ends <= later.starts and (earlier.id in judged or later.id in judged):
                yield from _journey(earlier, later, judged, facts)


def _journey(earlier: Card, later: Card, judged: Mapping[int, Card], facts: Facts) -> Iterator[Conflict]:
    message = _too_short(earlier, later, facts) or _outing_too_long(earlier, later)
    if message and _has_travellers(earlier, later):
        card, other = (later, earlier) if later.id in judged else (earlier, later)
        ways = (Way.TIME, Way.NEARER_VENUE, Way.REASON)
        yield Conflict(ConflictKind.TRAVEL, message, card, other, ways_out=ways)


def _has_travellers(card: Card, other: Card) -> bool:
    """Tell whether a lecturer or a trainee has to be at both."""
    here, there = card.speakers.keys() | card.hosts.keys(), other.speakers.keys() | other.hosts.keys()
    if here & there:
        return True
    return card.shares_people_with(other) if card.cohort.id == other.cohort.id else bool(card.people & other.people)


def _too_short(earlier: Card, later: Card, facts: Facts) -> str:
    if earlier.room is None or later.room is None:
        return ""
    way = (min(earlier.room.id, later.room.id), max(earlier.room.id, later.room.id))
    minutes = facts.travel.get(way, 0)
    pause = later.starts - earlier.ends
    if pause >= timedelta(minutes=minutes):
        return ""
    left = int(pause.total_seconds() // 60)
    return f"从{earlier.room.name}到{later.room.name}要 {minutes} 分钟，中间只有 {left} 分钟"


def _outing_too_long(earlier: Card, later: Card) -> str:
    """Judge an outing by when people gather and are back, which may lie outside its session."""
    gathers = _moment(later, later.outing.gathers) if later.outing else None
    returns = _moment(earlier, earlier.outing.returns) if earlier.outing else None
    if gathers and gathers < earlier.ends:
        return f"“{earlier.label}”{earlier.ends:%H:%M} 才结束，{_GATHER} {gathers:%H:%M} 的集合"
    if returns and returns > later.starts:
        return f"“{earlier.label}”{returns:%H:%M} {_RETURN} {later.starts:%H:%M} 开始的课"
    return ""


def _moment(card: Card, clock: time | None) -> datetime | None:
    return datetime.combine(card.day, clock) if clock else None
