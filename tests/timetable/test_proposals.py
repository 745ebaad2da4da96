"""Proposals: drafted beside the draft, taken over whole or card by card, repaired with the fewest moves, dropped."""

import shutil
import time as clock
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.curriculum import operations as curriculum
from trainingapp.curriculum.terms import Availability, Form
from trainingapp.planner.repair import repair
from trainingapp.planner.search.solve import solve
from trainingapp.timetable.models import PlannedCourse, PlannedSession, Proposal, Session
from trainingapp.timetable.operations import jobs, planning, proposals
from trainingapp.timetable.operations.course_plans import (
    CourseValues,
    add_planned_course,
    change_planned_course,
    derive_plan,
    fix_session,
)
from trainingapp.timetable.operations.planning import Drafted
from trainingapp.timetable.operations.proposals import Wish
from trainingapp.timetable.operations.steps import undo_step
from trainingapp.timetable.queries import list_sessions
from trainingapp.timetable.queries.course_plans import held_sessions, list_planned_courses, unplaced_times
from trainingapp.timetable.queries.planning import Scope
from trainingapp.timetable.queries.proposals import list_proposals
from trainingapp.timetable.terms import HalfDay, PlaceState, ProposalKind, ProposalState, SessionState
from trainingapp.visits.queries import visit_of

Counting = Callable[[], AbstractContextManager[CountedQueries]]
MONDAY, FRIDAY = date(2026, 5, 11), date(2026, 5, 15)
PATIENCE = 60


def class_of(make: Factory, **values: object) -> Cohort:
    return make.cohort(**{"starts_on": MONDAY, "ends_on": FRIDAY, "hours_per_half_day": Decimal(4), **values})


def course(make: Factory, cohort: Cohort, title: str, **values: object) -> PlannedCourse:
    given = {"form": Form.DISCUSSION, "minutes": 150, "hours": Decimal(4), **values}
    return add_planned_course(make.actor, cohort, values=CourseValues(title=title, **given))  # type: ignore[arg-type]  # the test gives what the values take


def draft(cohort: Cohort, scope: Scope | None = None) -> Drafted:
    """Draft inside this process, quickly."""
    prepared = planning.prepare([cohort], scope or Scope())
    return planning.conclude(prepared.planning, prepared.problem, solve(prepared.problem, effort=3000, prove=False))


def proposed(make: Factory, cohort: Cohort, scope: Scope | None = None) -> Proposal:
    drafted = draft(cohort, scope)
    return proposals.propose(make.actor, cohort, drafted=drafted, kind=ProposalKind.DRAFT, seed=0)


def mended(cohort: Cohort, scope: Scope | None = None) -> Drafted:
    prepared = planning.prepare([cohort], scope or Scope(repairing=True))
    solution = repair(prepared.problem, prepared.problem.published)
    return planning.conclude(prepared.planning, prepared.problem, solution)


def where(cohort: Cohort) -> dict[str, tuple[date, HalfDay, time]]:
    return {one.title: (one.held_on, one.half_day, one.starts_at) for one in list_sessions(cohort)}


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


def wait(client: FlaskClient, address: str) -> str:
    """Ask a running search as the page does, until it has ended; return the page."""
    until = clock.monotonic() + PATIENCE
    while clock.monotonic() < until:
        answer = client.post(f"{address}/look", headers={"HX-Request": "true"})
        if "HX-Redirect" in answer.headers:
            return client.get(address).get_data(as_text=True)
        assert (answer.status_code, "停在目前最好的方案" in answer.get_data(as_text=True)) == (200, True)
        clock.sleep(0.2)
    raise AssertionError(address)


def test_draft_begun_on_the_page_ends_as_a_proposal_that_can_be_taken_over(make: Factory) -> None:
    cohort = class_of(make)
    course(make, cohort, "<b>甲课</b>")
    course(make, cohort, "乙课")
    client = make.organiser_client()

    begun = client.post(f"/classes/{cohort.public_id}/plan/draft", data={"seed": "3"})
    again = client.post(f"/classes/{cohort.public_id}/plan/draft", data={"seed": "3"})
    text = wait(client, begun.location)
    version = list_proposals(cohort)[0].version
    taken = client.post(f"{begun.location}/accept", data={"whole": "1", "version": version})

    assert ("&lt;b&gt;甲课" in text, "<b>甲课" in text, "（还没有排）" in text) == (True, False, True)
    assert (begun.status_code, again.status_code, "本班正在编排" in again.get_data(as_text=True)) == (302, 422, True)
    assert (taken.status_code, len(list_sessions(cohort))) == (302, 2)
    listed = client.get(f"/classes/{cohort.public_id}/plan").get_data(as_text=True)
    assert "已采用" in listed


def test_three_alternatives_differ(make: Factory) -> None:
    cohort = class_of(make)
    for title in "甲乙丙":
        course(make, cohort, title)
    client = make.organiser_client()

    begun = client.post(f"/classes/{cohort.public_id}/plan/draft", data={"seed": "0", "alternatives": "y"})
    wait(client, begun.location)

    found = list_proposals(cohort)
    plans = {tuple((place.held_on, place.half_day, place.planned_id) for place in one.places) for one in found}
    assert (sorted(one.number for one in found), len(plans)) == ([1, 2, 3], 3)


def test_repair_begun_on_the_page_notes_the_absence_and_proposes_the_move(make: Factory) -> None:
    cohort = class_of(make)
    lecturer = make.lecturer("张教授")
    make.session(cohort, title="专题", lecturers=[lecturer])
    client = make.organiser_client()
    data = {"lecturer": lecturer.public_id, "first_on": "2026-05-11", "part": "whole", "reason": "临时有会"}

    begun = client.post(f"/classes/{cohort.public_id}/plan/repair", data=data)
    text = wait(client, begun.location)

    assert ("张教授" in text, "专题" in text, "已证明：改动不能再少" in text) == (True, True, True)
    assert where(cohort)["专题"][0] == MONDAY


def test_contradiction_is_explained_on_the_page(make: Factory) -> None:
    cohort = class_of(make)
    lecturer, room = make.lecturer("张教授"), make.venue("礼堂")
    only = {"first_on": FRIDAY, "last_on": FRIDAY, "begins_at": time(0), "ends_at": time(13)}
    curriculum.add_lecturer_time(make.actor, lecturer, kind=Availability.ONLY, **only)
    make.session(class_of(make, short_name="第2期"), title="党课", held_on=FRIDAY, venue=room)
    course(make, cohort, "论述", lecturers=[lecturer], venues=[room])
    client = make.organiser_client()

    begun = client.post(f"/classes/{cohort.public_id}/plan/draft", data={"seed": "0"})
    text = wait(client, begun.location)

    assert ("为什么排不全" in text, "张教授只有5月15日" in text, "有“第2期 党课”" in text) == (True, True, True)


def test_solver_that_dies_leaves_the_draft_and_says_so(make: Factory, app: Flask) -> None:
    cohort = class_of(make)
    make.session(cohort, title="甲", held_on=FRIDAY)
    derive_plan(make.actor, cohort)
    instance = Path(app.config["INSTANCE"])
    before = [(one.id, one.version) for one in list_sessions(cohort)]
    proposal = proposals.start_proposal(make.actor, cohort, wish=Wish(), instance=instance)
    shutil.rmtree(jobs.find_work(instance, proposal.folder).folder)

    ended = proposals.gather_proposal(make.actor, proposal, instance=instance)

    assert (ended, proposal.state) == (True, ProposalState.FAILED)
    assert proposal.findings == {"failed": [jobs.DIED]}
    assert [(one.id, one.version) for one in list_sessions(cohort)] == before


def test_discarded_search_is_told_to_stop(make: Factory, app: Flask) -> None:
    cohort = class_of(make)
    course(make, cohort, "甲课")
    instance = Path(app.config["INSTANCE"])
    proposal = proposals.start_proposal(make.actor, cohort, wish=Wish(seconds=120), instance=instance)
    work = jobs.find_work(instance, proposal.folder)

    proposals.discard_proposal(make.actor, proposal, instance=instance)

    until = clock.monotonic() + PATIENCE
    while jobs.read_answer(work) is None and clock.monotonic() < until:
        clock.sleep(0.1)
    assert jobs.read_answer(work) is not None


def test_page_of_a_proposal_asks_as_much_for_three_cards_as_for_one(make: Factory, count_queries: Counting) -> None:
    totals = []
    client = make.organiser_client()
    for titles in ("甲", "乙丙丁"):
        cohort = class_of(make)
        room, lecturer = make.venue(), make.lecturer()
        for title in titles:
            course(make, cohort, title, venues=[room], lecturers=[lecturer])
        address = f"/classes/{cohort.public_id}/plan/proposals/{proposed(make, cohort).public_id}"
        db.session.commit()
        with count_queries() as counted:
            client.get(address)
        totals.append(counted.total)

    assert totals[0] == totals[1]


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
