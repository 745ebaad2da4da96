"""The program over patterns against exhaustive search: no bound above the best, nothing left out that a plan needs."""

from dataclasses import replace
from itertools import combinations, product
from math import prod

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.planner import planted, small
from trainingapp.planner import cpsat
from trainingapp.planner.check import check
from trainingapp.planner.cpsat.columns import columns_of
from trainingapp.planner.cpsat.program import SCALE, Program
from trainingapp.planner.problem import Cohort, Period, Problem, Session
from trainingapp.planner.search.board import Board
from trainingapp.planner.search.state import State
from trainingapp.planner.validate import find_faults

pytestmark = pytest.mark.skipif(not cpsat.available(), reason="ortools is not installed")
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
DEEP = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
MOST_PLANS = 2000
PERIODS = 2
"""Of a half-day of the small problems."""
LATE = tuple(Period(f"19:{m:02d}", f"19:{m + 10:02d}") for m in (0, 10, 20, 30))
EVENING = 8
PRICES = st.integers(-3 * SCALE, 3 * SCALE)


def of_one_class(problem: Problem, *, opening: bool) -> Problem:
    """Return the problem with all sessions in its first class, one of them perhaps the opening."""
    groups = {group.id for group in problem.cohorts[0].groups}
    sessions = [
        replace(one, audience=tuple(name for name in one.audience if name in groups)[:1] or ("A",))
        for one in problem.sessions
    ]
    sessions[0] = replace(sessions[0], place="opening" if opening else "")
    return replace(problem, sessions=tuple(sessions))


def assert_columns_hold(problem: Problem, prices: list[int]) -> None:
    assume(not find_faults(problem))
    choices = [small.every_placement(problem, session) for session in problem.sessions]
    assume(prod(len(choice) for choice in choices) <= MOST_PLANS)
    best = small.best_by_exhaustion(problem, choices)
    assume(best is not None)
    assert best is not None
    state = State(Board(problem))
    columns = columns_of(state, list(range(state.board.count)))
    assert columns is not None
    program = columns.program

    good = program.best_prices() or [0] * len(program.rows)  # the linear solver may give up, and no price proves little
    any_prices = (prices * len(program.rows))[: len(program.rows)]
    answer = program.solve(range(len(program.costs)), best, 1.0, None)

    assert max(program.priced(some).least for some in (good, any_prices) if some) <= best
    assert answer.bound <= best
    assert sorted(columns.spots(answer.values)) == list(range(state.board.count))
    kept = set(program.priced(good).within(best))
    cheapest = sum(program.costs[variable] * value for variable, value in answer.values.items())
    assert program.solve(sorted(kept), best, 1.0, None).bound <= cheapest <= best


@settings(QUICK, max_examples=10)
@given(small.problems(sessions=3, days=2), st.booleans(), st.lists(PRICES, min_size=1, max_size=9))
def test_no_prices_prove_more_than_the_best_plan_costs(problem: Problem, opening: bool, prices: list[int]) -> None:  # noqa: FBT001 - drawn
    assert_columns_hold(of_one_class(problem, opening=opening), prices)


@pytest.mark.campaign
@DEEP
@given(small.problems(sessions=4, days=3), st.booleans(), st.lists(PRICES, min_size=1, max_size=9))
def test_no_prices_prove_more_than_the_best_plan_over_many_problems(
    problem: Problem,
    opening: bool,  # noqa: FBT001 - drawn
    prices: list[int],
) -> None:
    assert_columns_hold(of_one_class(problem, opening=opening), prices)


@QUICK
@given(small.problems(sessions=3, days=1))
def test_patterns_are_the_sets_that_fit_into_a_half_day(problem: Problem) -> None:
    problem = replace(of_one_class(problem, opening=False), orders=(), together=(), travel=(), fleet=())
    assume(not find_faults(problem))
    assume(all(not session.seats for session in problem.sessions))
    state = State(Board(problem))
    columns = columns_of(state, list(range(state.board.count)))
    assume(columns is not None)
    assert columns is not None

    found = {state.board.period_of[first]: set(patterns) for first, patterns in columns.patterns.items()}

    for begin, patterns in found.items():
        assert patterns >= fitting(problem, begin)


def fitting(problem: Problem, begin: int) -> set[tuple[int, ...]]:
    """Return the sets of sessions that the checker lets stand together in the half-day that begins so."""
    choices = [small.every_placement(problem, session) for session in problem.sessions]
    here = [[one for one in mine if begin <= one.period < begin + PERIODS] for mine in choices]
    found = set()
    for count in range(1, len(choices) + 1):
        for members in combinations(range(len(choices)), count):
            plans = product(*(here[one] for one in members))
            if any(not check(problem, plan).violations for plan in plans):
                found.add(members)
    return found


def test_an_opening_in_the_evening_lets_its_day_be_in_use() -> None:
    problem = planted.build(1, classes=1, each=12, days=8, spare=0.5)[0]
    evening = replace(problem.calendar.half_days[1], id="eve", name="晚上", periods=LATE)
    calendar = replace(problem.calendar, half_days=(*problem.calendar.half_days, evening))
    opening = Session("open", "开班", 1, ("A",), needs_venue=False, place="opening", half_day="eve")
    other = Session("talk", "讲座", 1, ("A",), needs_venue=False)
    late = Problem(calendar=calendar, cohorts=(Cohort("A", "甲班", 20),), sessions=(opening, other))
    state = State(Board(late))
    columns = columns_of(state, [0, 1])
    assert columns is not None
    evenings = [at for first, at in columns.at[0].items() if state.board.period_of[first] == EVENING]
    program = columns.program
    program.row([(1, at) for at in evenings], 1, 1)
    program.row([(1, day) for day in columns.days.values()], 1, 1)

    answer = program.solve(range(len(program.costs)), 0, 1.0, None)

    assert sorted(columns.spots(answer.values)) == [0, 1]


@given(
    st.lists(st.integers(0, 6), min_size=4, max_size=4),
    st.lists(st.tuples(st.lists(st.integers(-2, 3), min_size=4, max_size=4), st.integers(-2, 4)), max_size=3),
    st.lists(PRICES, min_size=3, max_size=3),
)
def test_any_prices_of_rows_give_a_bound_and_keep_what_a_solution_needs(
    costs: list[int], rows: list[tuple[list[int], int]], prices: list[int]
) -> None:
    program = Program()
    for cost in costs:
        program.variable(cost)
    for factors, low in rows:
        program.row([(factor, variable) for variable, factor in enumerate(factors)], low, None)
    whole = [
        values
        for values in product((0, 1), repeat=4)
        if all(sum(f * v for f, v in zip(factors, values, strict=True)) >= low for factors, low in rows)
    ]

    priced = program.priced(prices[: len(rows)])

    for values in whole:
        cost = sum(price * value for price, value in zip(costs, values, strict=True))
        assert priced.least <= cost
        assert {variable for variable, value in enumerate(values) if value} <= set(priced.within(cost))
