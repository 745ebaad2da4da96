"""Contradictions put into solvable problems are found, proved, and every fix offered was tried."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.planner import planted
from trainingapp.planner.bounds import days_needed, impossible_counts
from trainingapp.planner.explain import explain
from trainingapp.planner.explanation import Explanation
from trainingapp.planner.problem import Order, Problem, Session, When, Window
from trainingapp.planner.search.solve import solve

TO_PLACE = 2000
"""Moves that are plenty to place every session; more of them only make the plan better."""
Inject = Callable[[Problem], Problem]


def lectures(problem: Problem, count: int, cohort: str = "c0") -> list[Session]:
    """Return the first lectures of a class."""
    return [item for item in problem.sessions if item.audience == (cohort,) and item.roles and not item.place][:count]


def changed(problem: Problem, *sessions: Session) -> Problem:
    """Return the problem with some sessions replaced."""
    new = {item.id: item for item in sessions}
    return replace(problem, sessions=tuple(new.get(item.id, item) for item in problem.sessions))


def one_free_half_day(problem: Problem) -> Problem:
    """Two lectures of one lecturer, who has one half-day: together they are longer than it."""
    day = next(window.first for window in problem.cohorts[0].when.only)
    one, two = (replace(item, length=3, roles=(("t0",),)) for item in lectures(problem, 2))
    busy = replace(problem.lecturers[0], when=When((Window(day, day, half_days=("pm",)),)))
    return replace(changed(problem, one, two), lecturers=(busy, *problem.lecturers[1:]))


def late_before_early(problem: Problem) -> Problem:
    """One session is tied to the last day and another, which must follow it, to the first."""
    dates = problem.cohorts[0].when.only[0]
    one, two = lectures(problem, 2)
    late, early = When((Window(dates.last, dates.last),)), When((Window(dates.first, dates.first),))
    return replace(
        changed(problem, replace(one, when=late, roles=()), replace(two, when=early, roles=())),
        orders=(*problem.orders, Order(one.id, two.id)),
    )


def two_only_one_room(problem: Problem) -> Problem:
    """Two classes' lectures want the same room at its only open half-day."""
    room = replace(
        problem.venues[0],
        capacity=200,
        when=When((Window(dates_of(problem).first, dates_of(problem).first, half_days=("am",)),)),
    )
    one, two = (replace(item, length=3, venues=(room.id,), features=()) for item in lectures(problem, 2))
    return replace(changed(problem, one, two), venues=(room, *problem.venues[1:]))


def dates_of(problem: Problem) -> Window:
    """Return the dates of the first class."""
    return problem.cohorts[0].when.only[0]


def too_few_dates(problem: Problem) -> Problem:
    """The class has one day for all its sessions."""
    first = dates_of(problem).first
    return replace(
        problem, cohorts=(replace(problem.cohorts[0], when=When((Window(first, first),))), *problem.cohorts[1:])
    )


def assert_explained(problem: Problem, found: Explanation) -> None:
    assert not found.feasible
    assert found.verified
    assert found.core
    assert all(rule.sentence for rule in found.core)
    for fix in found.fixes:
        if fix.works:
            relaxed = replace(problem, relaxed=(*problem.relaxed, fix.rule.id))
            assert solve(relaxed, effort=TO_PLACE, prove=False).unplaced == ()


@pytest.mark.parametrize(
    ("inject", "expected"),
    [
        (one_free_half_day, {"lecturer_when:t0", "lecturer_clash:t0"}),
        (two_only_one_room, {"venue_when:r0", "venue_clash:r0"}),
        (too_few_dates, {"cohort_when:c0"}),
    ],
    ids=lambda item: getattr(item, "__name__", ""),
)
def test_injected_contradiction_is_named_and_proved(inject: Inject, expected: set[str]) -> None:
    problem = inject(planted.make("S", 3)[0])

    found = explain(problem)

    assert_explained(problem, found)
    named = {rule.id for rule in found.core} | {rule.kind for rule in found.core}
    assert expected <= named


def test_core_by_search_is_named_and_proved_and_has_no_rule_to_spare() -> None:
    problem = late_before_early(planted.make("S", 3)[0])

    found = explain(problem)

    assert_explained(problem, found)
    assert {rule.kind for rule in found.core} >= {"order", "session_when"}
    assert found.irreducible
    assert len(found.core) == 3
    assert True in {fix.works for fix in found.fixes}


@pytest.mark.campaign
@pytest.mark.parametrize("size", ["S", "M", "L"])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("inject", [one_free_half_day, late_before_early, two_only_one_room, too_few_dates])
def test_contradictions_are_explained_in_every_size(size: str, seed: int, inject: Inject) -> None:
    problem = inject(planted.make(size, seed)[0])

    assert_explained(problem, explain(problem))


def test_solvable_problem_has_nothing_to_explain() -> None:
    problem, _ = planted.make("S", 1)

    found = explain(problem)

    assert (found.feasible, found.core) == (True, ())


def test_planted_problem_never_looks_impossible_by_counting() -> None:
    for seed in range(5):
        problem, _ = planted.make("M", seed, tight=0.0)
        assert impossible_counts(problem) == []


def test_days_needed_is_the_work_over_what_a_day_holds() -> None:
    problem, plan = planted.make("S", 2)
    cohort = problem.cohorts[0]

    least = days_needed(problem, cohort)

    assert 1 <= least <= len({item.date for item in plan})
