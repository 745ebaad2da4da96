"""What a session needs of its venue: kept with the session and its release, told on the page, minded by the planner."""

import pytest
from sqlalchemy import select

from tests.factories import Factory
from tests.factories.factory import FIRST_DAY
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.terms import Form
from trainingapp.planner.search.solve import solve
from trainingapp.timetable import operations, queries
from trainingapp.timetable.models import Session
from trainingapp.timetable.operations import planning
from trainingapp.timetable.operations.course_plans import CourseValues, add_planned_course
from trainingapp.timetable.queries.plan_cards import Scope
from trainingapp.timetable.terms import ConflictKind

SESSION = {"title": "世界咖啡", "held_on": FIRST_DAY.isoformat(), "half_day": "morning", "form_of_teaching": "seminar"}


def test_session_keeps_what_it_needs_and_the_page_says_what_is_missing(make: Factory) -> None:
    cohort, room = make.cohort(), make.venue("会议室", features=["投影"])
    client = make.organiser_client()
    address = f"/classes/{cohort.public_id}/timetable/new"
    data = {**SESSION, "venue": room.public_id, "features": "投影、可移动桌椅"}

    page = client.post(address, data=data).get_data(as_text=True)
    client.post(address, data={**data, "accepted_reason": "借折叠椅"})

    assert "这次课要可移动桌椅，会议室没有登记" in page
    kept = db.session.scalars(select(Session)).one()
    assert (kept.features, kept.accepted_reason) == (["投影", "可移动桌椅"], "借折叠椅")


def test_restored_release_brings_back_what_a_session_needs(make: Factory) -> None:
    cohort = make.cohort()
    session = make.session(cohort, features=["投影"], lecturers=[make.lecturer()], venue=make.venue(features=["投影"]))
    first = make.release(cohort)
    session.features = []
    db.session.flush()

    operations.restore_release(make.actor, cohort, first)

    assert session.features == ["投影"]


def test_planner_takes_the_room_that_has_what_is_needed(make: Factory) -> None:
    cohort = make.cohort(starts_on=FIRST_DAY, ends_on=FIRST_DAY)
    make.venue("礼堂", capacity=500)
    fitting = make.venue("研讨室", features=["可移动桌椅", "白板"])
    needs = CourseValues(title="世界咖啡", form=Form.SEMINAR, minutes=120, features=["可移动桌椅"])
    add_planned_course(make.actor, cohort, values=needs)
    prepared = planning.prepare([cohort], Scope())

    drafted = planning.conclude(prepared.planning, prepared.problem, solve(prepared.problem, effort=500, prove=False))

    assert [place.room for place in drafted.places] == [fitting.id]


def test_plan_that_no_room_suits_is_refused_with_what_is_needed(make: Factory) -> None:
    cohort = make.cohort(starts_on=FIRST_DAY, ends_on=FIRST_DAY)
    make.venue("礼堂", features=["投影"])
    needs = CourseValues(title="世界咖啡", form=Form.SEMINAR, minutes=120, features=["投影", "可移动桌椅"])
    add_planned_course(make.actor, cohort, values=needs)

    with pytest.raises(Refused, match="“世界咖啡”有 1 人，要投影、可移动桌椅，没有坐得下又登记了这些的场地"):
        planning.prepare([cohort], Scope())


def test_office_says_how_grave_a_missing_feature_is(make: Factory) -> None:
    session = make.session(make.cohort(), features=["投影"], lecturers=[make.lecturer()], venue=make.venue("会议室"))
    client = make.organiser_client()

    page = client.get("/timetable/rules").get_data(as_text=True)

    assert "场地条件：程度" in page
    kinds = [one.kind for one in queries.session_conflicts(session)]
    assert kinds == [ConflictKind.FEATURES]
