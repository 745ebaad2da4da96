"""Plans that cannot be: told in plain words, each core tried again by brute force, each way out tried."""

import random
from dataclasses import replace

import pytest

from tests.planner.recheck import can_live_together
from tests.timetable.contradictions import CONTRADICTIONS, QUICK, Contradiction, Words
from trainingapp.planner.explain import explain
from trainingapp.planner.explanation import Explanation
from trainingapp.planner.problem import Problem
from trainingapp.planner.search.solve import solve
from trainingapp.planner.solution import Unplaced
from trainingapp.timetable.rules.planning.faults import find_faults
from trainingapp.timetable.rules.planning.problem import build_problem
from trainingapp.timetable.rules.planning.words import Told, explained, unplaced_sentence

SEEDS = 4
TO_PLACE = 2000
"""Moves that are plenty to place every course; more of them only make the plan better."""


def told_of(inject: Contradiction, seed: int) -> tuple[Problem, Explanation, Told, Words]:
    asked, words = inject(random.Random(seed))
    assert find_faults(asked) == []
    problem = build_problem(asked)
    found = explain(problem)
    return problem, found, explained(asked, found), words


def assert_true(problem: Problem, found: Explanation) -> None:
    core = [rule.id for rule in found.core]
    assert (found.feasible, found.verified) == (False, True)
    if found.counts:  # whole weeks of courses: the sum is the proof, and brute force would not end
        assert any(count.needed > count.available for count in found.counts)
    else:
        assert not can_live_together(problem, found.sessions, core)
        fewer = [[rule for rule in core if rule != spare] for spare in core]
        assert [can_live_together(problem, found.sessions, rules) for rules in fewer] == [True] * len(core)
    for fix in found.fixes:
        if fix.works:
            relaxed = replace(problem, relaxed=(fix.rule.id,))
            assert solve(relaxed, effort=TO_PLACE, prove=False).complete


def assert_told(told: Told, words: Words) -> None:
    text = "\n".join([told["sentence"], *told["counts"], *told["causes"]])
    assert [word for word in words if word not in text] == []
    assert (told["proved"], bool(told["fixes"])) == (True, True)


@pytest.mark.parametrize("inject", QUICK, ids=lambda inject: inject.__name__)
def test_contradiction_in_a_course_plan_is_told_and_its_core_is_true(inject: Contradiction) -> None:
    problem, found, told, words = told_of(inject, 0)

    assert_true(problem, found)
    assert_told(told, words)


@pytest.mark.campaign
@pytest.mark.parametrize("seed", range(1, 1 + SEEDS))
@pytest.mark.parametrize("inject", CONTRADICTIONS, ids=lambda inject: inject.__name__)
def test_contradictions_in_many_course_plans_are_told(inject: Contradiction, seed: int) -> None:
    problem, found, told, words = told_of(inject, seed)

    assert_true(problem, found)
    assert_told(told, words)


def test_title_stands_once_and_keeps_its_own_marks() -> None:
    asked, _words = QUICK[0](random.Random(0))
    named = [replace(one, title="《以新思想引领新征程》") for one in asked.wanted]
    demand = replace(asked, wanted=named, classes=asked.classes[:1])
    missing = Unplaced(named[0].key, (), "《《以新思想引领新征程》》排不进去：张教授那天没有空")

    assert unplaced_sentence(demand, missing) == "《以新思想引领新征程》没有排上：张教授那天没有空"
