"""The pages of leave: entered, decided, closed, and whom a confidential reason is shown to."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.attendance import queries
from trainingapp.attendance.models import Leave
from trainingapp.attendance.operations import Upload, decide_leave, request_leave
from trainingapp.attendance.terms import LeaveKind, LeaveState
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.database import db
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay

PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)


def coming_class(make: Factory, days: int = 7) -> tuple[Cohort, list[Session]]:
    """Return a class that begins in the future, with one session each morning."""
    cohort = make.cohort(starts_on=date(2126, 5, 13))
    return cohort, [make.session(cohort, held_on=cohort.starts_on + timedelta(days=day)) for day in range(days)]


def asked(make: Factory, trainee: Enrolment, sessions: list[Session], **values: object) -> Leave:
    """Return leave that the office entered."""
    wanted = {"kind": LeaveKind.SICK, "reason": "复查", **values}
    return request_leave(make.actor, trainee, sessions=sessions, **wanted)  # type: ignore[arg-type]  # a test's own keywords


def text(client: FlaskClient, url: str) -> str:
    """Return a page that must answer."""
    answer = client.get(url)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def state_of(leave: Leave) -> LeaveState:
    """Return how far a leave is now."""
    db.session.commit()
    return db.session.scalars(select(Leave.state).where(Leave.id == leave.id)).one()


def test_office_enters_leave_and_sees_the_sum_before(make: Factory) -> None:
    cohort, sessions = coming_class(make)
    one = make.enrolment(cohort)
    client = make.organiser_client()
    url = f"/classes/{cohort.public_id}/leave/new?trainee={one.public_id}"

    shown = text(client, f"{url}&kind=sick&sessions={sessions[0].public_id}")
    answer = client.post(url, data={"kind": "sick", "sessions": sessions[0].public_id, "reason": "复查"})

    assert ("应修 21 学时，3/21 = 1/7：没有超过（刚好等于不算超过）" in shown, "审批：班主任" in shown) == (True, True)
    assert answer.status_code == 302
    assert "请假单已登记" in text(client, answer.location)


def test_form_without_a_session_says_so_at_once(make: Factory) -> None:
    cohort, _ = coming_class(make)
    one = make.enrolment(cohort)
    client = make.organiser_client()

    answer = client.post(
        f"/classes/{cohort.public_id}/leave/new?trainee={one.public_id}", data={"kind": "sick", "reason": "复查"}
    )

    assert (answer.status_code, "请选择要请假的课" in answer.get_data(as_text=True)) == (422, True)


def test_chain_is_worked_through_on_the_page(make: Factory) -> None:
    cohort, sessions = coming_class(make, 28)
    leave = asked(make, make.enrolment(cohort), sessions[:2])
    client = make.organiser_client()
    url = f"/classes/{cohort.public_id}/leave/{leave.public_id}"

    first = client.post(f"{url}/decide", data={"approve": "1"})
    between = state_of(leave)
    client.post(f"{url}/decide", data={"approve": "1", "note": "同意"})
    granted = state_of(leave)
    client.post(f"{url}/close", data={"attended": sessions[1].public_id})

    assert (first.status_code, between, granted) == (302, LeaveState.REQUESTED, LeaveState.APPROVED)
    assert state_of(leave) is LeaveState.CLOSED
    assert "已到课" in text(client, url)


def test_withdrawing_needs_a_reason(make: Factory) -> None:
    cohort, sessions = coming_class(make)
    leave = asked(make, make.enrolment(cohort), sessions[:1])
    client = make.organiser_client()
    url = f"/classes/{cohort.public_id}/leave/{leave.public_id}/cancel"

    assert client.post(url, data={"note": ""}).status_code == 422
    assert client.post(url, data={"note": "学员来电"}).status_code == 302
    assert state_of(leave) is LeaveState.CANCELLED


def test_confidential_reason_and_paper_are_for_who_decides(make: Factory) -> None:
    cohort, sessions = coming_class(make)
    group = make.group(cohort)
    one = make.enrolment(cohort, group=group)
    leave = asked(make, one, sessions[:1], reason="化疗复查", confidential=True, upload=Upload("病假条.png", PNG))
    url = f"/classes/{cohort.public_id}/leave/{leave.public_id}"
    deciding, leader = make.organiser_client(), make.client(make.user(Role.GROUP_LEADER, group_id=group.id))
    inspector = make.client(make.user(Role.INSPECTOR))

    seen = ["化疗" in text(client, url) for client in (deciding, leader, inspector)]
    papers = [client.get(f"{url}/attachment").status_code for client in (deciding, leader, inspector)]

    assert (seen, papers) == ([True, False, False], [200, 404, 404])
    assert deciding.get(f"{url}/attachment").data == PNG


def test_list_costs_the_same_for_one_and_for_three(make: Factory, count_queries: object) -> None:
    totals = []
    client = make.organiser_client()
    for amount in (1, 3):
        cohort, sessions = coming_class(make)
        for trainee in make.enrolments(cohort, amount):
            asked(make, trainee, sessions[:2])
        with count_queries() as counted:  # type: ignore[operator]  # the fixture's context manager
            text(client, f"/classes/{cohort.public_id}/leave")
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_granted_leave_stands_on_the_roll_call(make: Factory) -> None:
    cohort, sessions = coming_class(make)
    leave = asked(make, make.enrolment(cohort), sessions[:1])
    decide_leave(make.actor, leave, approve=True)
    client = make.organiser_client()

    shown = text(client, f"/classes/{cohort.public_id}/attendance/{sessions[0].public_id}")

    assert "已批病假" in shown


@pytest.mark.parametrize("share", ["1/7", "", "1／7"])
def test_settings_are_saved_for_the_class(make: Factory, share: str) -> None:
    cohort = make.cohort()
    make.session(cohort, half_day=HalfDay.MORNING)
    client = make.organiser_client()
    numbers = {"teacher_half_days": "1", "office_half_days": "2", "lates_per_absence": "3"}
    clock = {"opens_minutes": "45", "late_minutes": "5", "early_minutes": "5", "missed_minutes": "60", "check_in": "y"}

    answer = client.post(
        f"/classes/{cohort.public_id}/attendance-settings", data={"leave_share": share, **numbers, **clock}
    )
    found = queries.settings_of(cohort.id)

    assert answer.status_code == 302
    assert (found.leave_share, found.most_half_days, found.check_in, found.counts_absent, found.opens_minutes) == (
        share.replace("／", "/"),
        None,
        True,
        False,
        45,
    )


def test_spoilt_share_is_refused_at_the_field(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    shown = text(client, f"/classes/{cohort.public_id}/attendance-settings?preset=one_day")

    answer = client.post(f"/classes/{cohort.public_id}/attendance-settings", data={"leave_share": "3/0"})

    assert 'value="不予结业"' in shown
    assert "写成分数" in answer.get_data(as_text=True)
