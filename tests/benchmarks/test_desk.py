"""The first page of an office with ten running classes of a hundred, where one mark in twelve is no 到."""

from collections.abc import Iterator
from datetime import timedelta
from random import Random

import pytest
from flask import Flask

from tests.benchmarks.district import add_rows, enrolments
from tests.benchmarks.ratios import RatioTable, time_best
from tests.factories import Factory
from trainingapp.attendance.models import Mark
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Enrolment
from trainingapp.cohorts.terms import Stage
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.timetable.terms import HalfDay

pytestmark = pytest.mark.benchmark

CLASSES, TRAINEES, HALF_DAYS = 10, 100, 30


def marks(sessions: list[int], trainees: list[int], chance: Random) -> Iterator[dict[str, object]]:
    """Give most marks of being present, some of leave, of coming late and of absence."""
    statuses = (Status.PRESENT, Status.SICK, Status.LATE, Status.ABSENT)
    for session in sessions:
        for trainee, status in zip(trainees, chance.choices(statuses, (92, 4, 3, 1), k=len(trainees)), strict=True):
            yield {"session_id": session, "enrolment_id": trainee, "taken": status, "confirmed": status}


def running_class(make: Factory, chance: Random) -> None:
    """Add a class of a hundred that began two weeks ago."""
    cohort = make.cohort(stage=Stage.RUNNING, starts_on=today() - timedelta(days=14))
    unit = make.organisation()
    persons = [make.person().id for _ in range(TRAINEES)]
    trainees = add_rows(Enrolment, enrolments(cohort, persons, [unit.id]), make.office.id)
    halves = (HalfDay.MORNING, HalfDay.AFTERNOON)
    sessions = [
        make.session(cohort, held_on=cohort.starts_on + timedelta(days=place // 2), half_day=halves[place % 2]).id
        for place in range(HALF_DAYS)
    ]
    add_rows(Mark, marks(sessions[:-2], trainees, chance), make.office.id)


def test_first_page_of_ten_running_classes_is_quick(sqlite_app: Flask, ratio_table: RatioTable) -> None:
    make = Factory(sqlite_app)
    chance = Random(5)
    for _ in range(CLASSES):
        running_class(make, chance)
    client = make.organiser_client()
    db.session.commit()

    bare = time_best(lambda: client.get("/healthz"))
    measured = time_best(lambda: client.get("/desk"))

    ratio_table.add("工作台 10 个班各 100 人（对指标 100 毫秒）", measured=measured, floor=0.100, bar=1)
    row = ratio_table.add("工作台 10 个班各 100 人（对空请求）", measured=measured, floor=bare, bar=40)
    assert row.ok
