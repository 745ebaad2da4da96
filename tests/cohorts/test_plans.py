"""Year plans: classes planned, approved with their papers, made into classes, planned again next year."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from io import BytesIO

import pytest
from sqlalchemy import select

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts import operations, queries
from trainingapp.cohorts.models import Cohort, PlanItem, PlanPaper, YearPlan
from trainingapp.core.database import db
from trainingapp.core.errors import Refused

Counting = Callable[[], AbstractContextManager[CountedQueries]]
PDF = b"%PDF-1.7 approved"


def plan_of(make: Factory, year: int = 2026, *names: str) -> YearPlan:
    """Make a plan of a year with these classes of 40 people and 24 hours."""
    plan = operations.open_plan(make.actor, year=year)
    for name in names:
        operations.add_item(make.actor, plan, name=name, people=40, hours=Decimal(24))
    return plan


def test_plan_is_begun_filled_and_summed(make: Factory) -> None:
    client = make.organiser_client()

    page = client.post("/plans", data={"year": "2026"}).location
    for batch, people, hours in (("第一期", "100", "24"), ("第二期", "90", "24.5")):
        client.post(f"{page}/new", data={"name": "书记培训班", "batch": batch, "people": people, "hours": hours})
    text = client.get(page).get_data(as_text=True)

    assert [item.label for item in db.session.scalars(select(PlanItem).order_by(PlanItem.position))] == [
        "书记培训班第一期",
        "书记培训班第二期",
    ]
    assert ("<b>190<" in text, "<b>48.5<" in text) == (True, True)


def test_second_plan_of_a_year_and_a_month_that_there_is_not_are_refused(make: Factory) -> None:
    plan = plan_of(make)
    client = make.organiser_client()
    page = f"/plans/{plan.public_id}"

    again = client.post("/plans", data={"year": "2026"})
    month = client.post(f"{page}/new", data={"name": "书记培训班", "month": "13"}).get_data(as_text=True)

    assert (again.status_code, "月份是 1 到 12" in month) == (422, True)


def test_approval_is_kept_with_its_file_and_later_classes_are_marked(make: Factory) -> None:
    plan = plan_of(make, 2026, "书记培训班")
    client = make.organiser_client()
    page = f"/plans/{plan.public_id}"

    client.post(
        f"{page}/approval",
        data={
            "version": "1",
            "approved_on": "2026-01-15",
            "approved_by": "街道党工委会议",
            "approval_number": "云杉委〔2026〕3号",
            "papers": (BytesIO(PDF), "../../审批单.html"),
        },
    )
    client.post(f"{page}/new", data={"name": "两新书记班"})
    paper = db.session.scalars(select(PlanPaper)).one()
    answer = client.get(f"{page}/papers/{paper.public_id}")

    act = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "plan.approved")).one()
    assert (act.after["附件"], act.after["approved_by"]) == (["审批单.pdf"], "街道党工委会议")
    assert [item.unplanned for item in queries.find_plan(plan.public_id).items] == [False, True]
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_unfit_file_keeps_the_approval_from_being_saved(make: Factory) -> None:
    plan = plan_of(make)
    client = make.organiser_client()
    page = f"/plans/{plan.public_id}"

    answer = client.post(
        f"{page}/approval",
        data={"version": "1", "approved_on": "2026-01-15", "papers": (BytesIO(b"<script>"), "审批单.pdf")},
    )

    assert (answer.status_code, plan.approved_on) == (422, None)


def test_approval_that_somebody_else_saved_meanwhile_is_not_overwritten(make: Factory) -> None:
    plan = plan_of(make)
    client = make.organiser_client()
    page = f"/plans/{plan.public_id}"
    client.post(f"{page}/approval", data={"version": "1", "approved_by": "甲"})

    answer = client.post(f"{page}/approval", data={"version": "1", "approved_by": "乙"})

    assert (answer.status_code, plan.approved_by) == (409, "甲")


def test_paper_is_removed_and_its_address_then_finds_nothing(make: Factory) -> None:
    plan = plan_of(make)
    client = make.organiser_client()
    page = f"/plans/{plan.public_id}"
    client.post(f"{page}/approval", data={"version": "1", "papers": (BytesIO(PDF), "审批单.pdf")})
    address = f"{page}/papers/{db.session.scalars(select(PlanPaper)).one().public_id}"

    client.post(f"{address}/remove")

    assert client.get(address).status_code == 404


def test_planned_class_is_made_from_its_line(make: Factory) -> None:
    plan = plan_of(make, 2026, "书记培训班")
    item = plan.items[0]
    client = make.organiser_client()
    page = f"/classes/new?planned={item.public_id}"

    shown = client.get(page).get_data(as_text=True)
    client.post(
        page,
        data={
            "code": "sj-2026",
            "formal_name": "书记培训班",
            "short_name": "书记班",
            "host": make.street.public_id,
            "starts_on": "2026-05-11",
            "hours_per_half_day": "4",
        },
    )

    cohort = db.session.scalars(select(Cohort)).one()
    assert ('value="书记培训班"' in shown, 'value="40"' in shown) == (True, True)
    assert item.cohort_id == cohort.id
    with pytest.raises(Refused, match="已经建班（书记班），不能移出计划"):
        operations.remove_item(make.actor, item)


def test_last_years_classes_are_planned_again_once(make: Factory) -> None:
    former = plan_of(make, 2025, "书记培训班", "党员轮训")
    former.items[0].note = "七月增补"
    db.session.flush()
    plan = plan_of(make, 2026, "党员轮训")
    client = make.organiser_client()
    page = f"/plans/{plan.public_id}"

    client.post(f"{page}/copy")
    client.post(f"{page}/copy")

    assert [(item.name, item.people, item.note, item.cohort_id) for item in plan.items] == [
        ("党员轮训", 40, "", None),
        ("书记培训班", 40, "", None),
    ]


def test_plan_asks_as_much_for_three_as_for_one(make: Factory, count_queries: Counting) -> None:
    plan = plan_of(make)
    client = make.organiser_client()
    page = f"/plans/{plan.public_id}"
    totals = []
    for names in (("书记培训班",), ("党员轮训", "两新班")):
        for name in names:
            item = operations.add_item(make.actor, plan, name=name, programme_id=make.programme().id)
            operations.link_item(make.actor, item, make.cohort())
        db.session.commit()
        with count_queries() as counted:
            client.get(page)
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_class_teacher_reads_the_plan_without_ways_to_change_it(make: Factory) -> None:
    plan = plan_of(make, 2026, "书记培训班")
    client = make.client(make.user(Role.CLASS_TEACHER, cohort_id=make.cohort().id))
    page = f"/plans/{plan.public_id}"

    text = client.get(page).get_data(as_text=True)

    forms = re.findall(r"<form[^>]*>", text.split("<main", 1)[1])
    assert ("书记培训班" in text, [f'action="{page}/workbook"' in one for one in forms]) == (True, [True])
    assert client.post(f"{page}/new", data={"name": "x"}).status_code == 403


def test_who_manages_a_part_of_the_office_reads_the_plan_and_his_refused_changes_stay_on_record(make: Factory) -> None:
    plan = plan_of(make, 2026, "书记培训班")
    item, page = plan.items[0], f"/plans/{plan.public_id}"
    client = make.client(make.user(Role.ORGANISER, organisation_id=make.street.id))
    line = {"name": "改了名", "people": "1", "hours": "1", "version": item.version}
    approval = {"version": plan.version, "approved_on": "2026-01-05"}

    sent = {
        "/plans": {"year": "2027"},
        f"{page}/approval": approval,
        f"{page}/new": line,
        f"{page}/{item.public_id}": line,
        f"{page}/{item.public_id}/remove": {},
        f"{page}/copy": {},
    }
    answers = [client.post(address, data=data).status_code for address, data in sent.items()]
    shown = client.get(page).text

    assert answers == [403] * 6
    assert [word in shown for word in ("书记培训班", "建班", "列入一个班", "保存审批")] == [True, True, False, False]
    assert (len(db.session.scalars(select(YearPlan)).all()), [one.name for one in plan.items]) == (1, ["书记培训班"])
    kept = db.session.scalars(select(AuditEvent.subject_label).where(AuditEvent.verb == "plan.refused"))
    assert sorted(kept) == ["2026年培训计划"] * 5 + ["2027年培训计划"]
