"""One piece of planning in a folder, for a process of its own: what is asked, how far it is, what came of it.

The folder holds `job.json` (what to do), `progress.json`, `alive` (touched every second), `cancel` (put there by
whoever wants it to end with what it has), and at the end `result.json`, or `error.json` with reasons. Every file is
written beside its place and renamed, so nobody reads half of one. A process that dies leaves no result, nothing else.

Run as `python -m trainingapp.planner.jobs FOLDER`.
"""

import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from trainingapp.planner import serialise
from trainingapp.planner.alternatives import alternatives
from trainingapp.planner.cpsat.classes import bound_by_class
from trainingapp.planner.explain import explain
from trainingapp.planner.explanation import Explanation
from trainingapp.planner.problem import PlanProblemError, Problem
from trainingapp.planner.repair import repair
from trainingapp.planner.search.solve import PROVED_BY_DEFAULT, solve
from trainingapp.planner.solution import Progress, Solution
from trainingapp.planner.validate import refuse_invalid

JOB, PROGRESS, ALIVE, CANCEL, RESULT, ERROR = (
    "job.json",
    "progress.json",
    "alive",
    "cancel",
    "result.json",
    "error.json",
)
BEAT = 1.0
SHOWN_EVERY = 0.2
EXPLAINED_FOR = 10.0
BOUND_AWAITED = 2.0
"""Seconds for which a plan that is ready waits for its bound."""
NICENESS = 5
"""Whoever waits for a page comes first."""
DRAFT, ALTERNATIVES, REPAIR = "draft", "alternatives", "repair"
"""What may be asked for."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked: `kind` of the three above. `seconds` caps a draft; without it the search is counted in moves.

    A repair keeps to the plan in `problem.published` as far as it can.
    """

    kind: str
    problem: Problem
    seed: int = 0
    seconds: float | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a job: one plan or several, and, where cards found no place, why."""

    solutions: tuple[Solution, ...]
    explanation: Explanation | None = None


def write_job(folder: Path, job: Job) -> None:
    """Put a job into its folder, which is made."""
    folder.mkdir(parents=True)
    _write(folder / JOB, job)


def read_job(folder: Path) -> Job:
    """Return what is asked in a folder."""
    return serialise.decode(Job, json.loads((folder / JOB).read_text("utf-8")), "")


def read_answer(folder: Path) -> Answer | None:
    """Return what came of a job, or None while nothing has; raise PlanProblemError with the reasons of one refused."""
    refused = folder / ERROR
    if refused.is_file():
        raise PlanProblemError(json.loads(refused.read_text("utf-8")))
    found = folder / RESULT
    return serialise.decode(Answer, json.loads(found.read_text("utf-8")), "") if found.is_file() else None


def read_progress(folder: Path) -> Progress | None:
    """Return how far a job is, or None before it said anything."""
    found = folder / PROGRESS
    return serialise.decode(Progress, json.loads(found.read_text("utf-8")), "") if found.is_file() else None


def is_alive(folder: Path, *, now: float, patience: float = 20.0) -> bool:
    """Tell whether a job's process has shown life within so many seconds; `now` is in seconds since 1970."""
    signs = [path.stat().st_mtime for path in (folder / ALIVE, folder / JOB) if path.is_file()]
    return bool(signs) and now - max(signs) < patience


def cancel(folder: Path) -> None:
    """Ask a job to end with the best that it has."""
    (folder / CANCEL).touch()


def run(folder: Path) -> None:
    """Do the job in a folder and write what came of it."""
    ended = threading.Event()
    beating = threading.Thread(target=_beat, args=(folder / ALIVE, ended), daemon=True)
    beating.start()
    try:
        job = read_job(folder)
        _write(folder / RESULT, _answer(job, _reporter(folder / PROGRESS), (folder / CANCEL).exists))
    except PlanProblemError as error:
        _write(folder / ERROR, error.reasons)
    finally:
        ended.set()
        beating.join()


def _answer(job: Job, report: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Answer:
    if job.kind == ALTERNATIVES:
        found = alternatives(
            job.problem, count=job.count, seconds=job.seconds, seed=job.seed, progress=report, cancel=cancelled
        )
        return _explained(job, tuple(one.solution for one in found), cancelled)
    if job.kind == REPAIR:
        bare = replace(job.problem, published=())
        mended = repair(bare, job.problem.published, seed=job.seed, progress=report, cancel=cancelled)
        return _explained(job, (mended,), cancelled)
    return _explained(job, (_draft(job, report, cancelled),), cancelled)


def _draft(job: Job, report: Callable[[Progress], None], cancelled: Callable[[], bool]) -> Solution:
    bounding = _Bounding(job.problem, cancelled)

    def tell(progress: Progress) -> None:
        bounding.watch(progress)
        report(replace(progress, bound=bounding.bound))

    def ends() -> bool:
        # By the clock there is no use in going on; by moves the same seed gives the same plan, however long it takes.
        return cancelled() or (job.seconds is not None and bounding.reached)

    solution = solve(job.problem, seconds=job.seconds, seed=job.seed, progress=tell, cancel=ends)
    bound = bounding.result()
    if solution.bound is not None or bound is None or not solution.complete:
        return solution
    return replace(solution, bound=bound, proven=bound >= solution.total)


class _Bounding:
    """A lower bound worked out beside the search, where the search itself does not prove one; the plan is the same."""

    def __init__(self, problem: Problem, cancelled: Callable[[], bool]) -> None:
        self.bound: int | None = None
        self.best: int | None = None
        self.ended = threading.Event()
        self.worker = threading.Thread(target=self._work, args=(problem, cancelled), daemon=True)
        if len(problem.sessions) > PROVED_BY_DEFAULT:
            self.worker.start()

    def watch(self, progress: Progress) -> None:
        """Take note of a complete plan's cost."""
        if progress.placed == progress.total:
            self.best = progress.cost

    @property
    def reached(self) -> bool:
        """Tell whether the best plan so far is proved to be one of the best."""
        return self.bound is not None and self.best is not None and self.best <= self.bound

    def _work(self, problem: Problem, cancelled: Callable[[], bool]) -> None:
        try:
            refuse_invalid(problem)
            self.bound = bound_by_class(problem, cancel=lambda: self.ended.is_set() or cancelled())
        except PlanProblemError:
            return  # the search refuses it as well, and tells the reasons

    def result(self) -> int | None:
        """Return the bound, after a short wait; what is proved of some classes alone counts as well."""
        if self.worker.is_alive():
            self.worker.join(BOUND_AWAITED)
            self.ended.set()
            self.worker.join()
        return self.bound


def _explained(job: Job, solutions: tuple[Solution, ...], cancelled: Callable[[], bool]) -> Answer:
    """Say why not all cards found a place, where even the best of the plans left one out."""
    best = min(solutions, key=lambda one: len(one.unplaced))
    if best.complete or cancelled():
        return Answer(solutions)
    stuck = [missing.session for missing in best.unplaced]
    problem = replace(job.problem, published=())
    return Answer(solutions, explain(problem, stuck, seed=job.seed, seconds=EXPLAINED_FOR))


def _reporter(path: Path) -> Callable[[Progress], None]:
    shown = 0.0

    def report(progress: Progress) -> None:
        nonlocal shown
        if time.monotonic() - shown >= SHOWN_EVERY:
            _write(path, progress)
            shown = time.monotonic()

    return report


def _beat(path: Path, ended: threading.Event) -> None:
    path.touch()
    while not ended.wait(BEAT):
        path.touch()


def _write(path: Path, value: object) -> None:
    draft = path.with_name(path.name + ".part")
    draft.write_text(json.dumps(serialise.encode(value), ensure_ascii=False), "utf-8")
    draft.replace(path)


def main() -> None:
    """Do the job in the folder that the command names."""
    folder = Path(sys.argv[1])
    if hasattr(os, "nice"):
        os.nice(NICENESS)
    try:
        run(folder)
    except Exception:
        (folder / "died.txt").write_text(traceback.format_exc(), "utf-8")
        raise


if __name__ == "__main__":
    main()
