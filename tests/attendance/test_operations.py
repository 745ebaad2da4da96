"""Recording, confirming, reopening and undoing; on both databases."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Actor, Granted, Role
from trainingapp.attendance import queries
from trainingapp.attendance.models import Mark, MarkEvent, RollCall
from trainingapp.attendance.operations import (
    confirm_roll_call,
    decide_leave,
    mark_all_present,
    record_marks,
    reopen_roll_call,
    request_leave,
    undo_last_save,
)
from trainingapp.attendance.terms import Layer, LeaveKind, RollState, Status
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.terms import Stage
from trainingapp.core.database import OfficeScoped, db
from trainingapp.core.errors import NotPermitted, Refused, Stale
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay, SessionState

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def statuses(session_id: int) -> dict[int, Status | None]:
    """Return the statuses that count, by enrolment id."""
    marks = db.session.scalars(select(Mark).where(Mark.session_id == session_id)).all()
    return {mark.enrolment_id: mark.status for mark in marks}


def count(model: type[OfficeScoped]) -> int:
    """Return how many rows a table holds in this office."""
    return db.session.scalar(select(func.count(model.id))) or 0


def leader_of(make: Factory, group_id: int) -> Actor:
    """Return the leader of a group, with an account."""
    user = make.user(Role.GROUP_LEADER, group_id=group_id)
    return user.actor()


def test_record_marks_writes_only_what_changed(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one, two, three = make.enrolments(cohort, 3)
    record_marks(make.actor, session, marks={one.id: Status.PRESENT, two.id: Status.LATE})

    changed = record_marks(
        make.actor,
        session,
        marks={one.id: Status.PRESENT, two.id: Status.SICK, three.id: None},
        reasons={two.id: "感冒"},
    )

    assert [(change.member.id, change.before, change.after) for change in changed] == [
        (two.id, Status.LATE, Status.SICK)
    ]
    assert statuses(session.id) == {one.id: Status.PRESENT, two.id: Status.SICK}
    assert (count(MarkEvent), count(AuditEvent)) == (3, 2)
    audit = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert audit is not None
    label = f"{two.number} {two.name}"
    assert (audit.verb, audit.before, audit.after) == ("attendance.taken", {label: "迟到"}, {label: "病假（感冒）"})
    assert (audit.cohort_id, audit.subject_label) == (cohort.id, session.label)


def test_record_marks_without_a_change_leaves_no_trace(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one = make.enrolment(cohort)

    changed = record_marks(make.actor, session, marks={one.id: None})

    assert (changed, count(AuditEvent), count(RollCall)) == ([], 0, 0)


def test_stale_save_names_both_values_and_writes_nothing(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one, two = make.enrolments(cohort, 2)
    record_marks(make.actor, session, marks={one.id: Status.PRESENT})

    with pytest.raises(Stale) as refused:
        record_marks(
            make.actor, session, marks={one.id: Status.SICK, two.id: Status.PRESENT}, versions={one.id: 0, two.id: 0}
        )

    assert f"{one.number} {one.name}：您记的是“病假”，别人刚改成“到”" in refused.value.reasons
    assert statuses(session.id) == {one.id: Status.PRESENT}


def test_same_value_saved_twice_is_no_conflict(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one = make.enrolment(cohort)
    record_marks(make.actor, session, marks={one.id: Status.PRESENT})

    assert record_marks(make.actor, session, marks={one.id: Status.PRESENT}, versions={one.id: 0}) == []


def test_leader_reaches_only_the_own_group(make: Factory) -> None:
    cohort = make.cohort()
    first, second = make.group(cohort, "第一组"), make.group(cohort, "第二组")
    session = make.session(cohort)
    mine, other = make.enrolment(cohort, group=first), make.enrolment(cohort, group=second)
    leader = leader_of(make, first.id)

    record_marks(leader, session, marks={mine.id: Status.PRESENT})
    with pytest.raises(NotPermitted):
        record_marks(leader, session, marks={mine.id: Status.LATE, other.id: Status.ABSENT})

    assert statuses(session.id) == {mine.id: Status.PRESENT}


def test_leader_cannot_confirm(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    make.enrolment(cohort, group=group)
    session = make.session(cohort)

    with pytest.raises(NotPermitted):
        confirm_roll_call(leader_of(make, group.id), session, accept_unmarked=True)

    assert count(RollCall) == 0


def test_leader_who_teaches_another_class_gains_nothing_here(make: Factory) -> None:
    cohort, elsewhere = make.cohort(), make.cohort()
    group = make.group(cohort)
    session = make.session(cohort)
    other = make.enrolment(cohort)
    grants = (Granted(Role.GROUP_LEADER, group_id=group.id), Granted(Role.CLASS_TEACHER, cohort_id=elsewhere.id))
    actor = replace(make.actor, granted=grants)

    with pytest.raises(NotPermitted):
        record_marks(actor, session, marks={other.id: Status.PRESENT})

    assert statuses(session.id) == {}


def test_another_office_is_out_of_reach(app: Flask) -> None:
    theirs = Factory(app, "huashan")
    their_session = theirs.session(theirs.cohort())
    their_trainee = theirs.enrolment(their_session.cohort)
    ours = Factory(app, "yunshan")
    session = ours.session(ours.cohort())

    with pytest.raises(NotPermitted):
        record_marks(ours.actor, session, marks={their_trainee.id: Status.PRESENT})
    with pytest.raises(NotPermitted):
        record_marks(ours.actor, their_session, marks={their_trainee.id: Status.PRESENT})

    assert count(Mark) == 0


def test_all_present_touches_the_unmarked_only(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one, two, three = make.enrolments(cohort, 3)
    record_marks(make.actor, session, marks={two.id: Status.SICK})

    changed = mark_all_present(make.actor, session)

    assert {change.member.id for change in changed} == {one.id, three.id}
    assert statuses(session.id) == {one.id: Status.PRESENT, two.id: Status.SICK, three.id: Status.PRESENT}


def test_confirm_names_the_unmarked_and_keeps_them_blank(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one, two = make.enrolments(cohort, 2)
    record_marks(make.actor, session, marks={one.id: Status.PRESENT})

    with pytest.raises(Refused, match=two.name):
        confirm_roll_call(make.actor, session)
    blank = confirm_roll_call(make.actor, session, accept_unmarked=True)

    roll_call = queries.find_roll_call(session)
    assert roll_call is not None
    assert (roll_call.state, roll_call.confirmed_by) == (RollState.CONFIRMED, make.actor.name)
    assert [member.id for member in blank] == [two.id]
    assert statuses(session.id) == {one.id: Status.PRESENT}


def test_taken_never_overwrites_confirmed(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one = make.enrolment(cohort)
    record_marks(make.actor, session, marks={one.id: Status.PRESENT})
    confirm_roll_call(make.actor, session)

    record_marks(make.actor, session, marks={one.id: Status.ABSENT})
    after_taken = statuses(session.id)
    record_marks(make.actor, session, marks={one.id: Status.OFFICIAL}, layer=Layer.CONFIRMED)

    assert (after_taken, statuses(session.id)) == ({one.id: Status.PRESENT}, {one.id: Status.OFFICIAL})


def test_reopen_wants_a_reason_and_keeps_the_marks(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one = make.enrolment(cohort)
    record_marks(make.actor, session, marks={one.id: Status.PRESENT})
    confirm_roll_call(make.actor, session)
    record_marks(make.actor, session, marks={one.id: Status.SICK}, reasons={one.id: "感冒"}, layer=Layer.CONFIRMED)

    with pytest.raises(Refused, match="理由"):
        reopen_roll_call(make.actor, session, reason=" ")
    reopen_roll_call(make.actor, session, reason="补交假条")
    reopened = statuses(session.id)
    record_marks(make.actor, session, marks={one.id: Status.LATE})

    assert (reopened, statuses(session.id)) == ({one.id: Status.SICK}, {one.id: Status.LATE})
    audit = db.session.scalar(select(AuditEvent).where(AuditEvent.verb == "attendance.reopened"))
    assert audit is not None
    assert audit.reason == "补交假条"


def test_undo_takes_back_the_own_last_save_alone(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one, two = make.enrolments(cohort, 2)
    record_marks(make.actor, session, marks={one.id: Status.LATE})
    record_marks(make.actor, session, marks={one.id: Status.PRESENT, two.id: Status.PRESENT})

    undo_last_save(make.actor, session)

    assert statuses(session.id) == {one.id: Status.LATE, two.id: None}
    assert count(MarkEvent) == 5


def test_undo_refuses_what_somebody_else_changed_since(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    session = make.session(cohort)
    one = make.enrolment(cohort, group=group)
    leader = leader_of(make, group.id)
    record_marks(leader, session, marks={one.id: Status.LATE})
    record_marks(make.actor, session, marks={one.id: Status.PRESENT})

    with pytest.raises(Stale, match="到"):
        undo_last_save(leader, session)

    assert statuses(session.id) == {one.id: Status.PRESENT}


def test_undo_without_an_own_save_is_refused(make: Factory) -> None:
    session = make.session(make.cohort())

    with pytest.raises(Refused, match="没有可以撤销的"):
        undo_last_save(make.actor, session)


def test_cancelled_session_takes_no_marks_and_counts_nowhere(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one = make.enrolment(cohort)
    record_marks(make.actor, session, marks={one.id: Status.ABSENT})
    session.state = SessionState.CANCELLED

    with pytest.raises(Refused, match="已取消"):
        record_marks(make.actor, session, marks={one.id: Status.PRESENT})

    register = queries.cohort_register(cohort)
    assert (register.columns, [row.tally.expected for row in register.rows]) == ([], [0])


def test_trainee_of_another_track_is_refused_by_name(make: Factory) -> None:
    cohort = make.cohort()
    track = make.track(cohort, "书记")
    session = make.session(cohort, tracks=[track])
    outside = make.enrolment(cohort)

    with pytest.raises(Refused, match=outside.name):
        record_marks(make.actor, session, marks={outside.id: Status.PRESENT})

    assert count(Mark) == 0


def test_recording_takes_the_same_queries_for_one_and_for_three(make: Factory, count_queries: Counting) -> None:
    totals = []
    for amount in (1, 3):
        cohort = make.cohort()
        session = make.session(cohort)
        ids = [row.id for row in make.enrolments(cohort, amount)]
        record_marks(make.actor, session, marks=dict.fromkeys(ids, Status.PRESENT))
        db.session.flush()
        with count_queries() as counted:
            record_marks(make.actor, session, marks=dict.fromkeys(ids, Status.LATE))
            db.session.flush()
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_closed_class_is_corrected_by_the_office_alone_and_for_a_reason(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    session = make.session(cohort)
    one = make.enrolment(cohort, group=group)
    record_marks(make.actor, session, marks={one.id: Status.PRESENT})
    confirm_roll_call(make.actor, session)
    cohort.stage = Stage.CLOSED

    for act in (
        lambda: record_marks(make.actor, session, marks={one.id: Status.SICK}),
        lambda: record_marks(make.actor, session, marks={one.id: Status.SICK}, layer=Layer.CONFIRMED),
        lambda: record_marks(leader_of(make, group.id), session, marks={one.id: Status.SICK}, correction="补"),
        lambda: reopen_roll_call(make.actor, session, reason="补"),
        lambda: undo_last_save(make.actor, session),
    ):
        with pytest.raises(Refused, match="锁定"):
            act()
    before = statuses(session.id)
    record_marks(make.actor, session, marks={one.id: Status.SICK}, layer=Layer.CONFIRMED, correction="补交假条")

    assert (before, statuses(session.id)) == ({one.id: Status.PRESENT}, {one.id: Status.SICK})
    taken = select(AuditEvent.reason).where(AuditEvent.verb == "attendance.taken")
    reasons = db.session.scalars(taken.order_by(AuditEvent.id)).all()
    assert reasons[-1] == "补交假条"


def test_all_present_takes_granted_leave_as_it_is_expected(make: Factory) -> None:
    cohort = make.cohort()
    sessions = [make.session(cohort, half_day=half_day) for half_day in HalfDay]
    one, two = make.enrolments(cohort, 2)
    leave = request_leave(make.actor, one, kind=LeaveKind.SICK, sessions=sessions[:1], reason="复查")
    decide_leave(make.actor, leave, approve=True, note="情况属实")

    mark_all_present(make.actor, sessions[0])

    assert statuses(sessions[0].id) == {one.id: Status.SICK, two.id: Status.PRESENT}


def test_two_people_marking_at_once_lose_nothing_and_the_later_sees_both(app: Flask, make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one, two, three = make.enrolments(cohort, 3)
    db.session.commit()
    session_id, together, outcomes = session.id, Barrier(2), dict[str, str]()

    def mark(who: str, marks: dict[int, Status]) -> None:
        with app.app_context():
            make.enter()
            together.wait(10)
            again = db.session.get_one(Session, session_id)
            try:
                record_marks(make.actor, again, marks=marks, versions=dict.fromkeys(marks, 0))
                db.session.commit()
                outcomes[who] = "saved"
            except Stale as stale:
                outcomes[who] = str(stale)
            db.session.remove()

    people = [
        Thread(target=mark, args=("first", {one.id: Status.LATE, two.id: Status.PRESENT})),
        Thread(target=mark, args=("second", {one.id: Status.SICK, three.id: Status.PRESENT})),
    ]
    for person in people:
        person.start()
    for person in people:
        person.join()
    db.session.commit()
    refused = next(outcome for outcome in outcomes.values() if outcome != "saved")
    kept = statuses(session.id)[one.id]
    wanted = Status.SICK if kept is Status.LATE else Status.LATE

    assert sorted(outcome == "saved" for outcome in outcomes.values()) == [False, True]
    assert f"您记的是“{wanted.label}”，别人刚改成“{kept.label if kept else ''}”" in refused
    assert len(statuses(session.id)) == 2
