"""Repairs of a timetable: the fewest moves, each with its reason, and nothing that somebody settled."""

from datetime import time, timedelta
from decimal import Decimal

import pytest

from tests.factories import Factory
from tests.timetable.planned import FRIDAY, MONDAY, TUESDAY, class_of, mended, where
from trainingapp.core.errors import Refused
from trainingapp.curriculum import operations as curriculum
from trainingapp.curriculum.terms import Availability, Form
from trainingapp.timetable.operations import proposals
from trainingapp.timetable.operations.course_plans import (
    CourseValues,
    change_planned_course,
    derive_plan,
)
from trainingapp.timetable.rules.slots import USUAL_START
from trainingapp.timetable.terms import HalfDay, ProposalKind


def test_repair_moves_only_what_a_cancelled_lecturer_touches_and_says_why(make: Factory) -> None:
    cohort = class_of(make)
    lecturer, room = make.lecturer("张教授"), make.venue()
    odd = {"starts_at": time(9, 20), "ends_at": time(11, 30), "hours": Decimal(3)}
    make.session(cohort, title="开场", starts_at=time(8, 45), ends_at=time(9, 15), hours=Decimal(1), venue=room)
    make.session(cohort, title="专题", lecturers=[lecturer], venue=room, **odd)
    make.session(cohort, title="研讨", half_day=HalfDay.AFTERNOON, venue=room)
    make.session(cohort, title="交流", held_on=FRIDAY, venue=room)
    before = where(cohort)
    curriculum.add_lecturer_time(make.actor, lecturer, kind=Availability.AWAY, first_on=MONDAY, last_on=MONDAY)

    found = mended(cohort)
    proposal = proposals.propose(make.actor, cohort, drafted=found, kind=ProposalKind.REPAIR, seed=0)
    proposals.accept_proposal(make.actor, proposal)

    after = where(cohort)
    assert [place.session.title for place in proposal.places if place.session] == ["专题"]
    assert "张教授" in proposal.places[0].reason
    assert (found.hard, found.solution.minimal) == ([], True)
    assert {title for title in before if before[title] != after[title]} == {"专题"}
    assert after["专题"][0] != MONDAY


def test_moved_card_begins_at_the_usual_hour_and_one_that_only_changes_hands_keeps_its_own(make: Factory) -> None:
    cohort, (first, second, third) = class_of(make), [make.lecturer(name) for name in ("甲老师", "乙老师", "丙老师")]
    make.session(cohort, title="专题", held_on=FRIDAY, lecturers=[first])
    odd = {"starts_at": time(9, 20), "ends_at": time(11, 30)}
    make.session(cohort, title="讲座", lecturers=[second], **odd)
    planned = next(one for one in derive_plan(make.actor, cohort) if one.title == "讲座")
    values = CourseValues(title="讲座", form=Form.LECTURE, minutes=130, hours=Decimal(3), lecturers=[second, third])
    change_planned_course(make.actor, cohort, planned, values=values, version=planned.version)
    for lecturer in (first, second):
        day = FRIDAY if lecturer is first else MONDAY
        curriculum.add_lecturer_time(make.actor, lecturer, kind=Availability.AWAY, first_on=day, last_on=day)

    places = sorted(mended(cohort).places, key=lambda place: place.day)

    changed = [(place.starts_at, place.speakers) for place in places]
    assert changed == [(time(9, 20), (third.id,)), (USUAL_START[places[1].half_day], (first.id,))]


def test_repair_of_what_is_settled_says_that_there_is_nothing_to_do(make: Factory) -> None:
    cohort = class_of(make)
    make.session(cohort, held_on=FRIDAY + timedelta(days=1), accepted_reason="领导同意", venue=make.venue())

    with pytest.raises(Refused, match=r"没有可以调整的课：.*有提醒的课都写明了理由保留"):
        mended(cohort)


def test_repair_of_a_sound_timetable_moves_nothing(make: Factory) -> None:
    cohort = class_of(make)
    make.session(cohort, title="甲", starts_at=time(8, 35), ends_at=time(10, 5), hours=Decimal(2))
    make.session(cohort, title="乙", starts_at=time(10, 5), ends_at=time(11, 55), hours=Decimal(2))

    assert mended(cohort).places == []


def test_repair_takes_another_lecturer_of_the_plan_before_another_time(make: Factory) -> None:
    cohort = class_of(make)
    first, second = make.lecturer("甲老师"), make.lecturer("乙老师")
    make.session(cohort, title="专题", lecturers=[first])
    planned = derive_plan(make.actor, cohort)[0]
    values = CourseValues(title="专题", form=Form.LECTURE, minutes=150, hours=Decimal(3), lecturers=[first, second])
    change_planned_course(make.actor, cohort, planned, values=values, version=planned.version)
    curriculum.add_lecturer_time(make.actor, first, kind=Availability.AWAY, first_on=MONDAY, last_on=MONDAY)

    place = mended(cohort).places[0]

    assert (place.day, place.speakers) == (MONDAY, (second.id,))


def test_repair_leaves_alone_what_somebody_settled_and_what_no_move_would_mend(make: Factory) -> None:
    cohort = class_of(make)
    make.enrolments(cohort, 3)
    lecturer, accepted = make.lecturer("张教授"), {"accepted_reason": "领导同意", "venue": make.venue()}
    make.session(cohort, title="小教室", held_on=FRIDAY, venue=make.venue("小会议室", capacity=2))
    make.session(cohort, title="五学时", held_on=TUESDAY, ends_at=time(12, 30), hours=Decimal(5), venue=make.venue())
    make.session(cohort, title="周六补课", held_on=FRIDAY + timedelta(days=1), **accepted)
    make.session(cohort, title="结业以后", held_on=FRIDAY + timedelta(days=10), **accepted)
    make.session(cohort, title="先上的课", starts_at=time(8, 30), ends_at=time(9), hours=Decimal(1), **accepted)
    opening = {"form": Form.CEREMONY, "starts_at": time(9), "ends_at": time(10), "hours": Decimal(1)}
    make.session(cohort, title="开班仪式", venue=make.venue(), **opening)
    make.session(cohort, title="专题", half_day=HalfDay.AFTERNOON, lecturers=[lecturer], **accepted)
    curriculum.add_lecturer_time(make.actor, lecturer, kind=Availability.AWAY, first_on=MONDAY, last_on=MONDAY)

    found = mended(cohort)

    moved = [found.planning.sources[place.key].session for place in found.places]
    assert [session.title for session in moved if session] == ["专题"]
    assert (found.hard, found.solution.minimal) == ([], True)
