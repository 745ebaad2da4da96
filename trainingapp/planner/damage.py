"""What a change has done to a published plan: which cards are hit, what each costs elsewhere and at least.

The score counts what changed: `TIME` for another time, `LECTURER` for other lecturers, `VENUE` for another venue; a
card that cannot be placed any more counts `LOST`.
"""

import random
from dataclasses import dataclass, field, replace

from trainingapp.planner.check import Report, check
from trainingapp.planner.moves import LECTURER, TIME, VENUE, differs
from trainingapp.planner.problem import Placement, Problem, Wish
from trainingapp.planner.search.blockers import is_free, usable
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.least import Choices, cheapest
from trainingapp.planner.search.load import load, spot_of
from trainingapp.planner.search.state import State

LOST = 1000
CHANGES = (Wish("stay_time", TIME), Wish("stay_lecturer", LECTURER), Wish("stay_venue", VENUE))
GREEDY_ORDERS = 8


@dataclass(slots=True)
class Damage:
    """A plan under repair: `hit` are the cards that lost their place, `choices` where each may go and what that costs.

    `must` is what the hit cards cost at least, whatever the others do.
    """

    problem: Problem
    published: dict[str, Placement]
    state: State
    hit: list[int]
    choices: Choices
    before: Report
    must: int
    #: No bound says more: this is what plans cost that leave out one card more than those without any place.
    most_bound: int
    lower_bound: int = field(default=0, init=False)

    def raise_bound(self, bound: int) -> None:
        """Take a lower bound for plans that leave out only what has no place anywhere."""
        self.lower_bound = max(self.lower_bound, min(bound, self.most_bound))

    @property
    def lost(self) -> int:
        """The cards that have no place as things stand."""
        return sum(1 for end in self.state.ends if end < 0)

    @property
    def score(self) -> int:
        """What the plan changes as it stands, and what it leaves out."""
        return self.state.cost + LOST * self.lost

    @property
    def minimal(self) -> bool:
        """Whether no plan changes less (proved)."""
        return self.score <= self.lower_bound

    def changed(self) -> list[int]:
        """Return the cards that stand otherwise than published, or nowhere."""
        return [session for session in range(self.state.board.count) if self._differs(session)]

    def _differs(self, session: int) -> bool:
        was = self.published.get(self.state.board.problem.sessions[session].id)
        if was is None:
            return False
        return not self.state.placed(session) or differs(was, self.state.placement(session))


def take_stock(problem: Problem, published: tuple[Placement, ...], seed: int) -> Damage:
    """Return what is hit, the hit cards placed where each costs least for a first."""
    known = {session.id for session in problem.sessions}
    kept = tuple(item for item in published if item.session in known)
    seats = tuple(wish for wish in problem.wishes if wish.kind == "seats")
    board = Board(replace(problem, published=kept, wishes=(*CHANGES, *(replace(wish, weight=0) for wish in seats))))
    before = check(problem, kept)
    state = load(board, _legal_first(board, kept, before))
    hit = [session for session in range(board.count) if not state.placed(session)]
    old = {board.index[item.session]: item for item in kept}
    choices = {session: cheapest(state, session) for session in hit}
    # What a card that must change costs at least; one that is only in another's way may stay, if the other goes.
    must = {s: choices[s][0][0] if choices[s] else LOST for s in hit if _must_move(board, state, old, s)}
    surely = [min(must[s], _surely(board, old.get(s), s)) for s in must if choices[s]]
    _greedy(state, hit, choices, seed)
    placeless = sum(1 for found in choices.values() if not found)
    most = LOST * (placeless + 1) + sum(surely) - max(surely, default=0)
    published_by_id = {item.session: item for item in kept}
    damage = Damage(problem, published_by_id, state, hit, choices, before, sum(must.values()), most)
    damage.raise_bound(damage.must)
    return damage


def _legal_first(board: Board, kept: tuple[Placement, ...], before: Report) -> tuple[Placement, ...]:
    """Return the published cards, the least clashing first, so that one bad card does not push out many good ones."""
    nowhere = {item.session for item in kept if spot_of(board, item) is None}
    clashes: dict[str, int] = {}
    for violation in before.violations:
        for name in violation.sessions if nowhere.isdisjoint(violation.sessions) else ():
            clashes[name] = clashes.get(name, 0) + 1
    return tuple(sorted(kept, key=lambda item: clashes.get(item.session, 0)))


def _must_move(board: Board, state: State, old: dict[int, Placement], session: int) -> bool:
    """Say whether a hit card's old place is illegal by itself, so that it must change whatever the others do."""
    spot = spot_of(board, old[session]) if session in old else None
    return spot is None or not usable(state, session, spot)


def _surely(board: Board, old: Placement | None, session: int) -> int:
    """Return what a card that must change costs at least, or `TIME` if that is less, whichever others are left out.

    Nothing, if only its order to others closes its old start: without them it might stay.
    """
    day = None if old is None else board.grid.day_index.get(old.date)
    if old is None or day is None:
        return TIME
    start = day * board.periods + old.period
    alone = board.choices.of(board.problem.sessions[session]).starts
    return 0 if start in alone and start not in board.starts[session] else TIME


def _greedy(state: State, hit: list[int], choices: Choices, seed: int) -> None:
    """Place the hit cards where each costs least, in several orders; keep the best."""
    rng = random.Random(seed)  # noqa: S311 - a search that can be repeated, not a secret
    order = sorted(hit, key=lambda session: len(choices[session]))
    start = best = state.snapshot()
    least: tuple[int, int] | None = None
    for _ in range(GREEDY_ORDERS):
        for session in order:
            spot = next((spot for _, spot in choices[session] if is_free(state, session, spot)), None)
            if spot is not None:
                state.place(session, spot)
        score = (sum(1 for session in hit if not state.placed(session)), state.cost)
        if least is None or score < least:
            least, best = score, state.snapshot()
        state.restore(start)
        order = rng.sample(order, len(order))
    state.restore(best)
