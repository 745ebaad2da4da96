"""What the planner is asked: a frozen description of classes, people, places, rules and wishes.

Time is a grid: every day has the same periods, grouped into half-days. A session is a run of periods inside one
half-day.
"""

import datetime as dt
from dataclasses import dataclass, field

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class Period:
    """One teaching period, as "HH:MM" texts."""

    begin: str
    end: str

    @property
    def begin_minute(self) -> int:
        """Minutes after midnight at which it begins."""
        return _minutes(self.begin)

    @property
    def end_minute(self) -> int:
        """Minutes after midnight at which it ends."""
        return _minutes(self.end)


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)


@dataclass(frozen=True, slots=True)
class HalfDay:
    """上午, 下午 or 晚上, with its periods in order. `unpopular` ones are shared out fairly among classes."""

    id: str
    name: str
    periods: tuple[Period, ...]
    unpopular: bool = False


@dataclass(frozen=True, slots=True)
class Day:
    """A date of the calendar; `closed` holds the reason why nothing is taught then ("五一劳动节")."""

    date: dt.date
    closed: str = ""
    unpopular: bool = False


@dataclass(frozen=True, slots=True)
class Calendar:
    """The grid: half-days with their periods, and the dates in order."""

    half_days: tuple[HalfDay, ...]
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """A set of times: every condition that is filled in must hold.

    Weekdays are ISO (1 = Monday); periods count from 0 in a day.
    """

    first: dt.date | None = None
    last: dt.date | None = None
    weekdays: tuple[int, ...] = ()
    half_days: tuple[str, ...] = ()
    periods: tuple[int, ...] = ()

    def has(self, date: dt.date) -> bool:
        """Say whether any of this date lies in the window, as far as dates and weekdays tell."""
        return (
            (self.first is None or date >= self.first)
            and (self.last is None or date <= self.last)
            and (not self.weekdays or date.isoweekday() in self.weekdays)
        )

    def covers(self, date: dt.date, half_day: str, period: int) -> bool:
        """Say whether this period of this date lies in the window."""
        return (
            self.has(date)
            and (not self.half_days or half_day in self.half_days)
            and (not self.periods or period in self.periods)
        )


@dataclass(frozen=True, slots=True)
class When:
    """Availability: inside one of `only` (none given: always) and outside every one of `never`."""

    only: tuple[Window, ...] = ()
    never: tuple[Window, ...] = ()

    def allows(self, date: dt.date, half_day: str, period: int) -> bool:
        """Say whether this period of this date is available."""
        if self.only and not any(window.covers(date, half_day, period) for window in self.only):
            return False
        return not any(window.covers(date, half_day, period) for window in self.never)

    def on(self, date: dt.date) -> "When":
        """Return the same availability with what is shut on other dates left out."""
        return When(self.only, tuple(window for window in self.never if window.has(date)))


@dataclass(frozen=True, slots=True)
class Venue:
    """A room or a visit site: `parallel` sessions at a time, at most `capacity` people in all at a time."""

    id: str
    name: str
    capacity: int
    features: tuple[str, ...] = ()
    parallel: int = 1
    area: str = ""
    when: When = field(default_factory=When)


@dataclass(frozen=True, slots=True)
class Lecturer:
    """A person who teaches, hosts or leads; `day_limit` is in periods, 0 for none."""

    id: str
    name: str
    day_limit: int = 0
    when: When = field(default_factory=When)


@dataclass(frozen=True, slots=True)
class Group:
    """A part of a class. Groups of one scheme ("分轨", "小组") share nobody; groups of two schemes may."""

    id: str
    name: str
    size: int
    scheme: str = "分组"


@dataclass(frozen=True, slots=True)
class Cohort:
    """A class; limits are in periods, 0 for none."""

    id: str
    name: str
    size: int
    groups: tuple[Group, ...] = ()
    half_day_limit: int = 0
    day_limit: int = 0
    home_venue: str = ""
    when: When = field(default_factory=When)

    def audience_ids(self) -> tuple[str, ...]:
        """Return the ids that an audience may name: the class itself and its groups."""
        return (self.id, *(group.id for group in self.groups))


@dataclass(frozen=True, slots=True)
class Shared:
    """Two classes or groups that have people in common."""

    first: str
    second: str
    people: int = 1


@dataclass(frozen=True, slots=True)
class VehicleType:
    """Vehicles that are alike: how many, and seats in each."""

    id: str
    name: str
    seats: int
    count: int


@dataclass(frozen=True, slots=True)
class Travel:
    """Minutes on the way between two areas, either way."""

    first: str
    second: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Session:
    """One card: `length` periods for an audience of class and group ids.

    `roles` holds one pool of lecturer ids per person needed ("one of these"); `venues` restricts the choice (none
    given: any that fits); `place` is "opening", "closing" or "". `headcount` 0 means the audience's size; `seats` is
    how many people to carry.
    """

    id: str
    title: str
    length: int
    audience: tuple[str, ...]
    roles: tuple[tuple[str, ...], ...] = ()
    venues: tuple[str, ...] = ()
    features: tuple[str, ...] = ()
    needs_venue: bool = True
    headcount: int = 0
    seats: int = 0
    form: str = ""
    place: str = ""
    early: bool = False
    half_day: str = ""
    when: When = field(default_factory=When)


@dataclass(frozen=True, slots=True)
class Order:
    """`after` begins when `before` has ended, `half_days` later at least and `days` days later at most (0: any)."""

    before: str
    after: str
    half_days: int = 0
    days: int = 0
    soon: bool = False


@dataclass(frozen=True, slots=True)
class Together:
    """Sessions that begin at the same time: parallel tracks, seminar groups."""

    sessions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """Sessions that belong together; wished: on `days` different days at least, and in one venue if `one_venue`."""

    id: str
    name: str
    sessions: tuple[str, ...]
    days: int = 0
    one_venue: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """A named soft rule.

    `cohorts` limits it (none given: all); `value` and `weekdays` are its parameters where it has any.
    """

    kind: str
    weight: int
    cohorts: tuple[str, ...] = ()
    value: int = 0
    weekdays: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Pin:
    """A fixed card: what is filled in stays as it is."""

    session: str
    date: dt.date | None = None
    half_day: str = ""
    period: int | None = None
    venue: str = ""
    lecturers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a session stands: the date, the index of its first period in the day, and what it uses."""

    session: str
    date: dt.date
    period: int
    venue: str = ""
    lecturers: tuple[str, ...] = ()
    vehicles: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Problem:
    """Everything that the planner knows. `relaxed` holds ids of hard rules that are switched off."""

    calendar: Calendar
    cohorts: tuple[Cohort, ...]
    sessions: tuple[Session, ...]
    venues: tuple[Venue, ...] = ()
    lecturers: tuple[Lecturer, ...] = ()
    fleet: tuple[VehicleType, ...] = ()
    shared: tuple[Shared, ...] = ()
    travel: tuple[Travel, ...] = ()
    orders: tuple[Order, ...] = ()
    together: tuple[Together, ...] = ()
    series: tuple[Series, ...] = ()
    wishes: tuple[Wish, ...] = ()
    pins: tuple[Pin, ...] = ()
    published: tuple[Placement, ...] = ()
    relaxed: tuple[str, ...] = ()
    schema_version: int = SCHEMA_VERSION

    def names(self) -> dict[str, str]:
        """Return the name of every class and group by id."""
        found = {cohort.id: cohort.name for cohort in self.cohorts}
        return found | {group.id: group.name for cohort in self.cohorts for group in cohort.groups}

    def headcount(self, session: Session, sizes: dict[str, int] | None = None) -> int:
        """Return the people in a session: as stated, else its audience's size (`sizes` from `sizes()`, if at hand)."""
        known = self.sizes() if sizes is None else sizes
        return session.headcount or sum(known.get(name, 0) for name in session.audience)

    def sizes(self) -> dict[str, int]:
        """Return the size of every class and group by id."""
        found = {cohort.id: cohort.size for cohort in self.cohorts}
        return found | {group.id: group.size for cohort in self.cohorts for group in cohort.groups}

    def cohort_of(self) -> dict[str, Cohort]:
        """Return the class of every class id and group id."""
        return {name: cohort for cohort in self.cohorts for name in cohort.audience_ids()}


class PlanProblemError(ValueError):
    """The problem cannot be read or makes no sense; `reasons` are Chinese sentences that name the place."""

    def __init__(self, reasons: list[str]) -> None:
        """Keep every reason; the text joins them."""
        super().__init__("；".join(reasons))
        self.reasons = reasons
