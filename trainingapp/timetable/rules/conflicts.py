"""What clashes in a timetable: pure, one function for one card and for all.

Intervals are half-open: a session that ends at 10:00 and one that begins at 10:00 do not meet. A conflict is data: what
kind, how grave, which two sessions, when and where, the rule, and what a person can do about it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from trainingapp.core.terms import Severity
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.rules.calendar import Day, chinese_date
from trainingapp.timetable.terms import ConflictKind, HalfDay

SEVERITIES: Mapping[ConflictKind, Severity] = {
    ConflictKind.LECTURER: Severity.BLOCK,
    ConflictKind.VENUE: Severity.BLOCK,
    ConflictKind.AUDIENCE: Severity.BLOCK,
    ConflictKind.PERSON: Severity.WARN,
    ConflictKind.CAPACITY: Severity.WARN,
    ConflictKind.HOURS: Severity.WARN,
    ConflictKind.PERIOD: Severity.WARN,
    ConflictKind.WORKDAY: Severity.WARN,
    ConflictKind.ORDER: Severity.WARN,
    ConflictKind.NO_LECTURER: Severity.NOTE,
    ConflictKind.NO_VENUE: Severity.NOTE,
}
"""How grave each kind is where an office has not said otherwise."""

GRAVITY = {severity: place for place, severity in enumerate(Severity)}
#: Forms that somebody of the library is expected to teach.
TAUGHT = frozenset({Form.LECTURE, Form.EXCHANGE})
#: Forms that need a room; a visit has its stops, self-study none.
HOUSED = frozenset(Form) - {Form.VISIT, Form.SELF_STUDY}
NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Room:
    """A venue as the rules see it; `capacity` None is not known."""

    id: int
    name: str
    capacity: int | None = None
    parallel: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """A class as the rules see it: its dates (an open end is None) and its hours per half-day."""

    id: int
    name: str
    starts_on: date
    ends_on: date | None
    hours_per_half_day: Decimal


@dataclass(frozen=True, slots=True)
class Card:
    """A session as the rules see it.

    `lecturers` are those who speak or host, by id with their names. `tracks` and `groups` are ids; none of either is
    the whole class. `people` are the ids of the persons whom it expects.
    """

    id: int
    label: str
    course: Course
    starts: datetime
    ends: datetime
    half_day: HalfDay
    hours: Decimal
    form: Form
    lecturers: Mapping[int, str] = field(default_factory=dict)
    speaker_named: bool = False
    room: Room | None = None
    tracks: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    opening: bool = False
    closing: bool = False

    @property
    def day(self) -> date:
        """Return the day."""
        return self.starts.date()

    @property
    def when(self) -> str:
        """Return the time in words."""
        return f"{chinese_date(self.day)}{self.half_day.label} {self.starts:%H:%M}–{self.ends:%H:%M}"

    def meets(self, other: "Card") -> bool:
        """Tell whether the two overlap in time."""
        return self.starts < other.ends and other.starts < self.ends


@dataclass(frozen=True, slots=True)
class Conflict:
    """One finding: the card, perhaps the other card, and what can be done."""

    kind: ConflictKind
    message: str
    card: Card
    other: Card | None = None
    where: str = ""
    rule: str = ""
    ways_out: Sequence[str] = ()
    severity: Severity = Severity.WARN

    @property
    def first(self) -> str:
        """Return the card in words."""
        return f"{self.card.course.name} {self.card.label}"

    @property
    def second(self) -> str:
        """Return the other card in words, or nothing."""
        return f"{self.other.course.name} {self.other.label}" if self.other else ""

    @property
    def when(self) -> str:
        """Return the time in words."""
        return self.card.when


Calendar = Callable[[date], Day]


def find_conflicts(card: Card, others: Iterable[Card], calendar: Calendar) -> list[Conflict]:
    """Return what is wrong with one card among the others, the gravest first."""
    rest = [other for other in others if other.id != card.id]
    found = [
        *_alone(card, calendar),
        *(conflict for other in rest if card.meets(other) for conflict in _between(card, other)),
        *_half_day(card, rest),
        *_order(card, rest),
    ]
    return _by_gravity(found)


def find_all_conflicts(cards: Sequence[Card], calendar: Calendar) -> list[Conflict]:
    """Return what is wrong anywhere among these cards: each pair once, the gravest first, then in order of time."""
    ordered = sorted(cards, key=lambda card: (card.starts, card.id))
    found = [conflict for card in ordered for conflict in _alone(card, calendar)]
    found += [conflict for first, second in _meeting(ordered) for conflict in _between(first, second)]
    by_course: dict[int, list[Card]] = defaultdict(list)
    for card in ordered:
        by_course[card.course.id].append(card)
    for own in by_course.values():
        found += _every_half_day(own)
        found += [conflict for card in own if card.opening or card.closing for conflict in _order(card, own)]
    return _by_gravity(found)


def _by_gravity(found: list[Conflict]) -> list[Conflict]:
    return sorted(found, key=lambda conflict: (GRAVITY[conflict.severity], conflict.card.starts))


def _meeting(ordered: Sequence[Card]) -> Iterator[tuple[Card, Card]]:
    """Yield the pairs that overlap, in one sweep over the cards in order of their starts."""
    running: list[Card] = []
    for card in ordered:
        running = [other for other in running if other.ends > card.starts]
        yield from ((other, card) for other in running)
        running.append(card)


def _conflict(kind: ConflictKind, message: str, card: Card, other: Card | None = None, **facts: object) -> Conflict:
    return Conflict(kind, message, card, other, severity=SEVERITIES[kind], **facts)  # type: ignore[arg-type]  # named fields of Conflict


def _between(card: Card, other: Card) -> Iterator[Conflict]:
    shared = [name for key, name in card.lecturers.items() if key in other.lecturers]
    if shared:
        yield _conflict(
            ConflictKind.LECTURER,
            f"{'、'.join(shared)}同一时间要在两处",
            card,
            other,
            ways_out=("换一个时间", "换一位讲师", "两个班合班上课"),
        )
    if card.room and other.room and card.room.id == other.room.id and not card.room.parallel:
        yield _conflict(
            ConflictKind.VENUE,
            f"{card.room.name}同一时间有两场",
            card,
            other,
            where=card.room.name,
            ways_out=("换一个场地", "换一个时间", "在场地库里把它设为可以同时安排几场"),
        )
    yield from _shared_people(card, other)


def _shared_people(card: Card, other: Card) -> Iterator[Conflict]:
    same_class = card.course.id == other.course.id
    if same_class and _audiences_meet(card, other):
        yield _conflict(
            ConflictKind.AUDIENCE,
            "同一批学员同一时间有两次课",
            card,
            other,
            ways_out=("换一个时间", "把对象改成不同的班型或小组"),
        )
    elif not same_class and card.people & other.people:
        yield _conflict(
            ConflictKind.PERSON,
            f"有 {len(card.people & other.people)} 名学员同时在两个班上课",
            card,
            other,
            ways_out=("换一个时间", "给这些学员办公假", "写明理由后保留"),
        )


def _audiences_meet(card: Card, other: Card) -> bool:
    """Tell whether two sessions of one class want the same people.

    Where the roster is known, by the people; before that by track and group, which may meet.
    """
    if card.people or other.people:
        return bool(card.people & other.people)
    whole = not (card.tracks or card.groups) or not (other.tracks or other.groups)
    if whole:
        return True
    if (card.groups and other.groups) or (card.tracks and other.tracks):
        return bool(card.groups & other.groups or card.tracks & other.tracks)
    return True  # a group may hold people of the track


def _alone(card: Card, calendar: Calendar) -> Iterator[Conflict]:
    day = calendar(card.day)
    if not day.is_worked:
        yield _conflict(
            ConflictKind.WORKDAY,
            f"{chinese_date(card.day)}是{day.label}，不是工作日",
            card,
            rule="国务院办公厅年度放假安排",
            ways_out=("换到工作日", "写明理由后保留"),
        )
    yield from _period(card)
    room, people = card.room, len(card.people)
    if room and room.capacity is not None and people > room.capacity:
        yield _conflict(
            ConflictKind.CAPACITY,
            f"{room.name}坐 {room.capacity} 人，这次课有 {people} 人",
            card,
            where=room.name,
            ways_out=("换大一点的场地", "按班型或小组分开上"),
        )
    if card.form in TAUGHT and not card.lecturers and not card.speaker_named:
        yield _conflict(ConflictKind.NO_LECTURER, "还没有讲师", card, ways_out=("选一位讲师",))
    if card.form in HOUSED and room is None:
        yield _conflict(ConflictKind.NO_VENUE, "还没有场地", card, ways_out=("选一个场地",))


def _period(card: Card) -> Iterator[Conflict]:
    course = card.course
    early = card.day < course.starts_on
    late = course.ends_on is not None and card.day > course.ends_on
    if early or late:
        edge = course.starts_on if early else course.ends_on
        yield _conflict(
            ConflictKind.PERIOD,
            f"{chinese_date(card.day)}在班期之外（{'开班' if early else '结业'} {edge}）",
            card,
            ways_out=("换一个日期", "在班次设置里改班期"),
        )


def _half_day(card: Card, others: Iterable[Card]) -> Iterator[Conflict]:
    """Judge the hours of the card's half-day for the people it shares with other cards of its class."""
    beside = [
        other
        for other in others
        if other.course.id == card.course.id
        and (other.day, other.half_day) == (card.day, card.half_day)
        and _audiences_meet(card, other)
    ]
    total = card.hours + sum((other.hours for other in beside), Decimal(0))
    limit = card.course.hours_per_half_day
    if total > limit:
        yield _conflict(
            ConflictKind.HOURS,
            f"{chinese_date(card.day)}{card.half_day.label}共 {total} 学时，超过每半天 {limit} 学时",
            card,
            beside[0] if beside else None,
            rule="本班设置：每半天学时",
            ways_out=("减少学时", "移到另一个半天", "写明理由后保留"),
        )


def _every_half_day(own: Sequence[Card]) -> Iterator[Conflict]:
    """Judge each half-day of a class once, from its last card."""
    halves: dict[tuple[date, HalfDay], list[Card]] = defaultdict(list)
    for card in own:
        halves[card.day, card.half_day].append(card)
    for cards in halves.values():
        worst = [conflict for card in cards for conflict in _half_day(card, [one for one in cards if one is not card])]
        yield from worst[-1:]


def _order(card: Card, others: Iterable[Card]) -> Iterator[Conflict]:
    own = [other for other in others if other.course.id == card.course.id and other.id != card.id]
    if card.opening:
        yield from _wrong_order(card, [other for other in own if other.starts < card.starts], "开班仪式之前已经有课")
    if card.closing:
        yield from _wrong_order(card, [other for other in own if other.starts > card.starts], "结业仪式之后还有课")
    if not (card.opening or card.closing):
        early = [other for other in own if other.opening and card.starts < other.starts]
        late = [other for other in own if other.closing and card.starts > other.starts]
        yield from _wrong_order(card, early, "排在开班仪式之前")
        yield from _wrong_order(card, late, "排在结业仪式之后")


def _wrong_order(card: Card, others: Sequence[Card], message: str) -> Iterator[Conflict]:
    if others:
        yield _conflict(ConflictKind.ORDER, message, card, others[0], ways_out=("调整先后", "写明理由后保留"))


def blocking(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Return the conflicts that keep a card from being placed."""
    return [conflict for conflict in conflicts if conflict.severity is Severity.BLOCK]


def warnings(conflicts: Iterable[Conflict]) -> list[Conflict]:
    """Return the conflicts that a person must decide on, with a reason."""
    return [conflict for conflict in conflicts if conflict.severity in (Severity.BLOCK_RELEASE, Severity.WARN)]


def sentence(conflict: Conflict) -> str:
    """Return a conflict as one sentence that names both sides, when and where, and the way out."""
    against = f"，与“{conflict.second}”（{conflict.other.when}）冲突" if conflict.other else ""
    ways = f"。可以：{'；'.join(conflict.ways_out)}" if conflict.ways_out else ""
    return f"“{conflict.first}”（{conflict.when}）：{conflict.message}{against}{ways}"
