"""Cards of the course plan that have no place yet: shown beside the grid, judged in every cell, placed by hand."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.curriculum import operations as curriculum
from trainingapp.curriculum.terms import Availability, Form
from trainingapp.timetable.models import PlannedCourse, Session
from trainingapp.timetable.operations.course_plans import CourseValues, add_planned_course
from trainingapp.timetable.queries.unplaced import list_unplaced
from trainingapp.timetable.terms import HalfDay
from trainingapp.visits.queries import visit_of

Counting = Callable[[], AbstractContextManager[CountedQueries]]
MONDAY, FRIDAY = date(2026, 5, 11), date(2026, 5, 15)


@pytest.fixture
def cohort(make: Factory) -> Cohort:
    """Return a class of a week."""
    return make.cohort(starts_on=MONDAY, ends_on=FRIDAY, hours_per_half_day=Decimal(4))


def plan(make: Factory, cohort: Cohort, title: str = "基层治理", **values: object) -> PlannedCourse:
    given = {"form": Form.LECTURE, "minutes": 120, "hours": Decimal(3), **values}
    return add_planned_course(make.actor, cohort, values=CourseValues(title=title, **given))  # type: ignore[arg-type]  # the test gives what the values take


def asked(cohort: Cohort, key: str, day: date = MONDAY, half_day: str = "afternoon") -> tuple[str, dict[str, str]]:
    """Return the address that places a card and what is sent there."""
    data = {"session": key, "version": "0", "day": day.isoformat(), "half_day": half_day}
    return f"/classes/{cohort.public_id}/timetable/place-planned", data


def test_dropped_card_becomes_the_session_that_the_plan_asks_for(make: Factory, cohort: Cohort) -> None:
    lecturer, host, room = make.lecturer("张教授"), make.lecturer(), make.venue("礼堂")
    planned = plan(make, cohort, times=2, lecturers=[lecturer, make.lecturer()], host=host, venues=[room])
    client = make.organiser_client()
    address, data = asked(cohort, f"{planned.public_id}-2")

    page = client.post(address, data=data, follow_redirects=True).get_data(as_text=True)

    session = db.session.scalars(select(Session)).one()
    assert (session.title, session.held_on, session.half_day, session.starts_at, session.ends_at) == (
        "基层治理（第2次）",
        MONDAY,
        HalfDay.AFTERNOON,
        time(13, 30),
        time(15, 30),
    )
    assert (session.speakers, session.host, session.venue) == ([lecturer], host, room)
    assert [card.title for card in list_unplaced(cohort)] == ["基层治理（第1次）"]
    assert ("已排到5月11日下午" in page, "还没有排（1）" in page) == (True, True)


def test_card_follows_what_is_there_and_cannot_be_placed_twice(make: Factory, cohort: Cohort) -> None:
    make.session(cohort, held_on=MONDAY, half_day=HalfDay.AFTERNOON, starts_at=time(13, 30), ends_at=time(14, 30))
    planned = plan(make, cohort, form=Form.DISCUSSION)
    client = make.organiser_client()
    address, data = asked(cohort, f"{planned.public_id}-1")

    answers = [client.post(address, data=data).status_code for _ in range(2)]

    starts = db.session.scalars(select(Session.starts_at).where(Session.title == "基层治理")).all()
    assert (answers, starts) == ([302, 404], [time(14, 30)])


def test_cells_say_why_a_card_does_not_fit_and_the_drop_is_refused(make: Factory, cohort: Cohort) -> None:
    lecturer = make.lecturer("张教授")
    make.session(make.cohort(short_name="二班", starts_on=MONDAY), title="党课", lecturers=[lecturer])
    planned = plan(make, cohort, lecturers=[lecturer], venues=[make.venue()])
    client = make.organiser_client()
    key = f"{planned.public_id}-1"
    address, data = asked(cohort, key, half_day="morning")

    fits = client.get(
        f"/classes/{cohort.public_id}/timetable/unplaced/{key}/fits?days=2026-05-11,2026-05-12"
    ).get_json()
    refused = client.post(address, data=data)

    told = {(cell["day"], cell["half_day"]): cell for cell in fits["cells"]}
    assert told["2026-05-11", "morning"]["reasons"] == ["张教授同一时间要在两处：二班 党课（09:00–11:30）"]
    assert [told["2026-05-11", "morning"]["verdict"], told["2026-05-12", "morning"]["verdict"]] == ["refuses", "fits"]
    assert (refused.status_code, "张教授同一时间要在两处" in refused.get_data(as_text=True)) == (422, True)
    assert [card.key for card in list_unplaced(cohort)] == [key]


def test_card_that_does_not_fit_leads_to_its_course_the_libraries_and_free_half_days(
    make: Factory, cohort: Cohort
) -> None:
    lecturer, room = make.lecturer("张教授"), make.venue("礼堂")
    make.session(make.cohort(short_name="二班", starts_on=MONDAY), title="党课", lecturers=[lecturer], venue=room)
    curriculum.add_lecturer_time(make.actor, lecturer, kind=Availability.AWAY, first_on=MONDAY, last_on=MONDAY)
    planned = plan(make, cohort, lecturers=[lecturer], venues=[room])
    client = make.organiser_client()
    key = f"{planned.public_id}-1"
    address, data = asked(cohort, key, half_day="morning")

    told = client.get(f"/classes/{cohort.public_id}/timetable/unplaced/{key}/fits?days=2026-05-11").get_json()
    refused = client.post(address, data=data).get_data(as_text=True)

    course = f"/classes/{cohort.public_id}/plan/courses/{planned.public_id}"
    ways = dict(told["cells"][0]["ways"])
    assert {name: ways[name] for name in ("换一个时间", "换一位讲师", "换一个场地")} == {
        "换一个时间": "#place-planned-day",
        "换一位讲师": f"{course}#lecturers",
        "换一个场地": f"{course}#venues",
    }
    assert ways["在场地库里把它设为可以同时安排几场"] == f"/library/venues/{room.public_id}"
    assert ways["在师资库里改这位讲师的时间"] == f"/library/lecturers/{lecturer.public_id}/times"
    assert told["free"][0] == {"text": "5月12日（周二）上午", "day": "2026-05-12", "half_day": "morning"}
    assert (f'<a href="{course}#lecturers">换一位讲师</a>' in refused, "place-planned-day" in refused) == (True, False)
    assert [card.key for card in list_unplaced(cohort)] == [key]


def test_placed_card_goes_back_when_it_is_undone(make: Factory, cohort: Cohort) -> None:
    planned = plan(make, cohort, form=Form.DISCUSSION)
    user = make.organiser_client()
    address, data = asked(cohort, f"{planned.public_id}-1")
    user.post(address, data=data)
    placed = list_unplaced(cohort)

    user.post(f"/classes/{cohort.public_id}/timetable/undo")

    assert (placed, [card.number for card in list_unplaced(cohort)]) == ([], [1])


def test_placed_card_that_is_done_again_stands_for_its_course_with_its_stops(make: Factory, cohort: Cohort) -> None:
    site = make.site("纪念馆")
    planned = plan(make, cohort, form=Form.VISIT, stops=[{"site": site.name, "arrive": 30, "leave": 90}])
    user = make.organiser_client()
    address, data = asked(cohort, f"{planned.public_id}-1")
    user.post(address, data=data)

    for turn in ("undo", "redo"):
        user.post(f"/classes/{cohort.public_id}/timetable/{turn}")

    visit = visit_of(db.session.scalars(select(Session)).one())
    assert (list_unplaced(cohort), visit and [stop.site.name for stop in visit.stops]) == ([], ["纪念馆"])


def test_visit_keeps_the_stops_of_the_plan(make: Factory, cohort: Cohort) -> None:
    site = make.site("纪念馆")
    stops = [{"site": site.name, "arrive": 30, "leave": 90, "activity": "参观"}]
    planned = plan(make, cohort, form=Form.VISIT, stops=stops)
    client = make.organiser_client()
    address, data = asked(cohort, f"{planned.public_id}-1")

    client.post(address, data=data)

    visit = visit_of(db.session.scalars(select(Session)).one())
    assert visit is not None
    assert [(stop.site.name, stop.arrive_at) for stop in visit.stops] == [("纪念馆", time(14))]


def test_grid_asks_the_same_whatever_waits_beside_it(make: Factory, cohort: Cohort, count_queries: Counting) -> None:
    address = f"/classes/{cohort.public_id}/timetable"
    totals = []
    for number in (1, 3):
        for place in range(number):
            plan(make, cohort, f"课{number}-{place}", lecturers=[make.lecturer()], venues=[make.venue()])
        client = make.organiser_client()
        client.get(address)
        with count_queries() as counted:
            page = client.get(address).get_data(as_text=True)
        totals.append(counted.total)

    assert page.count('data-opens="place-planned"') == 4
    assert totals[0] == totals[1]


def test_board_of_several_classes_shows_what_each_still_has_to_place(make: Factory, cohort: Cohort) -> None:
    lecturer = make.lecturer("张教授")
    other = make.cohort(short_name="二班", starts_on=MONDAY, ends_on=FRIDAY)
    plan(make, cohort, "一班的课", lecturers=[lecturer])
    plan(make, other, "二班的课")
    foreign = make.cohort(short_name="别处的班", host=make.organisation("别的街道"))
    plan(make, foreign, "别处的课")
    client = make.client(make.user(Role.ORGANISER, organisation_id=make.street.id))

    every, of_one, of_lecturer = (
        client.get(f"/timetable?week=2026-05-11{more}").text
        for more in ("", f"&class={other.public_id}", f"&lecturer={lecturer.public_id}")
    )

    titles = ("一班的课", "二班的课", "别处的课")
    shown = [[f"<b>{title}</b>" in text for title in titles] for text in (every, of_one, of_lecturer)]
    assert shown == [[True, True, False], [False, True, False], [True, False, False]]


def test_card_is_placed_from_the_board_by_who_may_edit_its_class_alone(make: Factory, cohort: Cohort) -> None:
    planned = plan(make, cohort)
    key = f"{planned.public_id}-1"
    _, data = asked(cohort, key)
    foreign = make.user(Role.CLASS_TEACHER, cohort_id=make.cohort(short_name="二班").id)
    own, stranger = make.organiser_client(), make.client(foreign)

    refused = [
        stranger.post("/timetable/place-planned", data=data).status_code,
        stranger.get(f"/timetable/unplaced/{key}/fits?days=2026-05-11").status_code,
    ]
    fits = own.get(f"/timetable/unplaced/{key}/fits?days=2026-05-11").get_json()["cells"]
    placed = own.post("/timetable/place-planned?week=2026-05-11", data=data)

    assert (refused, [cell["half_day"] for cell in fits]) == ([404, 404], ["morning", "afternoon", "evening"])
    assert placed.location == "/timetable?week=2026-05-11"
    assert [(one.title, one.held_on) for one in db.session.scalars(select(Session))] == [("基层治理", MONDAY)]


def test_session_is_added_from_the_board_and_leads_back_to_its_week(make: Factory, cohort: Cohort) -> None:
    client = make.organiser_client()
    asked_for = f"to={cohort.public_id}&day=2026-05-12&half_day=afternoon&class={cohort.public_id}"

    page = client.get(f"/timetable/new?{asked_for}").location
    form = {
        "title": "加的课",
        "held_on": "2026-05-12",
        "half_day": "afternoon",
        "starts_at": "14:00",
        "ends_at": "16:00",
        "hours": "2",
        "form": "lecture",
    }
    done = client.post(page, data={**form, "accepted_reason": "试排"})

    assert 'value="2026-05-12"' in client.get(page).text
    assert done.location == f"/timetable?class={cohort.public_id}&week=2026-05-12"


def test_board_asks_as_much_for_three_cards_as_for_one(make: Factory, cohort: Cohort, count_queries: Counting) -> None:
    client, totals = make.organiser_client(), []
    for amount in (1, 2):
        for number in range(amount):
            plan(make, cohort, f"课{amount}{number}", lecturers=[make.lecturer()], venues=[make.venue()])
            plan(make, make.cohort(starts_on=MONDAY), f"别的课{amount}{number}")
        db.session.commit()
        with count_queries() as counted:
            client.get("/timetable?week=2026-05-11")
        totals.append(counted.total)

    assert totals[0] == totals[1]
