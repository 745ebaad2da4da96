"""The whole file of a class of 100 with 24 sessions by the command: time and memory, beside an empty command's."""

import sys
from collections.abc import Iterator
from datetime import time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Select, insert, select

from tests.benchmarks.commands import cost_of
from tests.benchmarks.ratios import RatioTable
from tests.cli.commands import make_instance
from trainingapp.attendance.models import Mark
from trainingapp.attendance.terms import Status
from trainingapp.cli.application import acting
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.database import db
from trainingapp.core.ids import new_id
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay, SessionState

pytestmark = pytest.mark.benchmark

CLASS = "changfeng-2019"
TRAINEES, SESSIONS = 100, 24
SECONDS, MEGABYTES = 8.0, 300.0


def held(cohort: Cohort) -> Select[int]:
    """Return the statement for a class's sessions."""
    return select(Session.id).where(Session.cohort_id == cohort.id, Session.state != SessionState.CANCELLED)


def lectures(cohort: Cohort, amount: int) -> Iterator[Session]:
    """Give further lectures, one a day after the class's own."""
    for place in range(amount):
        yield Session(
            cohort=cohort,
            held_on=cohort.starts_on + timedelta(days=30 + place),
            half_day=HalfDay.MORNING,
            starts_at=time(9),
            ends_at=time(11, 30),
            hours=Decimal(3),
            title=f"专题讲座（{place + 1}）",
            form=Form.LECTURE,
        )


def mark(cohort: Cohort, session: int, enrolment: int) -> dict[str, object]:
    """Return a mark as it is stored."""
    values = {"taken": Status.PRESENT, "reason": "", "version": 1}
    return {"id": new_id(), "office_id": cohort.office_id, "session_id": session, "enrolment_id": enrolment, **values}


def fill_class(instance: Path) -> None:
    """Bring the seeded class to its 24 sessions, everybody marked in each of them."""
    with acting(instance, None):
        cohort = db.session.scalars(select(Cohort).where(Cohort.code == CLASS)).one()
        db.session.add_all(lectures(cohort, SESSIONS - len(db.session.scalars(held(cohort)).all())))
        db.session.flush()
        trainees = db.session.scalars(select(Enrolment.id).where(Enrolment.cohort_id == cohort.id)).all()
        sessions = db.session.scalars(held(cohort)).all()
        assert (len(trainees), len(sessions)) == (TRAINEES, SESSIONS)
        marked = {tuple(pair) for pair in db.session.execute(select(Mark.session_id, Mark.enrolment_id))}
        wanted = {(session, one) for session in sessions for one in trainees} - marked
        db.session.execute(insert(Mark), [mark(cohort, *pair) for pair in sorted(wanted)])


@pytest.mark.skipif(sys.platform == "win32", reason="内存用量只有类 Unix 系统能查")
def test_file_of_a_class_is_made_in_time_and_memory(tmp_path: Path, ratio_table: RatioTable) -> None:
    instance = make_instance(tmp_path / "instance", CLASS)
    fill_class(instance)
    idle = cost_of("cohorts", "--instance", str(instance)).seconds

    cost = cost_of("export", CLASS, "all", "--out", str(tmp_path / "out"), "--instance", str(instance))

    timed = ratio_table.add("100 人 24 课次的班：整班材料", measured=cost.seconds, floor=idle, bar=SECONDS / idle)
    sized = ratio_table.add("100 人 24 课次的班：内存", measured=cost.megabytes, floor=MEGABYTES, bar=1.0, unit="MB")
    assert "一班一档.zip" in cost.told
    assert timed.ok
    assert sized.ok
