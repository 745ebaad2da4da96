"""Jobs in a folder: answered, refused, cancelled; a process that dies leaves nothing behind."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.planner.planted import build, make
from trainingapp.planner import jobs
from trainingapp.planner.check import check
from trainingapp.planner.jobs import ALTERNATIVES, DRAFT, REPAIR, Answer, Job
from trainingapp.planner.problem import Order, PlanProblemError, When, Window
from trainingapp.planner.search.solve import solve

PATIENCE = 60


def answered(folder: Path, job: Job) -> Answer:
    jobs.write_job(folder, job)
    jobs.run(folder)
    answer = jobs.read_answer(folder)
    assert answer is not None
    return answer


def test_draft_is_answered_with_a_plan_that_the_checker_accepts(tmp_path: Path) -> None:
    problem, _ = make("S", 1)

    answer = answered(tmp_path / "job", Job(DRAFT, problem))

    report = check(problem, answer.solutions[0].placements)
    progress = jobs.read_progress(tmp_path / "job")
    assert (report.violations, report.unplaced, answer.explanation) == ((), (), None)
    assert progress is not None
    assert progress.total == len(problem.sessions)


def test_search_for_several_classes_tells_its_cost_its_bound_and_the_wishes_not_met(tmp_path: Path) -> None:
    problem, _ = build(3, classes=3, each=12, days=12, spare=0.5)

    answer = answered(tmp_path / "job", Job(DRAFT, problem, seconds=4.0))

    plan, told = answer.solutions[0], jobs.read_progress(tmp_path / "job")
    assert told is not None
    assert plan.bound is not None
    assert 0 < plan.bound <= plan.total <= told.cost
    assert sum(told.unmet.values()) >= told.cost
    assert told.unmet.keys() == plan.cost.keys()


def test_bound_worked_out_beside_the_search_changes_nothing_of_the_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trainingapp.planner.search.solve.usual_effort", lambda _: 5000)
    problem, _ = build(3, classes=3, each=12, days=12, spare=0.5)

    answer = answered(tmp_path / "job", Job(DRAFT, problem, seed=5))

    assert answer.solutions[0].placements == solve(problem, seed=5, effort=5000).placements


def test_three_alternatives_are_answered(tmp_path: Path) -> None:
    problem, _ = make("S", 1)

    answer = answered(tmp_path / "job", Job(ALTERNATIVES, problem, count=3))

    starts = {tuple((one.date, one.period) for one in plan.placements) for plan in answer.solutions}
    assert len(starts) == 3


def test_repair_keeps_to_the_plan_that_the_problem_names(tmp_path: Path) -> None:
    problem, plan = make("S", 2)
    taught = next(one for one in plan if one.lecturers)
    away = When(never=(Window(taught.date, taught.date),))
    lecturers = tuple(replace(one, when=away) if one.id == taught.lecturers[0] else one for one in problem.lecturers)

    answer = answered(tmp_path / "job", Job(REPAIR, replace(problem, lecturers=lecturers, published=plan)))

    moved = {move.session for move in answer.solutions[0].moves}
    assert taught.session in moved
    assert len(moved) < len(plan)


def test_senseless_problem_is_answered_with_reasons(tmp_path: Path) -> None:
    problem, _ = make("S", 1)
    first, second = problem.sessions[0].id, problem.sessions[1].id
    circle = replace(problem, orders=(Order(first, second), Order(second, first)))
    jobs.write_job(tmp_path / "job", Job(DRAFT, circle))

    jobs.run(tmp_path / "job")

    with pytest.raises(PlanProblemError) as refused:
        jobs.read_answer(tmp_path / "job")
    assert refused.value.reasons[0].startswith("orders：先后顺序绕成了圈")


def test_impossible_demand_is_answered_with_what_contradicts(tmp_path: Path) -> None:
    problem, _ = make("S", 1)
    stuck = problem.sessions[0]
    day = problem.calendar.days[0].date
    narrow = replace(stuck, when=When(only=(Window(day, day, half_days=("am",), periods=(0,)),)), length=2)
    bad = replace(problem, sessions=(narrow, *problem.sessions[1:]))

    answer = answered(tmp_path / "job", Job(DRAFT, bad, seconds=1.0))

    assert [missing.session for missing in answer.solutions[0].unplaced] == [stuck.id]
    assert answer.explanation is not None
    assert f"session_when:{stuck.id}" in {rule.id for rule in answer.explanation.core}


def started(folder: Path) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen([sys.executable, "-m", "trainingapp.planner.jobs", str(folder)])
    until = time.monotonic() + PATIENCE
    while jobs.read_progress(folder) is None and time.monotonic() < until:
        time.sleep(0.05)
    return process


def test_cancelled_process_ends_with_the_best_that_it_has(tmp_path: Path) -> None:
    problem, _ = make("M", 1)
    folder = tmp_path / "job"
    jobs.write_job(folder, Job(DRAFT, problem, seconds=600.0))
    process = started(folder)

    jobs.cancel(folder)

    assert process.wait(PATIENCE) == 0
    answer = jobs.read_answer(folder)
    assert answer is not None
    assert check(problem, answer.solutions[0].placements).violations == ()


def test_repair_that_is_cancelled_ends_soon_with_the_best_that_it_has(tmp_path: Path) -> None:
    problem, plan = build(3, classes=12, each=24, days=60, spare=0.5)
    days = problem.calendar.days
    away = When(never=(Window(days[0].date, days[len(days) // 3].date),))
    lecturers = tuple(replace(one, when=away) for one in problem.lecturers)
    folder = tmp_path / "job"
    changed = replace(problem, lecturers=lecturers)
    jobs.write_job(folder, Job(REPAIR, replace(changed, published=plan)))
    process = started(folder)
    progress = jobs.read_progress(folder)

    jobs.cancel(folder)

    assert process.wait(10) == 0  # the repair itself takes minutes
    answer = jobs.read_answer(folder)
    assert answer is not None
    mended = answer.solutions[0]
    assert check(changed, mended.placements).violations == ()
    assert (len(mended.moves) > 50, mended.minimal) == (True, False)
    assert progress is not None
    assert (progress.phase, progress.changed > 50, progress.cost >= mended.score) == ("repair", True, True)


def test_process_that_is_killed_leaves_no_answer_and_shows_no_life(tmp_path: Path) -> None:
    problem, _ = make("M", 1)
    folder = tmp_path / "job"
    jobs.write_job(folder, Job(DRAFT, problem, seconds=600.0))
    process = started(folder)
    alive = jobs.is_alive(folder, now=time.time())

    os.kill(process.pid, signal.SIGKILL)
    process.wait(PATIENCE)

    later = time.time() + 30
    assert (alive, jobs.is_alive(folder, now=later), jobs.read_answer(folder)) == (True, False, None)
