"""Acts on what an office files: drafted from the data, edited by people, filed for good."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from trainingapp.accounts.permissions import Permission, reaches_office
from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import OfficeReport
from trainingapp.assessment.rules import reports as rules
from trainingapp.assessment.terms import ReportKind
from trainingapp.audit import operations as audit
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.clock import now
from trainingapp.core.database import db
from trainingapp.core.errors import NotPermitted, Refused, Stale

LONGEST = 4000
DRAWN = "drawn"


def draft_report(
    actor: Actor,
    *,
    kind: ReportKind,
    year: int,
    month: int = 0,
    content: Mapping[str, str],
    figures: Mapping[str, Any],
) -> OfficeReport:
    """Draft a month's report or a year's ledger from what the data say; refuses while a draft of it waits.

    After filing, another draft is the next version: those filed stay as they are. Refuses who sees a part alone.
    """
    if not reaches_office(actor, Permission.COHORT_EDIT):
        raise NotPermitted(f"{kind.label}是全单位的，只管部分组织的账号不能起草；请由管全单位的组织者来做")
    same = (OfficeReport.kind == kind, OfficeReport.year == year, OfficeReport.month == month)
    if db.session.scalar(select(OfficeReport.id).where(*same, OfficeReport.filed_at.is_(None))) is not None:
        told = f"{year}年{f'{month}月' if month else ''}{kind.label}"
        raise Refused(f"{told}已经有一份草稿，请接着改那一份")
    last = db.session.scalar(select(func.max(OfficeReport.number)).where(*same)) or 0
    report = OfficeReport(
        kind=kind,
        year=year,
        month=month,
        number=last + 1,
        content=dict(content),
        figures={**figures, DRAWN: dict(content)},
        drafted_by=actor.name,
    )
    db.session.add(report)
    db.session.flush()
    audit.record(actor, "report.drafted", report, _named(report, changes.between({}, dict(content))))
    return report


def redraw_report(
    actor: Actor, report: OfficeReport, *, content: Mapping[str, str], figures: Mapping[str, Any], version: int
) -> None:
    """Draft a report anew from what the data say now; what only people said stays. Refuses as changing does."""
    _refuse_changed(report, version)
    drawn = report.figures.get(DRAWN, {})
    anew = rules.kept(report.kind, written=report.content, drawn=drawn, anew=content)
    changed = changes.between(report.content, anew)
    report.content, report.figures = anew, {**figures, DRAWN: dict(content)}
    if changed:
        audit.record(actor, "report.changed", report, _named(report, changed))


def change_report(actor: Actor, report: OfficeReport, *, content: Mapping[str, str], version: int) -> Changes:
    """Keep what a person wrote into a draft; raises Stale when somebody saved it meanwhile.

    Refuses a filed one, and costs that are no amounts of money.
    """
    _refuse_changed(report, version)
    cleaned = {key: content.get(key, "").strip()[:LONGEST] for key in report.content}
    if faults := rules.cost_faults(cleaned, rules.labels(report.kind, report.figures)):
        raise Refused(*faults)
    changed = changes.between(report.content, cleaned)
    if changed:
        report.content = cleaned
        audit.record(actor, "report.changed", report, _named(report, changed))
    return changed


def file_report(actor: Actor, report: OfficeReport) -> None:
    """File a report as it stands; from then on it never changes."""
    _refuse_filed(report)
    changed = changes.apply(report, filed_at=now(), filed_by=actor.name)
    audit.record(actor, "report.filed", report, changed)


def _named(report: OfficeReport, changed: Changes) -> Changes:
    """Return changes under the names that people know."""
    named = rules.labels(report.kind, report.figures)
    before, after = (
        {named.get(key, key): value for key, value in side.items()} for side in (changed.before, changed.after)
    )
    return Changes(before, after)


def _refuse_changed(report: OfficeReport, version: int) -> None:
    _refuse_filed(report)
    if version != report.version:
        raise Stale(f"别人刚改过这份{report.kind.label}，您的改动没有保存。请复制您写的内容，刷新后再改")


def _refuse_filed(report: OfficeReport) -> None:
    if report.filed:
        raise Refused("这一版已经报送，不能再改；要更正请另起一版")
