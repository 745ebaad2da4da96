"""Move what a class has in a half-day as one: to an empty half-day, or in exchange for what stands there.

Card by card such a change would have to pass through plans that cost more than either end.
"""

from trainingapp.planner.search.blockers import is_free
from trainingapp.planner.search.state import Spot, State

Block = list[tuple[int, Spot]]
"""Cards, each with the spot that it is to take."""


def exchange(state: State, session: int, start: int, movable: list[bool]) -> Block:
    """Return where the cards of a session's half-day, and those of the half-day of `start`, would change to.

    Nothing is returned where one of them cannot move so.
    """
    board = state.board
    here = state.begins[session]
    if board.half_day_of[here] == board.half_day_of[start]:
        return []
    shift = board.half_day_first[start] - board.half_day_first[here]
    found = [(one, shift) for one in _beside(state, session, here)]
    found += [(one, -shift) for one in _beside(state, session, start)]
    block = []
    for one, change in found:
        at, venue, crew = state.spot(one)
        if not movable[one] or board.cards[one].together or at + change not in board.start_cost[one]:
            return []
        block.append((one, (at + change, venue, crew)))
    return block


def _beside(state: State, session: int, start: int) -> list[int]:
    """Return the cards that people of a session have in the half-day of a start."""
    board = state.board
    day, part, most = board.day_of[start], board.half_day_of[start], board.cells * board.days
    found: dict[int, None] = {}
    for base, _, _ in state.people[session][0]:
        if base < most:
            for one in state.items[base + day]:
                if board.half_day_of[state.begins[one]] == part:
                    found[one] = None
    return list(found)


def put(state: State, block: Block) -> int | None:
    """Place lifted cards; return the change in cost, or None, with all lifted again, where one has no room."""
    change = 0
    for number, (session, spot) in enumerate(block):
        if not is_free(state, session, spot):
            for earlier, _ in block[:number]:
                state.lift(earlier)
            return None
        change += state.place(session, spot)
    return change
