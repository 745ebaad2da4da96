"""Let CP-SAT improve a complete plan and prove how good it is."""

from collections.abc import Callable, Mapping

from trainingapp.planner import cpsat
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.state import Spot, State
from trainingapp.planner.solution import Cancel

HELD = 0.1
"""The share of the work that may go to making one plan in given half-days or days."""
WHOLE_LITERALS = 1500
"""With more choices the whole is not looked at: it would get nowhere."""


def polish(state: State, work: float, cancel: Cancel | None) -> int | None:
    """Improve a complete plan; return a proved lower bound of the cost, or None. The better plan stays in the state.

    Only plans that cost less are asked for: that there are none is the proof.
    """
    count = state.board.count
    if not count or count > cpsat.MOST_FREE or not cpsat.available() or not all(map(state.placed, range(count))):
        return None
    return _Polish(state, work, cancel).run()


class _Polish:
    """The best plan so far, while the sessions of the state are lifted."""

    def __init__(self, state: State, work: float, cancel: Cancel | None) -> None:
        self.state, self.work, self.cancel = state, work, cancel
        self.best, self.cost = state.snapshot(), state.cost
        self.everything = range(state.board.count)

    def run(self) -> int:
        state = self.state
        self.lift()
        bound = cpsat.bound(
            state, self.everything, work=self.work, below=self.cost, found=self.realise, cancel=self.cancel
        )
        whole = self.improve({}, self.work) if (bound or 0) < self.cost and self.small() else None
        state.restore(self.best)
        return max(bound or 0, whole or 0)

    def small(self) -> bool:
        board = self.state.board
        return sum(map(_choices(board), self.everything)) <= WHOLE_LITERALS

    def lift(self) -> None:
        for session in self.everything:
            if self.state.placed(session):
                self.state.lift(session)

    def realise(self, half_days: Mapping[int, Spot]) -> int:
        """Make a plan in these half-days, else on these days; return what the best plan costs."""
        board = self.state.board
        for place in (board.half_day_of, board.day_of):
            cost = self.cost
            self.improve(_same(board, half_days, place), HELD * self.work)
            if self.cost < cost:
                break
        return self.cost

    def improve(self, within: Mapping[int, list[int]], work: float) -> int | None:
        """Look for a cheaper plan; return the proved bound of all that were allowed."""
        found = cpsat.improve(
            self.state, self.everything, work=work, below=self.cost, within=within, cancel=self.cancel
        )
        if found.spots:
            self.state.restore([found.spots[session] for session in self.everything])
            # A wish that is not in the model may make it dearer than it seemed.
            if self.state.cost < self.cost:
                self.best, self.cost = self.state.snapshot(), self.state.cost
            self.lift()
        return found.bound


def _same(board: Board, spots: Mapping[int, Spot], place: list[int]) -> dict[int, list[int]]:
    """Return the starts of each session that lie where its spot does."""
    return {
        session: [start for start in board.starts[session] if place[start] == place[spot[0]]]
        for session, spot in spots.items()
    }


def _choices(board: Board) -> Callable[[int], int]:
    return lambda session: len(board.starts[session]) * (len(board.venues[session]) + len(board.people[session]))
