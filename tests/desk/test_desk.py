"""The organiser's day and a class's trail: what they show, whom they hide, and that rows cost no queries."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.attendance.operations import confirm_roll_call, mark_all_present
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.desk.queries import find_day

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def test_day_tells_today_from_the_week_ahead(make: Factory) -> None:
    cohort = make.cohort()
    now = make.session(cohort, title="今日一课", held_on=today())
    soon = make.session(cohort, title="后天一课", held_on=today() + timedelta(days=2))
    make.session(cohort, title="下月一课", held_on=today() + timedelta(days=30))

    day = find_day(make.actor, today())

    assert (day.today, day.ahead) == ([now], [soon])


def test_roll_call_is_to_do_until_it_is_confirmed(make: Factory) -> None:
    cohort = make.cohort()
    make.enrolment(cohort)
    done = make.session(cohort, title="已确认", held_on=today() - timedelta(days=1))
    left = make.session(cohort, title="没有点名", held_on=today() - timedelta(days=2))
    mark_all_present(make.actor, done)
    confirm_roll_call(make.actor, done)

    day = find_day(make.actor, today())

    assert [session for session, _state in day.untaken] == [left]


def test_page_shows_the_own_class_alone(make: Factory) -> None:
    own, other = make.cohort(), make.cohort()
    make.session(own, title="本班的课", held_on=today())
    make.session(other, title="别班的课", held_on=today())
    client = make.client(make.user(Role.CLASS_TEACHER, cohort_id=own.id))

    text = client.get("/desk").get_data(as_text=True)

    assert ("本班的课" in text, "别班的课" in text) == (True, False)


def test_page_asks_as_much_for_three_sessions_as_for_one(make: Factory, count_queries: Counting) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    totals: list[int] = []
    for _ in (1, 3):
        for _ in range(len(totals) + 1):
            make.session(cohort, held_on=today(), lecturers=[make.lecturer()], venue=make.venue())
        db.session.commit()
        with count_queries() as counted:
            client.get("/desk")
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_trail_shows_the_acts_on_this_class_and_escapes_them(make: Factory) -> None:
    cohort, other = make.cohort(), make.cohort()
    make.enrolment(cohort)
    make.enrolment(other)
    mark_all_present(make.actor, make.session(cohort, title="<script>课</script>"))
    mark_all_present(make.actor, make.session(other, title="别班的课"))
    client = make.organiser_client()

    text = client.get(f"/classes/{cohort.public_id}/trail").get_data(as_text=True)

    assert ("点名" in text, "&lt;script&gt;课" in text) == (True, True)
    assert ("<script>课" in text, "别班的课" in text) == (False, False)


def test_teacher_of_another_class_finds_no_trail(make: Factory) -> None:
    cohort, other = make.cohort(), make.cohort()
    make.enrolment(other)
    mark_all_present(make.actor, make.session(other, title="别班的课"))
    client = make.client(make.user(Role.CLASS_TEACHER, cohort_id=cohort.id))

    answer = client.get(f"/classes/{other.public_id}/trail")

    assert (answer.status_code, "别班的课" in answer.get_data(as_text=True)) == (404, False)
