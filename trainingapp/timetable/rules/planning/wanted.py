"""What a course plan asks for, as values: the classes, the cards that want a place, who and what is there for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from trainingapp.curriculum.terms import Form
from trainingapp.timetable.rules.calendar import WorkingCalendar
from trainingapp.timetable.rules.cards import Card, LecturerHours, Site
from trainingapp.timetable.terms import Edge, HalfDay

#: The weight of each kind of wish where a plan does not name another; kinds that are not here are not wished.
USUAL_WEIGHTS: Mapping[str, int] = {
    "early": 1,
    "half_day": 2,
    "weekdays": 3,
    "weekly": 1,
    "long_gap": 1,
    "gap": 1,
    "lecturer_rest": 2,
    "mix": 1,
    "soon": 1,
    "series_days": 5,
    "compact": 0,
    "home_venue": 1,
    "tired": 0,
    "fair_lecturers": 1,
    "fair_cohorts": 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a class would like: weights by kind, the weekdays, half-days a week and days between teaching days."""

    weights: Mapping[str, int] = field(default_factory=dict)
    weekdays: tuple[int, ...] = ()
    weekly_half_days: int = 0
    longest_gap: int = 0

    def weight(self, kind: str) -> int:
        """Return the weight of a kind of wish."""
        return self.weights.get(kind, USUAL_WEIGHTS.get(kind, 0))


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedClass:
    """A class whose plan is to be drafted, from `first` to `last`; sizes count people, `tracks` and `groups` by id."""

    id: int
    name: str
    first: date
    last: date
    hours_per_half_day: Decimal
    size: int
    tracks: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    groups: Mapping[int, tuple[str, int]] = field(default_factory=dict)
    home_venue: int | None = None
    wishes: Wishes = field(default_factory=Wishes)


@dataclass(frozen=True, slots=True)
class Stay:
    """A stop of a visit: the place, and when it is reached and left, in minutes after the session's start."""

    site: Site
    arrives: int
    leaves: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One card that wants a place: one time of an item of the plan, or a session that is to be placed anew.

    `roles` are pools of lecturers, one of each is needed, the host's last. `people` are the persons whom it expects,
    `size` how many. `features` are what its room has to have. `dates` are the only days, none any. `key` names the
    card, `series` the item it is a time of. `stays` are the stops of a visit.
    """

    key: str
    cohort: int
    title: str
    minutes: int
    hours: Decimal
    form: Form
    size: int
    people: frozenset[int] = frozenset()
    tracks: tuple[int, ...] = ()
    groups: tuple[int, ...] = ()
    roles: tuple[tuple[int, ...], ...] = ()
    hosted: bool = False
    rooms: tuple[int, ...] = ()
    needs_room: bool = True
    features: tuple[str, ...] = ()
    edge: Edge = Edge.NONE
    dates: tuple[date, ...] = ()
    half_day: HalfDay | None = None
    half_day_fixed: bool = False
    early: bool = False
    series: str = ""
    stays: tuple[Stay, ...] = ()


@dataclass(frozen=True, slots=True)
class After:
    """One card comes after another, at least so many half-days later; both named by their keys."""

    before: str
    after: str
    half_days: int = 0


@dataclass(frozen=True, slots=True)
class Hall:
    """A room of the library; an unknown capacity is None."""

    id: int
    name: str
    capacity: int | None = None
    parallel: bool = False
    features: frozenset[str] = frozenset()

    def seats(self, people: int) -> bool:
        """Tell whether so many people find a seat, as far as is known."""
        return self.capacity is None or people <= self.capacity

    def suits(self, wanted: "Wanted") -> bool:
        """Tell whether a card's people find a seat here, and whether what the card needs is here."""
        return self.seats(wanted.size) and self.features.issuperset(wanted.features)


@dataclass(frozen=True, slots=True)
class Teacher:
    """A lecturer with what is known of his time; where some of it says when he can come, he can at no other time."""

    id: int
    name: str
    hours: tuple[LecturerHours, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Everything that a problem is made of.

    `standing` are the sessions that stay where they are, by their key where they are times of an item; `others` the
    sessions of other classes on the same days. Both take the time of people, lecturers and rooms. `travel` are the
    minutes between two rooms by their ids, the smaller first.
    """

    classes: Sequence[PlannedClass]
    wanted: Sequence[Wanted]
    halls: Sequence[Hall]
    teachers: Sequence[Teacher]
    calendar: WorkingCalendar
    standing: Mapping[str, Card] = field(default_factory=dict)
    others: Sequence[Card] = ()
    orders: Sequence[After] = ()
    together: Sequence[tuple[str, ...]] = ()
    travel: Mapping[tuple[int, int], int] = field(default_factory=dict)

    def minutes_between(self, one: int, other: int) -> int:
        """Return the way between two rooms in minutes, as far as the office has set it."""
        return self.travel.get((min(one, other), max(one, other)), 0)

    @property
    def fixed(self) -> list[Card]:
        """Return every session that takes time and does not move."""
        return [*self.standing.values(), *self.others]
