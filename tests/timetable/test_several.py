"""Whole days moved and everything shifted in several classes at once: looked at first, one act to undo."""

import html
import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.terms import Stage
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.timetable import operations, queries
from trainingapp.timetable.models import Session, Step
from trainingapp.timetable.operations import Clashing
from trainingapp.timetable.terms import HalfDay

Counting = Callable[[], AbstractContextManager[CountedQueries]]
MONDAY, TUESDAY, FRIDAY = date(2026, 5, 11), date(2026, 5, 12), date(2026, 5, 15)
WEEK = "?week=2026-05-11"


def two_classes(make: Factory) -> tuple[list[Cohort], list[Session]]:
    """Return two classes that have the hall on Monday one after the other."""
    hall = make.venue("礼堂")
    classes = [make.cohort(short_name=name) for name in ("一班", "二班")]
    halves = (HalfDay.MORNING, HalfDay.AFTERNOON)
    sessions = [
        make.session(cohort, title=f"{cohort.short_name}的课", half_day=half, venue=hall, lecturers=[make.lecturer()])
        for cohort, half in zip(classes, halves, strict=True)
    ]
    return classes, sessions


def places(sessions: Sequence[Session]) -> list[tuple[date, HalfDay]]:
    db.session.expire_all()
    return [(one.held_on, one.half_day) for one in sessions]


def looked_at(client: FlaskClient, page: str, data: dict[str, object]) -> tuple[str, dict[str, object]]:
    """Return the page that shows what would be, and what the button on it sends."""
    text = client.post(page, data=data).get_data(as_text=True)
    found = re.search(r'name="looked" type="hidden" value="([^"]*)"', text)
    return text, {**data, "looked": html.unescape(found[1]) if found else ""}


def test_shifted_classes_are_judged_where_all_of_them_then_stand(make: Factory) -> None:
    classes, sessions = two_classes(make)
    db.session.commit()

    with pytest.raises(Clashing):
        operations.shift_later(make.actor, classes[0], first=MONDAY, half_day=HalfDay.MORNING, half_days=1)
    db.session.rollback()
    operations.shift_later(make.actor, *classes, first=MONDAY, half_day=HalfDay.MORNING, half_days=1)

    assert places(sessions) == [(MONDAY, HalfDay.AFTERNOON), (TUESDAY, HalfDay.MORNING)]


def test_act_on_several_classes_is_one_step_on_the_board_and_one_of_each_on_its_own_page(make: Factory) -> None:
    classes, sessions = two_classes(make)
    before = places(sessions)
    operations.shift_later(make.actor, *classes, first=MONDAY, half_day=HalfDay.MORNING, half_days=1)
    after = places(sessions)

    undone, _ = operations.undo_act(make.actor, classes)
    back = places(sessions)
    operations.redo_act(make.actor, classes)
    again = places(sessions)
    operations.move_day(make.actor, classes[1], day=TUESDAY, to=FRIDAY)
    operations.undo_step(make.actor, classes[1])
    single, _ = operations.undo_act(make.actor, classes)

    assert ([step.cohort.short_name for step in undone], back, again) == (["一班", "二班"], before, after)
    assert (len(single), places(sessions)) == (2, before)


def test_step_of_one_class_ends_what_its_act_could_do_again_in_the_others(make: Factory) -> None:
    classes, _ = two_classes(make)
    operations.move_day(make.actor, *classes, day=MONDAY, to=FRIDAY)
    operations.undo_act(make.actor, classes)

    operations.move_day(make.actor, classes[0], day=MONDAY, to=TUESDAY)

    assert queries.undone_step(make.actor, classes) is None
    assert queries.undone_step(make.actor, classes[1:]) is None


def test_act_that_changed_a_class_beside_is_not_undone_by_half(make: Factory) -> None:
    classes, sessions = two_classes(make)
    operations.move_day(make.actor, *classes, day=MONDAY, to=FRIDAY)

    with pytest.raises(Refused, match="同时改了二班"):
        operations.undo_act(make.actor, classes[:1])

    assert [day for day, _ in places(sessions)] == [FRIDAY, FRIDAY]


def test_board_shows_what_would_be_before_it_moves_anything(make: Factory) -> None:
    classes, sessions = two_classes(make)
    client = make.organiser_client()
    page = f"/timetable/days{WEEK}"
    form = client.get(page).get_data(as_text=True)
    data: dict[str, object] = {"classes": [one.public_id for one in classes], "day": "2026-05-11", "to": "2026-05-16"}

    text, wanted = looked_at(client, page, data)
    looked = places(sessions)
    other = client.post(page, data={**wanted, "to": "2026-05-14"})
    changed = places(sessions)
    done = client.post(page, data=wanted, follow_redirects=True).get_data(as_text=True)

    assert ([f'checked id="classes-{place}"' in form for place in (0, 1)], 'value="2026-05-11"' in form) == (
        [True, True],
        True,
    )
    assert ("会移动的课（2 次）" in text, "5月16日（周六）上午 09:00–11:30" in text, "是周末" in text) == (True,) * 3
    assert looked == changed == [(MONDAY, HalfDay.MORNING), (MONDAY, HalfDay.AFTERNOON)]
    assert "还没有移动" in other.get_data(as_text=True)
    told = "一班、二班 5月11日的课整天移到5月16日"
    assert (f"已完成：{told}" in done, f"可撤销：{told}" in done) == (True, True)
    assert [day for day, _ in places(sessions)] == [date(2026, 5, 16)] * 2


def test_sessions_of_three_classes_are_read_as_often_as_those_of_two(make: Factory, count_queries: Counting) -> None:
    classes, _ = two_classes(make)
    classes.append(make.cohort(short_name="三班"))
    make.session(classes[2], venue=make.venue(), lecturers=[make.lecturer()])
    client = make.organiser_client()
    totals = []

    for amount in (2, 3):
        chosen = [one.public_id for one in classes[:amount]]
        with count_queries() as counted:
            client.post(f"/timetable/days{WEEK}", data={"classes": chosen, "day": "2026-05-11", "to": "2026-05-14"})
        totals.append(sum(one.startswith("SELECT session") for one in counted.statements))

    assert totals[0] == totals[1] > 0


def test_act_that_blocks_shows_why_and_cannot_be_confirmed(make: Factory) -> None:
    classes, sessions = two_classes(make)
    hall = sessions[0].venue
    make.session(make.cohort(short_name="三班"), title="占着的课", held_on=FRIDAY, venue=hall)
    client = make.organiser_client()
    data: dict[str, object] = {"classes": [one.public_id for one in classes], "day": "2026-05-11", "to": "2026-05-15"}

    text, wanted = looked_at(client, f"/timetable/days{WEEK}", data)
    client.post(f"/timetable/days{WEEK}", data=wanted)

    assert ("这样不行" in text, "礼堂同一时间有两场" in text, wanted["looked"]) == (True, True, "")
    assert "占着的课" in text
    assert [day for day, _ in places(sessions)] == [MONDAY, MONDAY]
    assert db.session.scalars(select(Step)).all() == []
    assert "session.moved" not in db.session.scalars(select(AuditEvent.verb)).all()


def test_shift_on_the_board_wants_a_class_and_something_to_shift(make: Factory) -> None:
    classes, sessions = two_classes(make)
    client = make.organiser_client()
    page = f"/timetable/later{WEEK}"
    data = {"first": "2026-06-20", "half_day": "morning", "half_days": "2"}

    none = client.post(page, data=data).get_data(as_text=True)
    nothing = client.post(page, data={**data, "classes": [classes[0].public_id]})
    _, wanted = looked_at(client, page, {**data, "first": "2026-05-11", "classes": [classes[0].public_id]})
    answer = client.post(page, data=wanted)

    assert ("请至少选一个班" in none, nothing.status_code, "以后没有课" in nothing.get_data(as_text=True)) == (
        True,
        422,
        True,
    )
    assert (answer.status_code, places(sessions)) == (
        302,
        [(TUESDAY, HalfDay.MORNING), (MONDAY, HalfDay.AFTERNOON)],
    )


def test_class_moves_shifts_undoes_and_does_again_from_its_own_page(make: Factory) -> None:
    classes, sessions = two_classes(make)
    client = make.organiser_client()
    own = classes[0].public_id
    page, query = f"/classes/{own}/timetable", f"class={own}&home={own}&week=2026-05-11"
    grid = client.get(f"{page}{WEEK}").get_data(as_text=True)
    day = {"day": "2026-05-11", "to": "2026-05-15"}
    later = {"first": "2026-05-11", "half_day": "morning", "half_days": "2"}
    seen = []

    for address, data in ((f"/timetable/days?{query}", day), (f"/timetable/later?{query}", later)):
        _, wanted = looked_at(client, address, {**data, "classes": [own]})
        answer = client.post(address, data=wanted)
        seen.append((answer.headers["Location"], places(sessions[:1])[0][0]))
    for turn in ("undo", "redo"):
        answer = client.post(f"{page}/{turn}{WEEK}")
        seen.append((answer.headers["Location"], places(sessions[:1])[0][0]))

    assert f"/timetable/days?{query}".replace("&", "&amp;") in grid
    days = (FRIDAY, date(2026, 5, 18), FRIDAY, date(2026, 5, 18))
    assert seen == [(f"{page}{WEEK}", found) for found in days]


def test_closed_class_is_neither_offered_nor_moved(make: Factory) -> None:
    classes, sessions = two_classes(make)
    classes[0].stage = Stage.CLOSED
    client = make.organiser_client()
    chosen = [one.public_id for one in classes]

    form = client.get(f"/timetable/days{WEEK}").get_data(as_text=True)
    refused = client.post(
        f"/timetable/days{WEEK}", data={"classes": chosen, "day": "2026-05-11", "to": "2026-05-15"}
    ).get_data(as_text=True)

    assert [f'value="{one}"' in form for one in chosen] == [False, True]
    assert "会移动的课" not in refused
    assert [day for day, _ in places(sessions)] == [MONDAY, MONDAY]


def test_board_leaves_a_class_closed_since_and_says_how_to_get_at_it(make: Factory) -> None:
    classes, sessions = two_classes(make)
    client = make.organiser_client()
    for session in reversed(sessions):
        data = {"session": session.public_id, "version": session.version, "half_day": session.half_day.value}
        client.post(f"/timetable/move{WEEK}", data={**data, "day": "2026-05-13"})
    classes[0].stage = Stage.CLOSED
    db.session.commit()

    shown = client.get(f"/timetable{WEEK}").get_data(as_text=True)
    undone = client.post(f"/timetable/undo{WEEK}", follow_redirects=True).get_data(as_text=True)
    days = [day.day for day, _ in places(sessions)]
    nothing = client.post(f"/timetable/undo{WEEK}")

    link = f'<a href="/classes/{classes[0].public_id}/closing#reopen">先重新打开这个班，写明理由</a>'
    assert "可撤销：二班 移动“二班的课”" in shown
    assert ("已撤销：二班" in undone, "一班已结班归档，您在那里的“移动“一班的课”" in undone, link in undone) == (
        True,
    ) * 3
    assert (days, nothing.status_code, link in nothing.get_data(as_text=True)) == ([13, 11], 422, True)
