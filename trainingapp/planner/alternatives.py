"""Several plans that differ: each next one pays for every card in the half-day where an earlier plan has it.

Another hour of the same half-day is no other plan to whoever has to choose.
"""

import random
from dataclasses import dataclass, replace
from operator import ne

from trainingapp.planner.problem import Problem
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.budget import Budget
from trainingapp.planner.search.solve import answer, draft, usual_effort
from trainingapp.planner.search.state import NOWHERE, State
from trainingapp.planner.solution import Cancel, Report, Solution
from trainingapp.planner.validate import refuse_invalid


@dataclass(frozen=True, slots=True)
class Alternative:
    """A plan, and how many of its cards stand in another half-day than in each plan before it."""

    solution: Solution
    differs: tuple[int, ...]


def alternatives(
    problem: Problem,
    *,
    count: int = 3,
    effort: int | None = None,
    seconds: float | None = None,
    seed: int = 0,
    progress: Report | None = None,
    cancel: Cancel | None = None,
) -> list[Alternative]:
    """Return `count` plans, the best first searched for; `effort` is in moves for each, `seconds` caps all together.

    Raises PlanProblemError for a senseless problem.
    """
    refuse_invalid(problem)
    board = Board(problem)
    found: list[Alternative] = []
    halves: list[list[int]] = []
    for number in range(count):
        state = State(board)
        rng = random.Random(seed + number)  # noqa: S311 - a search that can be repeated, not a secret
        moves = effort if effort or seconds else usual_effort(problem)
        budget = Budget(moves, seconds / count if seconds else None, cancel)
        draft(state, rng, budget, _numbered(progress, number + 1))
        solution = answer(problem, state, steps=budget.steps, seed=seed + number)
        here = [_half_day(board, start) for start in state.begins]
        differs = tuple(sum(map(ne, here, earlier)) for earlier in halves)
        found.append(Alternative(solution, differs))
        halves.append(here)
        _pay_for_sameness(board, state, max(1, 2 * solution.total // max(1, board.count)))
    return found


def _numbered(report: Report | None, number: int) -> Report | None:
    """Return what reports progress as that of one of several plans; its cost is that of the wishes alone."""
    if report is None:
        return None
    return lambda progress: report(replace(progress, number=number, cost=sum(progress.unmet.values())))


def _half_day(board: Board, start: int) -> int:
    """Return the number of the half-day of a start; a session without a place is in none."""
    return NOWHERE if start == NOWHERE else board.half_day_of[start]


def _pay_for_sameness(board: Board, state: State, weight: int) -> None:
    for session, begin in enumerate(state.begins):
        cost, half_day = board.start_cost[session], _half_day(board, begin)
        for start in cost:
            if _half_day(board, start) == half_day:
                cost[start] += weight
