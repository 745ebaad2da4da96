"""Visits in a draft: the stops of the plan, when their sites are open, and the way between two rooms."""

from datetime import time, timedelta
from decimal import Decimal

import pytest

from tests.factories import Factory
from tests.timetable.planned import FRIDAY, MONDAY, class_of, course, draft, mended, proposed
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.terms import Form
from trainingapp.planner.explain import explain
from trainingapp.timetable.operations import planning, proposals
from trainingapp.timetable.operations.settings import set_travel_time
from trainingapp.timetable.queries import list_sessions
from trainingapp.timetable.queries.course_plans import list_planned_courses
from trainingapp.timetable.queries.plan_cards import Scope
from trainingapp.timetable.rules.planning.words import explained
from trainingapp.timetable.terms import ConflictKind, HalfDay
from trainingapp.visits.queries import visit_of


def test_stops_of_a_planned_visit_become_its_itinerary(make: Factory) -> None:
    cohort = class_of(make)
    make.site("大场镇党群服务中心")
    stops = [
        {"site": "大场镇党群服务中心", "arrive": 15, "leave": 100, "activity": "参观"},
        {"site": "慧华苑党群服务站", "arrive": 115, "leave": 200, "activity": "座谈"},
    ]
    course(make, cohort, "研学", form=Form.VISIT, minutes=210, stops=stops)

    proposals.accept_proposal(make.actor, proposed(make, cohort))

    session = list_sessions(cohort)[0]
    visit = visit_of(session)
    assert visit is not None
    assert [stop.site.name for stop in visit.stops] == ["大场镇党群服务中心", "慧华苑党群服务站"]
    begin = session.starts_at.hour * 60 + session.starts_at.minute
    assert [stop.arrive_at.hour * 60 + stop.arrive_at.minute - begin for stop in visit.stops if stop.arrive_at] == [
        15,
        115,
    ]


STOPS = [{"site": "展馆", "arrive": 30, "leave": 120}]


def test_draft_keeps_to_the_hours_and_the_days_on_which_a_site_opens(make: Factory) -> None:
    cohort = class_of(make)
    make.site("展馆", opens_at=time(14), closes_at=time(16), closed_weekdays=[1, 2, 3, 4])
    course(make, cohort, "研学", form=Form.VISIT, minutes=150, hours=Decimal(2), stops=STOPS)

    drafted = draft(cohort)

    (place,) = drafted.places
    assert place.day == FRIDAY
    assert time(13, 30) <= place.starts_at <= time(14)
    assert [one for one in drafted.conflicts if one.kind is ConflictKind.SITE] == []


def test_site_that_opens_late_lets_the_visit_begin_late_inside_the_time_kept_for_it(make: Factory) -> None:
    cohort = class_of(make, ends_on=MONDAY)
    make.site("展馆", opens_at=time(9, 50), closes_at=time(12))
    course(make, cohort, "研学", form=Form.VISIT, minutes=150, stops=STOPS)

    (place,) = draft(cohort).places

    assert place.starts_at == time(9, 20)


@pytest.mark.parametrize("hours", [{"opens_at": time(19)}, {"closed_weekdays": [1, 2, 3, 4, 5]}])
def test_visit_whose_site_never_opens_is_refused_before_any_search_and_says_when_it_opens(
    make: Factory, hours: dict[str, object]
) -> None:
    cohort = class_of(make)
    make.site("展馆", **hours)
    course(make, cohort, "研学", form=Form.VISIT, minutes=150, stops=STOPS)

    with pytest.raises(Refused) as refused:
        planning.prepare([cohort], Scope())

    assert len(refused.value.reasons) == 1
    assert "“研学”没有一个半天可排" in refused.value.reasons[0]
    assert "展馆" in refused.value.reasons[0]
    assert "开放" in refused.value.reasons[0]


def test_explanation_names_when_the_site_opens(make: Factory) -> None:
    cohort = class_of(make)
    make.site("展馆", opens_at=time(8), closes_at=time(12), closed_weekdays=[1, 2, 3, 4])
    for title in ("上午", "下午"):
        course(make, cohort, title, form=Form.VISIT, minutes=150, stops=STOPS)
    prepared = planning.prepare([cohort], Scope())

    found = explained(prepared.planning.demand, explain(prepared.problem))

    assert found["proved"]
    assert any("展馆开放时间是 08:00–12:00，周一、周二、周三、周四不开放" in cause for cause in found["causes"])


def test_proposal_warns_of_more_people_than_a_site_receives(make: Factory) -> None:
    cohort = class_of(make)
    make.site("展馆", capacity=1)
    for _ in range(2):
        make.enrolment(cohort)
    course(make, cohort, "研学", form=Form.VISIT, minutes=150, stops=STOPS)

    findings = draft(cohort).findings()

    assert any("展馆一次接待 1 人，这次去 2 人" in warned for warned in findings["warned"])


@pytest.mark.parametrize(("reason", "moved"), [("", 1), ("馆方同意周一接待", 0)])
def test_repair_moves_a_visit_from_a_day_on_which_its_site_is_shut_unless_somebody_settled_it(
    make: Factory, reason: str, moved: int
) -> None:
    cohort = class_of(make)
    site = make.site("展馆")
    course(make, cohort, "研学", form=Form.VISIT, minutes=150, stops=STOPS, dates=[MONDAY])
    course(make, cohort, "交流", dates=[FRIDAY])
    proposals.accept_proposal(make.actor, proposed(make, cohort))
    session, _ = list_sessions(cohort)
    list_planned_courses(cohort)[0].dates = []
    session.accepted_reason, site.closed_weekdays = reason, [1]
    db.session.flush()

    places = mended(cohort).places

    assert [place.day == MONDAY for place in places] == [False] * moved


def test_draft_leaves_time_for_the_way_between_two_rooms(make: Factory) -> None:
    cohort = class_of(make, ends_on=MONDAY)
    near, far = make.venue("礼堂"), make.venue("郊区校区")
    for title, room in (("甲", near), ("乙", far)):
        values = {"minutes": 60, "hours": Decimal(1), "half_day": HalfDay.MORNING, "half_day_fixed": True}
        course(make, cohort, title, venues=[room], **values)
    set_travel_time(make.actor, one=near, other=far, minutes=70)

    drafted = draft(cohort)

    first, second = drafted.places
    assert second.starts - first.ends >= timedelta(minutes=70)
    assert [one for one in drafted.conflicts if one.kind is ConflictKind.TRAVEL] == []


def test_draft_leaves_time_for_the_way_from_a_session_that_stands(make: Factory) -> None:
    cohort = class_of(make, ends_on=MONDAY)
    near, far = make.venue("礼堂"), make.venue("郊区校区")
    make.session(cohort, title="甲", venue=near, starts_at=time(8, 30), ends_at=time(9, 30), hours=Decimal(1))
    values = {"minutes": 60, "hours": Decimal(1), "half_day": HalfDay.MORNING, "half_day_fixed": True}
    course(make, cohort, "乙", venues=[far], **values)
    set_travel_time(make.actor, one=near, other=far, minutes=70)

    (place,) = draft(cohort, Scope(keep=True)).places

    assert place.starts_at >= time(10, 40)


def test_way_that_is_too_short_today_is_a_warning_and_moves_nothing(make: Factory) -> None:
    cohort = class_of(make)
    near, far = make.venue("礼堂"), make.venue("郊区校区")
    make.session(cohort, title="甲", venue=near, starts_at=time(8, 30), ends_at=time(10), hours=Decimal(2))
    make.session(cohort, title="乙", venue=far, starts_at=time(10), ends_at=time(12), hours=Decimal(2))
    set_travel_time(make.actor, one=near, other=far, minutes=70)

    assert mended(cohort).places == []
