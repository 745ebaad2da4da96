"""Solve a problem that lies in a file: the way in for the command line and for a child process."""

from pathlib import Path

from trainingapp.planner.explain import explain
from trainingapp.planner.explanation import Explanation
from trainingapp.planner.problem import PlanProblemError, Problem
from trainingapp.planner.search.solve import solve
from trainingapp.planner.serialise import problem_from_json, solution_to_json
from trainingapp.planner.solution import Cancel, Report, Solution

LARGEST = 64 * 1024 * 1024


def solve_file(
    problem_path: Path,
    out_path: Path,
    seconds: float | None = None,
    seed: int = 0,
    *,
    effort: int | None = None,
    progress: Report | None = None,
    cancel: Cancel | None = None,
) -> Solution:
    """Solve PROBLEM.json into SOLUTION.json and return the solution.

    The answer is written beside the target and renamed, so that a search that dies leaves no half file. Raises
    PlanProblemError (with Chinese reasons) for a bad problem and OSError for a file that cannot be written, before
    the search rather than after it.
    """
    problem = read_problem(problem_path)
    draft = out_path.with_name(out_path.name + ".part")
    draft.touch()
    try:
        solution = solve(problem, effort=effort, seconds=seconds, seed=seed, progress=progress, cancel=cancel)
        draft.write_text(solution_to_json(solution), encoding="utf-8")
        draft.replace(out_path)
    finally:
        draft.unlink(missing_ok=True)
    return solution


def read_problem(path: Path) -> Problem:
    """Return the problem that lies in a file; raise PlanProblemError for one that cannot be read or makes no sense."""
    try:
        if path.stat().st_size > LARGEST:
            raise PlanProblemError([f"{path.name}超过64MB，请分批编排"])
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise PlanProblemError([f"{path.name}不是UTF-8文字"]) from error
    except OSError as error:
        raise PlanProblemError([f"读不到 {path}（{error.strerror or error}），请检查文件名和位置"]) from error
    return problem_from_json(text)


def explain_file(problem_path: Path, found: Solution, seed: int = 0) -> Explanation | None:
    """Return why a file's problem has no complete plan, None where every session found its place."""
    if found.complete:
        return None
    return explain(read_problem(problem_path), [missing.session for missing in found.unplaced], seed=seed)
