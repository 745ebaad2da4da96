"""A class made after another one takes over its timetable: days that are worked, audiences, plan, visits, seminars."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.permissions import Permission
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts import operations as cohorts
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.cohorts.terms import CopyPart
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import Seminar, SeminarTable, Session
from trainingapp.timetable.operations import course_plans
from trainingapp.timetable.queries import calendar, list_sessions
from trainingapp.timetable.queries.course_plans import find_plan, held_sessions, list_planned_courses
from trainingapp.timetable.queries.seminars import list_seminars
from trainingapp.timetable.rules.calendar import CalendarRow, DayKind, WorkingCalendar
from trainingapp.timetable.rules.shifting import shift_days
from trainingapp.timetable.terms import HalfDay, SessionState
from trainingapp.visits.queries import visit_of

Counting = Callable[[], AbstractContextManager[CountedQueries]]
FRIDAY, NEXT_YEAR = date(2025, 4, 18), date(2026, 4, 17)
DAYS = (NEXT_YEAR - FRIDAY).days
#: 2026-05-01 is a Friday and a holiday until the 5th.
MAY_DAY = date(2025, 5, 2)


@pytest.fixture
def source(make: Factory) -> Cohort:
    """Return a class of 2025 with three Fridays; the last would be on May Day of 2026."""
    cohort = make.cohort(short_name="青蓝2025", starts_on=FRIDAY, ends_on=date(2025, 5, 9))
    make.enrolment(cohort)
    speaker, room = make.lecturer("王讲师"), make.venue("礼堂", features=["投影"])
    lecture = make.session(cohort, title="群众工作", held_on=FRIDAY, lecturers=[speaker], venue=room, features=["投影"])
    visit = make.session(cohort, title="参观", held_on=FRIDAY + timedelta(days=7), form=Form.VISIT, after_id=lecture.id)
    make.visit(visit, [make.site("党群中心")], escort="李带队", gather_at=time(8, 30))
    make.session(cohort, title="结业", held_on=MAY_DAY, form=Form.CEREMONY, venue=room)
    make.session(cohort, title="没有上成", held_on=FRIDAY, half_day=HalfDay.AFTERNOON, state=SessionState.CANCELLED)
    return cohort


def copied(make: Factory, source: Cohort, *parts: CopyPart, starts_on: date = NEXT_YEAR) -> Cohort:
    names = {"code": "qinglan-2026", "formal_name": "青蓝2026", "short_name": "青蓝2026", "batch": ""}
    return cohorts.copy_cohort(make.actor, source, starts_on=starts_on, parts=parts or (CopyPart.TIMETABLE,), **names)


def titles(cohort: Cohort) -> list[tuple[str, date]]:
    return [(session.title, session.held_on) for session in list_sessions(cohort)]


@given(
    st.lists(st.dates(date(2025, 1, 1), date(2025, 12, 31)), max_size=20),
    st.integers(-400, 400),
    st.sets(st.dates(date(2024, 1, 1), date(2027, 12, 31)), max_size=40),
)
def test_shifted_days_keep_their_order_and_are_worked(days: list[date], by: int, off: set[date]) -> None:
    rows = [CalendarRow(day, DayKind.HOLIDAY, "假") for day in off]
    working = WorkingCalendar.from_rows(rows, known_years=range(2024, 2028))

    found = shift_days(days, timedelta(days=by), working.day)

    new = [found[day] for day in sorted(found)]
    assert (set(found), new) == (set(days), sorted(set(new)))
    assert all(working.is_worked(now) for day, now in found.items() if working.is_worked(day))
    assert all(now >= day + timedelta(days=by) for day, now in found.items())


def test_weekend_class_stays_at_weekends_but_not_on_a_holiday() -> None:
    saturday = date(2026, 5, 16)
    rows = [CalendarRow(date(2026, 5, 23), DayKind.HOLIDAY, "假")]
    working = WorkingCalendar.from_rows(rows, known_years=[2026])

    assert shift_days([saturday], timedelta(days=14), working.day) == {saturday: date(2026, 5, 30)}
    assert shift_days([saturday], timedelta(days=7), working.day) == {saturday: date(2026, 5, 24)}


def test_sessions_are_copied_to_the_same_weekdays_and_off_the_holidays(make: Factory, source: Cohort) -> None:
    cohort = copied(make, source)

    first, second, last = list_sessions(cohort)
    assert titles(cohort) == [("群众工作", NEXT_YEAR), ("参观", date(2026, 4, 24)), ("结业", date(2026, 5, 6))]
    assert (first.speakers, first.venue, first.features) == (list_sessions(source)[0].speakers, last.venue, ["投影"])
    assert (second.after_id, calendar.working_calendar().is_worked(last.held_on)) == (first.id, True)


def test_check_tells_the_moved_day_and_what_clashes_and_writes_nothing(make: Factory, source: Cohort) -> None:
    other = make.cohort(short_name="别的班", starts_on=NEXT_YEAR)
    make.session(other, title="占着", held_on=NEXT_YEAR, venue=list_sessions(source)[0].venue)
    before = db.session.scalar(select(func.count(Session.id)))

    remarks = cohorts.check_copy(source, starts_on=NEXT_YEAR, parts=[CopyPart.TIMETABLE])

    db.session.flush()
    assert "5月1日（周五）不上班（劳动节放假），这天的 1 次课顺延到5月6日（周三）" in remarks
    assert [text.endswith("这次课先不排，留在课程计划里") for text in remarks if "占着" in text] == [True]
    assert db.session.scalar(select(func.count(Session.id))) == before


def test_check_asks_as_much_for_three_sessions_as_for_one(make: Factory, count_queries: Counting) -> None:
    source, lecturer, room = make.cohort(starts_on=FRIDAY), make.lecturer(), make.venue()
    totals = []
    for weeks in ((0,), (1, 2)):
        for week in weeks:
            make.session(source, held_on=FRIDAY + timedelta(weeks=week), lecturers=[lecturer], venue=room)
        db.session.commit()
        found = find_cohort(make.actor, Permission.COHORT_VIEW, source.public_id)
        with count_queries() as counted:
            cohorts.check_copy(found, starts_on=NEXT_YEAR, parts=[CopyPart.TIMETABLE])
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_blocked_session_waits_in_the_course_plan(make: Factory, source: Cohort) -> None:
    other = make.cohort(starts_on=NEXT_YEAR)
    make.session(other, held_on=NEXT_YEAR, venue=list_sessions(source)[0].venue)

    cohort = copied(make, source)

    (waiting,) = list_planned_courses(cohort)
    act = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "timetable.copied")).one()
    assert [title for title, _ in titles(cohort)] == ["参观", "结业"]
    assert (waiting.title, waiting.features, held_sessions(waiting)) == ("群众工作", ["投影"], {})
    assert (act.after, list_sessions(cohort)[0].after_id) == ({"sessions": 2, "unplaced": ["群众工作"]}, None)


def test_course_plan_is_copied_with_its_days_orders_and_places(make: Factory, source: Cohort) -> None:
    lecture, visit, closing = course_plans.derive_plan(make.actor, source)
    course_plans.change_plan(make.actor, source, last_on=date(2025, 5, 9), weekdays=[5], wishes={"early": 9})
    values = course_plans.CourseValues(
        title="参观", form=Form.VISIT, minutes=150, after=[lecture], dates=[date(2025, 5, 2)], features=["白板"]
    )
    course_plans.change_planned_course(make.actor, source, visit, values=values, version=visit.version)

    cohort = copied(make, source)

    plan, courses = find_plan(cohort), list_planned_courses(cohort)
    assert [(one.title, len(held_sessions(one))) for one in courses] == [("群众工作", 1), ("参观", 1), ("结业", 1)]
    assert (plan.last_on, plan.weekdays, plan.wishes) == (date(2026, 5, 8), [5], {"early": 9})
    assert (courses[1].days, courses[1].features) == ([date(2026, 5, 6)], ["白板"])
    assert ([order.before for order in courses[1].earlier], courses[2].edge) == ([courses[0]], closing.edge)


def test_audiences_are_those_of_the_new_class(make: Factory) -> None:
    source = make.cohort(starts_on=FRIDAY)
    one, other = make.track(source, "书记"), make.track(source, "副书记")
    make.session(source, title="甲", tracks=[one])
    make.session(source, title="乙", tracks=[other])

    cohort = copied(make, source)

    found = [(session.title, session.tracks[0].name, session.tracks[0].cohort) for session in list_sessions(cohort)]
    assert sorted(found, key=str) == sorted([("甲", "书记", cohort), ("乙", "副书记", cohort)], key=str)


def test_visit_keeps_its_way_and_loses_its_people(make: Factory, source: Cohort) -> None:
    cohort = copied(make, source)

    visit = visit_of(list_sessions(cohort)[1])
    assert visit is not None
    assert ([stop.site.name for stop in visit.stops], visit.gather_at, visit.escort) == (["党群中心"], time(8, 30), "")
    assert [(vehicle.name, vehicle.seats) for vehicle in visit.vehicles] == [("1号车", 45)]


def test_seminar_is_copied_with_its_questions_and_without_what_came_of_it(make: Factory) -> None:
    source = make.cohort(starts_on=FRIDAY)
    group = make.group(source, "第一组")
    session = make.session(source, title="研讨", form=Form.SEMINAR, groups=[group])
    seminar = make.add(Seminar(cohort=source, title="三个主题"))
    table = SeminarTable(
        seminar=seminar, group=group, session=session, position=1, theme="垃圾分类", questions="怎么办", outcome="成果"
    )
    make.add(table)

    cohort = copied(make, source)

    (found,) = list_seminars(cohort)
    (kept,) = found.tables
    assert (found.title, kept.theme, kept.questions, kept.outcome) == ("三个主题", "垃圾分类", "怎么办", "")
    assert (kept.session, kept.group.cohort if kept.group else None) == (list_sessions(cohort)[0], cohort)


def test_without_the_timetable_nothing_of_it_is_copied(make: Factory, source: Cohort) -> None:
    cohort = copied(make, source, CopyPart.PAPERS, CopyPart.ATTENDANCE, CopyPart.SCHEME)

    assert (titles(cohort), list_planned_courses(cohort), cohort.tracks) == ([], [], [])


def test_page_offers_every_part_and_lists_what_clashes_first(make: Factory, source: Cohort) -> None:
    client = make.organiser_client()
    page = f"/classes/{source.public_id}/copy"
    data = {"code": "qinglan-2026", "formal_name": "青蓝2026", "short_name": "青蓝2026", "starts_on": "2026-04-17"}

    item = cohorts.add_item(make.actor, cohorts.open_plan(make.actor, year=2026), name="后备班")
    offered = client.get(page).get_data(as_text=True)
    checked = client.post(page, data={**data, "parts": ["timetable"], "check": "1"}).get_data(as_text=True)
    client.post(page, data={**data, "parts": ["timetable"], "planned": item.public_id})

    made = db.session.scalars(select(Cohort).where(Cohort.code == "qinglan-2026")).one()
    assert [f'value="{part.value}"' in offered for part in CopyPart] == [True] * len(CopyPart)
    assert ("顺延到5月6日（周三）" in checked, len(list_sessions(made)), item.cohort) == (True, 3, made)
