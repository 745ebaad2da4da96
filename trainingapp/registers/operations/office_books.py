"""Handing out what an office files: the ledger of its classes of a year (培训台账), and a month's report (月报)."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from trainingapp.accounts.models import Office as HostOffice
from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import OfficeReport as Report
from trainingapp.assessment.rules.reports import CELLS, cell_key, ledger_content
from trainingapp.assessment.terms import ReportKind
from trainingapp.audit import operations as audit
from trainingapp.core.changes import Changes
from trainingapp.core.clock import to_local
from trainingapp.core.database import db
from trainingapp.core.excel.writing import safe_file_name
from trainingapp.core.scope import current_office
from trainingapp.insight.queries import ledger_figures, ledger_lines
from trainingapp.registers.operations.papers import WORKBOOK, Export
from trainingapp.registers.sheets.ledger import HeldClass, LedgerSheet, build_ledger
from trainingapp.registers.sheets.monthly import Behind, MonthClass, MonthlyReport, NextMonth, build_monthly
from trainingapp.registers.sheets.packing import settle
from trainingapp.registers.sheets.parts import MADE_CHECKED_DATED, Heading, Office, SignOff


def export_ledger(actor: Actor, year: int, *, on: date) -> Export:
    """Hand out the ledger of the classes that began in a year; it is recorded."""
    office = db.session.get_one(HostOffice, current_office())
    audit.record(actor, "register.exported", office, Changes(after={"kind": [f"{year}年培训台账"]}))
    return fill_ledger(actor, year, on=on)


def fill_ledger(actor: Actor, year: int, *, on: date) -> Export:
    """Return the ledger of the classes that began in a year as the data say it now."""
    lines = ledger_figures(ledger_lines(actor, year))
    return _ledger(lines, ledger_content(lines), year, on, closing=MADE_CHECKED_DATED)


def _ledger(
    lines: Sequence[Mapping[str, Any]],
    content: Mapping[str, str],
    year: int,
    on: date,
    *,
    closing: Sequence[SignOff],
    version: str = "",
) -> Export:
    office = db.session.get_one(HostOffice, current_office())
    title = f"{office.short_name}{year}年培训台账"
    sheet = LedgerSheet(
        heading=_heading(office, title, on),
        classes=[_held(number, line, content) for number, line in enumerate(lines, start=1)],
        notes=["材料齐全否：按结班时的清单；没有结班的还没有核对。"],
        closing=closing,
        office=Office(office.name),
    )
    return Export(safe_file_name(title + version, WORKBOOK), settle(build_ledger(sheet), on))


def _heading(office: HostOffice, title: str, on: date) -> Heading:
    return Heading(title, left=f"填报单位：{office.name}", right=f"填表日期：{_printed(on)}")


def _printed(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _held(number: int, line: Mapping[str, Any], content: Mapping[str, str]) -> HeldClass:
    """Return a line with its cells as people left them."""
    said = {cell: content.get(cell_key(line["key"], cell), "") for cell in CELLS}
    return HeldClass(
        number=number,
        name=line["name"],
        dates=line["dates"],
        days=Decimal(line["days"]),
        place=said["place"],
        audience=said["audience"],
        person_times=line["people"],
        hours=Decimal(line["hours"]),
        lecturers=said["lecturers"],
        cost=Decimal(said["cost"]) if said["cost"] else None,
        file_state=said["file_state"],
        remark=said["remark"],
    )


def export_report(actor: Actor, report: Report, *, on: date) -> Export:
    """Hand out one version of a month's report or a year's ledger; it is recorded."""
    audit.record(actor, "register.exported", report, Changes(after={"kind": [report.kind.label]}))
    return fill_report(report, on=on)


def fill_report(report: Report, *, on: date) -> Export:
    """Return one version of a report as it stands; a filed one carries who filed it and when."""
    filed = to_local(report.filed_at).date() if report.filed_at else on
    signed = (
        SignOff("制表人", report.drafted_by),
        SignOff("审核人", report.filed_by),
        SignOff("填表日期", _printed(filed)),
    )
    if report.kind is ReportKind.LEDGER:
        version = f"第{report.number}版"
        return _ledger(report.figures["classes"], report.content, report.year, filed, closing=signed, version=version)
    return _monthly(report, filed, signed)


def _monthly(report: Report, filed: date, signed: Sequence[SignOff]) -> Export:
    office = db.session.get_one(HostOffice, report.office_id)
    title = f"{office.short_name}{report.year}年{report.month}月培训工作月报"
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
        closing=signed,
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
