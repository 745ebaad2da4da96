"""Bring a plan given in the problem's own words into a state."""

from collections.abc import Iterable

from trainingapp.planner.problem import Placement
from trainingapp.planner.search.blockers import is_free
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.state import Spot, State


def spot_of(board: Board, placement: Placement) -> Spot | None:
    """Return the spot that a placement names, or None if it is not among the session's choices (any more)."""
    session = board.index[placement.session]
    day = board.grid.day_index.get(placement.date)
    if day is None:
        return None
    start = day * board.periods + placement.period
    names = {venue.id: number for number, venue in enumerate(board.problem.venues)}
    venue = names.get(placement.venue, -1)
    if start not in board.start_cost[session] or venue not in board.venue_cost[session]:
        return None
    wanted = tuple(placement.vehicles.get(kind.id, 0) for kind in board.problem.fleet)
    for crew, choice in enumerate(board.options[session].crews):
        if choice.lecturers == placement.lecturers and (not choice.vehicles or choice.vehicles == wanted):
            return start, venue, crew
    return None


def load(board: Board, placements: Iterable[Placement]) -> State:
    """Return a state with every placement that is still legal beside those before it; the others stay unplaced."""
    state = State(board)
    for placement in placements:
        spot = spot_of(board, placement)
        session = board.index[placement.session]
        if spot is not None and is_free(state, session, spot):
            state.place(session, spot)
    return state
