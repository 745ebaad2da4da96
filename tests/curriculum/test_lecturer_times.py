"""When lecturers can come: noted on their page, shown as a conflict of what stands."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum import operations
from trainingapp.curriculum.models import LecturerTime
from trainingapp.curriculum.queries import list_lecturer_times
from trainingapp.curriculum.terms import Availability
from trainingapp.timetable.queries import session_conflicts
from trainingapp.timetable.terms import ConflictKind, SessionState

DAY = date(2026, 5, 11)


def test_page_notes_a_morning_of_one_day(make: Factory) -> None:
    lecturer = make.lecturer()
    client = make.organiser_client()

    client.post(
        f"/library/lecturers/{lecturer.public_id}/times",
        data={"kind": "away", "first_on": "2026-05-11", "weekday": "", "part": "morning", "reason": "外出"},
    )

    noted = list_lecturer_times(lecturer)[0]
    assert (noted.kind, noted.first_on, noted.last_on, noted.weekday) == (Availability.AWAY, DAY, DAY, None)
    assert (noted.begins_at, noted.ends_at, noted.reason) == (time(0), time(13), "外出")


def test_time_noted_later_is_a_conflict_of_a_session_that_stands(make: Factory) -> None:
    lecturer = make.lecturer("张教授")
    session = make.session(make.cohort(starts_on=DAY), lecturers=[lecturer])
    before = [conflict.kind for conflict in session_conflicts(session)]

    operations.add_lecturer_time(make.actor, lecturer, kind=Availability.AWAY, first_on=DAY, last_on=DAY)

    after = [conflict.kind for conflict in session_conflicts(session)]
    assert (ConflictKind.LECTURER_TIME in before, ConflictKind.LECTURER_TIME in after) == (False, True)


def test_same_time_is_noted_once(make: Factory) -> None:
    lecturer = make.lecturer()
    values = {"kind": Availability.ONLY, "first_on": DAY, "last_on": DAY, "weekday": 1}

    first, second = (operations.add_lecturer_time(make.actor, lecturer, **values) for _ in range(2))

    assert (first, db.session.scalars(select(AuditEvent.verb)).all()) == (second, ["lecturer.time_added"])


def test_days_in_the_wrong_order_are_refused(make: Factory) -> None:
    with pytest.raises(Refused):
        operations.add_lecturer_time(
            make.actor, make.lecturer(), kind=Availability.AWAY, first_on=DAY, last_on=date(2026, 5, 10)
        )


def test_removed_time_leaves_its_words_in_the_trail(make: Factory) -> None:
    lecturer = make.lecturer("李老师")
    noted = operations.add_lecturer_time(make.actor, lecturer, kind=Availability.AWAY, first_on=DAY, last_on=DAY)
    client = make.organiser_client()

    client.post(f"/library/lecturers/{lecturer.public_id}/times/{noted.public_id}/remove")

    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "lecturer.time_removed")).one()
    assert (db.session.scalars(select(LecturerTime)).all(), event.before) == (
        [],
        {"time": "李老师（没空：2026-05-11 全天）"},
    )


def test_page_of_times_shows_what_is_noted(make: Factory) -> None:
    lecturer = make.lecturer("王老师")
    operations.add_lecturer_time(
        make.actor, lecturer, kind=Availability.ONLY, first_on=DAY, last_on=date(2026, 6, 30), weekday=5, reason="<b>"
    )
    client = make.organiser_client()

    text = client.get(f"/library/lecturers/{lecturer.public_id}/times").get_data(as_text=True)

    assert ("2026-05-11 至 2026-06-30 每周五 全天" in text, "<td>&lt;b&gt;</td>" in text) == (True, True)


def test_placed_sessions_that_a_lecturer_now_misses_are_listed_with_the_ways_out(make: Factory) -> None:
    lecturer, day = make.lecturer("王老师"), today() + timedelta(days=3)
    cohort, other = make.cohort(short_name="前一个班", starts_on=today()), make.cohort(starts_on=today())
    missed = make.session(cohort, title="专题课", held_on=day, lecturers=[lecturer])
    make.session(cohort, title="别的日子", held_on=day + timedelta(days=1), lecturers=[lecturer])
    make.session(cohort, title="别人的课", held_on=day)
    make.session(other, title="主持的课", held_on=day, host=lecturer)
    make.session(other, title="取消的课", held_on=day, lecturers=[lecturer], state=SessionState.CANCELLED)
    page = f"/library/lecturers/{lecturer.public_id}/times"
    data = {"kind": "away", "first_on": day.isoformat(), "weekday": "", "part": "whole", "reason": "外出"}

    told = make.organiser_client().post(page, data=data, follow_redirects=True).get_data(as_text=True)

    assert [text in told for text in ("有 2 次已排的课来不了", "前一个班", "专题课", "主持的课")] == [True] * 4
    assert [text in told for text in ("别的日子", "别人的课", "取消的课")] == [False] * 3
    assert f"/classes/{cohort.public_id}/timetable/{missed.public_id}/adjust" in told
