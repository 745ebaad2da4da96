"""What each session may choose: its starts, its venues and its crews (one lecturer per role, and vehicles)."""

import operator
from dataclasses import dataclass
from itertools import product

from trainingapp.planner.grid import Grid
from trainingapp.planner.problem import Pin, Problem, Session, VehicleType, When
from trainingapp.planner.rules import opening_orders, order_rule, together_rule

MOST_CREWS = 256
MOST_VEHICLE_CHOICES = 8


@dataclass(frozen=True, slots=True)
class Crew:
    """One way to staff and carry a session; `open` are its usable periods per day."""

    lecturers: tuple[str, ...]
    vehicles: tuple[int, ...]
    open: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The legal choices of one session. A start is day * periods + period; venue -1 stands for none."""

    starts: tuple[int, ...]
    venues: tuple[int, ...]
    crews: tuple[Crew, ...]


class Choices:
    """Work out the legal choices of every session, with the relaxed rules left out."""

    def __init__(self, problem: Problem, grid: Grid) -> None:
        """Precompute the availability of people and places."""
        self.problem, self.grid = problem, grid
        self.relaxed = frozenset(problem.relaxed)
        self.known_shapes: dict[tuple[int, int], tuple[int, ...]] = {}
        self.pins = {pin.session: pin for pin in problem.pins if f"pin:{pin.session}" not in self.relaxed}
        self.cohort_of = problem.cohort_of()
        self.sizes = problem.sizes()
        self.lecturer_open = {item.id: self.open(item.when, f"lecturer_when:{item.id}") for item in problem.lecturers}
        self.venue_open = [self.open(item.when, f"venue_when:{item.id}") for item in problem.venues]
        self.cohort_open = {item.id: self.open(item.when, f"cohort_when:{item.id}") for item in problem.cohorts}
        self.worked_out: list[Choice] | None = None
        self.soft_seats = any(wish.kind == "seats" for wish in problem.wishes)

    def open(self, when: When, rule: str) -> tuple[int, ...]:
        """Return the open periods per day, or the whole calendar if the rule is relaxed."""
        return self.grid.open_masks if rule in self.relaxed else self.grid.masks(when)

    def heads(self, session: Session) -> int:
        """Return the people in a session."""
        return session.headcount or sum(self.sizes[name] for name in session.audience)

    def all(self) -> list[Choice]:
        """Return the choices of every session in order, tightened by simultaneity and order; worked out once."""
        if self.worked_out is None:
            self.worked_out = self.tighten([self.of(session) for session in self.problem.sessions])
        return self.worked_out

    def of(self, session: Session) -> Choice:
        """Return one session's choices by itself."""
        pin = self.pins.get(session.id)
        crews, venues = self.crews(session, pin), self.venues(session, pin)
        if not crews or not venues:
            return Choice((), venues, crews)
        people = {crew.open for crew in crews}
        places = {self.venue_open[v] for v in venues if v >= 0} or {self.grid.open_masks}
        base = self.session_open(session, pin)
        if len(people) == 1:
            base = _and(base, people.pop())
        if len(places) == 1:
            base = _and(base, places.pop())
        fixed = None if pin is None else pin.period
        starts = [
            day * self.grid.periods + period
            for day, mask in enumerate(base)
            if mask
            for period in self.shapes(session.length, mask)
            if fixed in (None, period)
        ]
        return Choice(tuple(self.some_open(starts, session.length, [people, places])), venues, crews)

    def some_open(self, starts: list[int], length: int, groups: list[set[tuple[int, ...]]]) -> list[int]:
        """Keep the starts at which at least one of each group (several crews, several venues) is open throughout."""
        for masks in groups:
            if masks and self.grid.open_masks not in masks:
                periods = self.grid.periods
                bits = (1 << length) - 1
                starts = [t for t in starts if any(mask[t // periods] >> t % periods & bits == bits for mask in masks)]
        return starts

    def shapes(self, length: int, mask: int) -> tuple[int, ...]:
        """Return the first periods from which a length fits inside one half-day and inside a mask."""
        key = (length, mask)
        if key not in self.known_shapes:
            bits = (1 << length) - 1
            fitting = (p for p in range(self.grid.periods) if mask >> p & bits == bits and self.grid.fits(p, length))
            self.known_shapes[key] = tuple(fitting)
        return self.known_shapes[key]

    def session_open(self, session: Session, pin: Pin | None) -> tuple[int, ...]:
        """Return the periods per day that calendar, classes, the session and its pin leave open."""
        masks = [self.open(session.when, f"session_when:{session.id}")]
        masks += [self.cohort_open[name] for name in sorted({self.cohort_of[name].id for name in session.audience})]
        if pin is not None:
            masks.append(self.pin_masks(pin))
        result = masks[0]
        for other in masks[1:]:
            result = _and(result, other)
        return result

    def pin_masks(self, pin: Pin) -> tuple[int, ...]:
        """Return the periods per day that a pin leaves open."""
        everything = (1 << self.grid.periods) - 1
        parts = zip(self.problem.calendar.half_days, self.grid.part_masks, strict=True)
        mask = next((mask for part, mask in parts if part.id == pin.half_day), everything)
        return tuple(mask if pin.date in (None, day.date) else 0 for day in self.problem.calendar.days)

    def venues(self, session: Session, pin: Pin | None) -> tuple[int, ...]:
        """Return the indexes of the venues that a session may use; (-1,) if it needs none."""
        if not session.needs_venue:
            return (-1,)
        heads = self.heads(session)
        found = []
        for index, venue in enumerate(self.problem.venues):
            wanted = not session.venues or venue.id in session.venues
            pinned = pin is None or pin.venue in ("", venue.id)
            soft = (self.soft_seats and venue.parallel == 1) or f"venue_seats:{venue.id}" in self.relaxed
            if wanted and pinned and set(session.features) <= set(venue.features) and (soft or heads <= venue.capacity):
                found.append(index)
        return tuple(found)

    def crews(self, session: Session, pin: Pin | None) -> tuple[Crew, ...]:
        """Return every staffing of a session, with its vehicles."""
        people = [names for names in product(*session.roles) if len(set(names)) == len(names)][:MOST_CREWS]
        if pin is not None and pin.lecturers:
            people = [names for names in people if names == pin.lecturers]
        return tuple(
            Crew(names, vehicles, self.crew_open(names))
            for names in people
            for vehicles in self.vehicles(session.seats)
        )

    def crew_open(self, names: tuple[str, ...]) -> tuple[int, ...]:
        """Return the periods per day at which everybody of a crew is free."""
        result = self.grid.open_masks
        for name in names:
            result = _and(result, self.lecturer_open[name])
        return result

    def vehicles(self, seats: int) -> list[tuple[int, ...]]:
        """Return the sets of vehicles that carry so many people with none to spare, fewest vehicles first."""
        if not seats:
            return [()]
        fleet = self.problem.fleet
        enough = [
            counts
            for counts in product(*(range(self.most(kind, seats) + 1) for kind in fleet))
            if sum(count * kind.seats for count, kind in zip(counts, fleet, strict=True)) >= seats
        ]
        smallest = [
            counts
            for counts in enough
            if not any(other != counts and all(o <= c for o, c in zip(other, counts, strict=True)) for other in enough)
        ]
        return sorted(smallest, key=lambda counts: (sum(counts), counts))[:MOST_VEHICLE_CHOICES]

    def most(self, kind: VehicleType, seats: int) -> int:
        """Return how many vehicles of a type could be of use."""
        needed = -(-seats // kind.seats)
        return needed if f"vehicles:{kind.id}" in self.relaxed else min(kind.count, needed)

    def tighten(self, choices: list[Choice]) -> list[Choice]:
        """Drop starts that simultaneity or order rule out, once all sessions that have a place get one.

        Sessions that cannot be held beside each other keep theirs: the search leaves out the one that costs least.
        """
        starts = [set(choice.starts) for choice in choices]
        index = {session.id: number for number, session in enumerate(self.problem.sessions)}
        for group in self.problem.together:
            if together_rule(group) not in self.relaxed:
                common = set.intersection(*(starts[index[name]] for name in group.sessions))
                for name in group.sessions if common else ():
                    starts[index[name]] &= common
        edges = [(index[one], index[two]) for one, two in self.edges()]
        lengths = [session.length for session in self.problem.sessions]
        while _tighten_once(starts, edges, lengths):
            pass
        return [
            Choice(tuple(sorted(left)), choice.venues, choice.crews)
            for left, choice in zip(starts, choices, strict=True)
        ]

    def edges(self) -> list[tuple[str, str]]:
        """Return every (earlier, later) pair of sessions."""
        pairs = [(order.before, order.after) for order in self.problem.orders if order_rule(order) not in self.relaxed]
        pairs += [(one.id, two.id) for one, two, rule in opening_orders(self.problem) if rule not in self.relaxed]
        return list(dict.fromkeys(pairs))


def _and(one: tuple[int, ...], two: tuple[int, ...]) -> tuple[int, ...]:
    return one if one is two else tuple(map(operator.and_, one, two))


def _tighten_once(starts: list[set[int]], edges: list[tuple[int, int]], lengths: list[int]) -> bool:
    changed = False
    for one, two in edges:
        if not starts[one] or not starts[two]:
            continue
        first, last = min(starts[one]) + lengths[one], max(starts[two]) - lengths[one]
        if max(starts[two]) < first:
            continue
        if min(starts[two]) < first:
            starts[two] = {start for start in starts[two] if start >= first}
            changed = True
        if max(starts[one]) > last:
            starts[one] = {start for start in starts[one] if start <= last}
            changed = True
    return changed
