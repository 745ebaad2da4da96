"""A problem compiled to arrays: what never changes while a plan is searched.

Resources that one session at a time may use are numbered together: first the personal timetables of the classes
("cells"), then the lecturers, then the venues. The state of resource r on day d stands at index r * days + d.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from trainingapp.planner import costs
from trainingapp.planner.grid import Grid
from trainingapp.planner.problem import Cohort, Problem, Session, When
from trainingapp.planner.rules import (
    opening_orders,
    order_rule,
    shared_rule,
    together_rule,
    wish_weight,
    wish_weight_for,
)
from trainingapp.planner.search.options import Choice, Choices
from trainingapp.planner.search.tables import CostTable, LimitTable
from trainingapp.planner.search.tallies import CohortTallies, Register, Tally, above

Person = tuple[int, CostTable | None, LimitTable | None]
"""A cell or a lecturer as a session meets it: base index, cost of a day's mask, limit of a day's mask."""

NO_LIMIT = 1 << 30


SeriesParts = tuple[int, int, int, int, int, int]
"""A series: number, weight per missing day, days wanted, base of its days, weight per venue, base of its venues."""


@dataclass(slots=True)
class CohortParts:
    """A class's wishes about its days as weights."""

    compact: int
    mix: int
    long_gaps: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Card:
    """One session compiled: its people per crew, its relations, and where its wishes count."""

    people: list[tuple[Person, ...]] = field(default_factory=list)
    lecturers: list[tuple[int, ...]] = field(default_factory=list)
    vehicles: list[tuple[int, ...]] = field(default_factory=list)
    crew_open: list[tuple[int, ...] | None] = field(default_factory=list)
    before: list[int] = field(default_factory=list)
    after: list[int] = field(default_factory=list)
    limits: list[tuple[int, bool, int, int]] = field(default_factory=list)
    together: list[int] = field(default_factory=list)
    soon: list[tuple[int, bool]] = field(default_factory=list)
    cohorts: tuple[int, ...] = ()
    series: list[SeriesParts] = field(default_factory=list)
    by_day: list[Tally] = field(default_factory=list)
    by_week: list[Tally] = field(default_factory=list)
    unpopular: list[Tally] = field(default_factory=list)
    loads: list[tuple[Tally, ...]] = field(default_factory=list)
    long_gaps: bool = False


class Board:
    """The compiled problem. Slots are day * periods + period."""

    def __init__(self, problem: Problem, choices: Choices | None = None) -> None:
        """Compile; the problem must be valid. `choices` are those of the same problem with other wishes."""
        self.problem = problem
        self.grid = Grid(problem.calendar)
        self.days, self.periods = len(problem.calendar.days), self.grid.periods
        self.slots = self.days * self.periods
        self.relaxed = frozenset(problem.relaxed)
        self.index = {session.id: number for number, session in enumerate(problem.sessions)}
        self.count = len(problem.sessions)
        self.length = [session.length for session in problem.sessions]
        self.cards = [Card() for _ in problem.sessions]
        self.cohort_of = problem.cohort_of()
        self.choices = choices = choices or Choices(problem, self.grid)
        self.options: list[Choice] = choices.all()
        self.starts = [choice.starts for choice in self.options]
        self.venues = [choice.venues for choice in self.options]
        self.heads = [choices.heads(session) for session in problem.sessions]
        self._compile_slots()
        self._compile_cohorts()
        self._compile_people()
        self.people = [card.people for card in self.cards]
        self.lecturer_open = choices.lecturer_open
        self._compile_venues(choices)
        self._compile_relations()
        self._compile_series()
        self._compile_unary()

    def placeable(self, session: int) -> bool:
        """Say whether a session has any choice at all."""
        return bool(self.starts[session] and self.venues[session] and self.cards[session].people)

    def starts_by_crew(self, session: int) -> list[tuple[int, ...]]:
        """Return the starts at which each crew is open."""
        bits = (1 << self.length[session]) - 1
        return [
            self.starts[session]
            if free is None
            else tuple(t for t in self.starts[session] if free[self.day_of[t]] >> self.period_of[t] & bits == bits)
            for free in self.cards[session].crew_open
        ]

    def when_of(self, kind: str, subject: str) -> When | None:
        """Return the availability behind a rule of kind cohort_when, session_when, lecturer_when or venue_when."""
        found: dict[str, dict[str, When]] = {
            "cohort_when": {item.id: item.when for item in self.problem.cohorts},
            "session_when": {item.id: item.when for item in self.problem.sessions},
            "lecturer_when": {item.id: item.when for item in self.problem.lecturers},
            "venue_when": {item.id: item.when for item in self.problem.venues},
        }
        return found.get(kind, {}).get(subject)

    def _compile_slots(self) -> None:
        calendar, grid = self.problem.calendar, self.grid
        parts = len(calendar.half_days)
        slots = range(self.slots)
        self.day_of = [slot // self.periods for slot in slots]
        self.period_of = [slot % self.periods for slot in slots]
        part_of = [grid.half_day_of[period] for period in self.period_of]
        self.ordinal = [day.date.toordinal() for day in calendar.days]
        self.half_day_of = [self.ordinal[self.day_of[slot]] * parts + part_of[slot] for slot in slots]
        first = {part: min(p for p in range(self.periods) if grid.half_day_of[p] == part) for part in range(parts)}
        self.half_day_first = [self.day_of[slot] * self.periods + first[part_of[slot]] for slot in slots]
        self.unpopular = [
            calendar.days[self.day_of[slot]].unpopular or calendar.half_days[part_of[slot]].unpopular for slot in slots
        ]
        self.week_of = grid.week_of
        self.weeks = max(grid.week_of) + 1

    def _compile_cohorts(self) -> None:
        problem = self.problem
        self.cohorts = [self._cohort_parts(cohort) for cohort in problem.cohorts]
        self.register = Register(self.days, self.weeks)
        tallies = [CohortTallies(problem, cohort, self.register) for cohort in problem.cohorts]
        number = {cohort.id: index for index, cohort in enumerate(problem.cohorts)}
        for card, session in zip(self.cards, problem.sessions, strict=True):
            card.cohorts = tuple(sorted({number[self.cohort_of[name].id] for name in session.audience}))
            card.long_gaps = any(self.cohorts[index].long_gaps for index in card.cohorts)
            for index in card.cohorts:
                mine = tallies[index].of(session.length, session.form)
                card.by_day += mine.by_day
                card.by_week += mine.by_week
                card.unpopular += mine.unpopular

    def _cohort_parts(self, cohort: Cohort) -> CohortParts:
        mine = [wish for wish in self.problem.wishes if wish.weight and (not wish.cohorts or cohort.id in wish.cohorts)]
        return CohortParts(
            compact=wish_weight_for(self.problem, "compact", cohort),
            mix=wish_weight_for(self.problem, "mix", cohort),
            long_gaps=tuple((wish.weight, wish.value) for wish in mine if wish.kind == "long_gap"),
        )

    def _compile_people(self) -> None:
        cells = list(self._cells())
        self.cells = len(cells)
        self.cell_rule = [rule for rule, _, _, _ in cells]
        cells_of: list[list[Person]] = [[] for _ in self.cards]
        for number, (_, members, cost, limit) in enumerate(cells):
            for name in members:
                cells_of[self.index[name]].append((number * self.days, cost, limit))
        lecturers = self._lecturer_persons()
        self.lecturer_index = {item.id: number for number, item in enumerate(self.problem.lecturers)}
        fair = wish_weight(self.problem, "fair_lecturers")
        share = costs.fair_share(self.problem)
        self.fair_weight = fair
        self.fair_target = [share.get(item.id, 0) for item in self.problem.lecturers]
        loads = [(self.register.room(1), above(fair, target)) for target in self.fair_target] if fair else []
        for number, (card, mine, choice) in enumerate(zip(self.cards, cells_of, self.options, strict=True)):
            for crew in choice.crews:
                staff = (lecturers[name] for name in crew.lecturers)
                card.people.append((*mine, *(person for person in staff if person is not None)))
                card.lecturers.append(tuple(self.lecturer_index[name] for name in crew.lecturers))
                counted = (loads[name] for name in card.lecturers[-1]) if fair else ()
                card.loads.append(tuple((at, self.length[number], prices) for at, prices in counted))
                card.vehicles.append(crew.vehicles)
                card.crew_open.append(None if crew.open is self.grid.open_masks else crew.open)

    def _cells(self) -> Iterator[tuple[str, tuple[str, ...], CostTable | None, LimitTable | None]]:
        tables: dict[tuple[int, ...], CostTable] = {}
        timetables = costs.Timetables(self.problem)
        for cohort in self.problem.cohorts:
            if f"audience_clash:{cohort.id}" in self.relaxed:
                continue
            cost, limit = self._cell_cost(cohort, tables), self._cell_limit(cohort)
            for members in timetables.of(cohort):
                yield f"audience_clash:{cohort.id}", members, cost, limit
        for members, rule in dict(self._shared_cells(timetables)).items():
            yield rule, members, None, None

    def _cell_cost(self, cohort: Cohort, tables: dict[tuple[int, ...], CostTable]) -> CostTable | None:
        lone, gap, tired = (wish_weight_for(self.problem, kind, cohort) for kind in ("lone", "gap", "tired"))
        if not (lone or gap or tired):
            return None
        return tables.setdefault((lone, gap, tired), CostTable(self.grid, lone=lone, gap=gap, tired=tired))

    def _cell_limit(self, cohort: Cohort) -> LimitTable | None:
        day = 0 if f"day_limit:{cohort.id}" in self.relaxed else cohort.day_limit
        half_day = 0 if f"half_day_limit:{cohort.id}" in self.relaxed else cohort.half_day_limit
        return LimitTable(self.grid, day=day, half_day=half_day) if day or half_day else None

    def _shared_cells(self, timetables: costs.Timetables) -> Iterator[tuple[tuple[str, ...], str]]:
        for shared in self.problem.shared:
            if shared_rule(shared) not in self.relaxed:
                first = timetables.of(self.cohort_of[shared.first], shared.first)
                second = timetables.of(self.cohort_of[shared.second], shared.second)
                for one, two in product(first, second):
                    yield tuple(sorted({*one, *two})), shared_rule(shared)

    def _lecturer_persons(self) -> dict[str, Person | None]:
        rest = wish_weight(self.problem, "lecturer_rest")
        cost = CostTable(self.grid, lone=0, gap=0, tired=rest) if rest else None
        persons: dict[str, Person | None] = {}
        for number, item in enumerate(self.problem.lecturers):
            day = 0 if f"lecturer_limit:{item.id}" in self.relaxed else item.day_limit
            limit = LimitTable(self.grid, day=day, half_day=0) if day else None
            clash = f"lecturer_clash:{item.id}" not in self.relaxed
            persons[item.id] = ((self.cells + number) * self.days, cost, limit) if clash else None
        return persons

    def _compile_venues(self, choices: Choices) -> None:
        everything = (1 << self.periods) - 1
        first = self.cells + len(self.problem.lecturers)
        self.resources = first + len(self.problem.venues)
        self.venue_base = [(first + number) * self.days for number in range(len(self.problem.venues))]
        self.venue_closed = [[everything & ~mask for mask in masks] for masks in choices.venue_open]
        self.parallel = [
            NO_LIMIT if f"venue_clash:{venue.id}" in self.relaxed else venue.parallel for venue in self.problem.venues
        ]
        self.capacity = [
            NO_LIMIT if f"venue_seats:{venue.id}" in self.relaxed else venue.capacity for venue in self.problem.venues
        ]
        self.exclusive = [parallel == 1 for parallel in self.parallel]
        self.fleet = [NO_LIMIT if f"vehicles:{kind.id}" in self.relaxed else kind.count for kind in self.problem.fleet]
        self._compile_travel()

    def _compile_travel(self) -> None:
        areas = sorted({venue.area for venue in self.problem.venues})
        number = {area: index for index, area in enumerate(areas)}
        self.area = [number[venue.area] for venue in self.problem.venues]
        self.minutes = [[0] * len(areas) for _ in areas]
        legs = () if "travel:all" in self.relaxed else self.problem.travel
        for leg in legs:
            if leg.first in number and leg.second in number and leg.first != leg.second:
                one, two = number[leg.first], number[leg.second]
                self.minutes[one][two] = self.minutes[two][one] = max(leg.minutes, self.minutes[one][two])
        self.travels = any(any(row) for row in self.minutes)
        self.begin_minute, self.end_minute = self.grid.begins, self.grid.ends

    def _compile_relations(self) -> None:
        for order in self.problem.orders:
            if order_rule(order) not in self.relaxed:
                one, two = self.index[order.before], self.index[order.after]
                self._relate(one, two)
                if order.half_days or order.days:
                    self.cards[one].limits.append((two, False, order.half_days, order.days or NO_LIMIT))
                    self.cards[two].limits.append((one, True, order.half_days, order.days or NO_LIMIT))
        for before, after, rule in opening_orders(self.problem):
            if rule not in self.relaxed:
                self._relate(self.index[before.id], self.index[after.id])
        for group in self.problem.together:
            if together_rule(group) not in self.relaxed:
                members = [self.index[name] for name in group.sessions]
                for one in members:
                    self.cards[one].together += [
                        two for two in members if two != one and two not in self.cards[one].together
                    ]

    def _relate(self, one: int, two: int) -> None:
        if one not in self.cards[two].before:
            self.cards[one].after.append(two)
            self.cards[two].before.append(one)

    def _compile_series(self) -> None:
        venue, day = wish_weight(self.problem, "one_venue"), wish_weight(self.problem, "series_days")
        self.first_cost = 0
        for number, item in enumerate(self.problem.series):
            venue_weight, day_weight = venue if item.one_venue else 0, day if item.days else 0
            self.first_cost += day_weight * item.days
            if venue_weight or day_weight:
                parts = (
                    number,
                    day_weight,
                    item.days,
                    number * self.days,
                    venue_weight,
                    number * len(self.problem.venues),
                )
                for name in dict.fromkeys(item.sessions):
                    self.cards[self.index[name]].series.append(parts)
        self.soon_weight = wish_weight(self.problem, "soon")
        for order in self.problem.orders:
            if order.soon and self.soon_weight:
                one, two = self.index[order.before], self.index[order.after]
                self.cards[one].soon.append((two, False))
                self.cards[two].soon.append((one, True))

    def _compile_unary(self) -> None:
        self.tenths = {cohort.id: self._tenths(cohort) for cohort in self.problem.cohorts}
        published = {placement.session: placement for placement in self.problem.published}
        self.start_cost: list[dict[int, int]] = []
        self.venue_cost: list[dict[int, int]] = []
        self.crew_cost: list[list[int]] = []
        stay = [wish_weight(self.problem, kind) for kind in ("stay_time", "stay_venue", "stay_lecturer")]
        for number, session in enumerate(self.problem.sessions):
            self.start_cost.append(self._start_costs(number, session))
            self.venue_cost.append(self._venue_costs(number, session))
            self.crew_cost.append([0] * len(self.cards[number].people))
            was = published.get(session.id)
            if was is not None and any(stay) and was.date in self.grid.day_index:
                self._add_stay(
                    number, self.grid.day_index[was.date] * self.periods + was.period, was.venue, was.lecturers, stay
                )

    def _add_stay(self, number: int, slot: int, venue: str, lecturers: tuple[str, ...], stay: list[int]) -> None:
        for start in self.start_cost[number]:
            self.start_cost[number][start] += stay[0] * (start != slot)
        for option in self.venue_cost[number]:
            name = self.problem.venues[option].id if option >= 0 else ""
            self.venue_cost[number][option] += stay[1] * (name != venue)
        for crew, choice in enumerate(self.options[number].crews):
            self.crew_cost[number][crew] += stay[2] * (choice.lecturers != lecturers)

    def _tenths(self, cohort: Cohort) -> list[int]:
        days = self.grid.masks(cohort.when)
        total = sum(1 for mask in days if mask)
        earlier, result = 0, []
        for mask in days:
            result.append(min(9, costs.tenth(earlier, total)))
            earlier += bool(mask)
        return result

    def _start_costs(self, number: int, session: Session) -> dict[int, int]:
        cohort = self.cohort_of[session.audience[0]]
        early = wish_weight_for(self.problem, "early", cohort) if session.early else 0
        half_day = wish_weight_for(self.problem, "half_day", cohort) if session.half_day else 0
        patterns = [
            w for w in self.problem.wishes if w.kind == "weekdays" and (not w.cohorts or cohort.id in w.cohorts)
        ]
        parts, tenths = self.problem.calendar.half_days, self.tenths[cohort.id]
        found = dict.fromkeys(self.starts[number], 0)
        if not (early or half_day or patterns):
            return found
        for slot in found:
            day = self.day_of[slot]
            cost = early * tenths[day]
            cost += half_day * (parts[self.grid.half_day_of[self.period_of[slot]]].id != session.half_day)
            weekday = self.problem.calendar.days[day].date.isoweekday()
            found[slot] = cost + sum(wish.weight for wish in patterns if weekday not in wish.weekdays)
        return found

    def _venue_costs(self, number: int, session: Session) -> dict[int, int]:
        cohort = self.cohort_of[session.audience[0]]
        home = wish_weight_for(self.problem, "home_venue", cohort) if costs.may_be_at_home(session, cohort) else 0
        seats = wish_weight(self.problem, "seats")
        found = dict.fromkeys(self.venues[number], 0)
        for option in found:
            if option >= 0:
                venue = self.problem.venues[option]
                missing = max(0, self.heads[number] - venue.capacity) if venue.parallel == 1 else 0
                found[option] = home * (venue.id != cohort.home_venue) + seats * missing
        return found
