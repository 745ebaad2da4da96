"""The workbook of a year's plan: its classes, the sums, the approval; who took it is recorded."""

from datetime import date
from decimal import Decimal
from io import BytesIO

from openpyxl import load_workbook
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts import operations
from trainingapp.cohorts.columns import PLAN_ITEMS
from trainingapp.cohorts.models import YearPlan
from trainingapp.core.database import db


def plan_of(make: Factory) -> YearPlan:
    """Make the plan of 2026: two classes, one of a programme, approved."""
    plan = operations.open_plan(make.actor, year=2026)
    programme = make.programme(name="青蓝接力")
    operations.add_item(
        make.actor, plan, name="后备班", batch="第一期", programme_id=programme.id, people=30, hours=Decimal(24)
    )
    operations.add_item(make.actor, plan, name="=书记班", month=5, people=100, hours=Decimal("24.5"))
    operations.approve_plan(
        make.actor,
        plan,
        version=plan.version,
        approved_on=date(2026, 1, 15),
        approved_by="党工委会议",
        note="全年两个班",
    )
    return plan


def test_workbook_has_classes_sums_and_approval(make: Factory) -> None:
    plan = plan_of(make)
    client = make.organiser_client()

    answer = client.post(f"/plans/{plan.public_id}/workbook")

    sheet = load_workbook(BytesIO(answer.data)).worksheets[0]
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    head = next(place for place, row in enumerate(rows) if row[:1] == ["序号"])
    assert rows[head] == ["序号", *(column.header for column in PLAN_ITEMS)]
    assert rows[head + 1][:5] == [1, "后备班第一期", "青蓝接力", 30, 24]
    assert rows[head + 2][:5] == [2, "=书记班", "5月", 100, 24.5]
    assert rows[head + 3] == ["合计 2 个班", 130, 48.5]
    assert rows[head + 4 : head + 6] == [["全年两个班"], ["审批：2026年1月15日 党工委会议"]]


def test_export_is_recorded_and_an_inspector_may_and_a_lecturer_may_not(make: Factory) -> None:
    plan = plan_of(make)
    address = f"/plans/{plan.public_id}/workbook"
    lecturer = make.lecturer()

    allowed = make.client(make.user(Role.INSPECTOR)).post(address)
    refused = make.client(make.user(Role.LECTURER, lecturer_id=lecturer.id)).post(address)

    act = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "register.exported")).one()
    assert (allowed.status_code, refused.status_code) == (200, 403)
    assert (act.subject_label, act.after) == ("2026年培训计划", {"kind": ["年度培训计划"]})
