"""District size on both databases: every page of results, hours, coverage and what follows, and closing a big class.

60 classes of 100 trainees with 30 half-days (180,000 marks), 20,000 persons, five years of ledger. Server time is the
CPU time of this process at the 95th percentile of 20 calls; what PostgreSQL itself works is seen in the elapsed time
that the table names beside it, which is not asserted, for it depends on what else the machine does. Pages about one
class are called with 6 classes first: with 60 they may cost 1.3 times that at most, by the least CPU time of each.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from statistics import median

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.benchmarks.district import HALF_DAYS, TRAINEES, District
from tests.benchmarks.ratios import RatioTable
from tests.factories import Factory
from trainingapp.assessment.models import Questionnaire, Task
from trainingapp.attendance.models import Mark
from trainingapp.cli.serving import keep_what_stands
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import Stage
from trainingapp.core.database import db
from trainingapp.people.models import Person

pytestmark = pytest.mark.benchmark

FEW, MANY = 6, 60
CALLS, PERCENTILE = 20, 0.95
MOST_PAGE, MOST_COVERAGE, MOST_CLOSING = 0.3, 1.0, 2.0
MOST_GROWTH = 1.3
BIG = 300
PUBLIC_ID = 12
OF_CLASS = (
    "assessment",
    "assessment/outstanding",
    "assessment/scheme",
    "closing",
    "evaluations",
    "works",
    "competencies",
    "certificates",
    "followup",
)
OF_OFFICE = (
    "/insight?year=2026",
    "/insight/hours?year=2026",
    "/insight/hours?year=2026&show=all",
    "/insight/hours?year=2026&q=云杉3街道",
    "/insight/hours/organisations?year=2026",
    "/insight/hours/statements?year=2026",
    "/insight/sessions?year=2026",
    "/insight/sessions?year=2026&month=5",
    "/insight/marks?year=2026&month=5",
    "/insight/ledger?year=2026",
    "/insight/coverage/people?year=2026",
    "/insight/coverage/people?year=2026&who=trained&post=网格员",
    "/insight/lecturers",
    "/insight/reports",
    "/hours/pending",
    "/points",
    "/honours",
)


class Timing:
    """What some calls of a page took: the least CPU and that at the 95th percentile, elapsed in the middle."""

    def __init__(self, client: FlaskClient, address: str) -> None:
        """Call it once unmeasured, then as often as is measured."""
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        spent = sorted(one_call(client, address) for _ in range(CALLS))
        self.least, self.cpu = spent[0][0], spent[round(PERCENTILE * CALLS) - 1][0]
        self.elapsed = median(elapsed for _cpu, elapsed in spent)


def one_call(client: FlaskClient, address: str) -> tuple[float, float]:
    """Return the CPU and the elapsed seconds of one call."""
    cpu, begun = time.process_time(), time.perf_counter()
    client.get(address)
    return time.process_time() - cpu, time.perf_counter() - begun


def class_pages(district: District) -> Iterator[str]:
    """Give the addresses of the pages about one class."""
    public_id = district.classes[1]
    cohort = db.session.scalars(select(Cohort).where(Cohort.public_id == public_id)).one()
    home = f"/classes/{public_id}"
    one = db.session.scalars(select(Enrolment).where(Enrolment.cohort_id == cohort.id).limit(1)).one()
    asked = db.session.scalars(select(Questionnaire).where(Questionnaire.cohort_id == cohort.id).limit(1)).one()
    task = db.session.scalars(select(Task).where(Task.cohort_id == cohort.id)).one()
    yield from (f"{home}/{page}" for page in OF_CLASS)
    yield f"{home}/assessment/{one.public_id}"
    yield f"{home}/evaluations/{asked.public_id}"
    yield f"{home}/works/{task.public_id}"


def office_pages(district: District) -> Iterator[str]:
    """Give the addresses of the pages about the whole office, but for coverage."""
    person = db.session.scalars(select(Person).where(Person.id == district.persons[0])).one()
    yield from OF_OFFICE
    yield f"/people/{person.public_id}/hours"


def timings(client: FlaskClient, addresses: Iterable[str]) -> Mapping[str, Timing]:
    """Return what each page took."""
    return {address: Timing(client, address) for address in addresses}


def told(address: str, timing: Timing, database: str) -> str:
    """Return a line's name without the ids, with what elapsed."""
    parts = ["…" if len(part) == PUBLIC_ID and part.lower() != part else part for part in address.split("/")]
    return f"{database} {'/'.join(parts)}（经过 {timing.elapsed * 1000:.0f} ms）"


def close_big_class(client: FlaskClient, district: District) -> float:
    """Return the most CPU seconds of closing a class of 300 three times, reopened in between."""
    public_id = district.add_class(trainees=BIG, stage=Stage.COMPLETED)
    cohort = db.session.scalars(select(Cohort).where(Cohort.public_id == public_id)).one()
    district.make.release(cohort)
    db.session.commit()
    page = f"/classes/{public_id}/closing"
    spent = []
    for _ in range(3):
        begun = time.process_time()
        closed = client.post(page)
        spent.append(time.process_time() - begun)
        reopened = client.post(page, data={"reopen": "1", "reason": "测量"})
        assert (closed.status_code, reopened.status_code) == (302, 302), closed.get_data(as_text=True)
    return max(spent)


def test_pages_of_a_district(app: Flask, ratio_table: RatioTable) -> None:
    database = app.extensions["sqlalchemy"].engine.dialect.name
    district = District(Factory(app))
    client = district.make.organiser_client()
    district.add_classes(FEW)
    few = timings(client, class_pages(district))
    district.add_classes(MANY - FEW)
    assert db.session.scalar(select(func.count(Mark.id))) == MANY * TRAINEES * HALF_DAYS

    keep_what_stands()  # as the server does before its first request
    many = timings(client, class_pages(district))
    office = timings(client, office_pages(district))
    coverage = timings(client, ("/insight/coverage?year=2026",))
    rows = [
        ratio_table.add(told(one, timing, database), measured=timing.cpu, floor=bar, bar=1)
        for found, bar in ((many, MOST_PAGE), (office, MOST_PAGE), (coverage, MOST_COVERAGE))
        for one, timing in found.items()
    ]
    rows += [
        ratio_table.add(
            f"6→60 个班 {told(one, many[one], database)}", measured=many[one].least, floor=timing.least, bar=MOST_GROWTH
        )
        for one, timing in few.items()
    ]
    closing = close_big_class(client, district)
    rows.append(ratio_table.add(f"{database} 结 {BIG} 人的班", measured=closing, floor=MOST_CLOSING, bar=1))

    assert [row.name for row in rows if not row.ok] == []
