"""Pages of a timetable: the grid, a session's form, moving and cancelling, the paper."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay, SessionState

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def test_session_takes_from_its_course_what_the_form_leaves_empty(make: Factory) -> None:
    cohort = make.cohort()
    course = make.course("议事协商", category=Category.DUTY, form=Form.DISCUSSION, hours=Decimal("2.5"))
    client = make.organiser_client()

    client.post(
        f"/classes/{cohort.public_id}/timetable/new",
        data={
            "course": course.public_id,
            "held_on": "2026-05-12",
            "half_day": "afternoon",
            "venue": make.venue().public_id,
            "takes_attendance": "y",
        },
    )

    session = db.session.scalars(select(Session)).one()
    assert (session.title, session.category, session.form, session.hours) == (
        "议事协商",
        Category.DUTY,
        Form.DISCUSSION,
        Decimal("2.5"),
    )
    assert (session.starts_at, session.ends_at) == (time(13, 30), time(16, 0))


def test_warning_is_shown_and_nothing_written_until_a_reason_is_given(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/timetable/new"
    data = {"title": "周末课", "held_on": "2026-05-16", "half_day": "morning", "hours": "2", "form_of_teaching": "exam"}

    text = client.post(page, data=data).get_data(as_text=True)
    written = db.session.scalars(select(Session)).all()
    answer = client.post(page, data={**data, "accepted_reason": "只有周六有场地"})

    assert ("不是工作日" in text, "保留的理由" in text, written, answer.status_code) == (True, True, [], 302)
    assert db.session.scalars(select(Session)).one().accepted_reason == "只有周六有场地"


def test_times_that_are_not_of_the_half_day_are_asked_about(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/timetable/new"
    data = {"title": "下午的课", "held_on": "2026-05-12", "half_day": "afternoon", "speaker_note": "某单位"}

    early = client.post(page, data={**data, "starts_at": "09:00", "ends_at": "11:30"}).get_data(as_text=True)
    ending = client.post(page, data={**data, "ends_at": "11:30"}).get_data(as_text=True)
    blank = client.get(page).get_data(as_text=True)

    assert "09:00–11:30 不在下午，请把时段和时间一起改" in early
    assert "13:30–11:30 不在下午" in ending
    assert ("上午 09:00–11:30，下午 13:30–16:00，晚上 18:30–21:00" in blank, 'value="09:00"' in blank) == (True, False)
    assert db.session.scalars(select(Session)).all() == []


def test_grid_shows_conflicts_and_escapes(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort)
    make.session(cohort, title="<b>甲课</b>")
    make.session(cohort, title="乙课")
    client = make.organiser_client()

    text = client.get(f"/classes/{cohort.public_id}/timetable").get_data(as_text=True)

    assert ("本班学员同一时间有两次课" in text, "本班学员有冲突" in text) == (True, True)
    assert ("&lt;b&gt;甲课" in text, "<b>甲课</b>" in text) == (True, False)


@pytest.mark.parametrize(("speakers", "shown"), [([], "主持：方主任"), (["张教授"], "张教授；主持：方主任")])
def test_card_tells_who_hosts(make: Factory, speakers: list[str], shown: str) -> None:
    cohort = make.cohort()
    make.session(
        cohort, title="研讨", lecturers=[make.lecturer(name) for name in speakers], host=make.lecturer("方主任")
    )

    text = make.organiser_client().get(f"/classes/{cohort.public_id}/timetable").get_data(as_text=True)

    assert text.count(f">{shown}<") == 1


def test_grid_asks_as_much_for_three_as_for_one(make: Factory, count_queries: Counting) -> None:
    cohort = make.cohort()
    track = make.track(cohort, "书记")
    client = make.organiser_client()
    totals = []
    for days in ([11], [12, 13]):
        for day in days:
            make.session(
                cohort,
                held_on=date(2026, 5, day),
                lecturers=[make.lecturer()],
                venue=make.venue(),
                tracks=[track],
                course=make.course(),
            )
        db.session.commit()
        with count_queries() as counted:
            client.get(f"/classes/{cohort.public_id}/timetable")
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_drop_moves_and_a_blocked_drop_is_refused(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort)
    session = make.session(cohort)
    make.session(cohort, title="占着的课", held_on=date(2026, 5, 13))
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/timetable/move"
    drop = {"session": session.public_id, "version": "1", "half_day": "morning"}

    moved = client.post(page, data={**drop, "day": "2026-05-12"}).status_code
    stale = client.post(page, data={**drop, "day": "2026-05-14"}).status_code
    blocked = client.post(page, data={**drop, "version": "2", "day": "2026-05-13"})

    assert (moved, stale, blocked.status_code) == (302, 409, 422)
    assert "占着的课" in blocked.get_data(as_text=True)
    assert session.held_on == date(2026, 5, 12)


def test_session_of_another_class_is_not_found(make: Factory) -> None:
    cohort = make.cohort()
    foreign = make.session(make.cohort(), title="别班的课")
    client = make.client(make.user(Role.CLASS_TEACHER, cohort_id=cohort.id))

    answers = [
        client.get(f"/classes/{cohort.public_id}/timetable/{foreign.public_id}"),
        client.get(f"/classes/{foreign.cohort.public_id}/timetable"),
        client.post(f"/classes/{cohort.public_id}/timetable/{foreign.public_id}/cancel", data={"reason": "x"}),
    ]

    assert [(answer.status_code, "别班的课" in answer.get_data(as_text=True)) for answer in answers] == [
        (404, False)
    ] * 3


def test_cancel_and_restore_from_the_page(make: Factory) -> None:
    session = make.session(make.cohort())
    client = make.organiser_client()
    page = f"/classes/{session.cohort.public_id}/timetable/{session.public_id}"

    client.post(f"{page}/cancel", data={"reason": "讲师生病"})
    cancelled = session.state
    text = client.get(page).get_data(as_text=True)
    client.post(f"{page}/restore")

    assert (cancelled, "恢复这次课" in text, session.state) == (SessionState.CANCELLED, True, SessionState.PLANNED)


def test_week_shows_seven_days_and_the_paper_the_columns_of_the_workbook(make: Factory) -> None:
    cohort = make.cohort()
    make.session(cohort, title="甲课", half_day=HalfDay.EVENING)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/timetable"

    week = client.get(f"{page}?week=2026-05-13").get_data(as_text=True)
    paper = client.get(f"{page}/paper").get_data(as_text=True)

    assert [f"5月{day}日" in week for day in (11, 17)] == [True, True]
    assert ("晚上" in week, "教学内容" in paper, "甲课" in paper) == (True, True, True)
