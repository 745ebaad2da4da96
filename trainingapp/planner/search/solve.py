"""Solve a problem: construct, anneal, and say honestly what is missing."""

import random
from dataclasses import replace

from trainingapp.planner.check import check
from trainingapp.planner.problem import Placement, Problem
from trainingapp.planner.search.anneal import Annealer
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.budget import Budget
from trainingapp.planner.search.construct import Constructor
from trainingapp.planner.search.polish import polish
from trainingapp.planner.search.reasons import why_unplaced
from trainingapp.planner.search.state import State, wishes_unmet
from trainingapp.planner.solution import Cancel, Progress, Report, Solution
from trainingapp.planner.validate import refuse_invalid

MOVES_PER_SESSION = 3000
PROVED_BY_DEFAULT = 30
PROOF_WORK, LONG_PROOF_WORK = 0.8, 10.0
"""In CP-SAT's deterministic seconds: up to two real ones each on a quiet machine."""
CONSTRUCTION = 60
LEAST_EFFORT, MOST_EFFORT = 50_000, 1_500_000


class PlanError(RuntimeError):
    """The search broke a hard rule of its own plan: a fault of the program, never shown as a plan."""


def usual_effort(problem: Problem) -> int:
    """Return the number of moves spent when nobody says otherwise."""
    return max(LEAST_EFFORT, min(MOST_EFFORT, MOVES_PER_SESSION * len(problem.sessions)))


def solve(
    problem: Problem,
    *,
    effort: int | None = None,
    seconds: float | None = None,
    seed: int = 0,
    progress: Report | None = None,
    cancel: Cancel | None = None,
    prove: bool | None = None,
) -> Solution:
    """Draft a plan: every session that can be placed, with the wishes met as well as the budget allows.

    `effort` counts moves and makes the answer the same on every machine; `seconds` caps the time (and paces the
    search if no effort is given). `cancel` stops it early with the best plan so far. `prove` asks for a bound and a
    polish by CP-SAT (by default for one class; at most 120 sessions, and only with ortools). Raises PlanProblemError
    for a problem that makes no sense.
    """
    refuse_invalid(problem)
    if effort is None and seconds is None:
        effort = usual_effort(problem)
    budget = Budget(effort, seconds, cancel)
    state = State(Board(problem))
    rng = random.Random(seed)  # noqa: S311 - a search that can be repeated, not a secret
    draft(state, rng, budget, progress)
    bound = None
    if (len(problem.sessions) <= PROVED_BY_DEFAULT if prove is None else prove) and not (
        cancel is not None and cancel()
    ):
        bound = polish(state, PROOF_WORK if prove is None else LONG_PROOF_WORK, cancel)
    found = answer(problem, state, steps=budget.steps, seed=seed)
    return replace(found, bound=bound, proven=bound is not None and found.complete and bound >= found.total)


def draft(state: State, rng: random.Random, budget: Budget, progress: Report | None) -> None:
    """Construct and anneal within the budget; the best plan is in the state afterwards."""
    # However small the effort, there is a first plan: the construction has moves of its own.
    first = Budget(
        max(budget.effort or 0, CONSTRUCTION * state.board.count) if budget.effort else None,
        budget.seconds,
        budget.cancel,
    )
    Constructor(state, rng, first).run()
    budget.steps += first.steps
    if progress is not None:
        progress(snapshot("construct", state, budget))
    Annealer(state, rng, budget).run(progress)
    if progress is not None:
        progress(snapshot("improve", state, budget))


def snapshot(phase: str, state: State, budget: Budget) -> Progress:
    """Return how far a search is."""
    placed = sum(1 for end in state.ends if end >= 0)
    return Progress(phase, budget.steps, state.cost, placed, state.board.count, wishes_unmet(state, state.snapshot()))


def answer(problem: Problem, state: State, *, steps: int, seed: int) -> Solution:
    """Return the state as a solution, checked by the independent checker."""
    placements = state.placements()
    cost = checked_cost(problem, placements)
    return Solution(placements, cost, why_unplaced(state), steps=steps, seed=seed)


def checked_cost(problem: Problem, placements: tuple[Placement, ...]) -> dict[str, int]:
    """Return the checker's costs; raise PlanError if a hard rule is broken."""
    report = check(problem, placements)
    if report.violations:
        raise PlanError("；".join(item.sentence for item in report.violations[:5]))
    return report.cost


def without_wishes(problem: Problem) -> Problem:
    """Return the problem with its hard rules alone ("seats" stays, because it makes a hard rule soft)."""
    return replace(problem, wishes=tuple(wish for wish in problem.wishes if wish.kind == "seats"))
