"""Pages of structured seminars: placed, changed and reported by hand; what is refused stays as it was filled in."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from tests.timetable.test_seminars import THEMES, grouped_class, plan_of, table_plans
from trainingapp.accounts.terms import Role
from trainingapp.attendance.operations import record_marks
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import list_roster
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Form
from trainingapp.timetable import queries
from trainingapp.timetable.forms.seminars import OUTCOME_LENGTH
from trainingapp.timetable.models import Seminar, Session
from trainingapp.timetable.operations.seminars import plan_seminar
from trainingapp.timetable.queries.seminars import find_seminar, list_seminars
from trainingapp.timetable.terms import SessionState

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def test_refused_seminar_keeps_what_was_filled_in(make: Factory) -> None:
    cohort = grouped_class(make)
    joint = make.session(cohort, title="书记结构化研讨", form=Form.SEMINAR)
    record_marks(make.actor, joint, marks={list_roster(cohort.id)[0].id: Status.PRESENT})
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/timetable/seminars/new"

    answer = client.post(page, data=form_data(make, cohort, replaces=joint.public_id))

    text = answer.get_data(as_text=True)
    assert (answer.status_code, "已有考勤记录，改了小组就不再统计" in text, "问题二" in text) == (422, True, True)
    assert (joint.state, list_seminars(cohort)) == (SessionState.PLANNED, [])


def test_form_begins_with_what_the_joint_session_says(make: Factory) -> None:
    cohort = grouped_class(make)
    joint = make.session(cohort, title="书记结构化研讨", form=Form.SEMINAR, hours=Decimal("3.5"))
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/timetable/seminars"

    listed = client.get(page).get_data(as_text=True)
    form = client.get(f"{page}/new?replaces={joint.public_id}").get_data(as_text=True)

    assert f"{page}/new?replaces={joint.public_id}" in listed
    told = (
        'value="书记结构化研讨"',
        'value="2026-05-11"',
        'value="09:00"',
        'value="3.5"',
        f'selected value="{joint.public_id}"',
    )
    assert [text in form for text in told] == [True] * len(told)


def form_data(make: Factory, cohort: Cohort, **values: str) -> dict[str, str]:
    """Return what the form sends for two of the three groups."""
    data = {"title": "研讨", "held_on": "2026-05-11", "half_day": "morning", "hours": "3", **values}
    for place, group in enumerate(cohort.groups):
        theme = THEMES[place] if place < 2 else ""
        line = {"group": group.public_id, "theme": theme, "questions": "问题一\n问题二", "facilitator": ""}
        data |= {f"tables-{place}-{name}": value for name, value in line.items()}
        data[f"tables-{place}-venue"] = make.venue().public_id
    return data


def test_page_places_changes_and_collects(make: Factory) -> None:
    cohort = grouped_class(make)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/timetable/seminars"
    data = form_data(make, cohort)

    offered = client.get(f"{page}/new").get_data(as_text=True)
    client.post(f"{page}/new", data=data)
    (seminar,) = list_seminars(cohort)
    own = f"{page}/{seminar.public_id}"
    shown = client.get(own).get_data(as_text=True)
    client.post(own, data={**data, "title": "<b>改名</b>", "version": str(seminar.version)})
    table = seminar.tables[0]
    client.post(f"{page}/outcomes/{table.public_id}", data={"outcome": "定时定点投放"})
    listed = client.get(page).get_data(as_text=True)

    assert [name in offered for name in ("第一组", "第三组")] == [True, True]
    assert ("垃圾分类" in shown, "问题二" in shown) == (True, True)
    assert ("&lt;b&gt;改名" in listed, "<b>改名" in listed, "定时定点投放" in listed) == (True, False, True)
    assert len(queries.list_sessions(cohort)) == 2


def test_refused_outcome_stands_open_at_its_group_with_what_was_written(make: Factory) -> None:
    cohort = grouped_class(make)
    seminar, _ = plan_seminar(make.actor, cohort, plan=plan_of(table_plans(make, cohort)))
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/timetable/seminars"
    key, written = seminar.tables[1].public_id, "投" * (OUTCOME_LENGTH + 1)

    answer = client.post(f"{page}/outcomes/{key}", data={"outcome": written})
    text = answer.get_data(as_text=True)

    assert (answer.status_code, text.count("<details open>"), text.count(written)) == (422, 1, 1)
    assert text.index("<details open>") < text.index('class="error"') < text.index(written)
    assert [table.outcome for table in find_seminar(cohort, seminar.public_id).tables] == ["", "", ""]


def test_page_shows_warnings_and_writes_nothing_until_a_reason_is_given(make: Factory) -> None:
    cohort = grouped_class(make)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/timetable/seminars/new"
    data = form_data(make, cohort, held_on="2026-05-16")

    warned = client.post(page, data=data).get_data(as_text=True)
    written = db.session.scalars(select(Session)).all()
    client.post(page, data={**data, "accepted_reason": "只有周六"})

    assert ("不是工作日" in warned, written) == (True, [])
    assert len(db.session.scalars(select(Seminar)).all()) == 1


def test_seminar_of_another_class_is_not_found(make: Factory) -> None:
    cohort, foreign = make.cohort(), grouped_class(make)
    seminar, _ = plan_seminar(make.actor, foreign, plan=plan_of(table_plans(make, foreign)))
    client = make.client(make.user(Role.CLASS_TEACHER, cohort_id=cohort.id))
    page = f"/classes/{cohort.public_id}/timetable/seminars"

    answers = [
        client.get(f"{page}/{seminar.public_id}"),
        client.post(f"{page}/outcomes/{seminar.tables[0].public_id}", data={"outcome": "x"}),
        client.get(f"/classes/{foreign.public_id}/timetable/seminars"),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_list_asks_as_much_for_three_as_for_one(make: Factory, count_queries: Counting) -> None:
    cohort = grouped_class(make)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/timetable/seminars"
    totals = []
    for days in ([11], [12, 13]):
        for day in days:
            plan_seminar(make.actor, cohort, plan=plan_of(table_plans(make, cohort), held_on=date(2026, 5, day)))
        db.session.commit()
        with count_queries() as counted:
            assert client.get(page).status_code == 200
        totals.append(counted.total)

    assert totals[0] == totals[1]
