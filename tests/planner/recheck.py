"""Whether rules and sessions can live together, by brute force with the independent checker alone."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tests.planner.small import every_placement
from trainingapp.planner.check import check
from trainingapp.planner.problem import Placement, Problem
from trainingapp.planner.rules import every_rule

OF_PLACES = ("venue", "travel")


def can_live_together(problem: Problem, sessions: Iterable[str], rules: Iterable[str]) -> bool:
    """Say whether these sessions can be placed under these rules alone: every placement is tried."""
    names, kept = frozenset(sessions), frozenset(rules)
    trial = replace(
        problem,
        sessions=tuple(one for one in problem.sessions if one.id in names),
        orders=tuple(one for one in problem.orders if {one.before, one.after} <= names),
        together=tuple(one for one in problem.together if names.issuperset(one.sessions)),
        series=(),
        wishes=(),
        pins=tuple(one for one in problem.pins if one.session in names),
        published=(),
        relaxed=tuple(sorted({rule.id for rule in every_rule(problem)} - kept)),
    )
    places = any(rule.startswith(OF_PLACES) for rule in kept)
    choices = [every_placement(trial, session) for session in trial.sessions]
    if not places:  # where no rule speaks of a place, one venue is as good as another
        choices = [_one_for_each_time(found) for found in choices]
    return _place(trial, sorted(choices, key=len), ())


def _one_for_each_time(found: Sequence[Placement]) -> list[Placement]:
    return list({(one.date, one.period, one.lecturers): one for one in found}.values())


def _place(problem: Problem, choices: Sequence[Sequence[Placement]], plan: tuple[Placement, ...]) -> bool:
    if not choices:
        return True
    tried = ((*plan, placement) for placement in choices[0])
    return any(_place(problem, choices[1:], longer) for longer in tried if check(problem, longer).valid)
