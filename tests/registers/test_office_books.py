"""What an office files: the ledger of a year's classes with closing data, and monthly reports by version."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests.assessment.test_closing import finished_class
from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.assessment import operations
from trainingapp.assessment.models import OfficeReport
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db


def rows_of(content: bytes) -> list[list[object]]:
    """Return the cells of the first sheet that hold something, row by row."""
    sheet = load_workbook(BytesIO(content)).worksheets[0]
    rows: list[list[object]] = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    return [row for row in rows if row]


def test_ledger_has_what_closing_came_to(make: Factory) -> None:
    cohort, _one = finished_class(make)
    make.track(cohort, "书记")
    operations.close_class(make.actor, cohort)
    make.cohort(starts_on=date(2026, 9, 1), formal_name="秋季班")
    make.cohort(starts_on=date(2025, 9, 1), formal_name="上年的班")

    answer = make.organiser_client().post("/insight/ledger", data={"year": "2026"})

    rows = rows_of(answer.data)
    closed = next(row for row in rows if cohort.formal_name in row)
    waiting = next(row for row in rows if "秋季班" in row)
    assert closed[3:7] == [1, "书记", 1, 6]
    assert ("最终课表" in str(closed[-2]), "结业 1 人" in str(closed[-1])) == (True, True)
    assert (waiting[-1], any("上年的班" in row for row in rows)) == ("未结班", False)
    assert db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "register.exported")).one().after == {
        "kind": ["2026年培训台账"]
    }


def test_report_prints_what_people_wrote_and_a_filed_one_never_changes(make: Factory) -> None:
    cohort = make.cohort(formal_name="居民区后备班")
    make.session(cohort)
    make.enrolment(cohort, "陈青禾")
    client = make.organiser_client()
    client.post("/insight/reports", data={"year": "2026", "month": "5"})
    report = db.session.scalars(select(OfficeReport)).one()
    page = f"/insight/reports/{report.public_id}"
    client.post(page, data={"version": report.version, "held": "五月办班一个。", "problems": "场地不够", "file": "1"})
    first = rows_of(client.post(f"{page}/workbook").data)
    make.session(make.cohort(formal_name="后来补的班"))
    db.session.commit()

    again = rows_of(client.post(f"{page}/workbook").data)

    assert first == again
    assert [row for row in first if row in (["五月办班一个。"], ["场地不够"])] == [["五月办班一个。"], ["场地不够"]]
    assert [row[0] for row in first if "居民区后备班" in row or "陈青禾" in row] == ["居民区后备班", "陈青禾"]


@pytest.mark.parametrize("year", ["", "abc", "1999", "20266"])
def test_ledger_of_no_year_is_refused(make: Factory, year: str) -> None:
    assert make.organiser_client().post("/insight/ledger", data={"year": year}).status_code == 422


def test_only_who_sees_the_figures_takes_them(make: Factory) -> None:
    lecturer = make.lecturer()
    client = make.client(make.user(Role.LECTURER, lecturer_id=lecturer.id))

    assert client.post("/insight/ledger", data={"year": "2026"}).status_code == 403


def test_ledger_asks_as_much_for_three_as_for_one(
    make: Factory, count_queries: Callable[[], AbstractContextManager[CountedQueries]]
) -> None:
    client = make.organiser_client()
    totals = []
    for amount in (1, 2):
        for _ in range(amount):
            make.session(make.cohort(), lecturers=[make.lecturer()])
        db.session.commit()
        with count_queries() as counted:
            client.post("/insight/ledger", data={"year": "2026"})
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_ledger_and_report_are_shown_as_they_print_and_only_a_file_is_recorded(make: Factory) -> None:
    make.session(make.cohort(formal_name="居民区后备班", starts_on=date(2026, 5, 11)))
    client = make.organiser_client()
    client.post("/insight/reports", data={"year": "2026", "month": "5"})
    report = db.session.scalars(select(OfficeReport)).one()

    pages = [
        client.get(address).get_data(as_text=True)
        for address in ("/insight/ledger?year=2026", f"/insight/reports/{report.public_id}/workbook")
    ]

    told = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.verb == "register.exported")).all()
    assert ["居民区后备班" in page for page in pages] == [True, True]
    assert ["下载 Excel" in page for page in pages] == [True, True]
    assert (told, client.get("/insight/ledger?year=26").status_code) == ([], 422)
