"""Several plans that differ: each next one pays for every card that stands where an earlier plan has it."""

import random
from dataclasses import dataclass

from trainingapp.planner.problem import Problem
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.budget import Budget
from trainingapp.planner.search.solve import answer, draft, usual_effort
from trainingapp.planner.search.state import State
from trainingapp.planner.solution import Cancel, Solution
from trainingapp.planner.validate import refuse_invalid


@dataclass(frozen=True, slots=True)
class Alternative:
    """A plan, and in how many cards it differs in time from each plan before it."""

    solution: Solution
    differs: tuple[int, ...]


def alternatives(
    problem: Problem, *, count: int = 3, effort: int | None = None, seed: int = 0, cancel: Cancel | None = None
) -> list[Alternative]:
    """Return `count` plans, the best first searched for; `effort` is in moves for each.

    Raises PlanProblemError for a senseless problem.
    """
    refuse_invalid(problem)
    board = Board(problem)
    found: list[Alternative] = []
    starts: list[list[int]] = []
    for number in range(count):
        state = State(board)
        rng = random.Random(seed + number)  # noqa: S311 - a search that can be repeated, not a secret
        budget = Budget(effort or usual_effort(problem), None, cancel)
        draft(state, rng, budget, None)
        solution = answer(problem, state, steps=budget.steps, seed=seed + number)
        differs = tuple(
            sum(1 for one, two in zip(state.begins, earlier, strict=True) if one != two) for earlier in starts
        )
        found.append(Alternative(solution, differs))
        starts.append(list(state.begins))
        _pay_for_sameness(board, state, max(1, 2 * solution.total // max(1, board.count)))
    return found


def _pay_for_sameness(board: Board, state: State, weight: int) -> None:
    for session, start in enumerate(state.begins):
        if start in board.start_cost[session]:
            board.start_cost[session][start] += weight
