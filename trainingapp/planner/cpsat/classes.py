"""A lower bound for a problem of any size: class by class, as if each had the lecturers and venues to itself."""

from dataclasses import replace

from trainingapp.planner.cpsat import available, climber
from trainingapp.planner.problem import Cohort, Problem
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.state import State
from trainingapp.planner.solution import Cancel

BETWEEN_CLASSES = frozenset({"fair_lecturers", "lecturer_rest", "one_venue", "series_days", "fair_cohorts"})
"""Wishes that count over classes: nothing is less than no cost, so a bound may leave them out."""


def bound_by_class(problem: Problem, *, work: float = 1.0, cancel: Cancel | None = None) -> int | None:
    """Return a proved lower bound of the cost of every complete plan, or None without ortools.

    Cancelled, it is the bound of the classes that were done: nothing is less than no cost.

    `work` is in the solver's deterministic seconds for each class. A session of several classes counts with its first
    one alone: every wish that is used only grows with more sessions, so the sum stays a bound.
    """
    if not available():
        return None
    waiting = (cohort for cohort in problem.cohorts if cancel is None or not cancel())
    return sum(_bound(_alone(problem, cohort), work, cancel) for cohort in waiting)


def _alone(problem: Problem, cohort: Cohort) -> Problem:
    """Return the part of the problem that belongs to one class, with the wishes for it alone.

    What a session of several classes costs the others is counted in their parts, if at all.
    """
    cohort_of = problem.cohort_of()
    sessions = tuple(session for session in problem.sessions if cohort_of[session.audience[0]] is cohort)
    names = {session.id for session in sessions}
    return replace(
        problem,
        sessions=sessions,
        orders=tuple(order for order in problem.orders if {order.before, order.after} <= names),
        together=tuple(group for group in problem.together if set(group.sessions) <= names),
        pins=tuple(pin for pin in problem.pins if pin.session in names),
        published=tuple(item for item in problem.published if item.session in names),
        series=(),
        wishes=tuple(
            replace(wish, cohorts=(cohort.id,))
            for wish in problem.wishes
            if wish.kind not in BETWEEN_CLASSES and (not wish.cohorts or cohort.id in wish.cohorts)
        ),
    )


def _bound(problem: Problem, work: float, cancel: Cancel | None) -> int:
    """Return a bound of one part; 0 if nothing was proved."""
    if not problem.sessions:
        return 0
    state = State(Board(problem))
    found = climber(state, range(state.board.count), cancel)
    if found is None:
        return 0
    found.climb(work)
    return found.bound or 0
