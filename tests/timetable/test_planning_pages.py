"""Planning on the pages, in the planner's own process: begun, watched, ended, explained."""

import shutil
import time as clock
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import time
from pathlib import Path

from flask import Flask

from tests.conftest import CountedQueries
from tests.factories import Factory
from tests.timetable.planned import FRIDAY, MONDAY, PATIENCE, class_of, course, proposed, wait, where
from trainingapp.core.database import db
from trainingapp.curriculum import operations as curriculum
from trainingapp.curriculum.terms import Availability
from trainingapp.timetable.operations import jobs, proposals
from trainingapp.timetable.operations.course_plans import (
    derive_plan,
)
from trainingapp.timetable.operations.proposals import Wish
from trainingapp.timetable.queries import list_sessions
from trainingapp.timetable.queries.proposals import list_proposals
from trainingapp.timetable.terms import ProposalState

Counting = Callable[[], AbstractContextManager[CountedQueries]]


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
