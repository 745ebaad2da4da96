"""Proposals: drafted beside the draft, taken over whole or card by card, dropped."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from tests.timetable.planned import FRIDAY, MONDAY, class_of, course, draft, proposed, where
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.timetable.models import PlannedSession, Session
from trainingapp.timetable.operations import planning, proposals
from trainingapp.timetable.operations.course_plans import (
    derive_plan,
    fix_session,
)
from trainingapp.timetable.operations.undoing import undo_step
from trainingapp.timetable.queries import list_sessions
from trainingapp.timetable.queries.course_plans import held_sessions, list_planned_courses, unplaced_times
from trainingapp.timetable.queries.plan_cards import Scope
from trainingapp.timetable.queries.proposals import list_proposals
from trainingapp.timetable.terms import HalfDay, PlaceState, ProposalState, SessionState

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def test_accepted_proposal_makes_the_sessions_of_the_plan(make: Factory) -> None:
    cohort = class_of(make)
    lecturer, host, room, track = make.lecturer(), make.lecturer(), make.venue("礼堂"), make.track(cohort, "书记")
    course(make, cohort, "甲课", lecturers=[lecturer], host=host, venues=[room], tracks=[track], times=2)
    proposal = proposed(make, cohort)

    conflicts = proposals.accept_proposal(make.actor, proposal)

    sessions = list_sessions(cohort)
    assert [session.title for session in sessions] == ["甲课（第1次）", "甲课（第2次）"]
    assert {(tuple(one.speakers), one.host, one.venue, tuple(one.tracks)) for one in sessions} == {
        ((lecturer,), host, room, (track,))
    }
    assert {link.number for link in held_sessions(list_planned_courses(cohort)[0]).values()} == {1, 2}
    assert (proposal.state, [place.state for place in proposal.places]) == (
        ProposalState.ACCEPTED,
        [PlaceState.ACCEPTED] * 2,
    )
    assert [one for one in conflicts if one.severity.value == "block"] == []


def test_accepted_proposal_can_be_taken_back_in_one_step(make: Factory) -> None:
    cohort = class_of(make)
    make.session(cohort, title="甲", held_on=FRIDAY)
    make.session(cohort, title="乙", held_on=MONDAY)
    first, _ = derive_plan(make.actor, cohort)
    first.dates = [date(2026, 5, 12).isoformat()]
    before = where(cohort)
    proposals.accept_proposal(make.actor, proposed(make, cohort))
    moved = where(cohort)

    undo_step(make.actor, cohort)

    assert (moved != before, where(cohort)) == (True, before)


def test_card_that_stays_keeps_the_reason_of_its_accepted_warning(make: Factory) -> None:
    cohort = class_of(make, ends_on=MONDAY)
    session = make.session(cohort, title="甲", hours=Decimal(4), accepted_reason="只有这天")
    derive_plan(make.actor, cohort)
    planned = list_planned_courses(cohort)[0]
    planned.half_day, planned.half_day_fixed = HalfDay.MORNING, True

    proposals.accept_proposal(make.actor, proposed(make, cohort))

    verbs = db.session.scalars(select(AuditEvent.verb)).all()
    assert (session.accepted_reason, session.starts_at, "session.moved" in verbs) == ("只有这天", time(9), False)


def test_cards_are_taken_over_one_by_one(make: Factory) -> None:
    cohort = class_of(make)
    course(make, cohort, "甲课")
    course(make, cohort, "乙课")
    proposal = proposed(make, cohort)
    chosen = proposal.places[0]

    proposals.accept_proposal(make.actor, proposal, places=[chosen.public_id])

    assert ([one.title for one in list_sessions(cohort)], proposal.state) == (
        [chosen.planned.title if chosen.planned else ""],
        ProposalState.READY,
    )
    proposals.accept_proposal(make.actor, proposal)
    assert (len(list_sessions(cohort)), proposal.state) == (2, ProposalState.ACCEPTED)


def test_proposal_and_discarding_it_leave_the_draft_alone(make: Factory, tmp_path: Path) -> None:
    cohort = class_of(make)
    make.session(cohort, title="甲", held_on=FRIDAY)
    derive_plan(make.actor, cohort)
    before = [(one.id, one.version, one.starts) for one in list_sessions(cohort)]
    proposal = proposed(make, cohort)

    proposals.discard_proposal(make.actor, proposal, instance=tmp_path)

    assert [(one.id, one.version, one.starts) for one in list_sessions(cohort)] == before
    assert (list_proposals(cohort), proposal.state) == ([], ProposalState.DISCARDED)
    with pytest.raises(Refused):
        proposals.accept_proposal(make.actor, proposal)


def test_session_changed_since_the_draft_is_not_overwritten(make: Factory) -> None:
    cohort = class_of(make)
    session = make.session(cohort, title="甲", held_on=FRIDAY)
    derive_plan(make.actor, cohort)
    proposal = proposed(make, cohort)
    session.note = "有人改过"
    db.session.flush()

    with pytest.raises(Stale) as refused:
        proposals.accept_proposal(make.actor, proposal)

    assert "在编排以后被人改过" in refused.value.reasons[0]
    assert session.held_on == FRIDAY


def test_proposal_that_clashes_by_now_is_refused(make: Factory) -> None:
    cohort, other = class_of(make), class_of(make)
    lecturer = make.lecturer("张教授")
    course(make, cohort, "甲课", lecturers=[lecturer])
    proposal = proposed(make, cohort)
    place = proposal.places[0]
    times = {"starts_at": place.starts_at, "ends_at": place.ends_at, "half_day": place.half_day}
    make.session(other, title="别班的课", held_on=place.held_on, lecturers=[lecturer], **times)

    with pytest.raises(Refused) as refused:
        proposals.accept_proposal(make.actor, proposal)

    assert "张教授同一时间要在两处" in refused.value.reasons[0]


def test_fixed_and_unplanned_sessions_stay_where_they_are(make: Factory) -> None:
    cohort = class_of(make)
    make.session(cohort, title="甲", held_on=FRIDAY)
    make.session(cohort, title="乙", held_on=MONDAY)
    first, second = derive_plan(make.actor, cohort)
    fix_session(make.actor, second.sessions[0] if second.title == "甲" else first.sessions[0], fixed=True)
    make.session(cohort, title="班会", held_on=date(2026, 5, 13))
    fixed = where(cohort)

    proposals.accept_proposal(make.actor, proposed(make, cohort))

    kept = {title for title, place in where(cohort).items() if place == fixed[title]}
    assert {"班会", (second if second.sessions[0].fixed else first).title} <= kept


def test_scope_keeps_what_stands_and_what_is_past(make: Factory) -> None:
    cohort = class_of(make)
    make.session(cohort, title="甲", held_on=MONDAY)
    make.session(cohort, title="乙", held_on=FRIDAY)
    derive_plan(make.actor, cohort)
    course(make, cohort, "丙")

    keeping = draft(cohort, Scope(keep=True))
    later = draft(cohort, Scope(from_day=date(2026, 5, 12)))

    assert [keeping.planning.sources[place.key].number for place in keeping.places] == [1]
    assert len(later.places) == 2


def test_cancelled_session_is_drafted_again(make: Factory) -> None:
    cohort = class_of(make)
    session = make.session(cohort, title="甲", held_on=FRIDAY)
    derive_plan(make.actor, cohort)
    session.state = SessionState.CANCELLED
    db.session.flush()

    proposals.accept_proposal(make.actor, proposed(make, cohort))

    fresh = list_sessions(cohort)
    assert ([one.title for one in fresh], fresh[0].id != session.id) == (["甲"], True)
    assert db.session.scalars(select(PlannedSession.session_id)).all() == [fresh[0].id]


def test_session_follows_what_its_course_follows_in_the_plan(make: Factory) -> None:
    cohort = class_of(make)
    lecture = course(make, cohort, "讲座")
    course(make, cohort, "体会", after=[lecture])

    proposals.accept_proposal(make.actor, proposed(make, cohort))

    first, second = list_sessions(cohort)
    assert (first.title, second.title, second.after_id, first.after_id) == ("讲座", "体会", first.id, None)


def test_class_without_an_end_asks_for_one(make: Factory) -> None:
    cohort = class_of(make, ends_on=None)
    course(make, cohort, "甲课")

    with pytest.raises(Refused) as refused:
        planning.prepare([cohort], Scope())

    assert "请在“编排要求”里填“最晚排到哪天”" in refused.value.reasons[0]


def test_gathering_asks_no_more_for_three_classes_than_for_one(make: Factory, count_queries: Counting) -> None:
    lecturer, room = make.lecturer(), make.venue()
    cohorts = [class_of(make) for _ in range(3)]
    for cohort in cohorts:
        make.track(cohort, "书记")
        make.session(cohort, title="甲", lecturers=[lecturer])
        derive_plan(make.actor, cohort)
        course(make, cohort, "乙", lecturers=[lecturer], venues=[room])
    make.session(class_of(make), title="别班的课", lecturers=[lecturer], venue=room)
    db.session.commit()
    keys = [cohort.id for cohort in cohorts]
    totals = []
    for chosen in (keys[:1], keys):
        db.session.expunge_all()
        fresh = [db.session.get_one(Cohort, key) for key in chosen]
        with count_queries() as counted:
            planning.prepare(fresh, Scope(keep=True))
        totals.append(counted.total)

    assert totals[1] <= totals[0]


def test_times_without_a_session_are_those_that_no_planned_session_stands_for(make: Factory) -> None:
    cohort = class_of(make)
    make.session(cohort, title="甲")
    held = derive_plan(make.actor, cohort)[0]
    held.times = 2
    waiting = course(make, cohort, "乙")

    assert unplaced_times(cohort) == [(held, 2), (waiting, 1)]


def test_trail_tells_of_a_proposal_and_of_every_move(make: Factory) -> None:
    cohort = class_of(make)
    course(make, cohort, "甲课")
    proposals.accept_proposal(make.actor, proposed(make, cohort))

    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    added = db.session.scalars(select(Session)).one()

    assert verbs == ["planned_course.added", "proposal.ready", "session.added", "proposal.accepted"]
    assert added.title == "甲课"


def test_circle_of_orders_is_told_above_the_form_that_keeps_what_was_typed(make: Factory) -> None:
    cohort = class_of(make)
    first = course(make, cohort, "甲课")
    second = course(make, cohort, "乙课", after=[first])
    client = make.organiser_client()
    address = f"/classes/{cohort.public_id}/plan/courses/{first.public_id}"
    data = {
        "title": "甲课<改>",
        "minutes": "90",
        "times": "1",
        "hours": "2",
        "edge": "none",
        "form_of_teaching": "discussion",
    }

    answer = client.post(address, data={**data, "after": second.public_id, "version": str(first.version)})

    text = answer.get_data(as_text=True)
    assert (answer.status_code, "data-form-errors" in text, "绕成了圈" in text) == (422, True, True)
    assert ('value="甲课&lt;改&gt;"' in text, list_planned_courses(cohort)[0].title) == (True, "甲课")


def test_senseless_plan_is_told_on_the_page_that_asks_for_a_draft(make: Factory) -> None:
    cohort = class_of(make)
    course(make, cohort, "甲课", dates=(date(2026, 6, 1),))

    answer = make.organiser_client().post(f"/classes/{cohort.public_id}/plan/draft", data={"seed": "17"})

    text = answer.get_data(as_text=True)
    assert (answer.status_code, "data-form-errors" in text) == (422, True)
    assert ("“甲课”指定的6月1日（周一）不在编排的起止日期" in text, 'value="17"' in text) == (True, True)
