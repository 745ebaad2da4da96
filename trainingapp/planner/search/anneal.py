"""Improve a plan: simulated annealing over moves and swaps, keeping every hard rule all the time."""

import math
import random
from bisect import bisect_left, bisect_right

from trainingapp.planner.search.blockers import clear_but_for, is_free, only_blocker, span, usable
from trainingapp.planner.search.blocks import exchange, put
from trainingapp.planner.search.budget import Budget
from trainingapp.planner.search.peek import BLOCKED, can_peek, peek
from trainingapp.planner.search.state import Spot, State, wishes_unmet
from trainingapp.planner.solution import Progress, Report

CHECK_EVERY = 128
REPORT_EVERY = 16384
COUNTED_EVERY = 1.0
"""Seconds between two counts of the wishes for whoever watches; longer where a count takes long."""
HOT, COLD = 0.4, 0.06
"""The first temperature as a part of the median change for the worse, the last as one of the smallest that matters."""
WORTHWHILE = 6
"""Venues dearer than this many first temperatures are not tried."""
CREW_SHARE, VENUE_SHARE, KEEP_VENUE = 0.15, 0.15, 0.5
"""How often a move changes only the crew or only the venue, and how often a new start keeps the venue."""
BLOCK_SHARE = 0.05
"""How often what a class has in a half-day moves as one, where days in use have a price."""


class Annealer:
    """Moves one session at a time; where exactly one other is in the way, the two change places."""

    def __init__(self, state: State, rng: random.Random, budget: Budget, movable: list[int] | None = None) -> None:
        """Take the sessions that may move (default: all that have a choice)."""
        self.state, self.rng, self.budget = state, rng, budget
        board = state.board
        members = range(board.count) if movable is None else movable
        self.members = [s for s in members if board.placeable(s) and self._choices(s) > 1]
        self.movable = [False] * board.count
        for session in self.members:
            self.movable[session] = True
        self.quick = [can_peek(state, session) for session in range(board.count)]
        self.blocks = any(parts.compact for parts in board.cohorts)
        self.best = state.cost
        self.best_spots: list[Spot | None] = state.snapshot()
        self.unsaved = self.due = False
        self.temperature = 1.0
        self.venues: list[tuple[int, ...]] = board.venues
        self.starts: list[list[tuple[int, ...]] | None] = [None] * board.count
        self.report: Report | None = None
        self.unmet: dict[str, int] = {}
        self.counted_again = 0.0

    def _choices(self, session: int) -> int:
        board = self.state.board
        return len(board.starts[session]) * len(board.venues[session]) * len(board.people[session])

    def run(self, report: Report | None = None) -> None:
        """Anneal until the budget is spent; the best plan is in the state afterwards."""
        self.report = report
        if not self.members or self.budget.spent() >= 1:
            return
        hot, cold = self.measure()
        self.venues = [self._worthwhile(session, WORTHWHILE * hot) for session in range(self.state.board.count)]
        begun = min(self.budget.spent(), 0.99)
        while (spent := self.budget.spent()) < 1:
            share = (spent - begun) / (1 - begun)
            self.temperature = hot * (cold / hot) ** share
            self.steps(CHECK_EVERY)
            if self.budget.steps % REPORT_EVERY < CHECK_EVERY:
                self.tell()
        if self.unsaved or self.due:
            self.keep_if_best()
        self.state.restore(self.best_spots)

    def _worthwhile(self, session: int, most: float) -> tuple[int, ...]:
        """Return the venues that cost at most so much more than the cheapest, which comes first."""
        costs = self.state.board.venue_cost[session]
        least = min(costs.values(), default=0)
        worthwhile = (venue for venue in self.state.board.venues[session] if costs[venue] <= least + most)
        return tuple(sorted(worthwhile, key=costs.__getitem__))

    def measure(self) -> tuple[float, float]:
        """Return the first and the last temperature, from the changes in cost of random moves."""
        self.temperature = 1e-9
        changes: list[int] = []
        self.seen = changes
        self.steps(min(2000, 20 * len(self.members)))
        self.seen = None
        worse = sorted(change for change in changes if change > 0) or [1]
        smallest = worse[len(worse) // 50]
        middle = worse[len(worse) // 2]
        return max(HOT * middle, 2 * COLD * smallest), COLD * min(smallest, worse[0] * 2)

    seen: list[int] | None = None

    def tell(self) -> None:
        """Report progress; what is told does not change the search."""
        if self.report is None:
            return
        spots = self.best_spots
        if (self.unsaved or self.due) and self.state.cost == self.best:
            spots = self.state.snapshot()
        if self.budget.elapsed >= self.counted_again:
            begun = self.budget.elapsed
            self.unmet = wishes_unmet(self.state, spots)
            self.counted_again = self.budget.elapsed + max(COUNTED_EVERY, 20 * (self.budget.elapsed - begun))
        placed = sum(1 for spot in spots if spot)
        count = self.state.board.count
        self.report(Progress("improve", self.budget.steps, self.best, placed, count, dict(self.unmet)))

    def keep(self) -> None:
        """Remember the plan as it stands as the best."""
        self.best = self.state.cost
        self.best_spots = self.state.snapshot()
        self.unsaved = self.due = False

    def keep_if_best(self) -> None:
        """Remember the plan if it is the one whose cost is the best."""
        if self.state.cost == self.best:
            self.keep()

    def steps(self, count: int) -> None:
        """Try `count` moves."""
        members, rnd, size = self.members, self.rng.random, len(self.members)
        state, blocks = self.state, self.blocks
        for _ in range(count):
            if self.due:
                self.keep()
            session = members[int(rnd() * size)]
            if state.ends[session] < 0:
                self.insert(session)
                continue
            if blocks and rnd() < BLOCK_SHARE:
                self.move_block(session, self.start_by_chance(session))
                continue
            spot = self.spot_by_chance(session)
            if spot != state.spot(session):
                self.try_move(session, spot)
        self.budget.steps += count

    def spot_by_chance(self, session: int) -> Spot:
        """Return a spot that differs in crew, in venue, or in start and perhaps venue."""
        state, rnd = self.state, self.rng.random
        start, venue, crew = state.begins[session], state.venue[session], state.crew[session]
        venues, crews = self.venues[session], state.people[session]
        roll = rnd()
        if len(crews) > 1 and roll < CREW_SHARE:
            return start, venue, int(rnd() * len(crews))
        if len(venues) > 1 and roll > 1 - VENUE_SHARE:
            return start, venues[int(rnd() * len(venues))], crew
        start = self.start_by_chance(session)
        if len(venues) > 1 and rnd() > KEEP_VENUE:
            venue = venues[int(rnd() * len(venues))]
        return start, self.empty_venue(session, start, venue), crew

    def start_by_chance(self, session: int) -> int:
        """Return a start at which the crew is open, between the sessions before and those after it."""
        state = self.state
        crews = self.starts[session]
        if crews is None:
            crews = self.starts[session] = state.board.starts_by_crew(session)
        starts = crews[state.crew[session]]
        if not state.related[session]:
            return starts[int(self.rng.random() * len(starts))]
        first, last = span(state, session)
        low, high = bisect_left(starts, first), bisect_right(starts, last)
        return starts[low + int(self.rng.random() * (high - low))] if low < high else state.begins[session]

    def empty_venue(self, session: int, start: int, wanted: int) -> int:
        """Return the wanted venue if it is empty then, else the cheapest that is, if there is one."""
        state, board = self.state, self.state.board
        if wanted < 0 or not board.exclusive[wanted]:
            return wanted
        busy, day, mask = state.busy, board.day_of[start], state.bits[session] << board.period_of[start]
        if not busy[board.venue_base[wanted] + day] & mask:
            return wanted
        for venue in self.venues[session]:
            if not busy[board.venue_base[venue] + day] & mask:
                return venue
        return wanted

    def try_move(self, session: int, spot: Spot) -> None:
        """Move a session if it may go there and chance allows; else change places with the one in the way."""
        state = self.state
        if state.board.cards[session].together and spot[0] != state.begins[session]:
            self.move_together(session, spot[0])
            return
        old = state.spot(session)
        if spot[2] == old[2] and self.quick[session]:
            self.peek_and_move(session, spot)
            return
        change = state.lift(session)
        if not is_free(state, session, spot):
            state.place(session, old)
            self.swap(session, spot)
            return
        change += state.place(session, spot)
        if not self.accept(change):
            state.lift(session)
            state.place(session, old)

    def peek_and_move(self, session: int, spot: Spot) -> None:
        """Work out the change first, and move only if chance allows."""
        state = self.state
        change = peek(state, session, spot[0], spot[1])
        if change == BLOCKED:
            self.swap(session, spot)
            return
        if self.seen is not None:
            self.seen.append(change)
        if change > 0:
            if self.rng.random() >= math.exp(-change / self.temperature):
                return
            if self.unsaved:
                self.keep()
        state.lift(session)
        state.place(session, spot)
        if state.cost < self.best:
            self.best = state.cost
            self.unsaved = True

    def move_block(self, session: int, start: int) -> None:
        """Let what stands in a session's half-day change places with what stands in another."""
        state = self.state
        block = exchange(state, session, start, self.movable)
        if not block:
            return
        old = [(one, state.spot(one)) for one, _ in block]
        change = sum(state.lift(one) for one, _ in block)
        more = put(state, block)
        if more is not None:
            if self.accept(change + more):
                return
            for one, _ in block:
                state.lift(one)
        for one, spot in old:
            state.place(one, spot)

    def accept(self, change: int) -> bool:
        """Decide on a change in cost that has been made, and keep the best plan."""
        if self.seen is not None:
            self.seen.append(change)
        if change > 0:
            if self.rng.random() >= math.exp(-change / self.temperature):
                return False
            if self.unsaved:
                # The plan before this move is the best so far: let the caller undo the move, and keep that plan first.
                self.due = True
                return False
        elif self.state.cost < self.best:
            self.best = self.state.cost
            self.unsaved = True
        return True

    def swap(self, session: int, spot: Spot) -> None:
        """Let the one session in the way take this one's place."""
        state = self.state
        other = only_blocker(state, session, spot)
        if other < 0 or not self.movable[other] or state.begins[session] not in state.board.start_cost[other]:
            return
        if state.board.cards[other].together or not usable(state, session, spot):
            return
        old, old_other = state.spot(session), state.spot(other)
        if not clear_but_for(state, other, (old[0], -1, old_other[2]), session):
            return
        change = state.lift(session) + state.lift(other)
        if is_free(state, session, spot):
            change += state.place(session, spot)
            new_other = self.exchange(other, old_other, old, spot)
            if new_other is not None:
                change += state.place(other, new_other)
                if self.accept(change):
                    return
                state.lift(other)
            state.lift(session)
        state.place(other, old_other)
        state.place(session, old)

    def exchange(self, other: int, was: Spot, freed: Spot, taken: Spot) -> Spot | None:
        """Return a spot for `other` at the freed start: in its own venue, or in the freed one if its own was taken."""
        state, board = self.state, self.state.board
        venues = [was[1], freed[1]] if was[1] != taken[1] else [freed[1], was[1]]
        for venue in venues:
            if venue in board.venue_cost[other]:
                spot = (freed[0], venue, was[2])
                if is_free(state, other, spot):
                    return spot
        return None

    def insert(self, session: int) -> None:
        """Place a session that waits, if a random spot is free."""
        board, rnd, state = self.state.board, self.rng.random, self.state
        starts, venues = board.starts[session], board.venues[session]
        spot = (
            starts[int(rnd() * len(starts))],
            venues[int(rnd() * len(venues))],
            int(rnd() * len(board.people[session])),
        )
        if is_free(state, session, spot):
            state.place(session, spot)
            # More sessions placed is better whatever it costs.
            self.keep()

    def move_together(self, session: int, start: int) -> None:
        """Move sessions that begin together, each with its own venue and crew."""
        state = self.state
        group = [session, *state.board.cards[session].together]
        if not all(self.movable[s] and state.placed(s) and start in state.board.start_cost[s] for s in group):
            return
        old = [state.spot(s) for s in group]
        change = sum(state.lift(s) for s in group)
        moved = []
        for member, (_, venue, crew) in zip(group, old, strict=True):
            spot = (start, venue, crew)
            if not is_free(state, member, spot):
                break
            change += state.place(member, spot)
            moved.append(member)
        if len(moved) == len(group) and self.accept(change):
            return
        for member in moved:
            state.lift(member)
        for member, spot in zip(group, old, strict=True):
            state.place(member, spot)
