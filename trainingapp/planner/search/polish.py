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


class Polish:
    """The best plan so far of a state whose sessions are all placed, and a proved lower bound of the cost."""

    def __init__(self, state: State, cancel: Cancel | None) -> None:
        """Take a complete plan."""
        self.state, self.cancel = state, cancel
        self.everything = range(state.board.count)
        self.best, self.cost = state.snapshot(), state.cost
        self.work, self.bound = 0.0, 0
        self.lift()
        self.climber = cpsat.climber(state, self.everything, cancel)
        state.restore(self.best)

    @staticmethod
    def possible(state: State) -> bool:
        """Say whether CP-SAT is there, and the plan complete and not too large for it."""
        count = state.board.count
        return 0 < count <= cpsat.MOST_FREE and cpsat.available() and all(map(state.placed, range(count)))

    def run(self, work: float) -> None:
        """Improve the plan that stands in the state, and raise the bound.

        Only plans that cost less are asked for: that there are none is the proof.
        """
        self.work = work
        self.best, self.cost = self.state.snapshot(), self.state.cost
        self.lift()
        if self.climber is not None:
            self.climber.climb(work, self.cost, self.realise)
            self.bound = max(self.bound, self.climber.bound or 0)
        if self.bound < self.cost and self.small():
            self.bound = max(self.bound, self.improve({}, work) or 0)
        self.state.restore(self.best)

    def within(self, share: float) -> bool:
        """Say whether the plan is proved to cost at most so much more than the best."""
        return self.cost <= self.bound * (1 + share)

    def small(self) -> bool:
        """Say whether the whole, by periods, is worth a look."""
        board = self.state.board
        return sum(map(_choices(board), self.everything)) <= WHOLE_LITERALS

    def lift(self) -> None:
        """Lift all sessions."""
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
