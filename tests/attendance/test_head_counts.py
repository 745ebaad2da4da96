"""Head counts: kept with what was marked at that moment, told beside the marks, and changing none of them."""

import pytest
from sqlalchemy import func, select

from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.attendance import queries
from trainingapp.attendance.models import HeadCount, MarkEvent
from trainingapp.attendance.operations import count_heads, record_marks
from trainingapp.attendance.terms import Status
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.terms import Stage
from trainingapp.core.database import db
from trainingapp.core.errors import Refused


def test_count_is_kept_with_what_was_marked_then_and_changes_no_mark(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    one, two, three = make.enrolments(cohort, 3)
    record_marks(make.actor, session, marks={one.id: Status.PRESENT, two.id: Status.LATE, three.id: Status.SICK})
    events = db.session.scalar(select(func.count(MarkEvent.id)))

    count_heads(make.actor, session, people=1)
    record_marks(make.actor, session, marks={two.id: Status.ABSENT})
    count_heads(make.actor, session, people=2)

    found = [(row.people, row.expected, row.marked, row.difference) for row in queries.head_counts(session)]
    counted = select(AuditEvent.after).where(AuditEvent.verb == "attendance.heads_counted")
    trail = db.session.scalars(counted.order_by(AuditEvent.id)).all()
    assert found == [(2, 3, 1, 1), (1, 3, 2, -1)]
    assert trail[0] == {"清点人数": 1, "当时已记到课": 2, "应到": 3}
    assert db.session.scalar(select(func.count(MarkEvent.id))) == (events or 0) + 1  # the changed mark alone


@pytest.mark.parametrize("people", [None, -1, 5001])
def test_what_is_no_number_of_people_is_refused(make: Factory, people: int | None) -> None:
    session = make.session(make.cohort())

    with pytest.raises(Refused, match="0 到 5000 之间"):
        count_heads(make.actor, session, people=people)

    assert db.session.scalar(select(func.count(HeadCount.id))) == 0


def test_closed_class_takes_no_count(make: Factory) -> None:
    session = make.session(make.cohort(stage=Stage.CLOSED))

    with pytest.raises(Refused, match="结班归档"):
        count_heads(make.actor, session, people=3)


def test_count_is_told_on_the_roll_call_and_on_the_projector(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort)
    make.enrolments(cohort, 2)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/attendance/{session.public_id}"

    from_list = client.post(f"{page}/heads", data={"people": "1"})
    from_wall = client.post(f"{page}/heads", data={"people": "2", "projector": "1"})
    wrong = client.post(f"{page}/heads", data={"people": "many"})

    text = client.get(page).get_data(as_text=True)
    assert [from_list.location, from_wall.location] == [page, f"/projector/{cohort.public_id}/{session.public_id}"]
    assert (wrong.status_code, text.count("清点 1 人"), text.count("清点 2 人")) == (422, 1, 1)
    assert "当时应到 2 人，已记到课 0 人，多 2 人" in text


def test_group_leader_counts_the_own_group(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort)
    session = make.session(cohort)
    make.enrolment(cohort, group=group)
    make.enrolment(cohort)
    client = make.client(make.user(Role.GROUP_LEADER, group_id=group.id))

    client.post(f"/classes/{cohort.public_id}/attendance/{session.public_id}/heads", data={"people": "1"})

    assert [(row.people, row.expected) for row in queries.head_counts(session)] == [(1, 1)]
