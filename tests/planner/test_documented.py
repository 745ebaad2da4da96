"""The example in docs/planner.md is read, solved and answered as printed."""

import re
from pathlib import Path

from trainingapp.planner.check import check
from trainingapp.planner.rules import RELAXABLE, WISHES
from trainingapp.planner.search.solve import solve
from trainingapp.planner.serialise import problem_from_json, solution_from_json

TEXT = (Path(__file__).parents[2] / "docs" / "planner.md").read_text(encoding="utf-8")


def test_documented_problem_costs_what_is_documented() -> None:
    problem, solution = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)

    found = solve(problem_from_json(problem), effort=2000, prove=False)

    printed = solution_from_json(solution)
    report = check(problem_from_json(problem), printed.placements)
    assert (report.violations, report.unplaced) == ((), ())
    assert found.cost == printed.cost == report.cost


def test_every_rule_and_wish_is_documented() -> None:
    assert [name for name in sorted(RELAXABLE | set(WISHES)) if f"`{name}`" not in TEXT] == []
