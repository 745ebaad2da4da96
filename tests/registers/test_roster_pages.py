"""The way of a roster into a class on its pages: uploaded, checked by cell, corrected, taken whole or not at all."""

import html
import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from markupsafe import escape
from sqlalchemy import func, select

from tests.factories import Factory
from tests.registers.uploads import page_of, seen_on, take
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.operations import withdraw
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.registers.models import Upload

WILD = Path(__file__).parent / "wild"
FILES = sorted(path.name for path in WILD.glob("[0-9]*"))
EXPECTED = json.loads((WILD / "expected.json").read_text("utf-8"))


def workbook(*rows: tuple[str, ...]) -> bytes:
    """Return a workbook with one sheet of these rows."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append(row)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def upload(client: FlaskClient, cohort: Cohort, content: bytes, name: str = "名单.xlsx") -> str:
    """Upload a file and return the address of the page where it is checked."""
    answer = client.post(
        f"/classes/{cohort.public_id}/roster/import",
        data={"file": (BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 302
    return str(answer.location)


def trainees(cohort: Cohort) -> list[tuple[int, str, str]]:
    """Return number, name and organisation of the class."""
    statement = select(Enrolment.number, Enrolment.name, Enrolment.organisation_name).where(
        Enrolment.cohort_id == cohort.id
    )
    return [(number, name, unit) for number, name, unit in db.session.execute(statement.order_by(Enrolment.number))]


@pytest.mark.parametrize("name", FILES)
def test_wild_roster_is_taken_through_the_pages(name: str, sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort = make.cohort()
    client = make.organiser_client()
    good = EXPECTED[name].get("good", EXPECTED[name]["rows"])

    checking = upload(client, cohort, (WILD / name).read_bytes(), name)
    shown = client.get(checking).get_data(as_text=True)
    take(client, checking, {"without_refused": "on"})

    assert f"可以导入 {good} 人" in shown
    assert len(trainees(cohort)) == good


def test_same_file_again_changes_nothing(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    content = (WILD / "02-title-note-footer.xlsx").read_bytes()
    acts = select(func.count(AuditEvent.id)).where(AuditEvent.verb == "roster.imported")
    take(client, upload(client, cohort, content))
    first = trainees(cohort)

    again = take(client, upload(client, cohort, content), follow=True)

    assert (trainees(cohort), db.session.scalar(acts)) == (first, 1)
    assert f"没有变化 {len(first)} 人" in again.get_data(as_text=True)


def test_fault_is_shown_at_its_cell_and_nothing_is_written(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    head, unit = ("姓名", "单位", "手机"), "示例居民区"
    content = workbook(head, ("陈甲", unit, "19900000001"), ("李乙", unit, "1990000"))

    checking = upload(client, cohort, content)
    shown = client.get(checking).get_data(as_text=True)
    refused = client.post(checking)

    assert re.search(r'<td class="bad">1990000<span class="why">[^<]+</span></td>', shown) is not None
    assert (refused.status_code, trainees(cohort)) == (422, [])
    take(client, checking, {"without_refused": "on"})
    assert trainees(cohort) == [(1, "陈甲", "示例居民区")]


def test_corrected_column_is_read_again_and_remembered(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    rows = ("姓名", "单位", "甲栏"), ("陈甲", "示例居民区", "管花"), ("李乙", "示例居民区", "管树")
    checking = upload(client, cohort, workbook(*rows))

    client.post(f"{checking}/columns", data={"column-A": "name", "column-B": "org", "column-C": "post"})
    take(client, checking)
    again = upload(client, make.cohort(code="next"), workbook(*rows))

    posts = db.session.scalars(select(Enrolment.post).order_by(Enrolment.number)).all()
    assert posts == ["管花", "管树"]
    assert "<td>管花</td>" in client.get(again).get_data(as_text=True)


def test_what_is_shown_is_what_is_taken_or_it_is_shown_again(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort, "陈甲", number=1, organisation_name="示例居民区", post="")
    gone = make.enrolment(cohort, "孙己", number=2, organisation_name="示例居民区")
    gone.state = EnrolmentState.WITHDRAWN
    client = make.organiser_client()
    rows = ("姓名", "单位", "职务"), *((name, "示例居民区", "书记") for name in ("陈甲", "李乙", "孙己"))
    checking = upload(client, cohort, workbook(*rows))

    page = page_of(client, checking)
    make.enrolment(cohort, "李乙", number=3, organisation_name="示例居民区", post="委员")
    db.session.commit()
    again = client.post(checking, data={"seen": seen_on(page)}, follow_redirects=True).get_data(as_text=True)
    untaken = trainees(cohort)
    client.post(checking, data={"seen": seen_on(again)})

    posts = dict(db.session.execute(select(Enrolment.name, Enrolment.post)).all())
    assert "新增 1 人，更新 1 人，没有变化 0 人；已退出、不恢复的：孙己" in page
    assert "职务：书记" in page
    assert "核对以后，导入的结果有了变化，没有写入" in again
    assert "新增 0 人，更新 2 人" in again
    assert "职务：委员 → 书记" in html.unescape(again)
    assert len(untaken) == 3
    assert posts == {"陈甲": "书记", "李乙": "书记", "孙己": posts["孙己"]}


def test_rows_that_nobody_can_tell_apart_are_told_before_and_cannot_be_taken(make: Factory) -> None:
    cohort = make.cohort()
    person = make.person("陈甲", phone="19900000001")
    make.enrolment(cohort, "陈甲", person=person, organisation_name="示例居民区")
    client = make.organiser_client()
    rows = ("姓名", "单位", "手机"), ("陈甲", "示例居民区", ""), ("陈甲", "别的居民区", "19900000001")

    page = page_of(client, upload(client, cohort, workbook(*rows)))

    assert "第 3 行“陈甲”与第 2 行“陈甲”是同一个人，或分不清是不是" in page
    assert "导入以后" not in page
    assert re.search(r"<button[^>]*>.*导入 2 人", page) is None


def test_two_columns_for_one_field_are_refused(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    checking = upload(client, cohort, workbook(("姓名", "单位"), ("陈甲", "示例居民区")))

    answer = client.post(f"{checking}/columns", data={"column-A": "name", "column-B": "name"})

    assert answer.status_code == 422
    assert "A 列和 B 列都选了“姓名”" in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"not a workbook", "名单.xlsx"), (b"", "空.xlsx"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "旧.xls")],
)
def test_hostile_file_is_refused_and_recorded(content: bytes, name: str, make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()

    answer = client.post(
        f"/classes/{cohort.public_id}/roster/import",
        data={"file": (BytesIO(content), name)},
        content_type="multipart/form-data",
    )

    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "roster.refused")).one()
    assert (answer.status_code, event.after["source"]) == (200, name)
    reasons = event.after["reasons"]
    assert isinstance(reasons, list)
    assert all(escape(reason) in answer.get_data(as_text=True) for reason in reasons)
    assert db.session.scalar(select(func.count(Upload.id))) == 0


def test_kept_file_holds_no_number_in_the_clear_and_goes_once_taken(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    checking = upload(client, cohort, "姓名,单位,手机\n陈甲,示例居民区,19900000001\n".encode(), "名单.csv")
    kept = db.session.scalars(select(Upload)).one()
    sealed = kept.sealed

    take(client, checking)

    db.session.expire_all()
    assert ("19900000001" in sealed, kept.sealed, kept.imported_at is None) == (False, "", False)
    assert client.post(checking).status_code == 422


def test_file_of_another_class_is_not_found(make: Factory) -> None:
    first, second = make.cohort(), make.cohort(code="second")
    client = make.organiser_client()
    checking = upload(client, first, workbook(("姓名", "单位"), ("陈甲", "示例居民区")))

    answer = client.post(checking.replace(first.public_id, second.public_id))

    assert (answer.status_code, trainees(second)) == (404, [])


def test_file_whose_header_nobody_knows_waits_for_its_columns_to_be_named(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort = make.cohort()
    client = make.organiser_client()
    rows = (("甲栏", "乙栏"), ("欧阳测", "云杉社区"), ("司马试", "望景社区"))

    address = upload(client, cohort, workbook(*rows))
    asked = client.get(address).get_data(as_text=True)
    refused = client.post(address)
    client.post(f"{address}/columns", data={"column-A": "name", "column-B": "org"})
    take(client, address)
    following = client.get(upload(client, cohort, workbook(*rows))).get_data(as_text=True)

    assert "没有认出姓名这一栏" in asked
    assert refused.status_code == 422
    assert [(name, unit) for _, name, unit in trainees(cohort)] == list(rows[1:])
    assert "没有认出姓名这一栏" not in following


def test_number_of_somebody_who_left_is_told_on_the_page_and_nothing_can_be_imported(make: Factory) -> None:
    cohort = make.cohort()
    withdraw(make.actor, make.enrolment(cohort, "王丙", number=1), on=date(2026, 5, 20), reason="工作调动")
    client = make.organiser_client()

    location = upload(
        client, cohort, workbook(("序号", "姓名", "单位"), ("1", "陈甲", "甲居民区"), ("2", "李乙", "乙居民区"))
    )
    shown = page_of(client, location)

    assert "工作表“Sheet”：编号 1 有 2 人：王丙（退出）、陈甲（第 2 行）；请改编号，或把编号列留空由系统接着编" in shown
    assert "导入 2 人</button>" not in shown
