"""The planner's own process: started, watched, cancelled. It knows neither the web nor the database."""

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from trainingapp.core.errors import Refused
from trainingapp.core.ids import new_public_id
from trainingapp.planner import jobs
from trainingapp.planner.jobs import Answer, Job
from trainingapp.planner.problem import PlanProblemError, Problem
from trainingapp.planner.solution import Progress

FOLDER = "planning"
ASKED_EVERY = 0.2
LEFT_AFTER = 24 * 60 * 60
"""Seconds after which nobody comes for the answer of a search that was dropped while it ran."""
DIED = "编排程序中途停了，没有得到方案；课表没有变，请重新编排"


@dataclass(frozen=True, slots=True)
class Work:
    """A job on its way: the folder in which its process works, and the process where it is one's own child."""

    folder: Path
    process: "subprocess.Popen[bytes] | None" = None

    @property
    def name(self) -> str:
        """Return the name by which a later request finds it."""
        return self.folder.name


def start_job(instance: Path, job: Job) -> Work:
    """Start the planner's own process on a job; its folder lies under the instance's."""
    folder = instance / FOLDER / new_public_id()
    jobs.write_job(folder, job)
    command = [sys.executable, "-m", "trainingapp.planner.jobs", str(folder)]
    quiet = subprocess.DEVNULL
    # In a session of its own: a terminal sends Ctrl+C to all that run in it, and the planner is to end with its best.
    process = subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)  # noqa: S603 - nothing of it is input
    # Somebody must take note of its end, or it would stay in the system's list; the page asks the folder instead.
    threading.Thread(target=process.wait, daemon=True).start()
    return Work(folder, process)


def find_work(instance: Path, name: str) -> Work:
    """Return the work that an earlier request began."""
    return Work(instance / FOLDER / name)


def read_answer(work: Work) -> Answer | None:
    """Return what came of a job, or None while it runs.

    Refuses where the planner found the problem senseless, and where its process has died.
    """
    alive = _is_alive(work)  # asked first, so that an answer given between the two questions is not taken for a death
    try:
        found = jobs.read_answer(work.folder)
    except PlanProblemError as error:
        raise Refused(*error.reasons) from error
    if found is None and not alive:
        raise Refused(DIED)
    return found


def _is_alive(work: Work) -> bool:
    if work.process is not None:
        return work.process.poll() is None
    return jobs.is_alive(work.folder, now=time.time())


def read_problem(work: Work) -> Problem:
    """Return the problem that a job was given."""
    return jobs.read_job(work.folder).problem


def read_progress(work: Work) -> Progress | None:
    """Return how far a job is."""
    return jobs.read_progress(work.folder)


def cancel_job(work: Work) -> None:
    """Let a job end with the best that it has."""
    if work.folder.is_dir():
        jobs.cancel(work.folder)


def stop_job(work: Work) -> None:
    """End one's own process, however far it is, and remove what it left behind."""
    if work.process is not None and work.process.poll() is None:
        work.process.kill()
        work.process.wait()
    forget_job(work)


def forget_job(work: Work) -> None:
    """Remove what a job left behind."""
    shutil.rmtree(work.folder, ignore_errors=True)


def forget_left(instance: Path, kept: Collection[str]) -> None:
    """Remove what jobs left behind that ended long ago and that nobody asked about; `kept` are names of others."""
    since = time.time() - LEFT_AFTER
    for folder in (instance / FOLDER).glob("*"):
        if folder.name not in kept and folder.is_dir() and folder.stat().st_mtime < since:
            forget_job(Work(folder))


def wait_for(work: Work, show: Callable[[Progress], None]) -> Answer:
    """Wait for a job and tell how far it is; refuses what `read_answer` refuses. Ctrl-C ends it with what it has."""
    while True:
        try:
            answer = read_answer(work)
            if answer is not None:
                return answer
            time.sleep(ASKED_EVERY)
        except KeyboardInterrupt:
            cancel_job(work)
        progress = read_progress(work)
        if progress is not None:
            show(progress)
