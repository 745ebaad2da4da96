"""The search's arrays: what a move would change is what it changes, and shared venues never hold too many."""

from hypothesis import HealthCheck, assume, given, settings

from tests.planner import small
from trainingapp.planner.problem import Cohort, Problem, Session, Venue
from trainingapp.planner.search.blockers import is_free
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.load import load
from trainingapp.planner.search.peek import BLOCKED, can_peek, peek
from trainingapp.planner.search.solve import solve
from trainingapp.planner.search.state import Spot, State
from trainingapp.planner.validate import find_faults

QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


def change_by_moving(state: State, session: int, spot: Spot) -> int:
    """Return the change in cost of a move by making it and taking it back; BLOCKED if it may not be made."""
    old, before = state.spot(session), state.cost
    state.lift(session)
    change = BLOCKED
    if is_free(state, session, spot):
        state.place(session, spot)
        change = state.cost - before
        state.lift(session)
    state.place(session, old)
    return change


@QUICK
@given(small.problems())
def test_what_a_move_would_change_is_what_it_changes(problem: Problem) -> None:
    assume(not find_faults(problem))
    board = Board(problem)
    state = load(board, solve(problem, effort=100, prove=False).placements)
    movable = [one for one in range(board.count) if state.placed(one) and can_peek(state, one)]
    spots = [(one, (start, venue)) for one in movable for start in board.starts[one] for venue in board.venues[one]]

    told = [peek(state, one, *spot) for one, spot in spots]

    assert told == [change_by_moving(state, one, (*spot, state.crew[one])) for one, spot in spots]


def test_a_shared_venue_is_not_overfilled_after_a_card_has_left_it() -> None:
    cohorts = tuple(Cohort(f"c{heads}", f"{heads}人班", heads) for heads in (20, 30, 40))
    sessions = tuple(Session(f"s{one.size}", "参观", 1, (one.id,)) for one in cohorts)
    venue = Venue("v", "展馆", capacity=50, parallel=3)
    state = State(Board(Problem(small.calendar(1), cohorts, sessions, venues=(venue,))))
    state.place(0, (0, 0, 0))
    state.place(1, (0, 0, 0))

    state.lift(0)

    assert is_free(state, 0, (0, 0, 0))
    assert not is_free(state, 2, (0, 0, 0))
