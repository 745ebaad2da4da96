"""Among repairs of the same score, one that meets the wishes better and moves nothing farther than it must."""

import random
from dataclasses import replace

from trainingapp.planner.damage import CHANGES, Damage
from trainingapp.planner.moves import change
from trainingapp.planner.problem import Placement
from trainingapp.planner.search.anneal import Annealer
from trainingapp.planner.search.blockers import is_free
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.budget import Budget
from trainingapp.planner.search.load import load
from trainingapp.planner.search.state import State

POLISHED = 150
"""Moves for each changed card."""
DEAR = 1000
"""How much more a change costs than a wish, when equal repairs are compared."""


def mind_wishes(damage: Damage, effort: int, seed: int) -> tuple[Placement, ...]:
    """Look for a plan of the same score that meets the wishes better; only the changed cards move again."""
    found = damage.state.placements()
    moved = [session for session in damage.changed() if damage.state.placed(session)]
    if not moved or not any(wish.weight for wish in damage.problem.wishes):
        return found
    dear = tuple(replace(wish, weight=wish.weight * DEAR) for wish in CHANGES)
    board = Board(
        replace(damage.state.board.problem, wishes=(*damage.problem.wishes, *dear)), damage.state.board.choices
    )
    state = load(board, found)
    rng = random.Random(seed)  # noqa: S311 - a search that can be repeated, not a secret
    Annealer(state, rng, Budget(min(effort // 10, POLISHED * len(moved)), None, None), moved).run()
    for session in moved:
        _bring_near(state, session)
    better = state.placements()
    return better if len(better) == len(found) and change(damage.published, better) <= damage.state.cost else found


def _bring_near(state: State, session: int) -> None:
    """Let a moved card stand as near to its old time as the same cost allows, in half-days first: fewer notice it."""
    board, spot, cost = state.board, state.spot(session), state.cost
    published = {item.session: item for item in board.problem.published}
    was = published[board.problem.sessions[session].id]
    day = board.grid.day_index.get(was.date)
    if day is None:
        return
    old = day * board.periods + was.period

    def distance(start: int) -> tuple[int, int]:
        return abs(board.half_day_of[start] - board.half_day_of[old]), abs(start - old)

    nearer = (start for start in board.starts[session] if distance(start) < distance(spot[0]))
    state.lift(session)
    for start in sorted(nearer, key=distance):
        near = (start, *spot[1:])
        if is_free(state, session, near):
            state.place(session, near)
            if state.cost <= cost:
                return
            state.lift(session)
    state.place(session, spot)
