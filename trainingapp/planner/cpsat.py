"""CP-SAT as a servant: proof and polish of small plans, repairs, and proof that something is impossible.

The only file that knows ortools, which is imported inside functions: loading it costs most of a second and much memory, which nobody
should pay who only drafts a plan. Without it the planner works, minus proofs; `available()` says which.

The model covers the sessions that are free (lifted in the state); everything else stands, and takes its time, places and people away.
All hard rules are in it. Of the wishes it holds those that are sums over starts, venues, crews, days and half-days; what it leaves out
(long gaps, fairness between classes) can only make its bound lower, never wrong.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from math import ceil
from typing import Any

from trainingapp.planner.search.blockers import crowding, far, in_order, lacking_vehicles
from trainingapp.planner.search.board import NO_LIMIT
from trainingapp.planner.search.state import Spot, State
from trainingapp.planner.search.tables import LimitTable

MOST_FREE = 120
MOST_LITERALS = 150_000
Expression = Any
"""A literal or a linear expression of ortools, which is published without types."""


def available() -> bool:
    """Say whether ortools is installed."""
    return find_spec("ortools") is not None


@dataclass(slots=True)
class Answer:
    """A spot per free session (none if no plan was found) and what is proved. `bound` includes what the standing sessions cost."""

    spots: dict[int, Spot] = field(default_factory=dict)
    bound: int | None = None
    optimal: bool = False
    infeasible: bool = False


def improve(
    state: State,
    free: Iterable[int],
    *,
    work: float,
    hint: dict[int, Spot] | None = None,
    keep_time: dict[int, int] | None = None,
    cancel: Callable[[], bool] | None = None,
    seconds: float | None = None,
) -> Answer:
    """Place the lifted sessions `free` as cheaply as the model can tell; those in `keep_time` begin where it says.

    `work` is in the solver's deterministic seconds: the same work gives the same answer on every machine with the same ortools.
    """
    model = _Model(state, sorted(free), keep_time or {})
    if model.impossible:
        return Answer(infeasible=True)
    if model.literals > MOST_LITERALS:
        return Answer()
    model.build()
    return model.solve(work, hint or {}, cancel, seconds)


class _Model:
    """One model: `at` holds a literal per start, `in_venue` and `by_crew` per start and venue, start and crew."""

    def __init__(self, state: State, free: list[int], keep_time: dict[int, int]) -> None:
        from ortools.sat.python import cp_model  # noqa: PLC0415 - slow and large: paid only by those who ask for a proof

        self.cp = cp_model
        self.model = cp_model.CpModel()
        self.state, self.board, self.free = state, state.board, free
        self.keep_time = keep_time
        self.at: dict[int, dict[int, Expression]] = {}
        self.in_venue: dict[int, dict[tuple[int, int], Expression]] = {}
        self.by_crew: dict[int, dict[tuple[int, int], Expression]] = {}
        self.prices: list[tuple[int, Expression]] = []
        self.pairs = {session: self._pairs(session) for session in free}
        self.literals = sum(len(venues) + len(crews) for venues, crews in self.pairs.values())
        self.impossible = any(not venues or not crews for venues, crews in self.pairs.values())

    def _pairs(self, session: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Return the (start, venue) and (start, crew) pairs that standing sessions leave, for the starts that have both."""
        board, state = self.board, self.state
        legal = (self.keep_time[session],) if session in self.keep_time else board.starts[session]
        starts = [start for start in legal if in_order(state, session, start)]
        venues = [(start, venue) for start in starts for venue in board.venues[session] if self._venue_free(session, start, venue)]
        crews = [(s, crew) for s in starts for crew in range(len(board.people[session])) if self._crew_free(session, s, crew)]
        both = {start for start, _ in venues} & {start for start, _ in crews}
        return [pair for pair in venues if pair[0] in both], [pair for pair in crews if pair[0] in both]

    def _mask(self, session: int, start: int) -> int:
        return self.state.bits[session] << self.board.period_of[start]

    def _venue_free(self, session: int, start: int, venue: int) -> bool:
        if venue < 0:
            return True
        board, state, mask = self.board, self.state, self._mask(session, start)
        day = board.day_of[start]
        closed = state.closed_at[venue]
        if closed is not None and closed[day] & mask:
            return False
        if not state.busy[board.venue_base[venue] + day] & mask:
            return True
        return not board.exclusive[venue] and not crowding(state, session, (start, venue, 0))

    def _crew_free(self, session: int, start: int, crew: int) -> bool:
        board, state, mask = self.board, self.state, self._mask(session, start)
        day = board.day_of[start]
        free = state.crew_open[session][crew]
        if free is not None and free[day] & mask != mask:
            return False
        for base, _, limit in state.people[session][crew]:
            used = state.busy[base + day]
            if used & mask or (limit is not None and limit[used | mask]):
                return False
        return not (state.rides[session] and lacking_vehicles(state, session, (start, -1, crew)))

    def build(self) -> None:
        """Write variables, hard rules and wishes."""
        for session in self.free:
            self._variables(session)
        self._exclusive_resources()
        self._limits()
        self._relations()
        self._sharing()
        self._travel()
        self._day_wishes()
        self._pair_wishes()
        self._loads()

    def _literal(self) -> Expression:
        return self.model.new_bool_var("")

    def _variables(self, session: int) -> None:
        board = self.board
        venues, crews = self.pairs[session]
        self.at[session] = at = {start: self._literal() for start in sorted({start for start, _ in venues})}
        self.model.add_exactly_one(at.values())
        self.in_venue[session] = self._split(at, venues)
        self.by_crew[session] = self._split(at, crews)
        self.prices += [(board.start_cost[session][start], literal) for start, literal in at.items()]
        self.prices += [(board.venue_cost[session][venue], literal) for (_, venue), literal in self.in_venue[session].items()]
        self.prices += [(board.crew_cost[session][crew], literal) for (_, crew), literal in self.by_crew[session].items()]

    def _split(self, at: dict[int, Expression], pairs: list[tuple[int, int]]) -> dict[tuple[int, int], Expression]:
        """Return a literal per pair; a start with one choice needs none of its own."""
        by_start: dict[int, list[tuple[int, int]]] = {}
        for pair in pairs:
            by_start.setdefault(pair[0], []).append(pair)
        found: dict[tuple[int, int], Expression] = {}
        for start, choices in by_start.items():
            if len(choices) == 1:
                found[choices[0]] = at[start]
            else:
                found.update((pair, self._literal()) for pair in choices)
                self.model.add(sum(found[pair] for pair in choices) == at[start])
        return found

    # Hard rules

    def _covered(self, session: int, start: int) -> range:
        return range(start, start + self.board.length[session])

    def _uses(self, session: int) -> Iterator[tuple[int, int, Expression]]:
        """Yield (resource, start, literal) for the cells, lecturers and single venues that a session would take."""
        board = self.board
        cells = {base for base, _, _ in self.state.people[session][0] if base // board.days < board.cells}
        for start, literal in self.at[session].items():
            for base in sorted(cells):
                yield base // board.days, start, literal
        for (start, crew), literal in self.by_crew[session].items():
            for base, _, _ in self.state.people[session][crew]:
                if base // board.days >= board.cells:
                    yield base // board.days, start, literal
        for (start, venue), literal in self.in_venue[session].items():
            if venue >= 0 and board.exclusive[venue]:
                yield board.venue_base[venue] // board.days, start, literal

    def _exclusive_resources(self) -> None:
        users: dict[tuple[int, int], list[Expression]] = {}
        for session in self.free:
            for resource, start, literal in self._uses(session):
                for slot in self._covered(session, start):
                    users.setdefault((resource, slot), []).append(literal)
        for literals in users.values():
            if len(literals) > 1:
                self.model.add_at_most_one(literals)

    def _limits(self) -> None:
        board = self.board
        limit_of = {base // board.days: limit for s in self.free for crew in self.state.people[s] for base, _, limit in crew if limit is not None}
        loads: dict[tuple[int, int, int], list[Expression]] = {}
        for session in self.free:
            for resource, start, literal in self._uses(session):
                if resource in limit_of:
                    part = board.grid.half_day_of[board.period_of[start]]
                    for key in ((resource, board.day_of[start], -1), (resource, board.day_of[start], part)):
                        loads.setdefault(key, []).append(board.length[session] * literal)
        for (resource, day, part), terms in loads.items():
            limit = limit_of[resource]
            used = self.state.busy[resource * board.days + day]
            standing = (used if part < 0 else used & board.grid.part_masks[part]).bit_count()
            self.model.add(sum(terms) + standing <= (limit.day if part < 0 else limit.half_day))

    def _relations(self) -> None:
        board = self.board
        begin = {session: sum(start * literal for start, literal in at.items()) for session, at in self.at.items()}
        half = {session: sum(board.half_day_of[start] * literal for start, literal in at.items()) for session, at in self.at.items()}
        date = {s: sum(board.ordinal[board.day_of[start]] * literal for start, literal in at.items()) for s, at in self.at.items()}
        for session in self.free:
            card = board.cards[session]
            for other in card.after:
                if other in self.at:
                    self.model.add(begin[session] + board.length[session] <= begin[other])
            for other in card.together:
                if other in self.at and other > session:
                    self.model.add(begin[session] == begin[other])
            for other, earlier, half_days, days in card.limits:
                if other in self.at and not earlier:
                    self.model.add(half[other] - half[session] >= half_days)
                    if days < NO_LIMIT:
                        self.model.add(date[other] - date[session] <= days)

    def _sharing(self) -> None:
        """Venues that several sessions share, and vehicles: sums per slot with what stands there already."""
        board, state = self.board, self.state
        sums: dict[tuple[str, int, int], list[Expression]] = {}
        for session in self.free:
            for (start, venue), literal in self.in_venue[session].items():
                if venue >= 0 and not board.exclusive[venue]:
                    for slot in self._covered(session, start):
                        sums.setdefault(("parallel", venue, slot), []).append(literal)
                        sums.setdefault(("capacity", venue, slot), []).append(board.heads[session] * literal)
            for (start, crew), literal in self.by_crew[session].items():
                for kind, count in enumerate(board.cards[session].vehicles[crew]):
                    for slot in self._covered(session, start) if count else ():
                        sums.setdefault(("fleet", kind, slot), []).append(count * literal)
        for (what, number, slot), terms in sums.items():
            there = [s for s in range(board.count) if state.begins[s] <= slot < state.ends[s]]
            if what == "fleet":
                riders = [s for s in there if state.rides[s]]
                standing = sum(board.cards[s].vehicles[state.crew[s]][number] for s in riders)
                most = board.fleet[number]
            else:
                there = [s for s in there if state.venue[s] == number]
                standing = len(there) if what == "parallel" else sum(board.heads[s] for s in there)
                most = board.parallel[number] if what == "parallel" else board.capacity[number]
            self.model.add(sum(terms) + standing <= most)

    def _travel(self) -> None:
        if not self.board.travels:
            return
        board, state = self.board, self.state
        for session in self.free:
            for (start, venue), place in self.in_venue[session].items():
                for crew in range(len(board.people[session])) if venue >= 0 else ():
                    staff = self.by_crew[session].get((start, crew))
                    if staff is not None and far(state, session, (start, venue, crew)):
                        self.model.add_at_most_one([place, staff]) if place is not staff else self.model.add(place == 0)
        for index, one in enumerate(self.free):
            for two in self.free[index + 1 :]:
                self._travel_pair(one, two)

    def _travel_pair(self, one: int, two: int) -> None:
        """Forbid two free sessions of the same people too close in time for the way between their venues."""
        board = self.board
        for crew_one, people_one in enumerate(self.state.people[one]):
            for crew_two, people_two in enumerate(self.state.people[two]):
                if {base for base, _, _ in people_one} & {base for base, _, _ in people_two}:
                    for (start, venue), first in self.in_venue[one].items():
                        for (other, there), second in self.in_venue[two].items():
                            if board.day_of[start] == board.day_of[other] and self._too_close(one, two, (start, venue), (other, there)):
                                staff = [self.by_crew[one].get((start, crew_one)), self.by_crew[two].get((other, crew_two))]
                                if None not in staff:
                                    self.model.add_bool_or([literal.negated() for literal in (first, second, *staff)])

    def _too_close(self, one: int, two: int, first: tuple[int, int], second: tuple[int, int]) -> bool:
        board = self.board
        if first[1] < 0 or second[1] < 0:
            return False
        begin, other = board.period_of[first[0]], board.period_of[second[0]]
        end, last = begin + board.length[one] - 1, other + board.length[two] - 1
        spare = max(board.begin_minute[other] - board.end_minute[end], board.begin_minute[begin] - board.end_minute[last])
        return spare < board.minutes[board.area[first[1]]][board.area[second[1]]]

    # Wishes

    def _day_wishes(self) -> None:
        """Days in use, half-days in a row, and the same form twice: over classes, their timetables and lecturers."""
        board = self.board
        used: dict[tuple[int, int], list[Expression]] = {}
        for session in self.free:
            for number in board.cards[session].cohorts:
                if board.cohorts[number].compact or board.cohorts[number].mix:
                    for start, literal in self.at[session].items():
                        used.setdefault((number, board.day_of[start]), []).append(literal)
        flags: dict[tuple[int, int], Expression] = {}
        for (number, day), literals in used.items():
            if not self.state.cohort_days[number * board.days + day]:
                flags[number, day] = flag = self._implied(literals)
                self.prices.append((board.cohorts[number].compact, flag))
        halves = self._running(flags)
        self._energy(flags, halves)
        self._forms(flags)

    def _implied(self, literals: list[Expression]) -> Expression:
        """Return a literal that each of these implies."""
        flag = self._literal()
        for literal in literals:
            self.model.add_implication(literal, flag)
        return flag

    def _cells_of(self, session: int) -> Iterator[tuple[int, LimitTable | None]]:
        for base, _, limit in self.state.people[session][0]:
            if base // self.board.days < self.board.cells:
                yield base // self.board.days, limit

    def _energy(self, flags: dict[tuple[int, int], Expression], halves: dict[tuple[int, int, int], Expression]) -> None:
        """Days and half-days in use hold the work of every timetable: redundant, and what makes the bound good."""
        board, state = self.board, self.state
        members: dict[int, list[int]] = {}
        limit_of: dict[int, LimitTable | None] = {}
        for session in self.free:
            for cell, limit in self._cells_of(session):
                members.setdefault(cell, []).append(session)
                limit_of[cell] = limit
        for cell, sessions in members.items():
            if any(state.busy[cell * board.days : (cell + 1) * board.days]):
                # Beside standing sessions the sums would need their leftovers; the bound matters for whole classes only.
                continue
            work = sum(board.length[session] for session in sessions)
            parts = board.grid.part_masks
            limit = limit_of[cell]
            half = max(mask.bit_count() for mask in parts)
            half_day = min(limit.half_day, half) if limit is not None else half
            day = min(limit.day if limit is not None else board.periods, half_day * len(parts))
            mine = [flag for (resource, _, _), flag in halves.items() if resource == cell]
            if mine:
                self.model.add(sum(mine) >= ceil(work / half_day))
            for number in set.intersection(*(set(board.cards[session].cohorts) for session in sessions)):
                days = [flag for (cohort, _), flag in flags.items() if cohort == number]
                if days:
                    self.model.add(sum(days) >= ceil(work / day))

    def _running(self, flags: dict[tuple[int, int], Expression]) -> dict[tuple[int, int, int], Expression]:
        """Half-days in a row of timetables and lecturers; return the literal of each half-day in use."""
        board, state = self.board, self.state
        tired = {base // board.days: t.tired for s in self.free for crew in state.people[s] for base, t, _ in crew if t is not None}
        users: dict[tuple[int, int, int], list[Expression]] = {}
        owner: dict[int, set[int]] = {}
        for session in self.free:
            for resource, start, literal in self._uses(session):
                if tired.get(resource):
                    part = board.grid.half_day_of[board.period_of[start]]
                    users.setdefault((resource, board.day_of[start], part), []).append(literal)
                    mine = set(board.cards[session].cohorts)
                    owner[resource] = owner.get(resource, mine) & mine
        used = {key: self._implied(literals) for key, literals in users.items()}
        for resource, day in dict.fromkeys((resource, day) for resource, day, _ in used):
            standing = state.busy[resource * board.days + day]
            literals = [self._part_in_use(used, (resource, day, part), standing) for part in range(len(board.grid.part_masks))]
            both = [self._both(one, two, tired[resource]) for one, two in zip(literals, literals[1:], strict=False)]
            for number in owner[resource] if len(literals) == 2 and not standing else ():  # noqa: PLR2004 - morning and afternoon
                if resource < board.cells and (number, day) in flags:
                    self.model.add(sum(literals) - sum(both) <= flags[number, day])
        return used

    def _part_in_use(self, used: dict[tuple[int, int, int], Expression], key: tuple[int, int, int], standing: int) -> Expression:
        return 1 if standing & self.board.grid.part_masks[key[2]] else used.get(key, 0)

    def _both(self, one: Expression, two: Expression, weight: int) -> Expression:
        """Return an expression that is 1 when both half-days are in use, and price it."""
        both = self._literal()
        self.model.add(both >= one + two - 1)
        self.prices.append((weight, both))
        return both

    def _forms(self, flags: dict[tuple[int, int], Expression]) -> None:
        board = self.board
        held: dict[tuple[int, int, int], list[Expression]] = {}
        for session in self.free:
            card = board.cards[session]
            for number in card.cohorts:
                if board.cohorts[number].mix and card.form >= 0:
                    for start, literal in self.at[session].items():
                        held.setdefault((number, board.day_of[start], card.form), []).append(literal)
        for (number, day, form), literals in held.items():
            standing = self.state.cohort_forms[(number * board.days + day) * board.forms + form]
            extra = self.model.new_int_var(0, len(literals), "")
            # The first one is free of charge, and there is a first one only on a day in use.
            self.model.add(extra >= sum(literals) - (0 if standing else flags.get((number, day), 1)))
            self.prices.append((board.cohorts[number].mix, extra))

    def _pair_wishes(self) -> None:
        """Reflection soon after the visit."""
        board, state = self.board, self.state
        date = {s: sum(board.ordinal[board.day_of[start]] * literal for start, literal in at.items()) for s, at in self.at.items()}
        for session in self.free:
            for other, earlier in board.cards[session].soon:
                if other in self.at and earlier:
                    lag = date[session] - date[other]
                elif other not in self.at and state.placed(other):
                    there = board.ordinal[board.day_of[state.begins[other]]]
                    lag = date[session] - there if earlier else there - date[session]
                else:
                    continue
                late = self.model.new_int_var(0, 4000, "")
                self.model.add(late >= lag)
                self.prices.append((board.soon_weight, late))

    def _loads(self) -> None:
        """Lecturers above their fair share."""
        board = self.board
        if not board.fair_weight:
            return
        loads: dict[int, list[Expression]] = {}
        for session in self.free:
            for (_, crew), literal in self.by_crew[session].items():
                for name in board.cards[session].lecturers[crew]:
                    loads.setdefault(name, []).append(board.length[session] * literal)
        for name, terms in loads.items():
            over = self.model.new_int_var(0, 100_000, "")
            self.model.add(over >= sum(terms) + self.state.load[name] - board.fair_target[name])
            self.prices.append((board.fair_weight, over))

    # Solving

    def solve(self, work: float, hint: dict[int, Spot], cancel: Callable[[], bool] | None, seconds: float | None) -> Answer:
        """Minimise, and read the plan."""
        self.model.minimize(sum(price * literal for price, literal in self.prices if price))
        for session, (start, venue, crew) in hint.items():
            for one, literal in self.at.get(session, {}).items():
                self.model.add_hint(literal, one == start)
            _hint_pairs(self.model, self.in_venue.get(session, {}), (start, venue), self.at.get(session, {}))
            _hint_pairs(self.model, self.by_crew.get(session, {}), (start, crew), self.at.get(session, {}))
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        solver.parameters.max_deterministic_time = work
        if seconds is not None:
            solver.parameters.max_time_in_seconds = seconds
        status = solver.solve(self.model, _Stop(self.cp, cancel)) if cancel else solver.solve(self.model)
        if status == self.cp.INFEASIBLE:
            return Answer(infeasible=True)
        bound = max(0, ceil(solver.best_objective_bound - 1e-6)) if status != self.cp.MODEL_INVALID else None
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return Answer(bound=bound)
        spots = {session: self._spot(solver, session) for session in self.free}
        return Answer(spots, bound, optimal=status == self.cp.OPTIMAL)

    def _spot(self, solver: Any, session: int) -> Spot:  # noqa: ANN401 - ortools has no types
        start = next(start for start, literal in self.at[session].items() if solver.value(literal))
        venue = next(v for (s, v), literal in self.in_venue[session].items() if s == start and solver.value(literal))
        crew = next(c for (s, c), literal in self.by_crew[session].items() if s == start and solver.value(literal))
        return start, venue, crew


def _hint_pairs(model: Any, pairs: dict[tuple[int, int], Expression], wanted: tuple[int, int], at: dict[int, Expression]) -> None:  # noqa: ANN401 - ortools has no types
    for pair, literal in pairs.items():
        if literal is not at[pair[0]]:
            model.add_hint(literal, pair == wanted)


def _Stop(cp: Any, cancel: Callable[[], bool]) -> Any:  # noqa: ANN401, N802 - a class made after the late import
    class Stop(cp.CpSolverSolutionCallback):  # type: ignore[misc, name-defined]  # the base is only known after the late import
        def on_solution_callback(self) -> None:
            if cancel():
                self.stop_search()

    return Stop()
