"""公假 is the office's to set: a group leader neither sees its button nor records it, unless such leave was granted."""

from dataclasses import replace

import pytest

from tests.attendance.test_operations import leader_of, statuses
from tests.factories import Factory
from trainingapp.accounts.terms import Granted, Role
from trainingapp.attendance.operations import decide_leave, mark_all_present, record_marks, request_leave
from trainingapp.attendance.terms import LeaveKind, Status
from trainingapp.core.errors import Refused


def test_leader_cannot_set_official_leave(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    session = make.session(cohort)
    one, two = make.enrolment(cohort, group=group), make.enrolment(cohort, group=group)
    marks = {one.id: Status.OFFICIAL, two.id: Status.PRESENT}

    with pytest.raises(Refused, match="只能由班主任或组织者记"):
        record_marks(leader_of(make, group.id), session, marks=marks)

    assert statuses(session.id) == {}


def test_leader_keeps_official_leave_that_the_office_set(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    session = make.session(cohort)
    one = make.enrolment(cohort, group=group)
    record_marks(make.actor, session, marks={one.id: Status.OFFICIAL})

    record_marks(leader_of(make, group.id), session, marks={one.id: Status.OFFICIAL}, reasons={one.id: "区里开会"})

    assert statuses(session.id) == {one.id: Status.OFFICIAL}


@pytest.mark.parametrize("after", [Status.PRESENT, Status.ABSENT, None])
def test_leader_cannot_take_away_the_official_leave_that_the_office_set(after: Status | None, make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    session = make.session(cohort)
    one, two = make.enrolment(cohort, "陈甲", group=group), make.enrolment(cohort, group=group)
    record_marks(make.actor, session, marks={one.id: Status.OFFICIAL})

    with pytest.raises(Refused, match="陈甲：已由班主任或组织者记为“公假”，组长不能改"):
        record_marks(leader_of(make, group.id), session, marks={one.id: after, two.id: Status.PRESENT})

    assert statuses(session.id) == {one.id: Status.OFFICIAL}


def test_leader_may_say_that_who_had_granted_leave_came_nevertheless(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    session = make.session(cohort)
    one = make.enrolment(cohort, group=group)
    leave = request_leave(make.actor, one, kind=LeaveKind.OFFICIAL, sessions=[session], reason="区里开会")
    decide_leave(make.actor, leave, approve=True, note="有通知")
    mark_all_present(make.actor, session)

    record_marks(leader_of(make, group.id), session, marks={one.id: Status.PRESENT})

    assert statuses(session.id) == {one.id: Status.PRESENT}


def test_leader_records_official_leave_that_was_granted(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    session = make.session(cohort)
    one = make.enrolment(cohort, group=group)
    leave = request_leave(make.actor, one, kind=LeaveKind.OFFICIAL, sessions=[session], reason="区里开会")
    decide_leave(make.actor, leave, approve=True, note="有通知")

    mark_all_present(leader_of(make, group.id), session)

    assert statuses(session.id) == {one.id: Status.OFFICIAL}


def test_class_teacher_sets_it_in_the_own_class_only(make: Factory) -> None:
    cohort, elsewhere = make.cohort(), make.cohort()
    group = make.group(cohort)
    session = make.session(cohort)
    one = make.enrolment(cohort, group=group)
    leads = Granted(Role.GROUP_LEADER, group_id=group.id)
    there = replace(make.actor, granted=(leads, Granted(Role.CLASS_TEACHER, cohort_id=elsewhere.id)))
    here = replace(make.actor, granted=(Granted(Role.CLASS_TEACHER, cohort_id=cohort.id),))

    with pytest.raises(Refused, match="只能由班主任或组织者记"):
        record_marks(there, session, marks={one.id: Status.OFFICIAL})
    record_marks(here, session, marks={one.id: Status.OFFICIAL})

    assert statuses(session.id) == {one.id: Status.OFFICIAL}


def test_page_offers_it_to_the_office_only(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    session = make.session(cohort)
    one = make.enrolment(cohort, group=group)
    record_marks(make.actor, session, marks={one.id: Status.OFFICIAL})
    url = f"/classes/{cohort.public_id}/attendance/{session.public_id}"
    clients = make.organiser_client(), make.client(make.user(Role.GROUP_LEADER, group_id=group.id))

    pages = [client.get(url).get_data(as_text=True) for client in clients]

    assert ['data-key="g"' in page for page in pages] == [True, False]
    assert ["已记公假，要改请找班主任" in page for page in pages] == [False, True]
    assert [" data-fixed>" in page for page in pages] == [False, True]


def test_cell_of_the_class_grid_is_closed_to_the_leader(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    session = make.session(cohort)
    one = make.enrolment(cohort, group=group)
    record_marks(make.actor, session, marks={one.id: Status.OFFICIAL})
    url = f"/classes/{cohort.public_id}/attendance/{session.public_id}/trainees/{one.public_id}"
    clients = make.organiser_client(), make.client(make.user(Role.GROUP_LEADER, group_id=group.id))

    closed = ['<fieldset class="choices" disabled>' in client.get(url).get_data(as_text=True) for client in clients]

    assert closed == [False, True]
