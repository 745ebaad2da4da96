"""What clashes in a timetable: pure, one function for one card and for all.

Intervals are half-open: a session that ends at 10:00 and one that begins at 10:00 do not meet. A conflict is data: what
kind, how grave, which two sessions, when and where, the rule, and what a person can do about it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from trainingapp.core.terms import Severity
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.rules.calendar import chinese_date
from trainingapp.timetable.rules.cards import Card, Conflict, Facts
from trainingapp.timetable.terms import ConflictKind, HalfDay

GRAVITY = {severity: place for place, severity in enumerate(Severity)}
#: Forms that somebody of the library is expected to teach.
TAUGHT = frozenset({Form.LECTURE, Form.EXCHANGE})
#: Forms that need a room; a visit has its stops, self-study none.
HOUSED = frozenset(Form) - {Form.VISIT, Form.SELF_STUDY}
NAMES_SHOWN = 5
NAMING = "写明理由后保留"


def find_conflicts(cards: Iterable[Card], neighbours: Iterable[Card], facts: Facts) -> list[Conflict]:
    """Return every conflict that touches one of `cards`, among themselves and with their neighbours.

    Each pair is told once, the gravest first, then in order of time. A neighbour that is one of the cards, known by its
    id, is the old place of that card and does not count: so a card can be judged where it is about to be put.
    """
    judged = {card.id: card for card in cards}
    ordered = sorted([*judged.values(), *(one for one in neighbours if one.id not in judged)], key=_place)
    found = [conflict for card in judged.values() for conflict in _alone(card, facts)]
    for first, second in _meeting(ordered, judged):
        found += _between(first, second, facts) if first.id in judged else _between(second, first, facts)
    for own in _by_class(ordered, judged):
        found += _half_days(own, judged)
        found += _order(own, judged)
    graded = [replace(conflict, severity=facts.severities[conflict.kind]) for conflict in found]
    return sorted(graded, key=lambda conflict: (GRAVITY[conflict.severity], _place(conflict.card)))


def _place(card: Card) -> tuple[datetime, int]:
    return card.starts, card.id


def _meeting(ordered: Sequence[Card], judged: Mapping[int, Card]) -> Iterator[tuple[Card, Card]]:
    """Yield the pairs that overlap and touch a judged card, in one sweep over the cards in order of their starts."""
    running: list[Card] = []
    for card in ordered:
        running = [other for other in running if other.ends > card.starts]
        if card.id in judged:
            yield from ((other, card) for other in running)
        else:
            yield from ((other, card) for other in running if other.id in judged)
        running.append(card)


def _by_class(ordered: Iterable[Card], judged: Mapping[int, Card]) -> Iterable[list[Card]]:
    """Return the cards of each class that has a judged card, in order of time."""
    classes: dict[int, list[Card]] = {card.cohort.id: [] for card in judged.values()}
    for card in ordered:
        if card.cohort.id in classes:
            classes[card.cohort.id].append(card)
    return classes.values()


def _between(card: Card, other: Card, facts: Facts) -> Iterator[Conflict]:
    yield from _shared_lecturers(card, other)
    if card.room and other.room and card.room.id == other.room.id and not card.room.parallel:
        yield Conflict(
            ConflictKind.VENUE,
            f"{card.room.name}同一时间有两场",
            card,
            other,
            where=card.room.name,
            ways_out=("换一个场地", "换一个时间", "在场地库里把它设为可以同时安排几场"),
        )
    if card.cohort.id == other.cohort.id:
        yield from _shared_audience(card, other)
    else:
        yield from _shared_people(card, other, facts)


def _shared_lecturers(card: Card, other: Card) -> Iterator[Conflict]:
    speaking = card.speakers.keys() & other.speakers.keys()
    here, there = {**card.speakers, **card.hosts}, {**other.speakers, **other.hosts}
    hosting = (here.keys() & there.keys()) - speaking
    for kind, who, ways in (
        (ConflictKind.LECTURER, speaking, ("换一个时间", "换一位讲师", "两个班合班上课")),
        (ConflictKind.HOST, hosting, ("换一位主持人", "换一个时间")),
    ):
        if who:
            names = "、".join(name for key, name in here.items() if key in who)
            yield Conflict(kind, f"{names}同一时间要在两处", card, other, ways_out=ways)


def _shared_audience(card: Card, other: Card) -> Iterator[Conflict]:
    if not card.shares_people_with(other):
        return
    kind, who = _common_audience(card, other)
    yield Conflict(
        kind,
        f"{who}同一时间有两次课",
        card,
        other,
        ways_out=("换一个时间", "把对象改成不同的班型或小组"),
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
        ways_out=("换一个时间", "给这些学员办公假", NAMING),
    )


def _alone(card: Card, facts: Facts) -> Iterator[Conflict]:
    day = facts.calendar(card.day)
    if not day.is_worked:
        yield Conflict(
            ConflictKind.WORKDAY,
            f"{chinese_date(card.day)}是{day.label}，不是工作日",
            card,
            rule="国务院办公厅年度放假安排",
            ways_out=("换到工作日", NAMING),
        )
    yield from _period(card)
    yield from _capacity(card)
    if card.form in TAUGHT and not card.speakers and not card.speaker_named:
        yield Conflict(ConflictKind.NO_LECTURER, "还没有讲师", card, ways_out=("选一位讲师",))
    if card.form in HOUSED and card.room is None:
        yield Conflict(ConflictKind.NO_VENUE, "还没有场地", card, ways_out=("选一个场地",))


def _period(card: Card) -> Iterator[Conflict]:
    starts_on, ends_on = card.cohort.starts_on, card.cohort.ends_on
    early = card.day < starts_on
    late = ends_on is not None and card.day > ends_on
    if early or late:
        edge = f"{starts_on}开班" if early else f"{ends_on}结业"
        yield Conflict(
            ConflictKind.PERIOD,
            f"{chinese_date(card.day)}在班期之外（{edge}）",
            card,
            ways_out=("换一个日期", "在班次设置里改班期", NAMING),
        )


def _capacity(card: Card) -> Iterator[Conflict]:
    room, people = card.room, len(card.people)
    if room and room.capacity is not None and people > room.capacity:
        yield Conflict(
            ConflictKind.CAPACITY,
            f"{room.name}坐 {room.capacity} 人，这次课有 {people} 人",
            card,
            where=room.name,
            ways_out=("换大一点的场地", "按班型或小组分开上", NAMING),
        )


def _half_days(own: Iterable[Card], judged: Mapping[int, Card]) -> Iterator[Conflict]:
    """Judge the hours of each half-day of a class once, from the judged card whose trainees sit longest."""
    halves: dict[tuple[date, HalfDay], list[Card]] = defaultdict(list)
    for card in own:
        halves[card.day, card.half_day].append(card)
    for cards in halves.values():
        crowded = [
            (sum((one.hours for one in beside), card.hours), card, beside)
            for card in cards
            if card.id in judged
            for beside in [[other for other in cards if other is not card and card.shares_people_with(other)]]
        ]
        if crowded:
            yield from _half_day(*max(crowded, key=lambda found: found[0]))


def _half_day(total: Decimal, card: Card, beside: Sequence[Card]) -> Iterator[Conflict]:
    limit = card.cohort.hours_per_half_day
    if total > limit:
        yield Conflict(
            ConflictKind.HOURS,
            f"{chinese_date(card.day)}{card.half_day.label}共 {total} 学时，超过每半天 {limit} 学时",
            card,
            beside[0] if beside else None,
            rule="本班设置：每半天学时",
            ways_out=("减少学时", "移到另一个半天", NAMING),
        )


def _order(own: Sequence[Card], judged: Mapping[int, Card]) -> Iterator[Conflict]:
    """Judge the opening and the closing of a class against its other sessions."""
    for ceremony in own:
        if ceremony.opening:
            early = [card for card in own if card.starts < ceremony.starts]
            yield from _misplaced(ceremony, early, judged, "开班仪式之前已经有课", "排在开班仪式之前")
        if ceremony.closing:
            late = [card for card in own if card.starts > ceremony.starts]
            yield from _misplaced(ceremony, late, judged, "结业仪式之后还有课", "排在结业仪式之后")


def _misplaced(
    ceremony: Card, cards: Sequence[Card], judged: Mapping[int, Card], of_ceremony: str, of_card: str
) -> Iterator[Conflict]:
    """Tell it once of the ceremony where that is judged, else of each judged card."""
    ways = ("调整先后", NAMING)
    if ceremony.id in judged and cards:
        yield Conflict(ConflictKind.ORDER, of_ceremony, ceremony, cards[0], ways_out=ways)
        return
    for card in cards:
        if card.id in judged:
            yield Conflict(ConflictKind.ORDER, of_card, card, ceremony, ways_out=ways)


def blocking(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Return the conflicts that keep a card from being placed."""
    return [conflict for conflict in conflicts if conflict.severity is Severity.BLOCK]


def warnings(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Return the conflicts that a person must decide on, with a reason."""
    return [conflict for conflict in conflicts if conflict.wants_reason]


def sentence(conflict: Conflict) -> str:
    """Return a conflict as one sentence that names both sides, when and where, and the way out."""
    against = f"，与“{conflict.second}”（{conflict.other.when}）冲突" if conflict.other else ""
    ways = f"。可以：{'；'.join(conflict.ways_out)}" if conflict.ways_out else ""
    return f"“{conflict.first}”（{conflict.when}）：{conflict.message}{against}{ways}"
