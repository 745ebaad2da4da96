"""Solve a problem: construct, anneal, and say honestly what is missing."""

import random
from dataclasses import replace

from trainingapp.planner import cpsat
from trainingapp.planner.check import check
from trainingapp.planner.problem import Placement, Problem
from trainingapp.planner.search.anneal import Annealer
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.budget import NEVER, Budget
from trainingapp.planner.search.construct import Constructor
from trainingapp.planner.search.polish import Polish
from trainingapp.planner.search.reasons import why_unplaced
from trainingapp.planner.search.state import State, wishes_unmet
from trainingapp.planner.solution import Cancel, Progress, Report, Solution
from trainingapp.planner.validate import refuse_invalid

MOVES_PER_SESSION = 3000
PROVED_BY_DEFAULT = 30
PROOF_WORK, LONG_PROOF_WORK = 0.6, 10.0
"""In CP-SAT's deterministic seconds: up to two real ones each on a quiet machine."""
FIRST_MOVES, ALL_MOVES, PROOF_AGAIN = 10_000, 25_000, 0.2
"""With a proof by default: moves before it, and, where it does not succeed, moves in all before a shorter one."""
NEARLY = 0.02
"""A plan proved to cost at most so much more than the best is good enough."""
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
    usual = effort is None and seconds is None
    if usual:
        effort = usual_effort(problem)
    budget = Budget(effort, seconds, cancel)
    state = State(Board(problem))
    rng = random.Random(seed)  # noqa: S311 - a search that can be repeated, not a secret
    proof = len(problem.sessions) <= PROVED_BY_DEFAULT if prove is None else prove
    bound = None
    if proof and prove is None and usual and cpsat.available():
        bound = _draft_and_prove(state, rng, budget, progress)
    else:
        draft(state, rng, budget, progress)
        if proof and not (cancel is not None and cancel()) and Polish.possible(state):
            polish = Polish(state, cancel)
            polish.run(PROOF_WORK if prove is None else LONG_PROOF_WORK)
            bound = polish.bound
    found = answer(problem, state, steps=budget.steps, seed=seed)
    return replace(found, bound=bound, proven=bound is not None and found.complete and bound >= found.total)


def _draft_and_prove(state: State, rng: random.Random, budget: Budget, progress: Report | None) -> int | None:
    """Search a little, prove, and search on only if the plan is not proved to be the best or nearly."""
    usual, budget.effort = budget.effort, FIRST_MOVES
    draft(state, rng, budget, progress)
    if not Polish.possible(state):
        budget.effort = usual
        Annealer(state, rng, budget).run(progress)
    if budget.spent() == NEVER or not Polish.possible(state):
        return None
    polish = Polish(state, budget.cancel)
    polish.run(PROOF_WORK)
    if not polish.within(NEARLY):
        budget.effort = ALL_MOVES
        Annealer(state, rng, budget).run(progress)
        polish.run(PROOF_AGAIN)
    return polish.bound


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
