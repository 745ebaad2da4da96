"""What the rules of a timetable speak about: cards, the class and the room of a card, and conflicts as data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple

from trainingapp.core.terms import Severity
from trainingapp.core.times import show_span
from trainingapp.curriculum.terms import Form, part_of_day
from trainingapp.timetable.rules.calendar import Day, Weekday, chinese_date
from trainingapp.timetable.rules.severities import USUAL_RULES, KindRule
from trainingapp.timetable.rules.ways import Way
from trainingapp.timetable.terms import ConflictKind, HalfDay

#: Severities that a person must decide on; a reason given for the card settles them.
WANTS_REASON = frozenset({Severity.BLOCK_RELEASE, Severity.WARN})


@dataclass(frozen=True, slots=True)
class Room:
    """A venue as the rules see it; `capacity` None is not known, `parallel` may hold several sessions at once.

    `features` are what is there beside seats, in short words.
    """

    id: int
    name: str
    capacity: int | None = None
    parallel: bool = False
    features: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Site:
    """A place that an outing stops at; what is None or empty is not known. `closed` are the days it does not open."""

    name: str
    arrives: time | None = None
    leaves: time | None = None
    capacity: int | None = None
    opens: time | None = None
    closes: time | None = None
    closed: frozenset[Weekday] = frozenset()


@dataclass(frozen=True, slots=True)
class Outing:
    """What a visit adds to its session: when people gather and are back, the stops, the seats of all vehicles.

    `plates` are the number plates of its vehicles, as far as they are known; `delays` say in words where its own
    itinerary leaves too little time on the way.
    """

    gathers: time | None = None
    returns: time | None = None
    sites: Sequence[Site] = ()
    seats: int | None = None
    plates: frozenset[str] = frozenset()
    delays: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ClassFacts:
    """A class as the rules see it: its dates (an open end is None), study hours per half-day, how many are planned."""

    id: int
    name: str
    starts_on: date
    ends_on: date | None
    hours_per_half_day: Decimal
    planned_size: int = 0


@dataclass(frozen=True, slots=True)
class Card:
    """A session as the rules see it.

    `speakers` and `hosts` are names by the lecturer's id; `tracks` and `groups` names by id, none of either is the
    whole class. `people` are the ids of the persons whom it expects, none where the roster is not known yet.
    `accepted` is the reason with which somebody has accepted its warnings. `after` is the id of the session of the same
    class that it has to follow: a visit its lecture, a reflection its visit. `needs` are the features that its venue
    should have.
    """

    id: int
    label: str
    cohort: ClassFacts
    starts: datetime
    ends: datetime
    half_day: HalfDay
    hours: Decimal
    form: Form
    speakers: Mapping[int, str] = field(default_factory=dict)
    hosts: Mapping[int, str] = field(default_factory=dict)
    speaker_named: bool = False
    room: Room | None = None
    tracks: Mapping[int, str] = field(default_factory=dict)
    groups: Mapping[int, str] = field(default_factory=dict)
    people: frozenset[int] = frozenset()
    opening: bool = False
    closing: bool = False
    accepted: str = ""
    after: int | None = None
    outing: Outing | None = None
    needs: tuple[str, ...] = ()

    @property
    def day(self) -> date:
        """Return the day."""
        return self.starts.date()

    @property
    def when(self) -> str:
        """Return the time in words."""
        return f"{chinese_date(self.day)}{self.half_day.label} {show_span(self.starts, self.ends)}"

    @property
    def whereabouts(self) -> str:
        """Return time and room in words."""
        return f"{self.when}，{self.room.name}" if self.room else self.when

    @property
    def away(self) -> tuple[datetime, datetime]:
        """Return from when to when its vehicles are out: from gathering to return, and no less than the session."""
        gathers = self.outing.gathers if self.outing else None
        returns = self.outing.returns if self.outing else None
        first = datetime.combine(self.day, gathers) if gathers else self.starts
        last = datetime.combine(self.day, returns) if returns else self.ends
        return min(first, self.starts), max(last, self.ends)

    @property
    def name(self) -> str:
        """Return class and title."""
        return f"{self.cohort.name} {self.label}"

    @property
    def is_for_all(self) -> bool:
        """Tell whether it is for the whole class."""
        return not (self.tracks or self.groups)

    @property
    def is_by_plan(self) -> bool:
        """Tell whether only the planned size of the class says how many come, for nobody is on its roster yet."""
        return not self.people and self.is_for_all

    @property
    def headcount(self) -> int:
        """Return how many people come."""
        return self.cohort.planned_size if self.is_by_plan else len(self.people)

    def meets(self, other: "Card") -> bool:
        """Tell whether the two overlap in time; one that ends when the other begins does not."""
        return self.starts < other.ends and other.starts < self.ends

    def shares_people_with(self, other: "Card") -> bool:
        """Tell whether two sessions of one class want the same trainees.

        Where the roster is known, by the people; before that by track and group, where a group may hold people of
        any track.
        """
        if self.people or other.people:
            return not self.people.isdisjoint(other.people)
        if (self.groups and other.groups) or (self.tracks and other.tracks):
            return bool(self.groups.keys() & other.groups.keys() or self.tracks.keys() & other.tracks.keys())
        return True


@dataclass(frozen=True, slots=True)
class Conflict:
    """One finding: the card, perhaps the other card that it clashes with, and what can be done."""

    kind: ConflictKind
    message: str
    card: Card
    other: Card | None = None
    where: str = ""
    rule: str = ""
    ways_out: Sequence[Way] = ()
    severity: Severity = Severity.WARN
    #: The lecturer that it is about, by id; none where it is about nobody.
    lecturer: int | None = None

    @property
    def first(self) -> str:
        """Return the card in words."""
        return self.card.name

    @property
    def second(self) -> str:
        """Return the other card in words, or nothing."""
        return self.other.name if self.other else ""

    @property
    def whereabouts(self) -> str:
        """Return when and where in words, of each side where they differ."""
        told = dict.fromkeys(card.whereabouts for card in self.cards)
        elsewhere = [self.where] if self.where and not any(self.where in one for one in told) else []
        return "；".join([*told, *elsewhere])

    @property
    def cards(self) -> Sequence[Card]:
        """Return the one or two cards that it is about."""
        return (self.card, self.other) if self.other else (self.card,)

    @property
    def accepted(self) -> str:
        """Return the reason with which a person has accepted this warning, or nothing."""
        return next((card.accepted for card in self.cards if card.accepted), "") if self.wants_reason else ""

    @property
    def wants_reason(self) -> bool:
        """Tell whether a person must decide on it."""
        return self.severity in WANTS_REASON


@dataclass(frozen=True, slots=True)
class LecturerHours:
    """One thing that is known of a lecturer's time: from `first` to `last`, on a weekday or on all, part of the day.

    With `only` it says when the lecturer can come, else when not. `begins` and `ends` None are the whole day.
    """

    first: date
    last: date
    weekday: Weekday | None = None
    begins: time | None = None
    ends: time | None = None
    only: bool = False
    reason: str = ""

    @property
    def described(self) -> str:
        """Return the days and the part of the day in words: 5月15日（周五）上午."""
        days = chinese_date(self.first)
        days += f"至{chinese_date(self.last)}" if self.first != self.last else ""
        return days + (f"每{self.weekday.label}" if self.weekday else "") + part_of_day(self.begins, self.ends)


class Taught(NamedTuple):
    """A half-day on which a lecturer speaks, with the session's id."""

    session: int
    day: date
    half_day: HalfDay


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules know beside the cards.

    The working calendar, persons' names by id, how an office takes each kind of conflict, what is known of lecturers'
    time by id, the minutes between two rooms by their ids, the smaller first, and by id what lecturers teach elsewhere:
    sessions that cannot clash and therefore need not be among the cards.
    """

    calendar: Callable[[date], Day]
    names: Mapping[int, str] = field(default_factory=dict)
    rules: Mapping[ConflictKind, KindRule] = field(default_factory=lambda: USUAL_RULES)
    hours: Mapping[int, Sequence[LecturerHours]] = field(default_factory=dict)
    travel: Mapping[tuple[int, int], int] = field(default_factory=dict)
    taught: Mapping[int, Sequence[Taught]] = field(default_factory=dict)
