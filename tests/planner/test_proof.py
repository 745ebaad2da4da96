"""Bounds and proofs against exhaustive search, the checker and each other."""

import subprocess
import sys
from itertools import combinations
from math import prod

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.planner import planted, small
from trainingapp.planner import cpsat
from trainingapp.planner.cpsat.classes import bound_by_class
from trainingapp.planner.cpsat.packing import pack
from trainingapp.planner.problem import Cohort, Problem, Session, Wish
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.solve import solve
from trainingapp.planner.search.state import State
from trainingapp.planner.validate import find_faults

pytestmark = pytest.mark.skipif(not cpsat.available(), reason="ortools is not installed")
QUICK = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
DEEP = settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
MOST_PLANS = 2000


def assert_bounds_hold(problem: Problem) -> None:
    assume(not find_faults(problem))
    choices = [small.every_placement(problem, session) for session in problem.sessions]
    assume(prod(len(choice) for choice in choices) <= MOST_PLANS)
    best = small.best_by_exhaustion(problem, choices)
    assume(best is not None)
    assert best is not None
    state = State(Board(problem))

    solution = solve(problem, effort=20, prove=True)
    climber = cpsat.climber(state, range(len(choices)))
    assert climber is not None
    climber.climb(1.0)
    of_classes = bound_by_class(problem)

    assert climber.bound is not None
    assert of_classes is not None
    assert max(climber.bound, of_classes) <= best
    if solution.bound is not None:
        assert solution.bound <= best <= solution.total
        assert not solution.proven or solution.total == best


@QUICK
@given(small.problems(sessions=3, days=2))
def test_no_bound_is_above_the_best_plan_of_all(problem: Problem) -> None:
    assert_bounds_hold(problem)


@pytest.mark.campaign
@DEEP
@given(small.problems(sessions=4, days=3))
def test_no_bound_is_above_the_best_plan_of_all_over_many_problems(problem: Problem) -> None:
    assert_bounds_hold(problem)


def test_a_day_of_one_class_is_not_counted_again_in_the_part_of_another() -> None:
    both, alone = (Session(name, name, 1, who, needs_venue=False) for name, who in (("x", ("A", "B")), ("y", ("B",))))
    problem = Problem(
        calendar=small.calendar(2),
        cohorts=(Cohort("A", "甲班", 20), Cohort("B", "乙班", 15)),
        sessions=(both, alone),
        wishes=(Wish("compact", 1),),
    )

    assert (bound_by_class(problem), solve(problem, effort=100).total) == (2, 2)


def fewest_boxes(lengths: list[int], room: int) -> int:
    """Return the least number of boxes by trying every set for the box of the first length."""
    if not lengths:
        return 0
    first, rest = lengths[0], lengths[1:]
    best = len(lengths)
    for count in range(len(rest) + 1):
        for chosen in combinations(range(len(rest)), count):
            if first + sum(rest[at] for at in chosen) <= room:
                left = [length for at, length in enumerate(rest) if at not in chosen]
                best = min(best, 1 + fewest_boxes(left, room))
    return best


@settings(QUICK, max_examples=50)
@given(st.integers(1, 8).flatmap(lambda room: st.tuples(st.just(room), st.lists(st.integers(1, room), max_size=6))))
def test_a_packing_never_asks_for_more_boxes_than_are_needed(case: tuple[int, list[int]]) -> None:
    room, lengths = case

    packing = pack(lengths, room)

    assert -(-sum(lengths) // room) <= packing.least <= fewest_boxes(lengths, room)
    together = (chosen for count in range(len(lengths) + 1) for chosen in combinations(lengths, count))
    fitting = (chosen for chosen in together if sum(chosen) <= room)
    assert all(sum(packing.weights[length] for length in chosen) <= room for chosen in fitting)


def test_three_periods_never_share_a_half_day_of_four_with_two() -> None:
    assert pack([3, 2, 3, 2, 2], 4).least == 4


@pytest.mark.parametrize("seed", range(1, 4))
def test_a_class_of_twelve_is_proved_best(seed: int) -> None:
    problem, _ = planted.make("S", seed)

    solution = solve(problem, seed=seed)

    assert (solution.proven, solution.bound) == (True, solution.total)


def test_cp_sat_is_loaded_without_pandas_and_leaves_it_to_others() -> None:
    script = (
        "import sys\n"
        "from trainingapp.planner.cpsat.loading import cp_model\n"
        "cp = cp_model()\n"
        "print('pandas' in sys.modules, cp is cp_model())\n"
        "import pandas\n"
        "print(pandas.Series([1, 2]).sum())\n"
    )

    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert answer.stdout.split() == ["False", "True", "3"]
