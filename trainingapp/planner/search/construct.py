"""Construct a plan: iterative forward search with conflict weights and restarts (the idea of UniTime's solver).

One session after another takes the spot with the least weight of sessions in its way; those are lifted and wait
again. Sessions that are lifted often grow heavy, so the search turns away from knots; when it makes no headway it
starts afresh.
"""

import random

from trainingapp.planner.search.blockers import blockers, is_free, usable
from trainingapp.planner.search.budget import Budget
from trainingapp.planner.search.state import Spot, State

SAMPLE = 48
ENOUGH_FREE = 6
STARTS_TRIED = 150
CREWS_TRIED = 3
MOST_TRIES = 40
HARDEST_FIRST, FOLLOW = 0.8, 0.9
"""How often the hardest session that waits is next, and how often one follows its partner's start."""


class Constructor:
    """Place every session that can be placed; keep the most complete plan seen."""

    def __init__(self, state: State, rng: random.Random, budget: Budget, movable: list[int] | None = None) -> None:
        """Take the sessions to place (default: all that have any choice); others stay as they are."""
        self.state, self.rng, self.budget = state, rng, budget
        board = state.board
        members = range(board.count) if movable is None else movable
        self.members = [session for session in members if board.placeable(session)]
        self.movable = frozenset(self.members)
        self.size = [
            len(board.starts[s]) * len(board.venues[s]) * len(board.people[s]) if board.placeable(s) else 0
            for s in range(board.count)
        ]
        self.depth = [len(card.after) for card in board.cards]
        self.weights = [1] * board.count
        self.most_tries = MOST_TRIES
        self.best, self.fewest = state.snapshot(), len(self.waiting())

    def run(self, patience: int | None = None) -> bool:
        """Place the members; return whether all are placed. The best plan is in the state afterwards."""
        patience = patience or 300 + 12 * len(self.members)
        self.best, self.fewest, tries = self.state.snapshot(), len(self.waiting()), 0
        while self.fewest:
            tries += 1
            self.try_once(patience)
            self.keep(len(self.waiting()))
            if not self.fewest or self.budget.spent() >= 1 or tries >= self.most_tries:
                break
            self.start_afresh()
        self.state.restore(self.best)
        return self.fewest == 0

    def keep(self, left: int) -> None:
        """Keep the plan as it is, in which so many wait, if it is the fullest so far."""
        if left < self.fewest:
            self.best, self.fewest = self.state.snapshot(), left

    def waiting(self) -> list[int]:
        """Return the members that are not placed."""
        return [session for session in self.members if not self.state.placed(session)]

    def start_afresh(self) -> None:
        """Lift every member and forget the weights."""
        for session in self.members:
            if self.state.placed(session):
                self.state.lift(session)
        self.weights = [1] * self.state.board.count

    def try_once(self, patience: int) -> None:
        """Go on until all are placed or nothing has improved for `patience` placements."""
        waiting = self.waiting()
        self.rng.shuffle(waiting)
        # Hard ones last in the list, because the list is used from its end.
        waiting.sort(key=lambda session: (-self.size[session], -self.depth[session]))
        fewest, idle = len(waiting), 0
        while waiting and idle < patience:
            session = waiting.pop(self.pick(len(waiting)))
            waiting += self.settle(session, len(waiting) + 1)
            idle += 1
            self.budget.steps += 1
            if len(waiting) < fewest:
                fewest, idle = len(waiting), 0
            if self.budget.steps % 64 == 0 and self.budget.spent() >= 1:
                break

    def pick(self, count: int) -> int:
        """Pick mostly the hardest that waits, now and then any."""
        return count - 1 if self.rng.random() < HARDEST_FIRST else int(self.rng.random() * count)

    def settle(self, session: int, left: int) -> list[int]:
        """Place a session; return those that had to go. It waits again if every spot needs a fixed card to go.

        Before others go, the plan in which `left` still wait may be the fullest of all.
        """
        spot = self.free_spot(session)
        gone: list[int] = []
        if spot is None:
            found = self.least_weight_spot(session)
            if found is None:
                return [session]
            spot, gone = found
            self.keep(left)
            for other in gone:
                self.state.lift(other)
                self.weights[other] += 1
        self.state.place(session, spot)
        return gone

    def free_spot(self, session: int) -> Spot | None:
        """Return the cheapest of a few random spots that are free."""
        best, cheapest, found = None, 0, 0
        for _ in range(min(SAMPLE, 2 * self.size[session])):
            spot = self.random_spot(session)
            if is_free(self.state, session, spot):
                cost = self.state.place(session, spot)
                self.state.lift(session)
                found += 1
                if best is None or cost < cheapest:
                    best, cheapest = spot, cost
                if found >= ENOUGH_FREE:
                    break
        return best

    def random_spot(self, session: int) -> Spot:
        """Return any legal start with any venue and crew; sessions that begin together follow the first one placed."""
        board, rnd = self.state.board, self.rng.random
        starts, venues = board.starts[session], board.venues[session]
        start = starts[int(rnd() * len(starts))]
        if board.cards[session].together:
            start = self.common_start(session, start)
        return start, venues[int(rnd() * len(venues))], int(rnd() * len(board.people[session]))

    def common_start(self, session: int, start: int) -> int:
        """Return the start of a placed session that begins together with this one, if it may, else the start given."""
        board, begins = self.state.board, self.state.begins
        for other in board.cards[session].together:
            if self.state.placed(other) and self.rng.random() < FOLLOW and begins[other] in board.start_cost[session]:
                return begins[other]
        return start

    def least_weight_spot(self, session: int) -> tuple[Spot, list[int]] | None:
        """Return the spot whose blockers weigh least, with them."""
        best: tuple[Spot, list[int]] | None = None
        least = 0.0
        for spot in self.candidates(session):
            if not usable(self.state, session, spot):
                continue
            gone = blockers(self.state, session, spot)
            if gone is None or any(other not in self.movable for other in gone):
                continue
            weight = sum(self.weights[other] for other in gone) + self.rng.random()
            if best is None or weight < least:
                best, least = (spot, gone), weight
            if not gone:
                break
        return best

    def candidates(self, session: int) -> list[Spot]:
        """Return spots over many starts: for each a few crews, each with a venue that is free then if there is one."""
        board, rng = self.state.board, self.rng
        starts = board.starts[session]
        if len(starts) > STARTS_TRIED:
            starts = tuple(rng.sample(starts, STARTS_TRIED))
        crews = range(len(board.people[session]))
        few = len(crews) <= CREWS_TRIED
        return [
            (start, self.best_venue(session, start), crew)
            for start in starts
            for crew in (crews if few else rng.sample(crews, CREWS_TRIED))
        ]

    def best_venue(self, session: int, start: int) -> int:
        """Return a venue that is empty at that time, else any."""
        board = self.state.board
        venues = board.venues[session]
        day, mask = board.day_of[start], self.state.bits[session] << board.period_of[start]
        shift = int(self.rng.random() * len(venues))
        for venue in (*venues[shift:], *venues[:shift]):
            if venue < 0 or not self.state.busy[board.venue_base[venue] + day] & mask:
                closed = self.state.closed_at[venue] if venue >= 0 else None
                if closed is None or not closed[day] & mask:
                    return venue
        return venues[shift]
