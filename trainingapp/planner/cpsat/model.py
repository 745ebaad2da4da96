"""The hard rules as a CP-SAT model: a literal per start of a free session, per venue and crew where it has a choice."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trainingapp.planner.cpsat.loading import cp_model
from trainingapp.planner.cpsat.travel import Ways
from trainingapp.planner.search.blockers import crowding, in_order, lacking_vehicles
from trainingapp.planner.search.board import NO_LIMIT
from trainingapp.planner.search.state import Spot, State

Expression = Any
"""A literal or a linear expression of ortools, which is published without types."""
Starts = Mapping[int, Sequence[int]]
"""The starts to which a session is held."""


@dataclass(slots=True)
class Answer:
    """A spot per free session (none if no plan was found) and what is proved.

    `bound` includes what the standing sessions cost; `work` is in the solver's deterministic seconds.
    """

    spots: dict[int, Spot] = field(default_factory=dict)
    bound: int | None = None
    optimal: bool = False
    infeasible: bool = False
    work: float = 0.0


class Model:
    """One model: `at` holds a literal per start, `in_venue` and `by_crew` per start and venue, start and crew."""

    def __init__(self, state: State, free: list[int], within: Starts) -> None:
        """Take the free sessions (lifted), and the starts to which some of them are held."""
        self.cp = cp_model()
        self.model = self.cp.CpModel()
        self.state, self.board, self.free = state, state.board, free
        self.within = within
        self.at: dict[int, dict[int, Expression]] = {}
        self.in_venue: dict[int, dict[tuple[int, int], Expression]] = {}
        self.by_crew: dict[int, dict[tuple[int, int], Expression]] = {}
        self.prices: list[tuple[int, Expression]] = []
        self.pairs = {session: self._pairs(session) for session in free}
        self.literals = sum(len(venues) + len(crews) for venues, crews in self.pairs.values())
        self.impossible = any(not venues or not crews for venues, crews in self.pairs.values())

    def _pairs(self, session: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Return the (start, venue) and (start, crew) pairs that standing sessions leave, where there are both."""
        board, state = self.board, self.state
        legal = self.within.get(session, board.starts[session])
        starts = [start for start in legal if in_order(state, session, start)]
        venues = [
            (start, venue)
            for start in starts
            for venue in board.venues[session]
            if self._venue_free(session, start, venue)
        ]
        crews = [
            (s, crew) for s in starts for crew in range(len(board.people[session])) if self._crew_free(session, s, crew)
        ]
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
        """Write variables and hard rules."""
        for session in self.free:
            self._variables(session)
        self._exclusive_resources()
        self._limits()
        self._relations()
        self._sharing()
        self._ways()

    def _ways(self) -> None:
        if self.board.travels:
            Ways(self.model, self.state, self.free, self.in_venue, self.by_crew).forbid()

    def _literal(self) -> Expression:
        return self.model.new_bool_var("")

    def _variables(self, session: int) -> None:
        board = self.board
        venues, crews = self.pairs[session]
        at = self._begins(session)
        self.in_venue[session] = self._split(at, venues)
        self.by_crew[session] = self._split(at, crews)
        self.prices += [(board.start_cost[session][start], literal) for start, literal in at.items()]
        self.prices += [
            (board.venue_cost[session][venue], literal) for (_, venue), literal in self.in_venue[session].items()
        ]
        self.prices += [
            (board.crew_cost[session][crew], literal) for (_, crew), literal in self.by_crew[session].items()
        ]

    def _begins(self, session: int) -> dict[int, Expression]:
        """Make the literals of a session's starts."""
        starts = sorted({start for start, _ in self.pairs[session][0]})
        self.at[session] = at = {start: self._literal() for start in starts}
        self.model.add_exactly_one(at.values())
        return at

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
        limit_of = {
            base // board.days: limit
            for s in self.free
            for crew in self.state.people[s]
            for base, _, limit in crew
            if limit is not None
        }
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

    def _position(self, start: int) -> int:
        """Return where a start stands in the order of time."""
        return start

    def _takes(self, session: int) -> int:
        """Return how much later, in that order, what follows a session can begin."""
        return self.board.length[session]

    def _relations(self) -> None:
        board = self.board
        begin = {
            session: sum(self._position(start) * literal for start, literal in at.items())
            for session, at in self.at.items()
        }
        half = {
            session: sum(board.half_day_of[start] * literal for start, literal in at.items())
            for session, at in self.at.items()
        }
        date = {
            s: sum(board.ordinal[board.day_of[start]] * literal for start, literal in at.items())
            for s, at in self.at.items()
        }
        for session in self.free:
            card = board.cards[session]
            for other in card.after:
                if other in self.at:
                    self.model.add(begin[session] + self._takes(session) <= begin[other])
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
