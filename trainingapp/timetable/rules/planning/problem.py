"""A course plan as a problem for the planner: cards, people and rooms with what is taken already, orders, wishes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations, pairwise

from trainingapp.planner.problem import (
    Calendar,
    Cohort,
    Day,
    Group,
    Lecturer,
    Order,
    Problem,
    Series,
    Session,
    Shared,
    Together,
    Travel,
    Venue,
    When,
    Window,
    Wish,
)
from trainingapp.timetable.rules.cards import Card
from trainingapp.timetable.rules.planning.clock import NAMES, Clock, periods_needed
from trainingapp.timetable.rules.planning.sites import shut_windows
from trainingapp.timetable.rules.planning.wanted import Demand, Hall, PlannedClass, Wanted
from trainingapp.timetable.rules.planning.windows import (
    Run,
    busy,
    edge_windows,
    half_days_after,
    half_days_before,
    lecturer_when,
    not_after,
    not_before,
    session_only,
    widened,
)
from trainingapp.timetable.terms import HalfDay

#: More people and more sessions than any room sees.
ANY_NUMBER, MANY = 1_000_000, 50
#: Wishes about a class, that have no setting of their own.
PLAIN_WISHES = ("early", "half_day", "compact", "gap", "mix", "tired", "home_venue")
#: Wishes that belong to no class.
COMMON_WISHES = ("lecturer_rest", "soon", "series_days", "fair_lecturers", "fair_cohorts")


def cohort_key(cohort: int) -> str:
    """Return the planner's id of a class."""
    return f"c{cohort}"


def lecturer_key(lecturer: int) -> str:
    """Return the planner's id of a lecturer."""
    return f"l{lecturer}"


def venue_key(venue: int) -> str:
    """Return the planner's id of a room."""
    return f"v{venue}"


def clock_of(demand: Demand) -> Clock:
    """Return the half-days to plan with: evenings only where a card asks for one."""
    evening = any(card.half_day is HalfDay.EVENING for card in demand.wanted)
    return Clock(tuple(half for half in HalfDay if evening or half is not HalfDay.EVENING))


def clock_in(problem: Problem) -> Clock:
    """Return the half-days that a problem was made with."""
    parts = {part.id for part in problem.calendar.half_days}
    return Clock(tuple(half for half in HalfDay if NAMES[half] in parts))


def build_problem(demand: Demand, runs: Mapping[str, Run] | None = None) -> Problem:
    """Return the planner's problem of a demand; `runs` are the present places of cards that a repair may move."""
    return _Builder(demand, clock_of(demand), runs or {}).build()


@dataclass
class _Builder:
    """One demand on its way to a problem."""

    demand: Demand
    clock: Clock
    runs: Mapping[str, Run]
    classes: dict[int, PlannedClass] = field(init=False)
    named: frozenset[date] = field(init=False)
    open_days: tuple[Day, ...] = field(init=False)
    #: What each lecturer has that does not move.
    taught: dict[int, list[Card]] = field(init=False)

    def __post_init__(self) -> None:
        """Index the classes and lay out the days."""
        self.classes = {planned.id: planned for planned in self.demand.classes}
        self.named = frozenset(day for wanted in self.demand.wanted for day in wanted.dates)
        self.open_days = tuple(self.days())
        self.taught = {}
        for card in self.demand.fixed:
            for lecturer in {**card.speakers, **card.hosts}:
                self.taught.setdefault(lecturer, []).append(card)

    def build(self) -> Problem:
        """Return the whole problem."""
        sessions = tuple(self.session(wanted) for wanted in self.demand.wanted)
        rooms = {name for session in sessions for name in session.venues}
        people = {name for session in sessions for pool in session.roles for name in pool}
        free = {wanted.key for wanted in self.demand.wanted}
        return Problem(
            calendar=Calendar(self.clock.parts, self.open_days),
            cohorts=tuple(self.cohort(planned, rooms) for planned in self.demand.classes),
            sessions=sessions,
            venues=tuple(self.venue(hall) for hall in self.demand.halls if venue_key(hall.id) in rooms),
            lecturers=tuple(self.lecturers(people)),
            shared=tuple(self.shared()),
            travel=tuple(self.travel(rooms)),
            orders=tuple(self.orders(free)),
            together=tuple(Together(keys) for keys in self.demand.together if free >= set(keys)),
            series=tuple(self.series()),
            wishes=tuple(self.wishes(rooms)),
        )

    def days(self) -> Iterator[Day]:
        """Yield every day; one that is not worked is open only where a card names it."""
        first = min(planned.first for planned in self.demand.classes)
        last = max(planned.last for planned in self.demand.classes)
        for day in self.demand.calendar.days(first, last):
            yield Day(day.date, "" if day.is_worked or day.date in self.named else day.label)

    def cohort(self, planned: PlannedClass, rooms: set[str]) -> Cohort:
        """Return a class; its tracks share nobody, nor do its groups, but a track and a group may."""
        tracks = [Group(f"t{key}", name, size, "班型") for key, (name, size) in planned.tracks.items()]
        groups = [Group(f"g{key}", name, size, "小组") for key, (name, size) in planned.groups.items()]
        home = venue_key(planned.home_venue) if planned.home_venue else ""
        return Cohort(
            cohort_key(planned.id),
            planned.name,
            planned.size,
            (*tracks, *groups),
            home_venue=home if home in rooms else "",
            when=When(only=(Window(planned.first, planned.last),)),
        )

    def session(self, wanted: Wanted) -> Session:
        """Return one card."""
        audience = (*(f"t{key}" for key in wanted.tracks), *(f"g{key}" for key in wanted.groups))
        return Session(
            id=wanted.key,
            title=wanted.title,
            length=self.length(wanted),
            audience=audience or (cohort_key(wanted.cohort),),
            roles=tuple(tuple(lecturer_key(one) for one in pool) for pool in wanted.roles),
            venues=tuple(venue_key(hall.id) for hall in self.rooms(wanted)),
            needs_venue=wanted.needs_room,
            headcount=max(1, wanted.size),
            form=wanted.form.label,
            place="" if wanted.edge.value == "none" else wanted.edge.value,
            early=wanted.early,
            half_day=NAMES[wanted.half_day] if wanted.half_day else "",
            when=self.when(wanted),
        )

    def length(self, wanted: Wanted) -> int:
        """Return how many periods a card takes: those that it has now, else those that it needs."""
        run = self.runs.get(wanted.key)
        if run:
            return run.length
        return periods_needed(wanted.minutes, wanted.hours, self.classes[wanted.cohort].hours_per_half_day)

    def rooms(self, wanted: Wanted) -> list[Hall]:
        """Return where a card may be held: its own rooms, else the class's usual one, else any that seats it."""
        return fitting_rooms(self.demand, wanted)

    def when(self, wanted: Wanted) -> When:
        """Return when a card may be held, whatever the other cards do."""
        own = {key: card for key, card in self.demand.standing.items() if card.cohort.id == wanted.cohort}
        never = [*self.named_days(wanted), *self.people_busy(wanted), *edge_windows(self.clock, wanted, own)]
        never += [*self.order_windows(wanted), *shut_windows(self.clock, wanted, self.length(wanted))]
        never += self.ways_of_lecturers(wanted)
        evenings = HalfDay.EVENING in self.clock.half_days
        only = self.partner_windows(wanted) or session_only(wanted, evenings=evenings)
        return When(only, tuple(dict.fromkeys(never)))

    def partner_windows(self, wanted: Wanted) -> tuple[Window, ...]:
        """Return the periods that a card has to take because one stands there that is held at the same time."""
        beside = {key for keys in self.demand.together if wanted.key in keys for key in keys}
        standing = [self.demand.standing[key] for key in beside & self.demand.standing.keys()]
        covered = [(card.day, self.clock.covered(card.starts.time(), card.ends.time())) for card in standing]
        starts = {(day, periods[0]) for day, periods in covered if periods}
        length = self.length(wanted)
        return tuple(Window(day, day, periods=tuple(range(first, first + length))) for day, first in sorted(starts))

    def named_days(self, wanted: Wanted) -> Iterator[Window]:
        """Yield the days off that are open for other cards only."""
        for day in sorted(self.named):
            if not self.demand.calendar.is_worked(day) and day not in wanted.dates:
                yield Window(day, day)

    def people_busy(self, wanted: Wanted) -> Iterator[Window]:
        """Yield when the card's people sit in sessions that do not move."""
        run = self.runs.get(wanted.key)
        for card in self.demand.fixed:
            if _shares(wanted, card):
                # What a repair may move stands where somebody put it, however long the way.
                way = 0 if run else self.way_from(card, wanted)
                window = busy(self.clock, widened(card, way), [run] if run else [])
                if window:
                    yield window

    def ways_of_lecturers(self, wanted: Wanted) -> Iterator[Window]:
        """Yield when the lecturers whom a card needs teach elsewhere or are on the way from there or to it."""
        sole = {pool[0] for pool in wanted.roles if len(set(pool)) == 1}
        for card in (card for one in sole for card in self.taught.get(one, ()) if wanted.key not in self.runs):
            way = self.way_from(card, wanted)
            window = busy(self.clock, widened(card, way)) if way else None
            if window:
                yield window

    def way_from(self, card: Card, wanted: Wanted) -> int:
        """Return how many minutes lie between a fixed session and the nearest room of a card."""
        rooms = self.rooms(wanted) if card.room and self.demand.travel else []
        return min((self.demand.minutes_between(card.room.id, hall.id) for hall in rooms if card.room), default=0)

    def order_windows(self, wanted: Wanted) -> Iterator[Window]:
        """Yield what its order after or before sessions that stand forbids."""
        concerned = [order for order in self.demand.orders if wanted.key in (order.before, order.after)]
        if not any({order.before, order.after} & self.demand.standing.keys() for order in concerned):
            return
        slots = self.clock.slots(day.date for day in self.open_days)
        for order in concerned:
            if order.after == wanted.key and order.before in self.demand.standing:
                card = self.demand.standing[order.before]
                yield from not_before(self.clock, card.ends)
                yield from half_days_after(slots, card, order.half_days)
            if order.before == wanted.key and order.after in self.demand.standing:
                card = self.demand.standing[order.after]
                yield from not_after(self.clock, card.starts)
                yield from half_days_before(slots, card, order.half_days)

    def lecturers(self, people: set[str]) -> Iterator[Lecturer]:
        """Yield who may teach, with when they can come."""
        using: dict[int, list[Wanted]] = {}
        for wanted in self.demand.wanted:
            for lecturer in {one for pool in wanted.roles for one in pool}:
                using.setdefault(lecturer, []).append(wanted)
        for teacher in self.demand.teachers:
            if lecturer_key(teacher.id) in people:
                own = using.get(teacher.id, [])
                taken = [widened(card, self.least_way(card, own)) for card in self.taught.get(teacher.id, ())]
                runs = [self.runs[wanted.key] for wanted in own if wanted.key in self.runs]
                when = lecturer_when(self.clock, teacher, taken, runs)
                yield Lecturer(lecturer_key(teacher.id), teacher.name, when=when)

    def least_way(self, card: Card, wanted: Sequence[Wanted]) -> int:
        """Return the least way between a fixed session and one of these cards, in minutes; a repair looks at none."""
        if self.runs:
            return 0
        return min((self.way_from(card, one) for one in wanted), default=0)

    def venue(self, hall: Hall) -> Venue:
        """Return a room with the sessions that have it already; one for several at once is never taken."""
        if hall.parallel:
            return Venue(venue_key(hall.id), hall.name, ANY_NUMBER, parallel=MANY, area=venue_key(hall.id))
        runs = [self.runs[wanted.key] for wanted in self.demand.wanted if wanted.key in self.runs]
        taken = [card for card in self.demand.fixed if card.room and card.room.id == hall.id]
        never = filter(None, (busy(self.clock, card, runs) for card in taken))
        capacity = ANY_NUMBER if hall.capacity is None else hall.capacity
        when = When(never=tuple(never))
        return Venue(venue_key(hall.id), hall.name, capacity, area=venue_key(hall.id), when=when)

    def travel(self, rooms: set[str]) -> Iterator[Travel]:
        """Yield the ways between two rooms that may both be used."""
        for (one, other), minutes in sorted(self.demand.travel.items()):
            if minutes and {venue_key(one), venue_key(other)} <= rooms:
                yield Travel(venue_key(one), venue_key(other), minutes)

    def shared(self) -> Iterator[Shared]:
        """Yield the pairs of classes that have people in common."""
        people: dict[int, frozenset[int]] = {}
        for wanted in self.demand.wanted:
            people[wanted.cohort] = people.get(wanted.cohort, frozenset()) | wanted.people
        for (first, here), (second, there) in combinations(people.items(), 2):
            if here & there:
                yield Shared(cohort_key(first), cohort_key(second), len(here & there))

    def orders(self, free: set[str]) -> Iterator[Order]:
        """Yield the orders between cards that want a place, the times of one item in their order."""
        for order in self.demand.orders:
            if {order.before, order.after} <= free:
                yield Order(order.before, order.after, order.half_days, soon=True)
        for keys in self.times().values():
            yield from (Order(first, second) for first, second in pairwise(keys))

    def times(self) -> dict[str, list[str]]:
        """Return the cards of each item that is held several times."""
        series: dict[str, list[str]] = {}
        for wanted in self.demand.wanted:
            if wanted.series:
                series.setdefault(wanted.series, []).append(wanted.key)
        return {name: keys for name, keys in series.items() if len(keys) > 1}

    def series(self) -> Iterator[Series]:
        """Yield the items that are held several times, wished on different days."""
        titles = {wanted.key: wanted.title for wanted in self.demand.wanted}
        for name, keys in self.times().items():
            yield Series(name, titles[keys[0]], tuple(keys), days=len(keys))

    def wishes(self, rooms: set[str]) -> Iterator[Wish]:
        """Yield what each class would like, then what belongs to no class, at the weight of who wants it most."""
        for planned in self.demand.classes:
            yield from _wishes_of(planned, rooms)
        for kind in COMMON_WISHES:
            weight = max(planned.wishes.weight(kind) for planned in self.demand.classes)
            if weight:
                yield Wish(kind, weight)


def _wishes_of(planned: PlannedClass, rooms: set[str]) -> Iterator[Wish]:
    wishes, who = planned.wishes, (cohort_key(planned.id),)
    for kind in PLAIN_WISHES:
        homeless = kind == "home_venue" and (not planned.home_venue or venue_key(planned.home_venue) not in rooms)
        if wishes.weight(kind) and not homeless:
            yield Wish(kind, wishes.weight(kind), who)
    if wishes.weekdays and wishes.weight("weekdays"):
        yield Wish("weekdays", wishes.weight("weekdays"), who, weekdays=wishes.weekdays)
    if wishes.weekly_half_days and wishes.weight("weekly"):
        yield Wish("weekly", wishes.weight("weekly"), who, value=wishes.weekly_half_days * 8)
    if wishes.longest_gap and wishes.weight("long_gap"):
        yield Wish("long_gap", wishes.weight("long_gap"), who, value=wishes.longest_gap)


def fitting_rooms(demand: Demand, wanted: Wanted) -> list[Hall]:
    """Return the rooms in which a card may be held, the class's usual one alone where the card names none.

    Of cards that are held at the same time, such as a seminar's groups, one at most finds a place in the usual room.
    """
    if not wanted.needs_room:
        return []
    halls = {hall.id: hall for hall in demand.halls}
    home = next(planned.home_venue for planned in demand.classes if planned.id == wanted.cohort)
    usual = halls.get(home) if home else None
    if wanted.rooms:
        named = [halls[room] for room in wanted.rooms if room in halls]
    else:
        alone = not any(wanted.key in keys for keys in demand.together)
        named = [usual] if usual and usual.suits(wanted) and alone else list(halls.values())
    return [hall for hall in named if hall.suits(wanted)]


def _shares(wanted: Wanted, card: Card) -> bool:
    """Tell whether a card and a fixed session want some of the same people, as the conflict rules judge it."""
    if wanted.people and card.people:
        return not wanted.people.isdisjoint(card.people)
    if card.cohort.id != wanted.cohort:
        return False
    if (wanted.groups and card.groups) or (wanted.tracks and card.tracks):
        return bool(set(wanted.groups) & card.groups.keys() or set(wanted.tracks) & card.tracks.keys())
    return True
