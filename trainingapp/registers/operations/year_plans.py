"""Handing out a year's plan as a workbook."""

from datetime import date
from decimal import Decimal

from trainingapp.accounts.models import Office as HostOffice
from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.columns import PLAN_ITEMS
from trainingapp.cohorts.models import YearPlan
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.excel.writing import safe_file_name
from trainingapp.registers.operations.papers import WORKBOOK, Export
from trainingapp.registers.sheets.attendance import Totals
from trainingapp.registers.sheets.packing import settle
from trainingapp.registers.sheets.parts import Heading, Office
from trainingapp.registers.sheets.year_plans import YearPlanSheet, build_year_plan


def export_plan(actor: Actor, plan: YearPlan, *, on: date) -> Export:
    """Return a year's plan as a workbook: its classes with their hours, the sums, and who approved it."""
    office = db.session.get_one(HostOffice, plan.office_id)
    sheet = YearPlanSheet(
        heading=Heading(f"{office.short_name}{plan.label}", left=f"填报单位：{office.name}", right=_printed(on)),
        columns=PLAN_ITEMS,
        rows=plan.items,
        totals=_totals(plan),
        approval=_approval(plan),
        note=plan.note,
        office=Office(office.name),
    )
    content = settle(build_year_plan(sheet), on)
    audit.record(actor, "register.exported", plan, Changes(after={"kind": ["年度培训计划"]}))
    return Export(safe_file_name(f"{office.short_name}{plan.label}", WORKBOOK), content)


def _totals(plan: YearPlan) -> Totals:
    people, hours = sum(item.people for item in plan.items), sum((item.hours for item in plan.items), Decimal(0))
    return Totals(f"合计 {len(plan.items)} 个班", {"people": people, "hours": hours})


def _approval(plan: YearPlan) -> str:
    if plan.approved_on is None:
        return "审批：还没有登记"
    by = " ".join(filter(None, (plan.approved_by, plan.approval_number)))
    papers = "、".join(paper.file_name for paper in plan.papers)
    return f"审批：{_printed(plan.approved_on)} {by}" + (f"；附件：{papers}" if papers else "")


def _printed(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
