"""Course plans: courses added, changed, ordered, derived from a timetable; their page."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from decimal import Decimal

import pytest
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable.models import CoursePlan, PlannedCourse, Session
from trainingapp.timetable.operations import course_plans as operations
from trainingapp.timetable.operations.course_plans import CourseValues
from trainingapp.timetable.queries.course_plans import find_plan, held_sessions, list_planned_courses
from trainingapp.timetable.terms import Edge, HalfDay

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def add(make: Factory, cohort: Cohort, title: str, **values: object) -> PlannedCourse:
    given = {"form": Form.LECTURE, "minutes": 150, **values}
    return operations.add_planned_course(make.actor, cohort, values=CourseValues(title=title, **given))  # type: ignore[arg-type]  # the test gives what the values take


def verbs() -> list[str]:
    return list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)))


def stop(place: int, *values: str) -> dict[str, str]:
    """Return one line of stops as the form sends it."""
    names = ("site", "arrive", "leave", "activity")
    return {f"stops-{place}-{name}": value for name, value in zip(names, values, strict=True)}


def test_planned_course_keeps_what_its_form_says(make: Factory) -> None:
    cohort = make.cohort(starts_on=date(2026, 5, 11))
    first, second = make.lecturer("甲"), make.lecturer("乙")
    room, track = make.venue("礼堂"), make.track(cohort, "书记")
    course = make.course("议事协商", category=Category.DUTY, form=Form.DISCUSSION, hours=Decimal("2.5"))
    client = make.organiser_client()

    client.post(
        f"/classes/{cohort.public_id}/plan/new",
        data={
            "course": course.public_id,
            "minutes": "120",
            "times": "2",
            "edge": "none",
            "lecturers": [first.public_id, second.public_id],
            "venues": [room.public_id],
            "tracks": [track.public_id],
            "dates": "5月20日、5/27",
            "half_day": "morning",
            "half_day_fixed": "y",
            **stop(0, "大场镇党群服务中心", "15", "100", "参观"),
            **stop(1, "", "", "", ""),
            **stop(2, "慧华苑居民区", "", "", ""),
            "takes_attendance": "y",
        },
    )

    planned = list_planned_courses(cohort)[0]
    assert (planned.title, planned.form, planned.category) == ("议事协商", Form.DISCUSSION, Category.DUTY)
    assert (planned.hours, planned.minutes, planned.times) == (Decimal("2.5"), 120, 2)
    assert {lecturer.name for lecturer in planned.lecturers} == {"甲", "乙"}
    assert (planned.venues, planned.tracks, planned.all_speak) == ([room], [track], False)
    assert (planned.days, planned.half_day, planned.half_day_fixed) == (
        [date(2026, 5, 20), date(2026, 5, 27)],
        HalfDay.MORNING,
        True,
    )
    assert planned.stops == [
        {"site": "大场镇党群服务中心", "arrive": 15, "leave": 100, "activity": "参观"},
        {"site": "慧华苑居民区"},
    ]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("minutes", "300", "更长的请拆成几次"),
        ("dates", "下周三", "看不出是哪一天"),
        ("dates", "2月30日", "没有“2月30日”这一天"),
        ("half_day_fixed", "y", "请先选时段"),
    ],
)
def test_senseless_field_is_told_at_the_field(make: Factory, field: str, value: str, message: str) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    data = {"title": "甲课", "form_of_teaching": "lecture", "minutes": "60", "times": "1", "edge": "none", field: value}

    text = client.post(f"/classes/{cohort.public_id}/plan/new", data=data).get_data(as_text=True)

    assert (message in text, list_planned_courses(cohort)) == (True, [])


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([("大场镇", "100", "15", "")], "离开要晚于到达"),
        ([("", "10", "50", "")], "请填教学点，或清空这一行"),
        ([("大场镇", "10", "", "")], "到和走要一起填"),
        ([("大场镇", "10", "60", ""), ("慧华苑", "50", "90", "")], "上一站第 60 分钟才走"),
        ([("大场镇", "10", "900", "")], "0 到 240"),
    ],
)
def test_senseless_stop_is_told_at_its_line(
    make: Factory, lines: list[tuple[str, str, str, str]], message: str
) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    data = {"title": "研学", "form_of_teaching": "visit", "minutes": "210", "times": "1", "edge": "none"}
    for place, line in enumerate(lines):
        data |= stop(place, *line)

    text = client.post(f"/classes/{cohort.public_id}/plan/new", data=data).get_data(as_text=True)

    told = text.partition(f'id="stops-{len(lines) - 1}-')[2]
    assert (message in told, 'aria-invalid="true"' in told, list_planned_courses(cohort)) == (True, True, [])


def test_stops_are_shown_in_order_chosen_from_the_sites_and_rearranged_without_saving(make: Factory) -> None:
    cohort = make.cohort()
    make.site("大场镇党群服务中心", opens_at=time(9), closes_at=time(16))
    stops = [{"site": "大场镇党群服务中心", "arrive": 15, "leave": 100, "activity": "参观"}, {"site": "慧华苑居民区"}]
    planned = add(make, cohort, "研学", form=Form.VISIT, stops=stops)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/plan/courses/{planned.public_id}"
    data = {"title": "研学", "form_of_teaching": "visit", "minutes": "210", "times": "1", "edge": "none", "hours": "4"}
    data |= stop(0, "大场镇党群服务中心", "15", "100", "参观") | stop(1, "慧华苑居民区", "110", "150", "")

    shown = client.get(page).get_data(as_text=True)
    turned = client.post(page, data={**data, "act": "up-1"}).get_data(as_text=True)
    longer = client.post(page, data={**data, "act": "more-stops"}).get_data(as_text=True)
    untouched = list(planned.stops)
    client.post(page, data={**data, "version": planned.version})

    assert 'label="大场镇党群服务中心开放时间是 09:00–16:00"' in shown
    assert re.findall(r'name="stops-\d-site"[^>]* value="([^"]*)"', shown) == [
        "大场镇党群服务中心",
        "慧华苑居民区",
        "",
        "",
    ]
    assert re.findall(r'name="stops-\d-site"[^>]* value="([^"]*)"', turned) == ["慧华苑居民区", "大场镇党群服务中心"]
    assert re.findall(r'name="stops-\d-arrive"[^>]* value="([^"]*)"', turned) == ["110", "15"]
    assert longer.count('-activity"') >= 4
    assert untouched == stops
    assert planned.stops == [stops[0], {"site": "慧华苑居民区", "arrive": 110, "leave": 150}]


def test_orders_that_go_in_a_circle_are_refused_with_the_circle(make: Factory) -> None:
    cohort = make.cohort()
    first = add(make, cohort, "甲课")
    second = add(make, cohort, "乙课", after=[first])

    with pytest.raises(Refused) as refused:
        operations.change_planned_course(
            make.actor,
            cohort,
            first,
            values=CourseValues(title="甲课", form=Form.LECTURE, minutes=150, after=[second]),
            version=first.version,
        )

    assert refused.value.reasons == ("先后要求绕成了圈：“甲课”→“乙课”→“甲课”；请去掉其中一个",)


def test_course_longer_than_a_half_day_is_refused(make: Factory) -> None:
    cohort = make.cohort(hours_per_half_day=Decimal(4))

    with pytest.raises(Refused) as refused:
        add(make, cohort, "甲课", minutes=300, hours=Decimal(5))

    assert [reason.partition("，")[0] for reason in refused.value.reasons] == ["每次 300 分钟", "每次 5 学时"]


def test_change_of_a_stale_course_is_refused(make: Factory) -> None:
    cohort = make.cohort()
    planned = add(make, cohort, "甲课")

    with pytest.raises(Stale):
        operations.change_planned_course(
            make.actor,
            cohort,
            planned,
            values=CourseValues(title="乙课", form=Form.LECTURE, minutes=60),
            version=planned.version + 1,
        )

    assert (planned.title, verbs()) == ("甲课", ["planned_course.added"])


def test_saving_a_course_as_it_is_writes_no_trail(make: Factory) -> None:
    cohort = make.cohort()
    lecturer = make.lecturer()
    planned = add(make, cohort, "甲课", lecturers=[lecturer], hours=Decimal(3))
    same = CourseValues(title="甲课", form=Form.LECTURE, minutes=150, lecturers=[lecturer], hours=Decimal(3))

    changed = operations.change_planned_course(make.actor, cohort, planned, values=same, version=planned.version)

    assert (bool(changed), verbs()) == (False, ["planned_course.added"])


def test_reordered_plan_keeps_what_is_not_named_behind(make: Factory) -> None:
    cohort = make.cohort()
    first, second, third = (add(make, cohort, title) for title in ("甲", "乙", "丙"))

    operations.reorder_plan(make.actor, cohort, order=[third.public_id, "unknown", first.public_id])

    assert list_planned_courses(cohort) == [third, first, second]
    assert verbs()[-1] == "course_plan.reordered"


def test_removed_course_leaves_its_sessions(make: Factory) -> None:
    cohort = make.cohort()
    make.session(cohort, title="甲课")
    planned = operations.derive_plan(make.actor, cohort)[0]
    together = add(make, cohort, "乙课", together=planned, after=[planned])

    operations.remove_planned_course(make.actor, planned)
    db.session.expire_all()

    assert list_planned_courses(cohort) == [together]
    assert (together.together, together.earlier) == (None, [])
    assert db.session.scalars(select(Session.title)).all() == ["甲课"]


def test_derived_plan_takes_what_the_sessions_are_but_not_their_days(make: Factory) -> None:
    cohort = make.cohort()
    secretaries, deputies = make.track(cohort, "书记"), make.track(cohort, "副书记")
    speaker, room = make.lecturer(), make.venue()
    day = date(2026, 5, 12)
    make.session(cohort, title="开班仪式", form=Form.CEREMONY, starts_at=time(9), ends_at=time(9, 30))
    make.session(cohort, title="甲", held_on=day, tracks=[secretaries], lecturers=[speaker], venue=room)
    make.session(cohort, title="乙", held_on=day, tracks=[deputies])

    opening, first, second = operations.derive_plan(make.actor, cohort)

    assert (opening.edge, opening.minutes, opening.together) == (Edge.OPENING, 30, None)
    assert (first.lecturers, first.venues, first.tracks) == ([speaker], [room], [secretaries])
    assert (first.dates, first.half_day, second.together) == ([], None, first)
    assert {number: link.session.title for number, link in held_sessions(first).items()} == {1: "甲"}


def test_second_derivation_finds_nothing_new(make: Factory) -> None:
    cohort = make.cohort()
    make.session(cohort)
    operations.derive_plan(make.actor, cohort)

    with pytest.raises(Refused):
        operations.derive_plan(make.actor, cohort)

    assert len(list_planned_courses(cohort)) == 1


def test_settings_keep_weights_that_differ_from_the_usual(make: Factory) -> None:
    cohort = make.cohort()
    room = make.venue()
    client = make.organiser_client()
    weights = dict.fromkeys(
        ("early", "half_day", "weekdays", "weekly", "long_gap", "compact", "gap", "tired", "lecturer_rest"), "0"
    )
    data = {
        **weights,
        "mix": "1",
        "fair_lecturers": "1",
        "fair_cohorts": "0",
        "soon": "1",
        "series_days": "5",
        "home_venue": "4",
        "venue": room.public_id,
        "last_on": "2026-06-30",
        "weekly_half_days": "2",
        "longest_gap": "0",
        "chosen_weekdays": ["5"],
    }

    client.post(f"/classes/{cohort.public_id}/plan/settings", data=data)

    plan = find_plan(cohort)
    assert (plan.last_on, plan.venue, plan.weekdays, plan.weekly_half_days) == (date(2026, 6, 30), room, [5], 2)
    assert (plan.wishes["home_venue"], plan.wishes["early"], "mix" in plan.wishes) == (4, 0, False)


def test_negative_weight_is_refused(make: Factory) -> None:
    cohort = make.cohort()

    with pytest.raises(Refused):
        operations.change_plan(make.actor, cohort, wishes={"compact": -1})

    db.session.rollback()
    make.enter()
    assert db.session.scalars(select(CoursePlan)).all() == []


@pytest.mark.parametrize(
    ("hours", "times", "each", "minutes"),
    [
        ("3", 1, "3", 135),
        ("8", 2, "4", 180),
        ("5", 2, "2.5", 112),
        ("9", 3, "3", 135),
        ("10", 4, "2.5", 112),
        ("0", 1, "0", 30),
        ("6.5", 2, "3.5", 157),
    ],
)
def test_courses_of_the_library_are_added_at_once(
    make: Factory, hours: str, times: int, each: str, minutes: int
) -> None:
    cohort = make.cohort(hours_per_half_day=Decimal(4))
    there, wanted, other = make.course("在计划里"), make.course("要加的", hours=Decimal(hours)), make.course("不要的")
    add(make, cohort, "在计划里", course=there)
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/plan/library"

    offered = client.get(page).get_data(as_text=True)
    client.post(page, data={"courses": [wanted.public_id, there.public_id]})

    added = list_planned_courses(cohort)[-1]
    assert [f'value="{one.public_id}"' in offered for one in (there, wanted, other)] == [False, True, True]
    assert [planned.title for planned in list_planned_courses(cohort)] == ["在计划里", "要加的"]
    assert (added.course, added.times, added.hours, added.minutes) == (wanted, times, Decimal(each), minutes)


def test_page_says_when_the_days_off_of_a_year_are_not_known(make: Factory) -> None:
    known, unknown = make.cohort(), make.cohort(starts_on=date(2031, 5, 12))
    client = make.organiser_client()

    pages = [client.get(f"/classes/{cohort.public_id}/plan").get_data(as_text=True) for cohort in (known, unknown)]

    assert ["放假安排还没有录入" in page for page in pages] == [False, True]


def test_page_asks_as_much_for_three_as_for_one(make: Factory, count_queries: Counting) -> None:
    cohort = make.cohort()
    lecturer, room = make.lecturer(), make.venue()
    client = make.organiser_client()
    totals = []
    for names in (["甲"], ["乙", "丙"]):
        for name in names:
            before = list_planned_courses(cohort)
            add(make, cohort, name, lecturers=[lecturer], venues=[room], after=before[-1:])
        with count_queries() as counted:
            client.get(f"/classes/{cohort.public_id}/plan")
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_plan_of_another_class_is_not_found(make: Factory) -> None:
    mine, other = make.cohort(), make.cohort()
    planned = add(make, other, "别班的课")
    client = make.organiser_client()

    answer = client.get(f"/classes/{mine.public_id}/plan/courses/{planned.public_id}")

    assert answer.status_code == 404
