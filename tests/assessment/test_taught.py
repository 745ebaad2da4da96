"""What was taught: the history of courses and lecturers over classes and years, and how it was evaluated."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from fractions import Fraction

import pytest

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.assessment import operations, queries
from trainingapp.assessment.rules import Item
from trainingapp.assessment.terms import EvaluationKind
from trainingapp.cohorts.models import Cohort
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.curriculum.models import Course, Lecturer, Venue
from trainingapp.curriculum.terms import Taught
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import SessionState
from trainingapp.visits.models import Site

Counting = Callable[[], AbstractContextManager[CountedQueries]]
ITEMS = (Item("q1", "内容", 60), Item("q2", "方法", 40))
LAST_YEAR, THIS_YEAR = date(2025, 5, 16), date(2026, 5, 15)


def held(make: Factory, cohort: Cohort, course: Course, lecturer: Lecturer, day: date, **values: object) -> Session:
    """Make a session of a course by a lecturer."""
    return make.session(cohort, course=course, lecturers=[lecturer], held_on=day, title=course.title, **values)


def evaluated(make: Factory, session: Session, forms: str) -> None:
    """Ask the class about a session, take the forms and close."""
    asked = operations.open_evaluation(
        make.actor, session.cohort, kind=EvaluationKind.LECTURE, session=session, items=ITEMS, on=session.held_on
    )
    operations.import_forms(make.actor, asked, text=forms)
    operations.close_evaluation(make.actor, asked, on=session.held_on)


@pytest.fixture
def course(make: Factory) -> Course:
    """Return a course that one lecturer taught to two classes in two years, evaluated 100 % and 50 %."""
    course, lecturer = make.course("议事协商"), make.lecturer("王讲师")
    for day, forms in ((LAST_YEAR, "60 40\n" * 5), (THIS_YEAR, "30 20\n" * 5)):
        cohort = make.cohort(short_name=f"{day.year}班", starts_on=day)
        make.enrolments(cohort, 6)
        evaluated(make, held(make, cohort, course, lecturer, day, venue=make.venue()), forms)
    return course


def test_library_tells_how_often_when_last_and_how_well(make: Factory, course: Course) -> None:
    make.course("没有上过")
    lecturer = db.session.query(Lecturer).one()

    expected = Taught(2, THIS_YEAR, Fraction(3, 4))
    assert queries.taught_in_library(make.actor, Course) == {course.id: expected}
    assert queries.taught_in_library(make.actor, Lecturer) == {lecturer.id: expected}


def test_what_is_to_come_cancelled_or_only_hosted_was_not_taught(make: Factory) -> None:
    course, speaker, host = make.course(), make.lecturer(), make.lecturer()
    cohort = make.cohort(starts_on=LAST_YEAR)
    held(make, cohort, course, speaker, today() + timedelta(days=1))
    held(make, cohort, course, speaker, LAST_YEAR, state=SessionState.CANCELLED)
    make.session(cohort, host=host, held_on=LAST_YEAR)

    found = [queries.taught_in_library(make.actor, model) for model in (Course, Lecturer)]

    assert found == [{}, {}]


def test_too_few_forms_are_kept_back(make: Factory) -> None:
    course, lecturer, cohort = make.course(), make.lecturer(), make.cohort(starts_on=LAST_YEAR)
    make.enrolments(cohort, 6)
    evaluated(make, held(make, cohort, course, lecturer, LAST_YEAR), "60 40\n" * 4)

    (lesson,) = queries.teaching_history(make.actor, course)

    assert (queries.summed_up([lesson]), queries.yearly_standings(make.actor, Lecturer)) == (None, [])
    assert queries.taught_in_library(make.actor, Course) == {course.id: Taught(1, LAST_YEAR, None)}


def test_list_and_history_show_it_and_search_finds_competency_and_kind(make: Factory, course: Course) -> None:
    make.course("别的课")
    client = make.organiser_client()

    listed = client.get("/library/courses?q=议事").get_data(as_text=True)
    page = client.get(f"/library/courses/{course.public_id}/history").get_data(as_text=True)
    lecturers = client.get("/library/lecturers?q=党校").get_data(as_text=True)
    entry = client.get(f"/library/courses/{course.public_id}").get_data(as_text=True)

    assert ("2026-05-15" in listed, "75.0%" in listed, "别的课" in listed) == (True, True, False)
    captions = ("2026年，1 次，评估得分率 50.0%（5 份）", "2025年，1 次，评估得分率 100.0%（5 份）")
    assert [caption in page for caption in captions] == [True, True]
    assert ("2025班" in page, "王讲师" in page, "王讲师" in lecturers) == (True, True, True)
    assert f"/library/courses/{course.public_id}/history" in entry


def test_class_teacher_sees_the_history_in_the_own_class_alone(make: Factory, course: Course) -> None:
    own = db.session.query(Cohort).filter_by(short_name="2026班").one()
    client = make.client(make.user(Role.CLASS_TEACHER, cohort_id=own.id))

    page = client.get(f"/library/courses/{course.public_id}/history").get_data(as_text=True)

    assert ("2026班" in page, "2025班" in page) == (True, False)


def test_history_asks_as_much_for_three_as_for_one(make: Factory, count_queries: Counting) -> None:
    course, lecturer = make.course(), make.lecturer()
    client = make.organiser_client()
    totals = []
    for days in ((1,), (2, 3)):
        for day in days:
            cohort = make.cohort(starts_on=date(2025, 5, day))
            make.enrolments(cohort, 6)
            evaluated(make, held(make, cohort, course, lecturer, cohort.starts_on), "60 40\n" * 5)
        db.session.commit()
        with count_queries() as counted:
            client.get(f"/library/lecturers/{lecturer.public_id}/history")
            client.get("/library/lecturers")
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_venue_shows_which_class_was_there_and_for_what(make: Factory) -> None:
    hall, lecturer = make.venue("三楼礼堂"), make.lecturer("王讲师")
    make.venue("没用过的")
    cohort = make.cohort(short_name="2025班", starts_on=LAST_YEAR)
    make.session(cohort, title="专题课", venue=hall, lecturers=[lecturer], held_on=LAST_YEAR)
    make.session(cohort, title="别处的课", held_on=LAST_YEAR)
    client = make.organiser_client()

    listed = client.get("/library/venues").get_data(as_text=True)
    page = client.get(f"/library/venues/{hall.public_id}/history").get_data(as_text=True)

    assert queries.taught_in_library(make.actor, Venue) == {hall.id: Taught(1, LAST_YEAR, None)}
    assert ('aria-label="三楼礼堂用过 1 次"' in listed, "评估得分率" in listed) == (True, False)
    assert [text in page for text in ("2025班", "专题课", "王讲师", "别处的课")] == [True, True, True, False]


def test_visit_counts_for_each_of_its_sites_year_by_year(make: Factory) -> None:
    centre, station = make.site("大场镇党群服务中心"), make.site("慧华苑党群服务站")
    for day, sites, forms in ((LAST_YEAR, [centre], "30 20\n" * 5), (THIS_YEAR, [centre, station], "60 40\n" * 5)):
        cohort = make.cohort(starts_on=day)
        make.enrolments(cohort, 6)
        session = make.session(cohort, held_on=day)
        make.visit(session, sites)
        evaluated(make, session, forms)
    client = make.organiser_client()

    found = [(one.entry.name, one.year, one.evaluated.share) for one in queries.yearly_standings(make.actor, Site)]

    assert found == [(centre.name, 2026, 1), (station.name, 2026, 1), (centre.name, 2025, Fraction(1, 2))]
    assert "慧华苑党群服务站" in client.get("/insight/lecturers").get_data(as_text=True)
    history = client.get(f"/library/sites/{centre.public_id}/history").get_data(as_text=True)
    assert ("2025年，1 次，评估得分率 50.0%（5 份）" in history, "修改" in history) == (True, True)
