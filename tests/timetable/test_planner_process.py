"""The planner's own process, and what the command tells of several classes."""

import os
from pathlib import Path

import pytest

from tests.factories import Factory
from tests.planner.planted import make as planted
from tests.timetable.planned import class_of, course
from trainingapp.cli import drafting
from trainingapp.planner.jobs import DRAFT, Job
from trainingapp.timetable.operations import jobs
from trainingapp.timetable.queries.plan_cards import Scope


@pytest.mark.skipif(os.name == "nt", reason="sessions of processes are of POSIX")
def test_interrupt_of_the_terminal_does_not_reach_the_planner(tmp_path: Path) -> None:
    work = jobs.start_job(tmp_path, Job(DRAFT, planted("S", 1)[0], seconds=60.0))
    assert work.process is not None
    try:
        own_session = os.getsid(work.process.pid) == work.process.pid
    finally:
        jobs.stop_job(work)

    assert own_session


def test_command_says_whose_card_is_whose(make: Factory, tmp_path: Path) -> None:
    first, second = class_of(make, short_name="一班"), class_of(make, short_name="二班")
    course(make, first, "甲课")
    course(make, second, "乙课")

    drafted = drafting.draft([first, second], Scope(), tmp_path, seed=0, seconds=None)
    lines = drafting.as_lines([first, second], drafted, accepted=False)

    assert [lines[0], lines[2]] == ["“一班”", "“二班”"]
    assert [lines[1].split()[-1], lines[3].split()[-1]] == ["甲课", "乙课"]
