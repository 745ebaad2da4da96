"""The way of machines' files into a class on its pages: uploaded, looked over, corrected, taken as one act."""

import html
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import time
from decimal import Decimal
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from tests.registers.records import packed
from trainingapp.assessment import operations as assessment
from trainingapp.assessment.queries import list_scores
from trainingapp.assessment.rules import BRACKETS, Part
from trainingapp.assessment.terms import Source
from trainingapp.attendance.models import MarkEvent
from trainingapp.attendance.operations import confirm_roll_call, record_marks
from trainingapp.attendance.queries import list_marks, settings_of
from trainingapp.attendance.terms import Status, Way
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import list_roster
from trainingapp.core.database import db
from trainingapp.registers.models import Upload
from trainingapp.timetable.models import Session

Counting = Callable[[], AbstractContextManager[CountedQueries]]
NAMES = ("张三", "李四", "王五")
HEADER = ("登记号码", "姓名", "部门", "日期时间")


def made_class(make: Factory) -> tuple[Cohort, Session]:
    cohort = make.cohort()
    for number, name in enumerate(NAMES, 1):
        make.enrolment(cohort, name, number=number)
    return cohort, make.session(cohort, title="基层治理", starts_at=time(9), ends_at=time(11, 30))


def trainees(cohort: Cohort) -> Sequence[Enrolment]:
    """Return the class's trainees by number."""
    return list_roster(cohort.id)


def log(session: Session, *punches: tuple[str, str]) -> bytes:
    """Return a clock's log: who, at what time of the session's day."""
    return packed(HEADER, *((None, name, None, f"{session.held_on} {clock}:07") for name, clock in punches))


def upload(
    client: FlaskClient, cohort: Cohort, content: bytes, kind: str = "attendance", name: str = "打卡.xlsx"
) -> str:
    """Send a file and return the address of the page where it is checked, or the page that refuses it."""
    answer = client.post(
        f"/classes/{cohort.public_id}/{kind}/import",
        data={"file": (BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    return str(answer.location) if answer.status_code == 302 else html.unescape(answer.get_data(as_text=True))


def shown(client: FlaskClient, address: str) -> tuple[str, dict[str, list[str] | str]]:
    """Return the page, and what it would send: what it shows, and the lines that are ticked."""
    page = html.unescape(client.get(address).get_data(as_text=True))
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen, page
    return page, {"seen": seen[1], "take": re.findall(r'name="take" value="([^"]+)"[^>]* checked', page)}


def marks(cohort: Cohort, session: Session) -> dict[str, Status]:
    """Return the marks of a session by name."""
    db.session.expire_all()
    found = list_marks(cohort.id)
    rows = {one.id: one.name for one in trainees(cohort)}
    return {rows[key]: of[session.id] for key, of in found.items() if session.id in of}


def test_a_clocks_log_becomes_marks_in_one_act(make: Factory) -> None:
    cohort, session = made_class(make)
    client = make.organiser_client()

    address = upload(
        client, cohort, log(session, ("张三", "08:52"), ("李四", "09:20"), ("李四", "11:31"), ("赵六", "08:50"))
    )
    page, sent = shown(client, address)
    answer = client.post(address, data=sent, follow_redirects=True)

    (act,) = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "attendance.imported")).all()
    ways = set(db.session.scalars(select(MarkEvent.way)).all())
    assert "本班没有这个人" in page
    assert "没有点名的 1 人：王五" in page
    assert marks(cohort, session) == {"张三": Status.PRESENT, "李四": Status.LATE}
    assert ways == {Way.IMPORT}
    assert (act.after["source"], act.after["count"], act.cohort_id) == ("打卡.xlsx", 2, cohort.id)
    assert "到 1 人次，迟到 1 人次" in answer.get_data(as_text=True)
    assert (db.session.scalars(select(Upload)).one().sealed, client.get(address).status_code) == ("", 422)


def test_blocks_of_a_fingerprint_machine_become_marks_after_a_person_is_named(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, session = made_class(make)
    client = make.organiser_client()
    day = f"{session.held_on}"
    file = packed(
        (f"{day} ~ {day}",),
        (f"{session.held_on.day}日",),
        ("工号:", "1", "姓名:", "张三"),
        ("08:52 11:31",),
        ("工号:", "9", "姓名:", "小李"),
        ("09:2011:31",),
    )

    address = upload(client, cohort, file)
    page, _ = shown(client, address)
    named = {"header_row": "", "sheet": "Sheet", "who-5": trainees(cohort)[1].public_id}
    client.post(f"{address}/columns", data=named)
    _, sent = shown(client, address)
    client.post(address, data=sent)

    assert "一人一块，块里的时间都读了" in page
    assert marks(cohort, session) == {"张三": Status.PRESENT, "李四": Status.LATE}


def test_absence_is_written_for_those_who_were_ticked_alone(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, session = made_class(make)
    client = make.organiser_client()
    absent = next(one for one in trainees(cohort) if one.name == "王五")

    address = upload(client, cohort, log(session, ("张三", "08:52"), ("李四", "10:05")))
    page, sent = shown(client, address)
    client.post(address, data={**sent, "take": [*sent["take"], f"{session.public_id}|{absent.public_id}"]})

    assert "45 分钟以后才到" in page
    assert marks(cohort, session) == {"张三": Status.PRESENT, "王五": Status.ABSENT}


def test_rule_is_tried_on_the_page_and_kept_for_the_class(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, session = made_class(make)
    client = make.organiser_client()
    address = upload(client, cohort, log(session, ("张三", "09:08")))
    rule = {"opens_minutes": 30, "late_minutes": 5, "early_minutes": 10, "missed_minutes": 45, "least_stay": "1/2"}

    client.post(f"{address}/rule", data=rule)
    tried, unchanged = shown(client, address)[0], settings_of(cohort.id).late_minutes
    client.post(f"{address}/rule", data={**rule, "keep": "y"})

    assert "<b>迟到</b>" in tried
    assert (unchanged, settings_of(cohort.id).late_minutes) == (10, 5)


def test_what_was_previewed_is_what_is_taken(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, session = made_class(make)
    client = make.organiser_client()
    address = upload(client, cohort, log(session, ("张三", "08:52")))
    _page, sent = shown(client, address)

    record_marks(make.actor, session, marks={trainees(cohort)[0].id: Status.SICK})
    db.session.commit()
    answer = client.post(address, data=sent)

    assert answer.status_code == 409
    assert marks(cohort, session) == {"张三": Status.SICK}


def test_confirmed_roll_call_is_not_touched(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, session = made_class(make)
    client = make.organiser_client()
    confirm_roll_call(make.actor, session, accept_unmarked=True)
    db.session.commit()

    page, sent = shown(client, upload(client, cohort, log(session, ("张三", "08:52"))))

    assert "考勤已确认，不写入" in page
    assert sent["take"] == []


def test_corrected_columns_people_and_session_are_remembered_for_the_next_file(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, session = made_class(make)
    client = make.organiser_client()
    rows = (("人员", "几点到的", "手表"), ("小张", "8:52", "x"), ("李四", "9:20", "y"))
    trainee = trainees(cohort)[0].public_id

    address = upload(client, cohort, packed(*rows))
    client.post(f"{address}/columns", data={"column-A": "name", "column-B": "arrived", "session": session.public_id})
    client.post(
        f"{address}/columns",
        data={"column-A": "name", "column-B": "arrived", "session": session.public_id, "who-2": trainee},
    )
    page, sent = shown(client, address)
    client.post(address, data=sent)
    following, _ = shown(client, upload(client, cohort, packed(*rows)))

    assert "由您指定" in page
    assert marks(cohort, session) == {"张三": Status.PRESENT, "李四": Status.LATE}
    assert "B 列“几点到的” → 到达时间" in following
    assert "请在下面选定是哪一次课" in following


def test_points_of_another_machine_are_entered_in_one_act(make: Factory) -> None:
    cohort, _session = made_class(make)
    parts = (Part(1, "考勤", 20, Source.ATTENDANCE), Part(2, "考试", 40), Part(3, "心得", 40))
    scheme = assessment.set_scheme(make.actor, cohort, parts=parts, brackets=BRACKETS)
    exam = next(one for one in scheme.components if one.name == "考试")
    first = next(one for one in trainees(cohort) if one.name == "张三")
    assessment.enter_scores(make.actor, cohort, scores={(first.id, exam.id): Decimal(60)})
    db.session.commit()
    client = make.organiser_client()
    file = packed(("考号", "姓名", "考试成绩"), (1, "张三", 92.5), (2, "李四", 88), (3, "王五", 130), (9, "赵六", 50))

    address = upload(client, cohort, file, "scores", "成绩.xlsx")
    client.post(f"{address}/columns", data={"full-考试": "100"})
    page, sent = shown(client, address)
    client.post(address, data={**sent, "take": [*sent["take"], f"{first.public_id}|考试"]})

    names = {one.id: one.name for one in trainees(cohort)}
    entered = {names[key]: of[exam.id].points for key, of in list_scores(scheme).items()}
    (act,) = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "scores.imported")).all()
    assert "第 4 行" in page
    assert "已有分数，要用文件里的请勾选" in page
    assert len(sent["take"]) == 1
    assert entered == {"张三": Decimal("92.5"), "李四": Decimal(88)}
    assert act.after["count"] == 2


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"PK\x03\x04 nothing", "打不开"),
        (packed(), "没有内容"),
    ],
)
def test_file_that_says_nothing_is_refused_in_words(content: bytes, told: str, sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, _session = made_class(make)

    page = upload(make.organiser_client(), cohort, content)

    assert told in page
    assert db.session.scalars(select(Upload)).all() == []


def test_words_of_the_office_are_added_used_and_taken_back(make: Factory) -> None:
    cohort, session = made_class(make)
    client = make.organiser_client()
    file = packed(("参培同志", "扫脸时刻"), ("张三", f"{session.held_on} 08:50"))

    unread, _ = shown(client, upload(client, cohort, file))
    for word, field in (("参培同志", "name"), ("扫脸时刻", "time")):
        client.post("/library/header-words", data={"word": word, "field": field})
    twice = client.post("/library/header-words", data={"word": "参培 同志", "field": "org"}).get_data(as_text=True)
    page, sent = shown(client, upload(client, cohort, file))
    words = html.unescape(client.get("/library/header-words").get_data(as_text=True))
    remove = re.search(r"/library/header-words/[\w-]+/remove", words)
    assert remove
    client.post(remove[0])

    assert "没有认出哪一列是姓名" in unread
    assert "已经在本单位的表头词里了" in twice
    assert len(sent["take"]) == 1
    assert "A 列“参培同志” → 姓名" in page
    assert "没有认出哪一列是姓名" in shown(client, upload(client, cohort, file))[0]


def test_words_of_one_office_are_not_those_of_another(make: Factory) -> None:
    make.organiser_client().post("/library/header-words", data={"word": "参培同志", "field": "name"})
    other = Factory(make.app, "qingsong")
    other.enter()
    cohort, session = made_class(other)

    client = other.organiser_client()
    file = packed(("参培同志", "打卡时间"), ("张三", f"{session.held_on} 08:50"))
    page, sent = shown(client, upload(client, cohort, file))

    assert sent["take"] == []
    assert "没有认出哪一列是姓名" in page


def test_page_asks_as_much_for_three_trainees_as_for_one(make: Factory, count_queries: Counting) -> None:
    totals = []
    for names in (NAMES[:1], NAMES):
        cohort = make.cohort()
        for name in names:
            make.enrolment(cohort, name)
        session = make.session(cohort, starts_at=time(9), ends_at=time(11, 30))
        client = make.organiser_client()
        address = upload(client, cohort, log(session, *((name, "08:52") for name in names)))
        db.session.expire_all()
        with count_queries() as counted:
            client.get(address)
        totals.append(counted.total)

    assert totals[0] == totals[1]
