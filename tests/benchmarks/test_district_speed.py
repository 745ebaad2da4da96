"""District size: pages about one class cost the same whether the office has 6 classes of 100 people or 60.

30 half-days each, 180,000 marks at the end. The floor of a page is the same page with 6 classes, in the same run.
"""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert

from tests.benchmarks.ratios import RatioTable, time_best
from tests.factories import Factory
from trainingapp.attendance.models import Mark
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.ids import new_id
from trainingapp.timetable.terms import HalfDay

pytestmark = pytest.mark.benchmark

FEW, MANY = 6, 60
TRAINEES, HALF_DAYS = 100, 30
MOST_GROWTH = 1.3
PAGES = ("assessment", "closing", "evaluations")


def add_class(make: Factory) -> Cohort:
    """Add a class with a mark of everybody in every half-day."""
    cohort = make.cohort()
    trainees = make.enrolments(cohort, TRAINEES)
    half_days = (HalfDay.MORNING, HalfDay.AFTERNOON)
    sessions = [
        make.session(cohort, held_on=cohort.starts_on + timedelta(days=place // 2), half_day=half_days[place % 2])
        for place in range(HALF_DAYS)
    ]
    ids = [(session.id, one.id) for session in sessions for one in trainees]
    db.session.execute(insert(Mark), list(marks(ids, cohort.office_id)))
    db.session.commit()
    return cohort


def marks(ids: list[tuple[int, int]], office: int) -> Iterator[dict[str, object]]:
    """Give one in ten leave, the others present."""
    for place, (session, one) in enumerate(ids):
        status = Status.SICK if place % 10 == 0 else Status.PRESENT
        yield {
            "id": new_id(),
            "office_id": office,
            "session_id": session,
            "enrolment_id": one,
            "status": status,
            "version": 1,
        }


def page_time(client: FlaskClient, address: str) -> float:
    """Return the CPU seconds of a page."""
    return time_best(lambda: client.get(address))


def test_pages_of_a_class_do_not_grow_with_the_district(sqlite_app: Flask, ratio_table: RatioTable) -> None:
    make = Factory(sqlite_app)
    first, *_others = [add_class(make) for _ in range(FEW)]
    home = f"/classes/{first.public_id}"
    client = make.organiser_client()
    few = {page: page_time(client, f"{home}/{page}") for page in PAGES}

    for _ in range(MANY - FEW):
        add_class(make)
    rows = [
        ratio_table.add(
            f"{MANY} 个班时的本班页 {page}",
            measured=page_time(client, f"{home}/{page}"),
            floor=few[page],
            bar=MOST_GROWTH,
        )
        for page in PAGES
    ]

    assert [row.name for row in rows if not row.ok] == []
