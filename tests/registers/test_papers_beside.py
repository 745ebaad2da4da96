"""Papers in an office's own form: handed out at once, or from a page that shows how far they are."""

from io import BytesIO
from threading import Event

import openpyxl
import pytest
from sqlalchemy import select

from tests.factories import Factory
from tests.registers.packed import wait
from tests.registers.test_own_single_forms import form
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.clock import now
from trainingapp.core.database import db
from trainingapp.core.excel.filling import fill_copies
from trainingapp.core.placeholders import Filling
from trainingapp.core.uploads import WORKBOOK_TYPE
from trainingapp.registers.operations import use_template
from trainingapp.registers.terms import PaperKind


@pytest.fixture
def cohort(make: Factory) -> Cohort:
    """Return a class of two in an office with its own form of appraisal."""
    template = form(("{{班次简称}}鉴定表", ""), ("姓名", "{{姓名}}"))
    use(make, PaperKind.APPRAISALS, template)
    cohort: Cohort = make.cohort()
    make.enrolments(cohort, 2)
    return cohort


def use(make: Factory, kind: PaperKind, template: bytes) -> None:
    """Use a template for a kind of paper."""
    use_template(make.actor, kind, content=template, file_name="本单位.xlsx", at=now(), losses_accepted=False)


def exports() -> int:
    """Return how often a paper was taken."""
    return len(db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "register.exported")).all())


def test_quick_one_is_handed_out_at_once_and_recorded_once(make: Factory, cohort: Cohort) -> None:
    client = make.organiser_client()

    answer = client.post(f"/classes/{cohort.public_id}/papers/appraisals")

    book = openpyxl.load_workbook(BytesIO(answer.data))
    assert (answer.status_code, answer.mimetype, len(book.worksheets), exports()) == (200, WORKBOOK_TYPE, 2, 1)


def test_long_one_shows_how_far_it_is_and_is_taken_by_who_asked_alone(
    make: Factory, cohort: Cohort, held: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(make.app.config, "PATIENCE_SECONDS", 0)
    client = make.organiser_client()
    other = make.client(make.user(Role.CLASS_TEACHER, cohort_id=cohort.id))

    page = str(client.post(f"/classes/{cohort.public_id}/papers/appraisals").location)
    waiting, early = client.get(page).text, client.get(f"{page}/file").status_code
    held.set()
    wait(client, page)
    whole, file = client.get(page).text, client.get(f"{page}/file")

    assert ("等候填表" in waiting, early, "保留半小时" in whole) == (True, 404, True)
    assert [other.get(address).status_code for address in (page, f"{page}/file")] == [404, 404]
    assert (len(openpyxl.load_workbook(BytesIO(file.data)).worksheets), exports()) == (2, 1)


def test_refused_one_says_why(make: Factory, cohort: Cohort) -> None:
    template = form(("会场", ""), ("{{座位1}}", ""))
    use(make, PaperKind.SEATING, template)

    answer = make.organiser_client().post(f"/classes/{cohort.public_id}/papers/seating")

    assert (answer.status_code, "1 人没有座位" in answer.text, exports()) == (422, True, 0)


def test_copies_tell_how_many_are_made_and_filled() -> None:
    told: list[tuple[int, int]] = []

    fill_copies(
        form(("姓名", "{{姓名}}")),
        {name: Filling({"姓名": name}) for name in ("陈甲", "林乙", "王丙")},
        lambda done, total: told.append((done, total)),
    )

    assert told == [(1, 9), (2, 9), (3, 9), (4, 9), (5, 9)]
