"""Repairs of a timetable: the fewest moves, each with its reason, and nothing that somebody settled."""

from datetime import time
from decimal import Decimal

from tests.factories import Factory
from tests.timetable.planned import FRIDAY, MONDAY, class_of, mended, where
from trainingapp.curriculum import operations as curriculum
from trainingapp.curriculum.terms import Availability, Form
from trainingapp.timetable.operations import proposals
from trainingapp.timetable.operations.course_plans import (
    CourseValues,
    change_planned_course,
    derive_plan,
)
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
