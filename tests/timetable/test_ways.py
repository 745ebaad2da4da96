"""Ways out of conflicts: each is a link to where it is done, and what is free instead is filled in."""

from datetime import date

import pytest

from tests.factories import Factory
from trainingapp.curriculum import operations as curriculum
from trainingapp.curriculum.terms import Availability
from trainingapp.timetable import queries
from trainingapp.timetable.models import Session
from trainingapp.timetable.operations.course_plans import CourseValues, change_planned_course, derive_plan
from trainingapp.timetable.queries.substitutes import find_substitutes
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.ways import Way
from trainingapp.timetable.terms import ConflictKind, HalfDay
from trainingapp.timetable.views.ways import ADDRESSES

MONDAY = date(2026, 5, 11)


def conflicts_of(session: Session) -> list[Conflict]:
    return queries.session_conflicts(session)


def test_every_way_out_leads_somewhere() -> None:
    assert set(ADDRESSES) == set(Way)


@pytest.mark.parametrize("page", ["timetable", "timetable/{session}", "timetable/releases"])
def test_ways_out_of_a_clash_are_links(make: Factory, page: str) -> None:
    cohort, other = make.cohort(), make.cohort()
    room = make.venue("礼堂")
    session = make.session(cohort, title="甲课", lecturers=[make.lecturer()], venue=room)
    make.session(other, title="乙课", venue=room)
    client = make.organiser_client()
    own = f"/classes/{cohort.public_id}/timetable/{session.public_id}"

    text = client.get(f"/classes/{cohort.public_id}/{page.format(session=session.public_id)}").get_data(as_text=True)

    links = [
        f'<a href="{own}#venue">换一个场地</a>',
        f'<a href="{own}/adjust#fits">换一个时间</a>',
        f'<a href="/library/venues/{room.public_id}">在场地库里把它设为可以同时安排几场</a>',
    ]
    assert [link in text for link in links] == [True] * 3


@pytest.mark.parametrize(
    ("page", "places"),
    [
        ("", ["speakers", "host", "venue", "audience", "accepted_reason"]),
        ("/adjust", ["fits", "swap", "order", "resize"]),
    ],
)
def test_ways_out_lead_to_their_place_on_the_page(make: Factory, page: str, places: list[str]) -> None:
    cohort = make.cohort()
    make.track(cohort, "书记")
    make.lecturer()
    session = make.session(cohort, title="甲课")
    client = make.organiser_client()

    text = client.get(f"/classes/{cohort.public_id}/timetable/{session.public_id}{page}").get_data(as_text=True)

    assert [text.count(f'id="{place}"') for place in places] == [1] * len(places)


def test_lecturer_who_is_away_leads_to_his_own_time(make: Factory) -> None:
    cohort = make.cohort()
    lecturer = make.lecturer("张教授")
    session = make.session(cohort, title="甲课", lecturers=[lecturer], venue=make.venue())
    curriculum.add_lecturer_time(make.actor, lecturer, kind=Availability.AWAY, first_on=MONDAY, last_on=MONDAY)
    client = make.organiser_client()

    text = client.get(f"/classes/{cohort.public_id}/timetable/{session.public_id}").get_data(as_text=True)

    assert f'href="/library/lecturers/{lecturer.public_id}/times"' in text


def test_free_rooms_lecturers_and_half_days_are_offered_and_taken_ones_are_not(make: Factory) -> None:
    cohort, other = make.cohort(), make.cohort()
    make.enrolments(cohort, 3)
    room, small, taken, free = (
        make.venue("礼堂"),
        make.venue("小间", capacity=2),
        make.venue("占用的"),
        make.venue("空着的"),
    )
    first, busy, able = make.lecturer("甲老师"), make.lecturer("乙老师"), make.lecturer("丙老师")
    make.lecturer("不会讲的")
    session = make.session(cohort, title="甲课", lecturers=[first], venue=room)
    make.session(other, title="乙课", venue=room, lecturers=[first])
    make.session(other, title="丙课", venue=taken, lecturers=[busy])
    planned = derive_plan(make.actor, cohort)[0]
    pool = [first, busy, able]
    values = CourseValues(title="甲课", form=session.form, minutes=150, hours=session.hours, lecturers=pool)
    change_planned_course(make.actor, cohort, planned, values=values, version=planned.version)

    found = find_substitutes(session, conflicts_of(session))

    assert ([one.name for one in found.venues], small.capacity) == (["空着的"], 2)
    assert ([one.name for one in found.lecturers], found.instead) == (["丙老师"], first)
    assert (found.cells[0].day, found.cells[0].half_day) == (MONDAY, HalfDay.AFTERNOON)
    assert free.name == "空着的"


def test_sound_session_is_offered_nothing(make: Factory) -> None:
    session = make.session(make.cohort(), title="甲课", lecturers=[make.lecturer()], venue=make.venue())

    found = find_substitutes(session, conflicts_of(session))

    assert (found.cells, found.venues, found.lecturers, found.instead) == ((), (), (), None)


def test_offer_is_followed_with_the_change_filled_in(make: Factory) -> None:
    cohort = make.cohort()
    old, new, room = make.lecturer("旧老师"), make.lecturer("新老师"), make.venue("礼堂")
    session = make.session(cohort, title="甲课", lecturers=[old], venue=make.venue("旧场地"))
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/timetable/{session.public_id}"

    filled = client.get(f"{page}?venue={room.public_id}").get_data(as_text=True)
    spoken = client.get(f"{page}?speaker={new.public_id}&instead={old.public_id}").get_data(as_text=True)
    moved = client.get(f"{page}/adjust?day=2026-05-13&half_day=afternoon").get_data(as_text=True)

    assert (f'selected value="{room.public_id}"' in filled, "核对后点" in filled) == (True, True)
    ticked = [f'checked id="speakers-{place}"' for place in range(2)]
    assert sum(mark in spoken for mark in ticked) == 1
    assert ('value="2026-05-13"' in moved, 'selected value="afternoon"' in moved) == (True, True)
    assert conflicts_of(session) == []


def test_missing_room_is_no_reason_to_move(make: Factory) -> None:
    session = make.session(make.cohort(), title="甲课", lecturers=[make.lecturer()])
    room = make.venue("礼堂")

    conflicts = conflicts_of(session)
    found = find_substitutes(session, conflicts)

    assert [one.kind for one in conflicts] == [ConflictKind.NO_VENUE]
    assert (found.cells, found.venues) == ((), [room])
