"""A term as a school knows it: every second class is held in a row of days, the others every week.

Made from a planted problem by wider dates, so that its plan stays one. The wishes are those of the instances on which
the bar beside FET was set: days in use for classes held in a row, load above the target for weekly ones, half-days in
a row, the wished half-day, the class's own room, repetition of a category, reflection soon after the visit, lecturers'
shares. The weights are those that the catalogue offers first, but for a day in use: the bound of 283 that those
instances had, with 20 classes of about eight days each, allows 3 where half of the classes are held in a row.
"""

import datetime as dt
import random
from dataclasses import replace

from tests.planner import planted
from trainingapp.planner.problem import Cohort, Problem, Session, When, Window, Wish
from trainingapp.planner.rules import WISHES

CATEGORIES = ("理论教育", "党性教育", "能力培训", "知识培训")
"""The four kinds of content that the regulations on training cadres name."""
HALF_DAY, DAY = 4, 8
"""Periods of a half-day and of a day."""
SPARE_WEEKS = 2
DAY_IN_USE = 3
COMMON = ("tired", "half_day", "home_venue", "mix", "soon", "fair_lecturers")


def make(size: str, seed: int, *, day_in_use: int = DAY_IN_USE) -> tuple[Problem, planted.Plan]:
    """Return a term, with the weight of a day in use, and a plan that keeps its hard rules."""
    problem, plan = planted.make(size, seed)
    work = {cohort.id: _work(problem, cohort) for cohort in problem.cohorts}
    weekly = [cohort.id for cohort in problem.cohorts[1::2]]
    cohorts = _with_rooms(
        problem, [_weekly(problem, one, work) if one.id in weekly else one for one in problem.cohorts]
    )
    in_a_row = tuple(cohort.id for cohort in problem.cohorts[::2])
    wishes = [Wish("compact", day_in_use, in_a_row)]
    wishes += [
        Wish("weekly", WISHES["weekly"].weight, (one.id,), value=_target(one, work))
        for one in cohorts
        if one.id in weekly
    ]
    wishes += [Wish(kind, WISHES[kind].weight) for kind in COMMON]
    return replace(problem, cohorts=cohorts, sessions=_with_categories(problem, seed), wishes=tuple(wishes)), plan


def _work(problem: Problem, cohort: Cohort) -> int:
    """Return the periods of a class, both groups counted."""
    return sum(one.length for one in problem.sessions if one.audience[0] in cohort.audience_ids())


def _weekly(problem: Problem, cohort: Cohort, work: dict[str, int]) -> Cohort:
    """Return a class whose dates are whole weeks: as many as one day a week needs, and two to spare."""
    first, last = _dates(cohort)
    first -= dt.timedelta(first.weekday())
    end = problem.calendar.days[-1].date
    weeks = -(-work[cohort.id] // DAY) + SPARE_WEEKS
    last = min(end, max(last, first + dt.timedelta(7 * weeks - 1)))
    first = max(problem.calendar.days[0].date, min(first, last - dt.timedelta(7 * weeks - 1)))
    return replace(cohort, when=When(only=(Window(first - dt.timedelta(first.weekday()), last),)))


def _dates(cohort: Cohort) -> tuple[dt.date, dt.date]:
    window = cohort.when.only[0]
    assert window.first is not None
    assert window.last is not None
    return window.first, window.last


def _target(cohort: Cohort, work: dict[str, int]) -> int:
    """Return the periods a week that a class should not exceed: whole half-days, a day where its weeks suffice."""
    first, last = _dates(cohort)
    weeks = (last - first).days // 7 + 1
    return max(DAY, HALF_DAY * -(-work[cohort.id] // (HALF_DAY * weeks)))


def _with_rooms(problem: Problem, cohorts: list[Cohort]) -> tuple[Cohort, ...]:
    """Give each class the room that the fewest classes of the same dates have."""
    given: dict[str, str] = {}
    for cohort in cohorts:
        rooms = [one.id for one in problem.venues if one.id.startswith("r") and one.capacity >= cohort.size]
        beside = [given[one.id] for one in cohorts if one.id in given and _meet(one, cohort)]
        given[cohort.id] = min(rooms, key=beside.count)
    return tuple(replace(one, home_venue=given[one.id]) for one in cohorts)


def _meet(one: Cohort, two: Cohort) -> bool:
    return _dates(one)[0] <= _dates(two)[1] and _dates(two)[0] <= _dates(one)[1]


def _with_categories(problem: Problem, seed: int) -> tuple[Session, ...]:
    """Give each lecture one of the four categories."""
    rng = random.Random(seed)
    return tuple(
        replace(one, form=rng.choice(CATEGORIES)) if one.form == "集中授课" and not one.place else one
        for one in problem.sessions
    )
