"""Planning on the pages, in the planner's own process: begun, watched, ended, explained."""

import os
import time as clock
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import time
from pathlib import Path

import pytest
from flask import Flask

from tests.conftest import CountedQueries
from tests.factories import Factory
from tests.timetable.planned import FRIDAY, MONDAY, PATIENCE, class_of, course, proposed, wait, where
from trainingapp.accounts.terms import Role
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum import operations as curriculum
from trainingapp.curriculum.terms import Availability
from trainingapp.timetable.models import Proposal
from trainingapp.timetable.operations import jobs, proposals, searches
from trainingapp.timetable.operations.course_plans import (
    derive_plan,
)
from trainingapp.timetable.operations.searches import Wish
from trainingapp.timetable.queries import list_sessions
from trainingapp.timetable.queries.plan_cards import Scope
from trainingapp.timetable.queries.proposals import list_proposals
from trainingapp.timetable.terms import ProposalKind, ProposalState

Counting = Callable[[], AbstractContextManager[CountedQueries]]


def answered(work: jobs.Work) -> bool:
    """Wait until a search has ended; tell whether it has."""
    until = clock.monotonic() + PATIENCE
    while jobs.read_answer(work) is None and clock.monotonic() < until:
        clock.sleep(0.1)
    return jobs.read_answer(work) is not None


def lose_answer(proposal: Proposal, instance: Path) -> None:
    """Let a search leave nothing behind, as one that died; none of its processes is left over."""
    work = jobs.find_work(instance, proposal.folder)
    jobs.cancel_job(work)
    assert answered(work)
    jobs.forget_job(work)


def test_draft_begun_on_the_page_ends_as_a_proposal_that_can_be_taken_over(make: Factory) -> None:
    cohort = class_of(make)
    course(make, cohort, "<b>甲课</b>")
    course(make, cohort, "乙课")
    client = make.organiser_client()

    begun = client.post(f"/classes/{cohort.public_id}/plan/draft", data={"seed": "3"})
    form = client.get(f"/classes/{cohort.public_id}/plan/draft").get_data(as_text=True)
    again = client.post(f"/classes/{cohort.public_id}/plan/draft", data={"seed": "3"})
    text = wait(client, begun.location)
    version = list_proposals(cohort)[0].version
    taken = client.post(f"{begun.location}/accept", data={"whole": "1", "version": version})

    assert ("&lt;b&gt;甲课" in text, "<b>甲课" in text, "（还没有排）" in text) == (True, False, True)
    assert (begun.status_code, again.status_code, f"{cohort.short_name}正在编排" in again.get_data(as_text=True)) == (
        302,
        422,
        True,
    )
    assert (begun.location in form, "本班正在编排" in form) == (True, True)
    assert (taken.status_code, len(list_sessions(cohort))) == (302, 2)
    listed = client.get(f"/classes/{cohort.public_id}/plan").get_data(as_text=True)
    assert "已采用" in listed


def test_three_alternatives_differ(make: Factory) -> None:
    cohort = class_of(make)
    for title in "甲乙丙":
        course(make, cohort, title)
    client = make.organiser_client()

    begun = client.post(f"/classes/{cohort.public_id}/plan/draft", data={"seed": "0", "alternatives": "y"})
    text = wait(client, begun.location)

    found = list_proposals(cohort)
    plans = {tuple((place.held_on, place.half_day, place.planned_id) for place in one.places) for one in found}
    assert (sorted(one.number for one in found), len(plans)) == ([1, 2, 3], 3)
    others = [one for one in found if one.public_id not in begun.location]
    assert [one.public_id in text for one in others] == [True, True]
    assert (text.count("备选方案第"), "次课排在别的半天" in text) == (text.count("备选方案第1案") + 2, True)


def test_alternatives_that_leave_a_course_out_say_why(make: Factory) -> None:
    cohort = class_of(make, ends_on=MONDAY)
    for title in "甲乙丙":
        course(make, cohort, title)
    client = make.organiser_client()

    begun = client.post(f"/classes/{cohort.public_id}/plan/draft", data={"seed": "0", "alternatives": "y"})
    text = wait(client, begun.location)

    assert ("1 次课没有排上" in text, "为什么排不全" in text, "愿望都做到了" in text) == (True, True, False)


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


def test_repair_that_finds_no_other_place_does_not_call_the_timetable_sound(make: Factory) -> None:
    cohort, lecturer = class_of(make), make.lecturer("张教授")
    course(make, cohort, "专题", lecturers=[lecturer], dates=[MONDAY])
    proposals.accept_proposal(make.actor, proposed(make, cohort))
    client = make.organiser_client()
    data = {"lecturer": lecturer.public_id, "first_on": "2026-05-11", "part": "whole", "reason": "临时有会"}

    begun = client.post(f"/classes/{cohort.public_id}/plan/repair", data=data)
    text = wait(client, begun.location)

    told = ("1 次课没有排上" in text, "没有可以采用的调整" in text, "课表不需要改动" in text)
    assert told == (True, True, False)


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
    proposal = searches.start_search(make.actor, [cohort], wish=Wish(), instance=instance)[0]
    lose_answer(proposal, instance)

    ended = searches.gather_search(make.actor, proposal, instance=instance)

    assert (ended, proposal.state) == (True, ProposalState.FAILED)
    assert proposal.findings == {"failed": [jobs.DIED]}
    assert [(one.id, one.version) for one in list_sessions(cohort)] == before


def test_discarded_search_is_told_to_stop(make: Factory, app: Flask) -> None:
    cohort = class_of(make)
    course(make, cohort, "甲课")
    instance = Path(app.config["INSTANCE"])
    proposal = searches.start_search(make.actor, [cohort], wish=Wish(seconds=120), instance=instance)[0]
    work = jobs.find_work(instance, proposal.folder)

    proposals.discard_proposal(make.actor, proposal, instance=instance)

    assert answered(work)


def test_what_dropped_searches_left_behind_is_removed_a_day_later(make: Factory, app: Flask) -> None:
    first, second = class_of(make, short_name="一班"), class_of(make, short_name="二班")
    course(make, first, "甲课")
    course(make, second, "乙课")
    instance = Path(app.config["INSTANCE"])
    running = searches.start_search(make.actor, [first], wish=Wish(), instance=instance)[0]
    dropped, fresh = (instance / jobs.FOLDER / name for name in ("dropped", "fresh"))
    dropped.mkdir()
    fresh.mkdir()
    long_ago = clock.time() - jobs.LEFT_AFTER - 1
    for folder in (dropped, jobs.find_work(instance, running.folder).folder):
        os.utime(folder, (long_ago, long_ago))

    begun = searches.start_search(make.actor, [second], wish=Wish(), instance=instance)[0]

    left = {folder.name for folder in (instance / jobs.FOLDER).iterdir()}
    assert left & {running.folder, begun.folder, "fresh", "dropped"} == {running.folder, begun.folder, "fresh"}


def test_repair_under_way_is_stopped_from_its_page(make: Factory, app: Flask) -> None:
    cohort = class_of(make)
    make.session(cohort, title="专题")
    wish = Wish(kind=ProposalKind.REPAIR, scope=Scope(repairing=True))
    instance = Path(app.config["INSTANCE"])
    proposal = searches.start_search(make.actor, [cohort], wish=wish, instance=instance)[0]
    client = make.organiser_client()
    address = f"/classes/{cohort.public_id}/plan/proposals/{proposal.public_id}"

    shown = client.get(address).get_data(as_text=True)
    client.post(f"{address}/stop")

    assert ("停在目前最好的方案" in shown, f"{address}/stop" in shown) == (True, True)
    assert (jobs.find_work(instance, proposal.folder).folder / "cancel").exists()


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


def test_classes_chosen_on_the_page_are_drafted_together_and_taken_over_together(make: Factory) -> None:
    lecturer = make.lecturer("张教授")
    first, second = (class_of(make, short_name=name, ends_on=MONDAY) for name in ("一期", "二期"))
    for cohort in (first, second):
        course(make, cohort, f"{cohort.short_name}党课", lecturers=[lecturer])
    client = make.organiser_client()

    form = client.get(f"/classes/{first.public_id}/plan/draft").get_data(as_text=True)
    data = {"seed": "0", "others": second.public_id}
    begun = client.post(f"/classes/{first.public_id}/plan/draft", data=data)
    text = wait(client, begun.location)
    taken = client.post(f"{begun.location}/accept-together")

    (one,), (two,) = list_sessions(first), list_sessions(second)
    assert (f'value="{second.public_id}"' in form, "一起编排的班" in text, "几个班一起全部采用" in text) == (True,) * 3
    assert (taken.status_code, one.starts < two.ends and two.starts < one.ends) == (302, False)
    assert {proposal.state for cohort in (first, second) for proposal in list_proposals(cohort)} == {
        ProposalState.ACCEPTED
    }


def test_nobody_drafts_or_takes_over_a_class_that_is_not_his(make: Factory) -> None:
    first, second = class_of(make, short_name="一期"), class_of(make, short_name="二期")
    for cohort in (first, second):
        course(make, cohort, f"{cohort.short_name}党课")
    instance = Path(make.app.config["INSTANCE"])
    begun = searches.start_search(make.actor, [first, second], wish=Wish(), instance=instance)
    wait(make.organiser_client(), f"/classes/{first.public_id}/plan/proposals/{begun[0].public_id}")
    client = make.client(make.user(Role.CLASS_TEACHER, cohort_id=first.id))
    address = f"/classes/{first.public_id}/plan"

    form = client.get(f"{address}/draft").get_data(as_text=True)
    refused = client.post(f"{address}/draft", data={"seed": "0", "others": second.public_id})
    page = client.get(f"{address}/proposals/{begun[0].public_id}").get_data(as_text=True)
    taken = client.post(f"{address}/proposals/{begun[0].public_id}/accept-together")

    assert (second.public_id in form, "二期" in page) == (False, False)
    assert (refused.status_code, len(list_proposals(first)), taken.status_code) == (200, 1, 404)
    assert (list_sessions(first), list_sessions(second)) == ([], [])


def test_search_for_several_classes_that_dies_says_so_in_each(make: Factory) -> None:
    first, second = class_of(make), class_of(make)
    for cohort in (first, second):
        course(make, cohort, "党课")
    instance = Path(make.app.config["INSTANCE"])
    one, two = searches.start_search(make.actor, [first, second], wish=Wish(), instance=instance)
    lose_answer(one, instance)

    searches.gather_search(make.actor, two, instance=instance)

    assert (one.state, two.state) == (ProposalState.FAILED, ProposalState.FAILED)
    with pytest.raises(Refused) as refused:
        proposals.accept_together(make.actor, [one, two])
    assert len(refused.value.reasons) == 2
