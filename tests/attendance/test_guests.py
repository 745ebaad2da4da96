"""Guests: put down once, joined as the preview says, parted without taking anything else away."""

import pytest
from sqlalchemy import func, select

from tests.factories import Factory
from trainingapp.attendance import queries
from trainingapp.attendance.models import Guest, GuestMark
from trainingapp.attendance.operations import add_guest, join_guest, part_guest, record_marks
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Enrolment
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound, Refused
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay


def status_of(session: Session, one: Enrolment) -> Status | None:
    """Return the status that counts now."""
    mark = queries.session_marks(session, [one.id]).get(one.id)
    return mark.status if mark else None


def three_sessions(make: Factory) -> tuple[Enrolment, list[Session]]:
    """Return a trainee and the three half-days of a class; the last is for a track that is not the trainee's."""
    cohort = make.cohort()
    track = make.track(cohort, "书记")
    sessions = [
        make.session(cohort, half_day=half_day, tracks=[track] if half_day is HalfDay.EVENING else [])
        for half_day in HalfDay
    ]
    return make.enrolment(cohort), sessions


def test_guest_is_one_person_however_often_put_down(make: Factory) -> None:
    _, sessions = three_sessions(make)

    rows = [add_guest(make.actor, session, name=" 王 临时 ", unit="云杉一村") for session in (*sessions, sessions[0])]

    assert len({row.id for row in rows}) == 1
    assert db.session.scalar(select(func.count(GuestMark.id))) == 3
    assert [guest.name for guest in queries.session_guests(sessions[0])] == ["王 临时"]


def test_joining_does_what_the_preview_says_and_keeps_what_stands(make: Factory) -> None:
    one, sessions = three_sessions(make)
    record_marks(make.actor, sessions[1], marks={one.id: Status.LATE})
    guest, *_ = [add_guest(make.actor, session, name="王临时") for session in sessions]

    preview = [(line.session.id, line.refusal) for line in queries.plan_join(guest, one)]
    done = [(line.session.id, line.refusal) for line in join_guest(make.actor, guest, one)]

    assert preview == done
    assert [text for _, text in done] == ["", "本人已记“迟到”，保留", "这次课不要求本人参加，不并入"]
    assert [status_of(session, one) for session in sessions] == [Status.PRESENT, Status.LATE, None]
    assert queries.session_guests(sessions[0]) == []


def test_parting_takes_back_only_what_joining_gave(make: Factory) -> None:
    one, sessions = three_sessions(make)
    guest, *_ = [add_guest(make.actor, session, name="王临时") for session in sessions[:2]]
    join_guest(make.actor, guest, one)
    record_marks(make.actor, sessions[1], marks={one.id: Status.LEFT_EARLY})

    part_guest(make.actor, guest)

    assert [status_of(session, one) for session in sessions[:2]] == [None, Status.LEFT_EARLY]
    assert [row.id for row in queries.session_guests(sessions[0])] == [guest.id]
    with pytest.raises(Refused, match="不用撤销"):
        part_guest(make.actor, guest)


def test_guest_is_joined_once(make: Factory) -> None:
    one, sessions = three_sessions(make)
    other = make.enrolment(one.cohort)
    guest = add_guest(make.actor, sessions[0], name="王临时")
    join_guest(make.actor, guest, one)

    with pytest.raises(Refused, match="先撤销"):
        join_guest(make.actor, guest, other)

    assert status_of(sessions[0], other) is None


def test_guest_of_another_class_is_not_found(make: Factory) -> None:
    _, sessions = three_sessions(make)
    guest = add_guest(make.actor, sessions[0], name="王临时")

    with pytest.raises(NotFound):
        queries.find_guest(make.cohort(), guest.public_id)


def test_guest_is_put_down_joined_and_parted_on_the_pages(make: Factory) -> None:
    one, sessions = three_sessions(make)
    client = make.organiser_client()
    home = f"/classes/{one.cohort.public_id}"
    roll = f"{home}/attendance/{sessions[0].public_id}"

    client.post(f"{roll}/guests", data={"name": "<b>王临时", "unit": "云杉一村"})
    shown = client.get(roll).get_data(as_text=True)
    guest = db.session.scalars(select(Guest)).one()
    page = f"{home}/guests/{guest.public_id}"
    preview = client.get(f"{page}?trainee={one.public_id}").get_data(as_text=True)
    client.post(f"{page}/join", data={"trainee": one.public_id})
    listed = client.get(f"{home}/guests").get_data(as_text=True)
    client.post(f"{page}/part")
    db.session.commit()

    assert ("&lt;b&gt;王临时（云杉一村）" in shown, "记到" in preview, "撤销并入" in listed) == (True, True, True)
    assert status_of(sessions[0], one) is None
