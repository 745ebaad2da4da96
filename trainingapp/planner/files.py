"""Solve a problem that lies in a file: the way in for the command line and for a child process."""

from pathlib import Path

from trainingapp.planner.problem import PlanProblemError
from trainingapp.planner.search.solve import solve
from trainingapp.planner.serialise import problem_from_json, solution_to_json
from trainingapp.planner.solution import Report, Solution

LARGEST = 64 * 1024 * 1024


def solve_file(
    problem_path: Path,
    out_path: Path,
    seconds: float | None = None,
    seed: int = 0,
    *,
    effort: int | None = None,
    progress: Report | None = None,
) -> Solution:
    """Solve PROBLEM.json into SOLUTION.json and return the solution.

    The answer is written beside the target and renamed, so that a search that dies leaves no half file. Raises
    PlanProblemError (with Chinese reasons) for a bad problem and OSError for a file that cannot be read or written.
    """
    if problem_path.stat().st_size > LARGEST:
        raise PlanProblemError([f"{problem_path.name}超过64MB，请分批编排"])
    try:
        text = problem_path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise PlanProblemError([f"{problem_path.name}不是UTF-8文字"]) from error
    solution = solve(problem_from_json(text), effort=effort, seconds=seconds, seed=seed, progress=progress)
    draft = out_path.with_name(out_path.name + ".part")
    draft.write_text(solution_to_json(solution), encoding="utf-8")
    draft.replace(out_path)
    return solution
