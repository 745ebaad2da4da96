"""Measure repairs: `python -m tests.benchmarks.planner_repairs [--seeds N]`.

Plans that the planner itself has improved (the timetables that people live with), loose and tight, meet four kinds of
events. Each repair is counted in CPU seconds; beside it stands planning afresh until the plan costs as little as the
repaired one, or until the usual effort is spent.
"""

import argparse
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

from tests.benchmarks.planner_bars import say, summary
from tests.planner import planted
from tests.planner.test_repair import event, hit_by
from trainingapp.planner.problem import Lecturer, Placement, Problem, When, Window
from trainingapp.planner.repair import repair
from trainingapp.planner.search.solve import solve, usual_effort
from trainingapp.planner.solution import Progress, Solution

Plan = tuple[Placement, ...]
Event = Callable[[Problem, Plan, int], Problem]
INSTANCES: tuple[tuple[str, float | None, int], ...] = (
    ("M", None, 3), ("M", 0.1, 3), ("L", None, 2), ("L", 0.1, 2), ("XL", None, 1),
)  # fmt: skip
"""Size, the part of half-days that lecturers keep, and how many problems of the kind."""
IMPROVED = 300_000
AT_LENGTH = 20
"""How much more work a repair gets whose least score was not proved."""


def room_closed(problem: Problem, plan: Plan, seed: int) -> Problem:
    """Close a room for a day on which it is used."""
    card = random.Random(seed).choice([item for item in plan if item.venue.startswith("r")])
    shut = When(never=(Window(card.date, card.date),))
    venues = (replace(one, when=shut) if one.id == card.venue else one for one in problem.venues)
    return replace(problem, venues=tuple(venues))


def lecturer_replaced(problem: Problem, plan: Plan, seed: int) -> Problem:
    """Let another lecturer, who has half of the days, take the place of one for good."""
    name = random.Random(seed).choice(sorted({one for item in plan for one in item.lecturers}))
    odd = tuple(Window(day.date, day.date) for number, day in enumerate(problem.calendar.days) if number % 2 == 0)
    sessions = (
        replace(one, roles=tuple(tuple("new" if who == name else who for who in pool) for pool in one.roles))
        for one in problem.sessions
    )
    lecturers = (*problem.lecturers, Lecturer("new", "新老师", when=When(never=odd)))
    return replace(problem, sessions=tuple(sessions), lecturers=lecturers)


def day_lost(problem: Problem, plan: Plan, seed: int) -> Problem:
    """Close a date of the calendar for everybody."""
    lost = random.Random(seed).choice(sorted({item.date for item in plan}))
    days = (replace(day, closed="停课") if day.date == lost else day for day in problem.calendar.days)
    return replace(problem, calendar=replace(problem.calendar, days=tuple(days)))


EVENTS: tuple[Event, ...] = (event, room_closed, lecturer_replaced, day_lost)


@dataclass
class Figures:
    """What was measured of one event."""

    answer: Solution
    least: int
    ratio: float
    seconds: float
    #: CPU seconds until the answer's plan stood; what came after proved it.
    until_found: float
    ratio_until_found: float


def measured(problem: Problem, changed: Problem, plan: Plan) -> Figures:
    """Repair a plan for the changed problem, and plan afresh beside it."""
    stood: dict[int, float] = {}

    def note(progress: Progress) -> None:
        stood.setdefault(progress.cost, time.process_time() - begun)

    begun = time.process_time()
    answer = repair(changed, plan, progress=note)
    seconds = time.process_time() - begun
    until_found = stood[answer.score]
    least = answer.score
    if not answer.minimal:
        longer = repair(changed, plan, effort=200_000 * AT_LENGTH)
        least = longer.score if longer.minimal else longer.lower_bound
    afresh = _afresh(changed, answer.total, len(answer.unplaced))
    return Figures(answer, least, seconds / afresh, seconds, until_found, until_found / afresh)


def _afresh(problem: Problem, cost: int, unplaced: int) -> float:
    """Return the CPU seconds until a new plan is as good as the repaired one, or until the usual effort is spent."""
    reached = False

    def watch(progress: Progress) -> None:
        nonlocal reached
        reached = reached or (progress.cost <= cost and progress.total - progress.placed <= unplaced)

    begun = time.process_time()
    solve(problem, effort=usual_effort(problem), prove=False, progress=watch, cancel=lambda: reached)
    return time.process_time() - begun


def _hitting(happens: Event, problem: Problem, plan: Plan, seed: int) -> Problem:
    """Return the first such event that hits a card."""
    found = (happens(problem, plan, number) for number in count(seed))
    return next(changed for changed in found if hit_by(changed, plan))


def main() -> None:
    """Measure every event on every instance."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="*", default=["M", "L", "XL"])
    sizes = parser.parse_args().sizes
    equal, proved, ratios, found_ratios = 0, 0, list[float](), list[float]()
    for size, tight, seeds in (one for one in INSTANCES if one[0] in sizes):
        for seed in range(1, seeds + 1):
            problem, _ = planted.make(size, seed, tight=tight)
            plan = solve(problem, effort=IMPROVED, seed=seed, prove=False).placements
            for happens in EVENTS:
                changed = _hitting(happens, problem, plan, seed)
                found = measured(problem, changed, plan)
                answer, hit = found.answer, len(hit_by(changed, plan))
                proved, equal = proved + answer.minimal, equal + (answer.score == found.least)
                ratios.append(found.ratio)
                found_ratios.append(found.ratio_until_found)
                kind = f"{size}{'' if tight is None else ' tight'} {seed} {happens.__name__}"
                say(
                    f"{kind}: hit {hit}, moved {len(answer.moves)}, score {answer.score}, least {found.least},"
                    f" {found.seconds:.2f} s, {found.ratio:.3f} of planning afresh, found after"
                    f" {found.until_found:.2f} s, {found.ratio_until_found:.3f}"
                )
    say(f"{equal} of {len(ratios)} equal the least score, {proved} proved at once")
    summary("repair / planning afresh", ratios)
    summary("repair until its plan stood / planning afresh", found_ratios)


if __name__ == "__main__":
    main()
