"""Handing out what an office files: the ledger of its classes of a year (培训台账), and a month's report (月报)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from trainingapp.accounts.models import Office as HostOffice
from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import MonthlyReport as Report
from trainingapp.audit import operations as audit
from trainingapp.cohorts.columns import show_dates
from trainingapp.core.changes import Changes
from trainingapp.core.clock import to_local
from trainingapp.core.database import db
from trainingapp.core.excel.writing import safe_file_name
from trainingapp.core.scope import current_office
from trainingapp.insight.queries import LedgerLine, ledger_lines
from trainingapp.registers.operations.papers import WORKBOOK, Export
from trainingapp.registers.sheets.ledger import HeldClass, LedgerSheet, build_ledger
from trainingapp.registers.sheets.monthly import Behind, MonthClass, MonthlyReport, NextMonth, build_monthly
from trainingapp.registers.sheets.packing import settle
from trainingapp.registers.sheets.parts import Heading, Office, SignOff

MOST_LECTURERS = 6


def export_ledger(actor: Actor, year: int, *, on: date) -> Export:
    """Hand out the ledger of the classes that began in a year; it is recorded."""
    office = db.session.get_one(HostOffice, current_office())
    audit.record(actor, "register.exported", office, Changes(after={"kind": [f"{year}年培训台账"]}))
    return fill_ledger(actor, year, on=on)


def fill_ledger(actor: Actor, year: int, *, on: date) -> Export:
    """Return the ledger of the classes that began in a year, with what closing each came to."""
    office = db.session.get_one(HostOffice, current_office())
    title = f"{office.short_name}{year}年培训台账"
    sheet = LedgerSheet(
        heading=_heading(office, title, on),
        classes=[_held(number, line) for number, line in enumerate(ledger_lines(actor, year), start=1)],
        notes=["材料齐全否：按结班时的清单；没有结班的还没有核对。经费由经办人填写。"],
        office=Office(office.name),
    )
    return Export(safe_file_name(title, WORKBOOK), settle(build_ledger(sheet), on))


def _heading(office: HostOffice, title: str, on: date) -> Heading:
    return Heading(title, left=f"填报单位：{office.name}", right=f"填表日期：{_printed(on)}")


def _printed(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _held(number: int, line: LedgerLine) -> HeldClass:
    cohort, closing = line.cohort, line.closing
    return HeldClass(
        number=number,
        name=cohort.formal_name,
        dates=show_dates(cohort),
        days=line.days,
        place=cohort.place,
        audience="、".join(track.name for track in cohort.tracks),
        person_times=line.trainees,
        hours=line.hours,
        lecturers=_some(line.lecturers),
        missing=[one.removeprefix("还没有上传") for one in closing.reminders] if closing else None,
        remark=_remark(line),
    )


def _remark(line: LedgerLine) -> str:
    if line.closing is None:
        return "未结班"
    day = to_local(line.closing.closed_at)
    return f"结业 {line.completed} 人，{day.month}月{day.day}日结班"


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:MOST_LECTURERS]) + (f"等 {len(names)} 人" if len(names) > MOST_LECTURERS else "")


def export_monthly(actor: Actor, report: Report, *, on: date) -> Export:
    """Hand out one version of a month's report; it is recorded."""
    audit.record(actor, "register.exported", report, Changes(after={"kind": ["月报"]}))
    return fill_monthly(report, on=on)


def fill_monthly(report: Report, *, on: date) -> Export:
    """Return one version of a month's report as it stands; a filed one carries who filed it and when."""
    office = db.session.get_one(HostOffice, report.office_id)
    title = f"{office.short_name}{report.year}年{report.month}月培训工作月报"
    filed = to_local(report.filed_at).date() if report.filed_at else on
    figures, content = report.figures, report.content
    sheet = MonthlyReport(
        heading=_heading(office, title, filed),
        classes=[_class(one) for one in figures.get("classes", [])],
        person_times=figures.get("people", 0),
        hours=Decimal(figures.get("hours", 0)),
        rate=_rate(figures),
        behind=[_behind(one) for one in figures.get("behind", [])],
        upcoming=[NextMonth(**{**one, "people": str(one["people"])}) for one in figures.get("upcoming", [])],
        held="\n".join(filter(None, (content.get("held"), content.get("attendance")))),
        short=content.get("short", ""),
        next=content.get("upcoming", ""),
        problems=content.get("problems", ""),
        closing=(
            SignOff("制表人", report.drafted_by),
            SignOff("审核人", report.filed_by),
            SignOff("填表日期", _printed(filed)),
        ),
        office=Office(office.name),
    )
    return Export(safe_file_name(f"{title}第{report.number}版", WORKBOOK), settle(build_monthly(sheet), filed))


def _rate(figures: Mapping[str, Any]) -> Fraction | None:
    return Fraction(figures["rate"]) if figures.get("rate") else None


def _class(one: Mapping[str, Any]) -> MonthClass:
    return MonthClass(
        name=one["name"],
        dates=one["dates"],
        person_times=one["people"],
        hours=Decimal(one["hours"]),
        rate=_rate(one),
    )


def _behind(one: Mapping[str, Any]) -> Behind:
    return Behind(name=one["name"], unit=one["unit"], class_name=one["class"], state=one["state"])
