"""What follows a class: relays with proof, mentoring, destinations, points without ranking, honours."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Actor, Granted, Role
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import list_roster
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.followup import operations, queries
from trainingapp.followup.models import (
    CascadePaper,
    CascadeTask,
    Destination,
    Honour,
    Mentorship,
    PointsEntry,
    PointsItem,
)
from trainingapp.followup.terms import HonourLevel, MentorshipState, PointsState

Counting = Callable[[], AbstractContextManager[CountedQueries]]
PNG = b"\x89PNG\r\n\x1a\n photo"


def class_of_two(make: Factory) -> Cohort:
    """Make a class of a secretary with two branches below, and one whose organisation has none."""
    cohort = make.cohort(starts_on=date(2019, 5, 7))
    residential = make.organisation("曹杨一村居民区党总支", parent=make.street)
    make.organisation("第一党支部", parent=residential)
    make.organisation("第二党支部", parent=residential)
    small = make.organisation("独立党支部", parent=make.street)
    make.enrolment(cohort, "陈青禾", number=1, organisation_id=residential.id)
    make.enrolment(cohort, "林晓岚", number=2, organisation_id=small.id)
    return cohort


def assign(make: Factory, cohort: Cohort) -> str:
    """Have both trainees relay a topic; return the page of the duty."""
    client = make.organiser_client()
    trainees = [one.public_id for one in roster_of(cohort)]
    answer = client.post(
        f"/classes/{cohort.public_id}/cascades/new", data={"topic": "深化政治巡察", "trainees": trainees}
    )
    return str(answer.location)


def roster_of(cohort: Cohort) -> list[Enrolment]:
    """Return the class's trainees."""
    return list(list_roster(cohort.id))


def test_topic_is_relayed_to_every_branch_and_reported_with_proof(make: Factory) -> None:
    cohort = class_of_two(make)
    page = assign(make, cohort)
    client = make.organiser_client()
    tasks = {task.label: task for task in db.session.scalars(select(CascadeTask))}

    address = f"/classes/{cohort.public_id}/cascade-tasks/{tasks['第一党支部'].public_id}"
    client.post(
        address,
        data={"version": "1", "done_on": "2019-05-20", "headcount": "46", "papers": (BytesIO(PNG), "合影.png")},
    )
    text = client.get(page).get_data(as_text=True)
    paper = db.session.scalars(select(CascadePaper)).one()
    proof = client.get(f"/classes/{cohort.public_id}/cascade-papers/{paper.public_id}")

    assert {name: task.enrolment.name for name, task in tasks.items()} == {
        "第一党支部": "陈青禾",
        "第二党支部": "陈青禾",
        "独立党支部": "林晓岚",
    }
    assert "1/3 个支部（33%），46 人次" in text
    assert (proof.data, proof.headers["Content-Disposition"].startswith("attachment")) == (PNG, True)


def test_trainee_without_an_organisation_in_the_tree_cannot_relay(make: Factory) -> None:
    cohort = make.cohort()
    trainee = make.enrolment(cohort, "何云")

    with pytest.raises(Refused, match="何云的单位不在组织库里"):
        operations.assign_cascade(make.actor, cohort, topic="宣讲", requirements="", due_on=None, trainees=[trainee])


def test_report_needs_people_and_overwrites_nobody(make: Factory) -> None:
    assign(make, class_of_two(make))
    task = db.session.scalars(select(CascadeTask)).first()
    assert task is not None

    with pytest.raises(Refused, match="也请填人数"):
        operations.report_task(make.actor, task, done_on=date(2019, 5, 20), headcount=0, form=None, note="", version=1)
    operations.report_task(make.actor, task, done_on=None, headcount=0, form=None, note="改期", version=1)
    db.session.flush()
    with pytest.raises(Stale):
        operations.report_task(make.actor, task, done_on=None, headcount=0, form=None, note="", version=1)


def test_pair_is_made_talks_are_recorded_and_it_ends(make: Factory) -> None:
    cohort = class_of_two(make)
    trainee = roster_of(cohort)[0]
    client = make.organiser_client()
    start = today() - timedelta(days=100)

    page = client.post(
        f"/classes/{cohort.public_id}/mentorships/new",
        data={"trainee": trainee.public_id, "mentor": "王带教", "starts_on": start.isoformat()},
    ).location
    before = client.get(page).get_data(as_text=True)
    client.post(f"{page}/talks", data={"held_on": today().isoformat(), "content": "入户走访怎么开口"})
    future = client.post(f"{page}/talks", data={"held_on": "2999-01-01", "content": "x"})
    client.post(f"{page}/end", data={"ends_on": today().isoformat(), "summary": "能独立走访"})

    pair = db.session.scalars(select(Mentorship)).one()
    assert ("个月没有谈话记录：" in before, future.status_code) == (True, 422)
    assert (pair.state, len(pair.talks), pair.summary) == (MentorshipState.ENDED, 1, "能独立走访")
    acts = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.cohort_id == cohort.id).order_by(AuditEvent.id))
    assert acts.all() == ["mentorship.added", "talk.recorded", "mentorship.ended"]


def test_newest_destination_counts_and_former_ones_stay(make: Factory) -> None:
    cohort = class_of_two(make)
    trainee = roster_of(cohort)[0]
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/destinations"
    form = {"trainee": trainee.public_id, "since": "2020-01-01", "kind": "reserve"}

    client.post(page, data=form)
    client.post(page, data={**form, "since": "2021-03-01", "kind": "committee", "post": "居委会副主任"})
    early = client.post(page, data={**form, "since": "2019-05-01"})

    text = client.get(f"/classes/{cohort.public_id}/followup").get_data(as_text=True)
    rows = db.session.scalars(select(Destination)).all()
    assert (len(rows), early.status_code) == (2, 422)
    assert ("居委会副主任" in text, queries.destinations_of(cohort)[trainee.id].kind.label) == (
        True,
        "进入“两委”班子",
    )


def test_points_count_when_somebody_else_has_checked_them(make: Factory) -> None:
    branch = make.organisation("第一党支部", parent=make.street)
    for name in ("周子安", "陈青禾"):
        make.person(name, organisation_id=branch.id)
    stranger = make.person("外支部的人", organisation_id=make.organisation("别的支部").id)
    client, checker = make.organiser_client(), make.organiser_client()
    client.post("/points/rules", data={"name": "参加志愿服务", "points": "3", "valid": "y"})
    item = db.session.scalars(select(PointsItem)).one()
    page = f"/points/{branch.public_id}/entries"
    chen = queries.members_of(make.actor, branch)[-1]
    form = {"item": item.public_id, "earned_on": today().isoformat(), "evidence": "签到表"}

    client.post(page, data={**form, "person": chen.public_id})
    foreign = client.post(page, data={**form, "person": stranger.public_id})
    entry = db.session.scalars(select(PointsEntry)).one()
    own = client.post(f"{page}/{entry.public_id}", data={"version": "1", "state": "checked"})
    checker.post(f"{page}/{entry.public_id}", data={"version": "1", "state": "checked", "note": "回访属实"})

    text = client.get(f"/points?organisation={branch.public_id}").get_data(as_text=True)
    assert (foreign.status_code, own.status_code, entry.state) == (422, 422, PointsState.CHECKED)
    assert [text.count(f'data-name="本年积分">{points}<') for points in (3, 0)] == [1, 1]
    assert ("名次" in text, "排名" in text) == (False, False)


def test_check_is_offered_to_another_person_than_entered_it(make: Factory) -> None:
    person = make.person("陈青禾", organisation_id=make.street.id)
    item = operations.set_item(make.actor, None, name="志愿服务", points=2, source="", valid=True)
    users = [make.user(Role.ORGANISER) for _ in range(2)]
    operations.enter_points(users[0].actor(), person, item=item, earned_on=today(), evidence="签到表", today=today())

    own, other = (make.client(user).get(f"/points?organisation={make.street.public_id}").text for user in users)

    offered = 'aria-label="陈青禾的核查结果"'
    assert [("由别人核查" in text, offered in text) for text in (own, other)] == [(True, False), (False, True)]


def test_rule_that_changes_leaves_what_was_entered(make: Factory) -> None:
    person = make.person("陈青禾", organisation_id=make.street.id)
    item = operations.set_item(make.actor, None, name="迟到", points=-1, source="", valid=True)
    entry = operations.enter_points(make.actor, person, item=item, earned_on=today(), evidence="签到表", today=today())

    operations.set_item(make.actor, item, name="迟到", points=-2, source="2026 年办法", valid=False, version=1)

    assert entry.points == -1
    with pytest.raises(Refused, match="“迟到”已经停用"):
        operations.enter_points(make.actor, person, item=item, earned_on=today(), evidence="签到表", today=today())


def test_honour_is_registered_once_with_its_holder(make: Factory) -> None:
    client = make.organiser_client()
    form = {"name": "五星级党支部", "cycle": "2019年度", "level": "office", "organisation": make.street.public_id}

    client.post("/honours/new", data=form)
    again = client.post("/honours/new", data=form)
    nobody = client.post("/honours/new", data={**form, "organisation": ""})
    honour = db.session.scalars(select(Honour)).one()
    client.post(f"/honours/{honour.public_id}", data={**form, "version": "1", "level": "district", "holder": "朱青"})

    text = client.get("/honours?q=五星").get_data(as_text=True)
    assert (again.status_code, nobody.status_code, honour.level) == (422, 422, HonourLevel.DISTRICT)
    assert ("五星级党支部" in text, "朱青" in text) == (True, True)


def test_class_of_another_teacher_is_not_found(make: Factory) -> None:
    cohort = class_of_two(make)
    page = assign(make, cohort)
    client = make.client(make.user(Role.CLASS_TEACHER, cohort_id=make.cohort().id))
    task = db.session.scalars(select(CascadeTask)).first()
    assert task is not None

    pages = [
        f"/classes/{cohort.public_id}/followup",
        page,
        f"/classes/{cohort.public_id}/cascade-tasks/{task.public_id}",
    ]

    assert [client.get(one).status_code for one in pages] == [404, 404, 404]


def test_part_of_an_office_reads_the_points_rules_and_begins_with_its_own_organisations(make: Factory) -> None:
    make.organisation("甲街道")
    own = make.organisation("乙街道")
    operations.set_item(make.actor, None, name="志愿服务", points=2, source="", valid=True)
    client = make.client(make.user(Role.ORGANISER, organisation_id=own.id))

    shown, points = client.get("/points/rules").text, client.get("/points").text
    refused = client.post("/points/rules", data={"name": "新事项", "points": "3", "valid": "y"})

    assert ("志愿服务" in shown, "加一条" in shown, "由管全部班次的组织者改" in shown) == (True, False, True)
    assert ("乙街道" in points, "甲街道" in points) == (True, False)
    assert (refused.status_code, [one.name for one in queries.list_items()]) == (403, ["志愿服务"])


def test_points_of_an_organiser_of_another_street_show_nobody(make: Factory) -> None:
    make.person("陈青禾", organisation_id=make.street.id)
    other = make.organisation("别的街道")
    granted = (Granted(Role.ORGANISER, organisation_id=other.id),)
    actor = Actor(None, "别街组织者", make.office.id, granted)

    assert queries.members_of(actor, make.street) == []


def test_pages_ask_as_much_for_three_as_for_one(make: Factory, count_queries: Counting) -> None:
    cohort = class_of_two(make)
    roster = roster_of(cohort)
    client = make.organiser_client()
    totals = []
    for people in (roster[:1], roster):
        for one in people:
            operations.add_mentorship(
                make.actor, cohort, trainee=one, mentor=f"王带教{make.number()}", starts_on=date(2019, 5, 7)
            )
            operations.assign_cascade(make.actor, cohort, topic="宣讲", requirements="", due_on=None, trainees=[one])
            make.person(organisation_id=make.street.id)
            operations.add_honour(
                make.actor,
                name=f"荣誉{make.number()}",
                cycle="",
                holder="",
                organisation_id=make.street.id,
                level=HonourLevel.CITY,
            )
        db.session.commit()
        counts = []
        for page in (f"/classes/{cohort.public_id}/followup", "/points", "/honours"):
            with count_queries() as counted:
                client.get(page)
            counts.append(counted.total)
        totals.append(counts)

    assert totals[0] == totals[1]


def test_secretary_reports_the_own_branches_from_the_phone(make: Factory) -> None:
    cohort = class_of_two(make)
    assign(make, cohort)
    one, other = roster_of(cohort)
    phone = make.client(make.user(Role.TRAINEE, person_id=one.person_id))
    tasks = {task.label: task for task in db.session.scalars(select(CascadeTask))}
    mine, foreign = (f"/my/relays/{tasks[name].public_id}" for name in ("第一党支部", "独立党支部"))

    before = phone.get("/my").text
    listed = phone.get("/my/relays").text
    shown, hidden = phone.get(mine).status_code, phone.get(foreign).status_code
    wrong = phone.post(mine, data={"version": "1", "done_on": "2019-05-20"})
    undated = phone.post(mine, data={"version": "1", "note": "下周开会"}, follow_redirects=True).text
    sent = phone.post(
        mine, data={"version": "2", "done_on": "2019-05-20", "headcount": "46", "papers": (BytesIO(PNG), "合影.png")}
    )
    after = phone.get("/my/relays").text

    assert ("还有 2 个支部没有传达" in before, "第一党支部" in listed, "独立党支部" in listed) == (True, True, False)
    assert "没有填传达日期，仍算未传达" in undated
    assert (shown, hidden, wrong.status_code, sent.status_code) == (200, 404, 422, 302)
    assert ("1/2 个支部（50%），46 人次" in after, other.name in after) == (True, False)
    reports = select(AuditEvent).where(AuditEvent.verb == "cascade.reported").order_by(AuditEvent.id.desc())
    event = db.session.scalars(reports).first()
    assert event is not None
    assert (event.cohort_id, event.after["附件"]) == (cohort.id, ["合影.png"])


def checked_entry(make: Factory, trainee: Enrolment) -> PointsEntry:
    """Return an entry of a trainee that somebody has refused."""
    clerk, checker = make.user(Role.ORGANISER), make.user(Role.ORGANISER)
    item = operations.set_item(make.actor, None, name="志愿服务", points=2, source="积分办法", valid=True)
    entry = operations.enter_points(
        clerk.actor(), trainee.person, item=item, earned_on=today(), evidence="签到表", today=today()
    )
    operations.check_entry(
        checker.actor(), entry, state=PointsState.VOIDED, note="签到表上没有名字", version=entry.version
    )
    db.session.flush()
    return entry


def test_member_appeals_once_and_somebody_else_decides_for_good(make: Factory) -> None:
    one, other = roster_of(class_of_two(make))
    entry = checked_entry(make, one)
    phone = make.client(make.user(Role.TRAINEE, person_id=one.person_id))
    stranger = make.client(make.user(Role.TRAINEE, person_id=other.person_id))
    page = f"/my/points/{entry.public_id}"

    foreign = stranger.post(page, data={"reason": "我的"})
    blank = phone.post(page, data={"reason": " "})
    sent = phone.post(page, data={"reason": "第二页有签名"})
    shown = phone.get("/my/points").text
    db.session.refresh(entry)
    with pytest.raises(Refused, match="要由别人复核"):
        operations.check_entry(
            Actor(None, entry.checked_by, make.office.id, ()),
            entry,
            state=PointsState.CHECKED,
            note="属实",
            version=entry.version,
        )
    with pytest.raises(Refused, match="要写明理由"):
        operations.check_entry(make.actor, entry, state=PointsState.CHECKED, note="", version=entry.version)
    operations.check_entry(make.actor, entry, state=PointsState.CHECKED, note="第二页属实", version=entry.version)

    assert (foreign.status_code, blank.status_code, sent.status_code) == (404, 422, 302)
    assert ("签到表上没有名字" in shown, "申诉待复核" in shown) == (True, True)
    assert (entry.state, entry.appeal) == (PointsState.CHECKED, "第二页有签名")
    with pytest.raises(Refused, match="已经申诉过"):
        operations.appeal_entry(make.actor, entry, reason="再看")


def test_points_are_taken_as_a_workbook_by_name(make: Factory) -> None:
    branch = make.organisation("第一党支部")
    people = [make.person(name, organisation=branch) for name in ("赵甲", "陈乙")]
    item = operations.set_item(make.actor, None, name="志愿服务", points=2, source="", valid=True)
    entry = operations.enter_points(
        make.actor, people[0], item=item, earned_on=today(), evidence="签到表", today=today()
    )
    operations.check_entry(make.actor, entry, state=PointsState.CHECKED, note="", version=entry.version)
    db.session.flush()

    book = make.organiser_client().get(f"/points/{branch.public_id}/workbook?year={today().year}").data

    sheets = load_workbook(BytesIO(book))
    rows = [[cell.value for cell in row] for row in sheets["党员积分"].iter_rows(min_row=3)]
    assert sorted([row[0], row[3]] for row in rows) == [["赵甲", 2], ["陈乙", 0]]
    assert "志愿服务" in [cell.value for row in sheets["积分记录"].iter_rows() for cell in row]


def test_holder_of_an_honour_who_teaches_opens_to_the_library(make: Factory) -> None:
    lecturer = make.lecturer("王带教")
    usual = {"cycle": "2019年度", "level": HonourLevel.DISTRICT, "organisation_id": None}
    for name in ("王带教", "陈青禾"):
        operations.add_honour(make.actor, name="优秀党务工作者", holder=name, **usual)

    text = make.organiser_client().get("/honours").text

    assert (f"/library/lecturers/{lecturer.public_id}/history" in text, text.count("（师资库）")) == (True, 1)
