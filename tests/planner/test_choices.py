"""Drag and drop, alternatives, proofs, and the planner without ortools."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings

from tests.planner import itc2007, planted, small
from trainingapp.planner import cpsat
from trainingapp.planner.alternatives import alternatives
from trainingapp.planner.check import check
from trainingapp.planner.cpsat.classes import bound_by_class
from trainingapp.planner.options import options
from trainingapp.planner.problem import Pin, Problem
from trainingapp.planner.search.solve import solve, usual_effort
from trainingapp.planner.solution import Progress
from trainingapp.planner.validate import find_faults

QUICK = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)


@QUICK
@given(small.problems(sessions=5))
def test_every_option_says_what_the_checker_says(problem: Problem) -> None:
    assume(not find_faults(problem))
    plan = solve(problem, effort=300, prove=False).placements
    assume(plan)
    name = plan[0].session
    others = [item for item in plan if item.session != name]
    before = check(problem, plan).total

    for option in options(problem, plan, name):
        if option.placement is None:
            assert not option.free
            assert option.sentence
        else:
            report = check(problem, [*others, option.placement])
            assert (report.violations, report.total) == ((), before + option.change)


def test_a_closed_start_names_its_rule_and_its_clash() -> None:
    problem, plan = planted.make("S", 1)
    opening = plan[0]

    found = options(problem, plan, plan[1].session)

    there = next(item for item in found if (item.date, item.period) == (opening.date, opening.period))
    assert not there.free
    assert opening.session in there.clashes
    assert f"opening:{opening.session}" in there.rules


def test_alternatives_differ_and_keep_the_rules() -> None:
    problem, _ = planted.make("S", 2)

    found = alternatives(problem, effort=20_000)

    assert len(found) == 3
    assert all(check(problem, item.solution.placements).valid for item in found)
    assert all(differ >= 3 for item in found for differ in item.differs)


def test_alternatives_tell_at_which_plan_they_are_and_keep_to_their_time() -> None:
    problem, _ = planted.make("S", 2)
    told: list[Progress] = []

    found = alternatives(problem, seconds=0.06, progress=told.append)

    last = {progress.number: progress.cost for progress in told}
    assert last == {number: item.solution.total for number, item in enumerate(found, start=1)}
    assert len(found) == 3
    assert max(item.solution.steps for item in found) < usual_effort(problem) / 2


@pytest.mark.skipif(not cpsat.available(), reason="ortools is not installed")
@settings(QUICK, max_examples=20)
@given(small.problems(sessions=4, days=3))
def test_a_bound_never_exceeds_the_cost_and_a_proof_is_a_proof(problem: Problem) -> None:
    assume(not find_faults(problem))

    solution = solve(problem, effort=1500)

    if solution.bound is not None:
        assert solution.bound <= solution.total
    assert solution.proven == (solution.bound is not None and solution.complete and solution.bound >= solution.total)


def test_planner_works_without_ortools(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cpsat, "find_spec", lambda _: None)
    problem, _ = planted.make("S", 1)

    solution = solve(problem, effort=5000)

    assert (solution.complete, solution.bound, solution.proven) == (True, None, False)


@pytest.mark.skipif(not cpsat.available(), reason="ortools is not installed")
def test_one_class_is_proved_best_or_nearly() -> None:
    problem, _ = planted.make("S", 1)

    solution = solve(problem, effort=50_000)

    assert solution.bound is not None
    assert solution.bound >= 0.9 * solution.total


TOY = """Name: Toy
Courses: 4
Rooms: 3
Days: 5
Periods_per_day: 4
Curricula: 2
Constraints: 8

COURSES:
SceCosC Ocra 3 3 30
ArcTec Indaco 3 2 42
TecCos Rosa 5 4 40
Geotec Scarlatti 5 4 18

ROOMS:
rA 32
rB 50
rC 40

CURRICULA:
Cur1 3 SceCosC ArcTec TecCos
Cur2 2 TecCos Geotec

UNAVAILABILITY_CONSTRAINTS:
TecCos 2 0
TecCos 2 1
TecCos 3 2
TecCos 3 3
ArcTec 4 0
ArcTec 4 1
ArcTec 4 2
ArcTec 4 3

END.
"""


def test_competition_penalty_is_the_planners_cost(tmp_path: Path) -> None:
    path = tmp_path / "toy.ctt"
    path.write_text(TOY)
    instance = itc2007.read(path)

    solution = solve(itc2007.to_problem(instance), effort=30_000, prove=False)

    assert itc2007.penalty(instance, solution.placements) == (0, solution.total)
    assert solution.total == 0


def test_pins_hold() -> None:
    problem, plan = planted.make("S", 3)
    pinned = plan[4]
    fixed = replace(
        problem,
        pins=(Pin(pinned.session, pinned.date, period=pinned.period, venue=pinned.venue, lecturers=pinned.lecturers),),
    )

    solution = solve(fixed, effort=3000, prove=False)

    assert next(item for item in solution.placements if item.session == pinned.session) == pinned


def test_a_bound_that_is_cancelled_is_given_up_at_once_and_still_holds() -> None:
    problem, plan = planted.make("M", 1)
    answers = iter((False, True))

    bound = bound_by_class(problem, work=1000.0, cancel=lambda: next(answers, True))

    assert bound is not None
    assert 0 <= bound <= check(problem, plan).total
