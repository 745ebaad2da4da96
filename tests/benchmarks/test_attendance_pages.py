"""Roll call and class grid of 300 trainees and 40 sessions: server time and size of the pages, time of a save.

The floors are an empty request and the same rows by plain SQL. The lines against a figure in milliseconds show where
this machine stands; they are not asserted, for machines differ.
"""

import time
from collections.abc import Iterator
from datetime import timedelta
from re import findall, search

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, text

from tests.benchmarks.ratios import RatioTable, time_best
from tests.factories import Factory
from trainingapp.attendance.models import Mark
from trainingapp.attendance.operations import record_marks
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.database import db
from trainingapp.core.ids import new_id
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay

pytestmark = pytest.mark.benchmark

TRAINEES = 300
SESSIONS = 40
KILOBYTE = 1024


class BigClass:
    """A class of 300 with marks in every session, and an organiser's browser."""

    def __init__(self, app: Flask) -> None:
        """Make it, with one blank in nine and some exceptions."""
        make = Factory(app)
        self.make = make
        self.cohort: Cohort = make.cohort()
        self.trainees: list[Enrolment] = make.enrolments(self.cohort, TRAINEES)
        self.sessions: list[Session] = [self._session(place) for place in range(SESSIONS)]
        db.session.execute(insert(Mark), list(self._marks()))
        self.client: FlaskClient = make.organiser_client()

    def _session(self, place: int) -> Session:
        half_day = (HalfDay.MORNING, HalfDay.AFTERNOON)[place % 2]
        day = self.cohort.starts_on + timedelta(days=place // 2)
        return self.make.session(self.cohort, held_on=day, half_day=half_day)

    def _marks(self) -> Iterator[dict[str, object]]:
        exceptions = list(Status)
        for row, trainee in enumerate(self.trainees):
            for place, session in enumerate(self.sessions):
                if (row + place) % 9:
                    status = exceptions[(row + place) // 9 % 8] if (row * place) % 11 == 5 else Status.PRESENT
                    yield {
                        "id": new_id(),
                        "office_id": self.make.office.id,
                        "session_id": session.id,
                        "enrolment_id": trainee.id,
                        "taken": status,
                        "confirmed": None,
                        "reason": "",
                        "version": 1,
                    }

    def address(self, tail: str) -> str:
        """Return an address below the class's attendance."""
        return f"/classes/{self.cohort.public_id}/attendance/{tail}"

    def page(self, tail: str) -> bytes:
        """Return a page that must answer."""
        answer = self.client.get(self.address(tail))
        assert answer.status_code == 200
        content: bytes = answer.data
        return content


@pytest.fixture
def big_class(sqlite_app: Flask) -> BigClass:
    """Return the big class on SQLite."""
    return BigClass(sqlite_app)


def test_roll_call_page_is_quick_and_small(big_class: BigClass, ratio_table: RatioTable) -> None:
    tail = big_class.sessions[3].public_id
    content = big_class.page(tail)
    assert content.count(b'name="mark-') == TRAINEES

    bare = time_best(lambda: big_class.client.get("/healthz"))
    measured = time_best(lambda: big_class.page(tail))

    ratio_table.add("点名页 300 人（对指标 30 毫秒）", measured=measured, floor=0.030, bar=1)
    rows = [
        ratio_table.add("点名页 300 人（对空请求）", measured=measured, floor=bare, bar=12),
        ratio_table.add("点名页大小", measured=len(content) / KILOBYTE, floor=100, bar=1, unit="KB"),
    ]
    assert [row.ok for row in rows] == [True, True]


def test_class_grid_is_quick_and_small(big_class: BigClass, ratio_table: RatioTable) -> None:
    content = big_class.page("register")
    assert content.count(b'<td class="m') == TRAINEES * SESSIONS
    statement = text("SELECT enrolment_id, session_id, taken, confirmed FROM mark")

    floor = time_best(lambda: db.session.connection().execute(statement).all())
    db.session.commit()
    measured = time_best(lambda: big_class.page("register"))

    ratio_table.add("全班表 300 人 × 40 半天（对指标 100 毫秒）", measured=measured, floor=0.100, bar=1)
    rows = [
        ratio_table.add("全班表（对只读出全部考勤）", measured=measured, floor=floor, bar=16),
        ratio_table.add("全班表大小", measured=len(content) / KILOBYTE, floor=450, bar=1, unit="KB"),
    ]
    assert [row.ok for row in rows] == [True, True]


def test_saving_every_mark_is_quick(big_class: BigClass, ratio_table: RatioTable) -> None:
    session = big_class.sessions[3]
    turns = iter([Status.LATE, Status.SICK] * 20)
    record_marks(
        big_class.make.actor,
        session,
        marks=dict.fromkeys((trainee.id for trainee in big_class.trainees), Status.EXEMPT),
    )

    def save() -> None:
        marks = dict.fromkeys((trainee.id for trainee in big_class.trainees), next(turns))
        changed = record_marks(big_class.make.actor, session, marks=marks)
        db.session.commit()
        assert len(changed) == TRAINEES

    floor = time_best(lambda: write_plainly(big_class), clock=time.perf_counter)
    measured = time_best(save, clock=time.perf_counter)

    ratio_table.add("保存 300 条改动（对指标 60 毫秒）", measured=measured, floor=0.060, bar=1)
    row = ratio_table.add("保存 300 条改动（对只写两张表）", measured=measured, floor=floor, bar=10)
    assert row.ok


def test_saving_from_the_page_is_quick(big_class: BigClass, ratio_table: RatioTable) -> None:
    tail = big_class.sessions[5].public_id
    turns = iter(["late", "sick"] * 20)
    names = findall(r'name="(mark-[^"]+)"', big_class.page(tail).decode())
    spent = []
    for _ in range(6):
        shown = search(r'name="seen" value="([^"]*)"', big_class.page(tail).decode())
        assert shown is not None
        data = {"seen": shown[1], **dict.fromkeys(names, next(turns))}
        begun = time.perf_counter()
        answer = big_class.client.post(big_class.address(tail), data=data)
        spent.append(time.perf_counter() - begun)
        assert answer.status_code == 302

    floor = time_best(lambda: write_plainly(big_class), clock=time.perf_counter)
    ratio_table.add("从点名页保存 300 条改动（对指标 60 毫秒）", measured=min(spent), floor=0.060, bar=1)
    row = ratio_table.add("从点名页保存 300 条改动（对只写两张表）", measured=min(spent), floor=floor, bar=15)
    assert row.ok


def write_plainly(big_class: BigClass) -> None:
    """Write one mark and one event for each trainee by plain SQL, in one transaction, and take them away again."""
    connection = db.session.connection()
    table = Mark.__table__
    others = [session.id for session in big_class.sessions[10:12]]
    ids = [
        row.id for row in connection.execute(select(table.c.id).where(table.c.session_id.in_(others)).limit(TRAINEES))
    ]
    connection.execute(
        text("UPDATE mark SET taken = 'late', version = version + 1 WHERE id = :id"), [{"id": key} for key in ids]
    )
    connection.execute(
        text(
            "INSERT INTO mark_event (id, office_id, session_id, enrolment_id, layer, after, way, actor_name,"
            " occurred_at, reason)"
            " VALUES (:id, :office, :session, :enrolment, 'taken', 'late', 'grid', '', '2026-01-01', '')"
        ),
        [
            {
                "id": new_id(),
                "office": big_class.make.office.id,
                "session": big_class.sessions[0].id,
                "enrolment": trainee.id,
            }
            for trainee in big_class.trainees
        ],
    )
    db.session.commit()
