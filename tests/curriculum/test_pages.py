"""Pages of the libraries: what is listed, what a form writes, what it refuses at its field."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db
from trainingapp.curriculum.models import Competency, Course, CourseCompetency, Lecturer, Venue
from trainingapp.curriculum.terms import Category, Form, LecturerKind

Counting = Callable[[], AbstractContextManager[CountedQueries]]
COURSE = {"title": "议事协商", "category": "duty", "form": "lecture", "hours": "3.5"}


def test_course_is_added_with_its_competencies(make: Factory) -> None:
    ability = make.add(Competency(name="议事协商"))
    make.add(Competency(name="组织动员"))
    client = make.organiser_client()

    client.post("/library/courses/new", data={**COURSE, "competencies": [ability.public_id]})

    course = db.session.scalars(select(Course)).one()
    assert (course.title, course.category, course.form, course.hours) == (
        "议事协商",
        Category.DUTY,
        Form.LECTURE,
        Decimal("3.5"),
    )
    assert [competency.name for competency in course.competencies] == ["议事协商"]


def test_changed_competencies_stand_in_the_trail(make: Factory) -> None:
    old, new = make.add(Competency(name="议事协商")), make.add(Competency(name="组织动员"))
    course = make.course("议事协商", links=[CourseCompetency(competency=old)])
    client = make.organiser_client()

    client.post(
        f"/library/courses/{course.public_id}",
        data={**COURSE, "hours": "3", "category": "", "competencies": [new.public_id]},
    )

    act = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "course.changed")).one()
    assert (act.before, act.after) == ({"competencies": ["议事协商"]}, {"competencies": ["组织动员"]})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"hours": "3.3"}, "学时以 0.5 为单位"),
        ({"title": ""}, "请填课程名称"),
        ({"hours": "-1"}, "学时要在 0 到 100 之间"),
    ],
)
def test_wrong_course_is_refused_at_its_field(make: Factory, change: dict[str, str], message: str) -> None:
    client = make.organiser_client()

    text = client.post("/library/courses/new", data={**COURSE, **change}).get_data(as_text=True)

    assert message in text
    assert db.session.scalars(select(Course)).all() == []


def test_second_course_of_one_title_is_refused(make: Factory) -> None:
    make.course("议事协商")
    client = make.organiser_client()

    answer = client.post("/library/courses/new", data=COURSE)

    assert (answer.status_code, "课程库里已经有“议事协商”" in answer.get_data(as_text=True)) == (422, True)


def test_lecturer_and_venue_are_added_and_changed(make: Factory) -> None:
    client = make.organiser_client()
    client.post("/library/lecturers/new", data={"name": "王讲师", "kind": "university", "unit": "某大学"})
    client.post("/library/venues/new", data={"name": "多功能厅", "capacity": "80"})
    lecturer, venue = db.session.scalars(select(Lecturer)).one(), db.session.scalars(select(Venue)).one()

    client.post(f"/library/lecturers/{lecturer.public_id}", data={"name": "王讲师", "kind": "party_school"})
    client.post(
        f"/library/venues/{venue.public_id}",
        data={"name": "多功能厅", "parallel": "y", "features": "投影, 可移动桌椅 投影"},
    )

    assert (lecturer.kind, lecturer.unit) == (LecturerKind.PARTY_SCHOOL, "")
    assert (venue.capacity, venue.parallel, venue.features) == (None, True, ["投影", "可移动桌椅"])


def test_feature_that_is_no_short_word_is_refused_at_its_field(make: Factory) -> None:
    client = make.organiser_client()

    page = client.post("/library/venues/new", data={"name": "多功能厅", "features": "长" * 21}).get_data(as_text=True)

    assert "太长，每个词不超过 20 个字" in page
    assert db.session.scalars(select(Venue)).all() == []


@pytest.mark.parametrize("library", ["courses", "lecturers", "venues"])
def test_list_searches_escapes_and_costs_the_same_for_three(
    make: Factory, count_queries: Counting, library: str
) -> None:
    add = {"courses": make.course, "lecturers": make.lecturer, "venues": make.venue}[library]
    client = make.organiser_client()
    totals = []
    for names in (["<b>甲</b>"], ["乙", "丙"]):
        for name in names:
            add(name)
        db.session.commit()
        with count_queries() as counted:
            client.get(f"/library/{library}")
        totals.append(counted.total)

    text = client.get(f"/library/{library}?q=甲").get_data(as_text=True)

    assert totals[0] == totals[1]
    assert ("&lt;b&gt;甲&lt;/b&gt;" in text, "<b>甲</b>" in text, "乙" in text) == (True, False, False)


def test_inspector_reads_and_does_not_write(make: Factory) -> None:
    course = make.course("议事协商")
    client = make.client(make.user(Role.INSPECTOR))

    statuses = [
        client.get("/library/courses").status_code,
        client.post("/library/courses/new", data=COURSE).status_code,
    ]

    assert statuses == [200, 403]
    assert f"/library/courses/{course.public_id}" not in client.get("/library/courses").get_data(as_text=True)
