"""Leave from the request to the return: the chain, what is expected of whom, and what it never touches."""

from base64 import b64encode
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor, Granted, Role
from trainingapp.attendance import queries
from trainingapp.attendance.models import Leave, LeaveAttachment, Mark
from trainingapp.attendance.operations import (
    Upload,
    cancel_leave,
    change_settings,
    close_leave,
    decide_leave,
    record_marks,
    request_leave,
)
from trainingapp.attendance.terms import Approver, LeaveKind, LeaveState, Settings, Status
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import SortRule, Stage
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound, NotPermitted, Refused
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)


def coming_class(make: Factory, half_days: int = 14) -> tuple[Cohort, list[Session]]:
    """Return a class that begins tomorrow, with so many half-days of 3 hours."""
    cohort = make.cohort(starts_on=today() + timedelta(days=1))
    halves = (HalfDay.MORNING, HalfDay.AFTERNOON)
    sessions = [
        make.session(cohort, held_on=cohort.starts_on + timedelta(days=place // 2), half_day=halves[place % 2])
        for place in range(half_days)
    ]
    return cohort, sessions


def trainee_actor(make: Factory, enrolment: Enrolment) -> Actor:
    """Return a trainee who has an account."""
    return make.user(Role.TRAINEE, person_id=enrolment.person_id).actor()


def teacher_actor(make: Factory, cohort: Cohort) -> Actor:
    """Return the teacher of a class."""
    return make.user(Role.CLASS_TEACHER, cohort_id=cohort.id).actor()


def asked(make: Factory, enrolment: Enrolment, sessions: list[Session], **values: object) -> Leave:
    """Return leave that the trainee asked for."""
    wanted = {"kind": LeaveKind.PERSONAL, "reason": "家里有事", **values}
    return request_leave(trainee_actor(make, enrolment), enrolment, sessions=sessions, **wanted)  # type: ignore[arg-type]  # a test's own keywords


def test_short_leave_needs_the_teacher_alone_and_is_expected_not_marked(make: Factory) -> None:
    cohort, sessions = coming_class(make)
    one = make.enrolment(cohort)
    leave = asked(make, one, sessions[:1])

    step = decide_leave(teacher_actor(make, cohort), leave, approve=True)
    rows = queries.roll_rows(make.actor, Permission.ATTENDANCE_VIEW, sessions[0], sort=SortRule.NUMBER)

    assert (step.approver, leave.state, leave.late) == (Approver.CLASS_TEACHER, LeaveState.APPROVED, False)
    assert [(row.status, row.hint) for row in rows] == [(None, "已批事假")]
    assert db.session.scalars(select(Mark)).all() == []


def test_long_leave_goes_up_the_chain_one_word_at_a_time(make: Factory) -> None:
    cohort, sessions = coming_class(make, 28)
    leave = asked(make, make.enrolment(cohort), sessions[:3])
    teacher = teacher_actor(make, cohort)

    decide_leave(teacher, leave, approve=True)
    with pytest.raises(NotPermitted, match="党建办"):
        decide_leave(teacher, leave, approve=True)
    decide_leave(make.actor, leave, approve=True)
    with pytest.raises(Refused, match="哪位领导"):
        decide_leave(make.actor, leave, approve=True)
    decide_leave(make.actor, leave, approve=True, leader="示例领导")

    assert [(step.approver, step.decided_by) for step in leave.steps][2] == (Approver.LEADER, "示例领导")
    assert (leave.state, leave.current_step) == (LeaveState.APPROVED, None)
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs == ["leave.requested", *["leave.decided"] * 3]


def test_leave_over_the_limit_is_granted_only_with_a_reason(make: Factory) -> None:
    cohort, sessions = coming_class(make, 6)
    leave = asked(make, make.enrolment(cohort), sessions[:1])

    with pytest.raises(Refused, match="超过规定"):
        decide_leave(make.actor, leave, approve=True)
    decide_leave(make.actor, leave, approve=True, note="直系亲属住院，情况属实")

    assert (queries.quota_of(leave.enrolment).over, leave.state) == (True, LeaveState.APPROVED)


def test_refusal_needs_its_reason_and_ends_the_chain(make: Factory) -> None:
    cohort, sessions = coming_class(make)
    leave = asked(make, make.enrolment(cohort), sessions[:1])

    with pytest.raises(Refused, match="写明理由"):
        decide_leave(make.actor, leave, approve=False)
    decide_leave(make.actor, leave, approve=False, note="当天有测试")
    with pytest.raises(Refused, match="不用再审批"):
        decide_leave(make.actor, leave, approve=True)

    assert (leave.state, queries.expected_leave(sessions[0])) == (LeaveState.REFUSED, {})


def test_same_session_cannot_be_asked_for_twice(make: Factory) -> None:
    cohort, sessions = coming_class(make)
    one = make.enrolment(cohort)
    asked(make, one, sessions[:2])

    with pytest.raises(Refused, match="已经请过假"):
        asked(make, one, sessions[1:3], kind=LeaveKind.SICK)


def test_session_that_does_not_expect_the_trainee_is_refused(make: Factory) -> None:
    cohort, _ = coming_class(make, 1)
    other = make.session(cohort, tracks=[make.track(cohort, "书记")])

    with pytest.raises(Refused, match="不要求本人参加"):
        asked(make, make.enrolment(cohort), [other])


def test_request_after_the_beginning_is_flagged_as_late(make: Factory) -> None:
    cohort = make.cohort(starts_on=date(2026, 1, 5))
    leave = asked(make, make.enrolment(cohort), [make.session(cohort)])

    assert leave.late is True


def test_closed_class_takes_no_leave(make: Factory) -> None:
    cohort, sessions = coming_class(make)
    cohort.stage = Stage.CLOSED

    with pytest.raises(Refused, match="结班"):
        asked(make, make.enrolment(cohort), sessions[:1])


def test_cancelling_takes_away_only_what_was_expected(make: Factory) -> None:
    cohort, sessions = coming_class(make)
    one = make.enrolment(cohort)
    leave = asked(make, one, sessions[:2])
    decide_leave(make.actor, leave, approve=True)
    decide_leave(make.actor, leave, approve=True)
    record_marks(make.actor, sessions[0], marks={one.id: Status.SICK})

    cancel_leave(trainee_actor(make, one), leave)

    assert (leave.state, queries.expected_leave(sessions[1])) == (LeaveState.CANCELLED, {})
    assert [mark.status for mark in db.session.scalars(select(Mark))] == [Status.SICK]


def test_trainee_cannot_withdraw_what_has_begun_and_the_office_gives_a_reason(make: Factory) -> None:
    cohort = make.cohort(starts_on=date(2026, 1, 5))
    one = make.enrolment(cohort)
    leave = asked(make, one, [make.session(cohort)])

    with pytest.raises(Refused, match="销假"):
        cancel_leave(trainee_actor(make, one), leave)
    with pytest.raises(Refused, match="撤回的理由"):
        cancel_leave(make.actor, leave)
    cancel_leave(make.actor, leave, reason="本人当天到课")

    assert leave.ended_note == "本人当天到课"


def test_closing_gives_back_the_sessions_that_were_attended(make: Factory) -> None:
    cohort, sessions = coming_class(make)
    one = make.enrolment(cohort)
    leave = asked(make, one, sessions[:2])
    decide_leave(make.actor, leave, approve=True)
    decide_leave(make.actor, leave, approve=True)

    close_leave(make.actor, leave, attended={sessions[1].id}, note="提前返回")

    assert leave.state is LeaveState.CLOSED
    assert queries.sessions_on_leave(one.id) == {sessions[0].id: LeaveKind.PERSONAL}
    assert queries.quota_of(one).hours == sessions[0].hours


def test_moved_session_is_no_longer_covered(make: Factory) -> None:
    cohort, sessions = coming_class(make)
    one = make.enrolment(cohort)
    leave = asked(make, one, sessions[:1])
    decide_leave(make.actor, leave, approve=True)

    sessions[0].held_on += timedelta(days=3)
    db.session.flush()

    assert (leave.sessions[0].moved, queries.expected_leave(sessions[0])) == (True, {})


def test_reason_and_attachment_are_unreadable_in_the_table_and_in_the_trail(make: Factory) -> None:
    cohort, sessions = coming_class(make)
    leave = asked(make, make.enrolment(cohort), sessions[:1], reason="化疗复查", upload=Upload("../病假条.png", PNG))
    db.session.commit()
    trail = db.session.scalars(select(AuditEvent)).all()
    stored = db.session.scalars(select(LeaveAttachment.content_cipher)).one()

    assert leave.attachment is not None
    assert (leave.reason, leave.attachment.content, leave.attachment.file_name) == ("化疗复查", PNG, "病假条.png")
    assert "化疗" not in leave.reason_cipher + str([(row.before, row.after) for row in trail])
    assert b64encode(PNG).decode() not in stored


def test_leave_of_others_is_not_found(make: Factory) -> None:
    cohort, sessions = coming_class(make)
    leave = asked(make, make.enrolment(cohort), sessions[:1])
    elsewhere = Actor(None, "别班班主任", make.office.id, (Granted(Role.CLASS_TEACHER, cohort_id=make.cohort().id),))

    with pytest.raises(NotFound):
        queries.find_leave(elsewhere, Permission.ATTENDANCE_VIEW, cohort, leave.public_id)
    with pytest.raises(NotFound):
        queries.find_own_leave(trainee_actor(make, make.enrolment(cohort)), leave.public_id)


def test_settings_are_the_classes_own_and_leave_a_trail(make: Factory) -> None:
    cohort, _ = coming_class(make, 1)

    change_settings(make.actor, cohort, settings=Settings(leave_share="1/6", lates_per_absence=2))
    again = change_settings(make.actor, cohort, settings=Settings(leave_share="1/6", lates_per_absence=2))

    assert (queries.settings_of(cohort.id).leave_share, queries.settings_of(make.cohort().id).leave_share) == (
        "1/6",
        "1/7",
    )
    trail = db.session.scalars(select(AuditEvent)).one()
    assert (bool(again), trail.before, trail.after) == (
        False,
        {"leave_share": "1/7", "lates_per_absence": 0},
        {"leave_share": "1/6", "lates_per_absence": 2},
    )
