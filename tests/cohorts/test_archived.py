"""What a closed class's file holds stays as it is, whoever acts from wherever; a phone number may be corrected."""

from collections.abc import Callable
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from tests.cohorts.full_class import DAY, close, full_class
from tests.factories import Factory
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import operations as assessment
from trainingapp.assessment import queries as assessment_queries
from trainingapp.assessment.operations import Asked
from trainingapp.attendance import operations as attendance
from trainingapp.attendance.terms import Settings
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts import operations, rules
from trainingapp.cohorts.terms import ClassRole, GroupRole, Presets, RosterEntry, SortRule, Stage
from trainingapp.core.clock import now
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.people.operations import change_person
from trainingapp.people.terms import PersonEntry
from trainingapp.timetable.operations import course_plans, planned_seminars, publish_release, seminars
from trainingapp.visits import operations as visits

Act = Callable[[Actor, SimpleNamespace], Any]
LOCKED = "本班已经结班归档，不能再改"
ASKED = Asked(title="另一篇", due_on=DAY)

#: Acts on the list, the groups and the class itself.
OF_THE_LIST: dict[str, Act] = {
    "change a trainee": lambda actor, it: operations.change_enrolment(actor, it.one, post="副书记"),
    "add a trainee": lambda actor, it: operations.enrol(actor, it.cohort, entry=PersonEntry(name="新来者")),
    "read a roster": lambda actor, it: operations.enrol_many(
        actor, it.cohort, [RosterEntry(row=1, name=it.one.name, post="副书记")], source="名单"
    ),
    "return": lambda actor, it: operations.return_to_class(actor, it.gone),
    "withdraw": lambda actor, it: operations.withdraw(actor, it.one, on=DAY, reason="工作调动"),
    "renumber": lambda actor, it: operations.renumber(actor, it.cohort, sort=SortRule.PINYIN),
    "note an arrival": lambda actor, it: operations.note_arrival(actor, it.one, at=now()),
    "take back an arrival": lambda actor, it: operations.take_back_arrival(actor, it.one),
    "add a group": lambda actor, it: operations.add_group(actor, it.cohort, name="第三组"),
    "change a group": lambda actor, it: operations.change_group(actor, it.group, name="先锋组", theme=""),
    "remove a group": lambda actor, it: operations.remove_group(actor, it.empty),
    "place in groups": lambda actor, it: operations.set_group_members(
        actor, it.cohort, places={it.one.id: (it.empty, GroupRole.LEADER)}
    ),
    "group by itself": lambda actor, it: operations.apply_grouping(
        actor, it.cohort, wishes=rules.Wishes(count=2, seed=1), digest=""
    ),
    "add a track": lambda actor, it: operations.add_track(actor, it.cohort, name="副书记"),
    "rename a track": lambda actor, it: operations.rename_track(actor, it.track, name="副书记"),
    "remove a track": lambda actor, it: operations.remove_track(actor, it.unused),
    "set the committee": lambda actor, it: operations.set_committee(
        actor, it.cohort, holders={it.one.id: (ClassRole.MONITOR, it.one.branch_role)}
    ),
    "change the class": lambda actor, it: operations.change_cohort(actor, it.cohort, code=it.cohort.code, place="别处"),
    "change its papers": lambda actor, it: operations.change_presets(
        actor, it.cohort, presets=Presets(prepared_by="某人"), version=it.cohort.version
    ),
    "call": lambda actor, it: operations.set_call(
        actor, it.cohort, is_open=False, closes_on=None, requirements="", required=[]
    ),
    "give places": lambda actor, it: operations.set_quotas(actor, it.cohort, seats={it.organisation: 2}),
    "nominate": lambda actor, it: operations.nominate(
        actor, it.cohort, organisation=it.organisation, phone="19900000002", on=DAY, name="郑思齐"
    ),
    "withdraw a nomination": lambda actor, it: operations.withdraw_nomination(actor, it.nomination, on=DAY),
    "decide": lambda actor, it: operations.decide_nominations(actor, it.cohort, decisions={}),
    "enrol the accepted": lambda actor, it: operations.enrol_accepted(actor, it.cohort),
}
#: Acts on the course plan, the timetable and the visits.
OF_THE_PLAN: dict[str, Act] = {
    "set the plan": lambda actor, it: course_plans.change_plan(actor, it.cohort, first_on=DAY),
    "add a course": lambda actor, it: course_plans.add_planned_course(actor, it.cohort, values=it.values),
    "change a course": lambda actor, it: course_plans.change_planned_course(
        actor, it.cohort, it.planned, values=it.values, version=it.planned.version
    ),
    "remove a course": lambda actor, it: course_plans.remove_planned_course(actor, it.planned),
    "reorder": lambda actor, it: course_plans.reorder_plan(actor, it.cohort, order=[it.planned.public_id]),
    "fix": lambda actor, it: course_plans.fix_session(actor, it.link, fixed=True),
    "derive": lambda actor, it: course_plans.derive_plan(actor, it.cohort),
    "plan groups": lambda actor, it: planned_seminars.plan_groups(
        actor, it.cohort, it.planned, title="研讨", tables=[it.table]
    ),
    "report an outcome": lambda actor, it: seminars.record_outcome(actor, it.seminar.tables[0], outcome="三条对策"),
    "publish": lambda actor, it: publish_release(actor, it.cohort),
    "plan a visit": lambda actor, it: visits.plan_visit(actor, it.session, plan=visits.plan_of(it.visit)),
    "change a visit": lambda actor, it: visits.change_visit(
        actor, it.visit, plan=visits.plan_of(it.visit), version=it.visit.version
    ),
    "seat": lambda actor, it: visits.allot_by_group(actor, it.visit, version=it.visit.version),
    "count aboard": lambda actor, it: visits.record_counts(actor, it.visit, device="手机", entries=[]),
}
#: Acts on attendance and results.
OF_RESULTS: dict[str, Act] = {
    "set attendance": lambda actor, it: attendance.change_settings(actor, it.cohort, settings=Settings()),
    "issue cards": lambda actor, it: attendance.issue_cards(actor, it.cohort),
    "decide a leave": lambda actor, it: attendance.decide_leave(actor, it.leave, approve=True),
    "cancel a leave": lambda actor, it: attendance.cancel_leave(actor, it.leave, reason="回来了"),
    "close a leave": lambda actor, it: attendance.close_leave(actor, it.leave),
    "issue certificates": lambda actor, it: assessment.issue_certificates(
        actor, it.cohort, assessment_queries.class_assessment(it.cohort), on=DAY
    ),
    "void a certificate": lambda actor, it: assessment.void_certificate(
        actor, it.cohort, it.certificate, reason="写错", on=DAY, again=False
    ),
    "ask for work": lambda actor, it: assessment.set_task(actor, it.cohort, kind=it.task.kind, asked=ASKED),
    "change a task": lambda actor, it: assessment.change_task(actor, it.task, asked=ASKED),
    "remove a task": lambda actor, it: assessment.remove_task(actor, it.task),
    "return work": lambda actor, it: assessment.return_work(actor, it.work, note="再改"),
    "accept work": lambda actor, it: assessment.accept_work(actor, it.work),
    "mark work": lambda actor, it: assessment.mark_work(actor, it.work, points=Decimal(90)),
    "choose lines": lambda actor, it: assessment.choose_lines(actor, it.work, lines=""),
    "end an evaluation": lambda actor, it: assessment.close_evaluation(actor, it.questionnaire, on=DAY),
    "take forms": lambda actor, it: assessment.import_forms(actor, it.questionnaire, text="5 5 5 5 5"),
}


@pytest.mark.parametrize("acts", [OF_THE_LIST, OF_THE_PLAN, OF_RESULTS], ids=["list", "plan", "results"])
def test_no_act_changes_a_closed_class(make: Factory, acts: dict[str, Act]) -> None:
    it = full_class(make)
    close(it)
    recorded = db.session.scalar(select(func.count(AuditEvent.id)))

    said = {name: _refusal(make, it, act) for name, act in acts.items()}

    assert {name: text for name, text in said.items() if not text.startswith(LOCKED)} == {}
    assert db.session.scalar(select(func.count(AuditEvent.id))) == recorded


def _refusal(make: Factory, it: SimpleNamespace, act: Act) -> str:
    """Return why an act is refused, "" when it is not; nothing of it stays."""
    attempt = db.session.begin_nested()
    try:
        act(make.actor, it)
    except Refused as refused:
        return refused.reasons[0]
    finally:
        attempt.rollback()
    return ""


def test_phone_number_is_corrected_and_the_rest_waits_until_the_class_is_reopened(make: Factory) -> None:
    it = full_class(make)
    client = make.organiser_client()
    close(it)
    page = f"/classes/{it.cohort.public_id}/roster/{it.one.public_id}"

    shown = client.get(page).get_data(as_text=True)
    corrected = client.post(f"{page}/phone", data={"new_phone": "199 0000 1234"})
    refused = client.post(page, data={"name": "陈青禾", "number": "1", "post": "副书记", "phone": "19900005678"})
    post_then, phone_then = it.one.post, it.one.person.phone
    it.cohort.stage = Stage.COMPLETED
    changed = operations.change_enrolment(make.actor, it.one, post="副书记")

    assert f'action="{page}/phone"' in shown
    assert '<fieldset class="stack" disabled>' in shown
    assert corrected.status_code == 302
    assert (refused.status_code, post_then, phone_then) == (422, "社区工作者", "19900001234")
    assert dict(changed.after) == {"post": "副书记"}


def test_number_of_a_person_does_not_count_as_a_change_of_the_class(make: Factory) -> None:
    it = full_class(make)
    close(it)

    told = operations.change_enrolment(make.actor, it.one, phone="19900001234", post=it.one.post)
    person = change_person(make.actor, it.other.person, phone="19900005678")

    assert (dict(told.after), set(person.after)) == ({}, {"phone"})
    assert it.one.person.phone == "19900001234"
