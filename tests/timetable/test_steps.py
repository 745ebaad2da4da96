"""Steps of the workbench undone and done again: moves, changes of people, copies, a restored release."""

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from decimal import Decimal
from functools import partial

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.attendance.operations import record_marks
from trainingapp.attendance.terms import Status
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.terms import Form
from trainingapp.timetable import operations, queries
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay, SessionState

TUESDAY, FRIDAY = date(2026, 5, 12), date(2026, 5, 15)
MORNING, AFTERNOON, EVENING = HalfDay


def verbs() -> list[str]:
    """Return what the trail tells, the oldest first."""
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def test_every_step_is_undone_and_done_again_in_turn(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort, title="甲课")
    operations.move_session(make.actor, session, day=TUESDAY, half_day=AFTERNOON, version=1)
    operations.cancel_session(make.actor, session, reason="讲师生病")
    moved = (session.held_on, session.state)

    operations.undo_step(make.actor, cohort)
    restored = (session.held_on, session.state)
    operations.undo_step(make.actor, cohort)
    back = (session.held_on, session.half_day, session.starts_at)
    for _ in range(2):
        operations.redo_step(make.actor, cohort)

    assert (moved, restored) == ((TUESDAY, SessionState.CANCELLED), (TUESDAY, SessionState.PLANNED))
    assert back == (date(2026, 5, 11), MORNING, time(9, 0))
    assert (session.held_on, session.state) == moved
    with pytest.raises(Refused, match="没有可以重做"):
        operations.redo_step(make.actor, cohort)


def test_undone_copy_is_made_again_as_it_was(make: Factory) -> None:
    cohort = make.cohort()
    track = make.track(cohort, "书记")
    session = make.session(cohort, title="甲课", lecturers=[make.lecturer()], host=make.lecturer(), tracks=[track])
    copy, _ = operations.duplicate_session(make.actor, session, day=FRIDAY, half_day=MORNING)
    before = (copy.id, copy.public_id, operations.Plan.of(copy))

    operations.undo_step(make.actor, cohort)
    left = list(queries.list_sessions(cohort))
    operations.redo_step(make.actor, cohort)

    again = queries.list_sessions(cohort)[1]
    assert left == [session]
    assert (again.id, again.public_id, operations.Plan.of(again)) == before
    assert verbs() == ["session.added", "session.removed", "session.added"]


def test_who_teaches_and_for_whom_is_undone_and_done_again(make: Factory) -> None:
    cohort = make.cohort()
    old, new = make.lecturer("张教授"), make.lecturer("李主持")
    session = make.session(cohort, lecturers=[old], groups=[make.group(cohort, "第一组")])
    before = operations.Plan.of(session)
    plan = replace(before, title="改名", speakers=[new], host=old, groups=[], tracks=[make.track(cohort, "书记")])
    operations.change_session(make.actor, session, plan=plan, version=1, accepted_reason="已商定")

    operations.undo_step(make.actor, cohort)
    db.session.flush()
    db.session.expire_all()
    undone = operations.Plan.of(session)
    operations.redo_step(make.actor, cohort)
    db.session.flush()
    db.session.expire_all()

    assert (undone, operations.Plan.of(session)) == (before, plan)
    trail = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [one.after["speakers"] for one in trail] == [["李主持"], ["张教授"], ["李主持"]]


def test_undoing_what_names_somebody_deleted_is_refused(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort, "第一组")
    session = make.session(cohort, groups=[group])
    plan = replace(operations.Plan.of(session), groups=[])
    operations.change_session(make.actor, session, plan=plan, version=1, accepted_reason="已商定")
    db.session.delete(group)
    db.session.flush()

    with pytest.raises(Refused, match="小组已经删除"):
        operations.undo_step(make.actor, cohort)


@pytest.mark.parametrize(("used", "told"), [("marks", "已有考勤记录"), ("visit", "已排了行程")])
def test_session_on_which_something_hangs_is_not_undone_away(make: Factory, used: str, told: str) -> None:
    cohort = make.cohort()
    trainee = make.enrolment(cohort)
    session = make.session(cohort, form=Form.VISIT)
    copy, _ = operations.duplicate_session(make.actor, session, day=FRIDAY, half_day=MORNING)
    if used == "marks":
        record_marks(make.actor, copy, marks={trainee.id: Status.PRESENT})
    else:
        make.visit(copy, [make.site()])

    with pytest.raises(Refused, match=told):
        operations.undo_step(make.actor, cohort)
    assert queries.find_session(cohort, copy.public_id) is copy


def test_copy_that_somebody_changed_since_is_not_undone_away(make: Factory) -> None:
    cohort = make.cohort()
    copy, _ = operations.duplicate_session(make.actor, make.session(cohort), day=FRIDAY, half_day=MORNING)
    copy.venue_id = make.venue().id
    db.session.flush()

    with pytest.raises(Refused, match="后来又改过"):
        operations.undo_step(make.actor, cohort)


def test_restored_release_is_one_step_to_undo(make: Factory) -> None:
    cohort = make.cohort()
    moved, dropped = make.session(cohort, title="甲课", lecturers=[make.lecturer()]), make.session(cohort, title="乙课")
    dropped.held_on = TUESDAY
    release = make.release(cohort)
    operations.move_session(make.actor, moved, day=FRIDAY, half_day=MORNING, version=1)
    moved.teachings = []
    operations.cancel_session(make.actor, dropped, reason="不上了")
    added = make.session(cohort, title="后加的课", held_on=date(2026, 5, 14))
    before = queries.draft_of(cohort)

    operations.restore_release(make.actor, cohort, release)
    restored = queries.draft_of(cohort)
    step, _ = operations.undo_step(make.actor, cohort)
    undone = queries.draft_of(cohort)
    operations.redo_step(make.actor, cohort)

    assert (step.label, undone, queries.draft_of(cohort)) == ("草稿恢复到课表第1版", before, restored)
    assert (added.state, dropped.state) == (SessionState.CANCELLED, SessionState.PLANNED)


def test_new_step_ends_what_could_be_done_again(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    operations.move_session(make.actor, session, day=TUESDAY, half_day=MORNING, version=1)
    operations.undo_step(make.actor, cohort)
    operations.move_session(make.actor, session, day=FRIDAY, half_day=MORNING, version=session.version)

    with pytest.raises(Refused, match="没有可以重做"):
        operations.redo_step(make.actor, cohort)


def test_undoing_what_was_changed_since_is_refused(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort, title="甲课")
    operations.move_session(make.actor, session, day=TUESDAY, half_day=MORNING, version=1)
    session.held_on = FRIDAY
    db.session.flush()

    with pytest.raises(Refused, match="“5月15日上午 甲课”后来又改过"):
        operations.undo_step(make.actor, cohort)


def test_undoing_into_a_taken_place_is_refused(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort)
    session = make.session(cohort, title="甲课")
    operations.move_session(make.actor, session, day=TUESDAY, half_day=MORNING, version=1)
    make.session(cohort, title="后来的课")

    with pytest.raises(Refused, match="后来的课"):
        operations.undo_step(make.actor, cohort)


def test_many_steps_undone_give_the_first_timetable_and_done_again_the_last(make: Factory) -> None:
    chance = random.Random(3)
    cohort = make.cohort()
    sessions: list[Session] = [make.session(cohort, held_on=date(2026, 5, 11 + place)) for place in range(4)]
    states = [snapshot(cohort)]
    for _ in range(12):
        one, two = chance.sample(sessions, 2)
        acts: list[Callable[[], object]] = [
            partial(operations.swap_sessions, make.actor, one, two, versions=(one.version, two.version)),
            partial(operations.shift_later, make.actor, cohort, first=one.held_on, half_day=MORNING, half_days=1),
            partial(
                operations.resize_session, make.actor, one, ends_at=one.ends_at, hours=Decimal(1), version=one.version
            ),
        ]
        before = queries.last_step(make.actor, [cohort])
        chance.choice(acts)()
        if queries.last_step(make.actor, [cohort]) is not before:
            states.append(snapshot(cohort))

    back = [snapshot(cohort)]
    while queries.last_step(make.actor, [cohort]) is not None:
        operations.undo_step(make.actor, cohort)
        back.append(snapshot(cohort))
    while queries.undone_step(make.actor, [cohort]) is not None:
        operations.redo_step(make.actor, cohort)

    assert (back[::-1], snapshot(cohort)) == (states, states[-1])


def snapshot(cohort: Cohort) -> list[tuple[object, ...]]:
    """Return where every session is and how long."""
    rows = queries.list_sessions(cohort)
    return sorted((one.id, one.held_on, one.half_day, one.starts_at, one.ends_at, one.hours) for one in rows)


def test_board_takes_back_the_last_step_whatever_its_class(make: Factory) -> None:
    first, second = (make.session(make.cohort(short_name=name), title=name) for name in ("一班", "二班"))
    theirs = make.session(make.cohort(short_name="三班"))
    client, colleague = make.organiser_client(), make.organiser_client()
    board = "/timetable/{}?week=2026-05-11"

    def move(who: FlaskClient, session: Session, day: int) -> None:
        data = {"session": session.public_id, "version": session.version, "half_day": "morning"}
        assert who.post(board.format("move"), data={**data, "day": f"2026-05-{day}"}).status_code == 302

    def days() -> list[int]:
        return [one.held_on.day for one in (first, second, theirs)]

    move(client, first, 12)
    move(client, second, 13)
    move(colleague, theirs, 14)

    undone = client.post(board.format("undo"), follow_redirects=True).get_data(as_text=True)
    after_one = days()
    client.post(board.format("undo"))
    after_two, nothing = days(), client.post(board.format("undo")).status_code
    client.post(board.format("redo"))
    redone = days()
    move(client, first, 15)

    assert "已撤销：二班 移动" in undone
    assert (after_one, after_two, nothing, redone) == ([12, 11, 14], [11, 11, 14], 422, [12, 11, 14])
    assert (client.post(board.format("redo")).status_code, days()) == (422, [15, 11, 14])


def test_board_undoes_only_in_the_classes_that_it_shows(make: Factory) -> None:
    shown, hidden = make.session(make.cohort()), make.session(make.cohort())
    client = make.organiser_client()
    for session in (shown, hidden):
        data = {"session": session.public_id, "version": session.version, "half_day": "afternoon"}
        client.post("/timetable/move", data={**data, "day": "2026-05-11"})

    client.post(f"/timetable/undo?class={shown.cohort.public_id}")

    assert [one.half_day for one in (shown, hidden)] == [HalfDay.MORNING, HalfDay.AFTERNOON]
