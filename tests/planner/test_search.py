"""The search against the checker, against exhaustion, and against itself."""

import subprocess
import sys
from dataclasses import replace
from math import prod
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.planner import planted, small
from trainingapp.planner.check import check
from trainingapp.planner.problem import Cohort, Problem, Session, Together, Venue
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.budget import Budget
from trainingapp.planner.search.load import load
from trainingapp.planner.search.solve import solve
from trainingapp.planner.solution import Progress
from trainingapp.planner.validate import find_faults

QUICK = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
ROOT = Path(__file__).parents[2]
MOST_PLANS = 2000

DEEP = settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))


def assert_sound(problem: Problem, effort: int) -> None:
    assume(not find_faults(problem))

    solution = solve(problem, effort=effort, seed=3, prove=False)

    report = check(problem, solution.placements)
    assert report.violations == ()
    assert report.unplaced == tuple(item.session for item in solution.unplaced)
    state = load(Board(problem), solution.placements)
    assert state.cost == report.total


@settings(QUICK, max_examples=40)
@given(small.problems())
def test_solution_keeps_every_hard_rule_and_costs_what_the_checker_counts(problem: Problem) -> None:
    assert_sound(problem, 600)


@pytest.mark.campaign
@DEEP
@given(small.problems(sessions=10, days=6))
def test_solution_keeps_every_hard_rule_over_many_problems(problem: Problem) -> None:
    assert_sound(problem, 3000)


def assert_best(problem: Problem) -> None:
    assume(not find_faults(problem))
    choices = [small.every_placement(problem, session) for session in problem.sessions]
    assume(prod(len(choice) for choice in choices) <= MOST_PLANS)
    best = small.best_by_exhaustion(problem, choices)

    solution = solve(problem, effort=6000, prove=False)

    assert (None if solution.unplaced else solution.total) == best


@settings(QUICK, max_examples=12)
@given(small.problems(sessions=3, days=2, rich=False))
def test_solution_equals_exhaustive_search_on_tiny_problems(problem: Problem) -> None:
    assert_best(problem)


@pytest.mark.campaign
@settings(DEEP, max_examples=100)
@given(small.problems(sessions=3, days=2, rich=False))
def test_solution_equals_exhaustive_search_on_many_tiny_problems(problem: Problem) -> None:
    assert_best(problem)


@given(small.problems(), st.integers(0, 99))
@settings(QUICK, max_examples=10)
def test_same_seed_and_effort_give_the_same_plan(problem: Problem, seed: int) -> None:
    assume(not find_faults(problem))

    assert solve(problem, effort=500, seed=seed) == solve(problem, effort=500, seed=seed)


@pytest.mark.parametrize("seed", range(4))
def test_planted_plan_is_found_when_lecturers_have_hardly_any_spare_time(seed: int) -> None:
    problem, plan = planted.make("M", seed, tight=0.05)
    assert check(problem, plan).violations == ()

    solution = solve(problem, effort=20_000, seed=seed)

    assert solution.unplaced == ()


@pytest.mark.campaign
@pytest.mark.parametrize("spare", [0.0, 0.02, 0.05, 0.1])
@pytest.mark.parametrize("size", ["M", "L"])
@pytest.mark.parametrize("seed", range(8))
def test_every_tight_planted_problem_is_solved_in_half_a_minute(size: str, seed: int, spare: float) -> None:
    problem, _ = planted.make(size, seed, tight=spare)

    solution = solve(problem, seconds=30, effort=200_000, seed=seed)

    assert solution.unplaced == ()


def test_cancelled_search_still_gives_a_plan() -> None:
    problem, _ = planted.make("M", 1)

    solution = solve(problem, seconds=60, cancel=lambda: True)

    assert check(problem, solution.placements).valid


def test_progress_counts_up_and_never_loses_ground() -> None:
    problem, _ = planted.make("S", 1)
    seen: list[Progress] = []

    solution = solve(problem, effort=60_000, progress=seen.append)

    assert [item.steps for item in seen] == sorted(item.steps for item in seen)
    assert [item.cost for item in seen] == sorted((item.cost for item in seen), reverse=True)
    assert (seen[-1].placed, seen[-1].cost) == (12, solution.total)


def test_budget_with_effort_ignores_the_clock_until_it_runs_out() -> None:
    budget = Budget(100, 1000.0, None)
    budget.steps = 50

    assert budget.spent() == 0.5


def assert_venue_costs_nothing(problem: Problem) -> None:
    assume(not find_faults(problem))
    wider = replace(problem, venues=(*problem.venues, Venue("extra", "备用教室", 500, ("投影",))))

    before, after = solve(problem, effort=4000, prove=False), solve(wider, effort=6000, prove=False)

    assert len(after.unplaced) <= len(before.unplaced)
    if len(after.unplaced) == len(before.unplaced) == 0:
        assert after.total <= before.total


@settings(QUICK, max_examples=6)
@given(small.problems(sessions=3, days=2, rich=False))
def test_an_unused_venue_never_raises_the_best_cost(problem: Problem) -> None:
    assert_venue_costs_nothing(problem)


@pytest.mark.campaign
@settings(DEEP, max_examples=100)
@given(small.problems(sessions=3, days=2, rich=False))
def test_an_unused_venue_never_raises_the_best_cost_of_many_problems(problem: Problem) -> None:
    assert_venue_costs_nothing(problem)


@settings(QUICK, max_examples=15)
@given(small.problems(sessions=3, days=2))
def test_names_do_not_matter(problem: Problem) -> None:
    assume(not find_faults(problem))
    renamed = replace(problem, lecturers=tuple(replace(item, name=f"改名{item.id}") for item in problem.lecturers))

    assert solve(renamed, effort=500, prove=False).placements == solve(problem, effort=500, prove=False).placements


def test_plan_does_not_depend_on_whether_somebody_watches() -> None:
    problem, _ = planted.make("S", 4)
    told: list[Progress] = []

    watched = solve(problem, effort=50_000, seed=2, prove=False, progress=told.append)

    assert watched.placements == solve(problem, effort=50_000, seed=2, prove=False).placements
    assert len(told) > 2
    assert told[-1].unmet == watched.cost


def test_plan_does_not_depend_on_the_hashing_of_strings() -> None:
    program = (
        "from tests.planner import planted\n"
        "from trainingapp.planner.search.solve import solve\n"
        "from trainingapp.planner.serialise import solution_to_json\n"
        "print(solution_to_json(solve(planted.make('S', 5)[0], effort=3000)))\n"
    )

    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(answers) == 1


def test_a_card_never_follows_its_partner_to_a_start_that_is_not_its_own() -> None:
    rooms = tuple(Venue(f"r{number}", f"教室{number}", 40) for number in range(4))
    opening = Session("open", "开班", 1, ("B",), place="opening")
    one = Session("one", "甲班的课", 1, ("A",), needs_venue=False)
    two = Session("two", "乙班的课", 1, ("B",), venues=("r0", "r1"))
    problem = Problem(
        calendar=small.calendar(1),
        cohorts=(Cohort("A", "甲班", 20), Cohort("B", "乙班", 15)),
        sessions=(opening, one, two),
        venues=rooms,
        together=(Together(("one", "two")),),
    )

    solutions = [solve(problem, effort=20, seed=seed, prove=False) for seed in range(30)]

    assert [solution.unplaced for solution in solutions] == [()] * 30
