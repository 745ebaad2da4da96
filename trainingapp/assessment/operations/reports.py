"""Acts on monthly reports: drafted from the data, edited by people, filed for good."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import MonthlyReport
from trainingapp.audit import operations as audit
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.clock import now
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale

#: The paragraphs of a report, in order.
PARAGRAPHS: Mapping[str, str] = {
    "held": "本月办班",
    "attendance": "出勤情况",
    "short": "未达标情况",
    "upcoming": "下月安排",
    "problems": "问题和建议",
}
#: What only people can say.
PROBLEMS = "problems"
LONGEST = 4000


def draft_report(
    actor: Actor, *, year: int, month: int, content: Mapping[str, str], figures: Mapping[str, Any]
) -> MonthlyReport:
    """Draft a month's report from what the data say; refuses while a draft of that month waits.

    After filing, another draft is the next version: those filed stay as they are.
    """
    same = (MonthlyReport.year == year, MonthlyReport.month == month)
    if db.session.scalar(select(MonthlyReport.id).where(*same, MonthlyReport.filed_at.is_(None))) is not None:
        raise Refused(f"{year}年{month}月已经有一份草稿，请接着改那一份")
    last = db.session.scalar(select(func.max(MonthlyReport.number)).where(*same)) or 0
    report = MonthlyReport(
        year=year,
        month=month,
        number=last + 1,
        content=dict(content),
        figures=dict(figures),
        drafted_by=actor.name,
    )
    db.session.add(report)
    db.session.flush()
    audit.record(actor, "report.drafted", report, changes.between({}, dict(content)))
    return report


def redraw_report(
    actor: Actor, report: MonthlyReport, *, content: Mapping[str, str], figures: Mapping[str, Any], version: int
) -> None:
    """Draft a report anew from what the data say now; what people wrote of problems stays. Refuses as changing does."""
    kept = {**content, PROBLEMS: report.content.get(PROBLEMS, "")}
    change_report(actor, report, content=kept, version=version)
    report.figures = dict(figures)


def change_report(actor: Actor, report: MonthlyReport, *, content: Mapping[str, str], version: int) -> Changes:
    """Keep what a person wrote into a draft; refuses a filed one, and raises Stale when somebody saved it meanwhile."""
    _refuse_filed(report)
    if version != report.version:
        raise Stale("别人刚改过这份月报，您的改动没有保存。请复制您写的内容，刷新后再改")
    cleaned = {key: content.get(key, "").strip()[:LONGEST] for key in PARAGRAPHS}
    changed = changes.between(report.content, cleaned)
    if changed:
        report.content = cleaned
        audit.record(actor, "report.changed", report, changed)
    return changed


def file_report(actor: Actor, report: MonthlyReport) -> None:
    """File a report as it stands; from then on it never changes."""
    _refuse_filed(report)
    changed = changes.apply(report, filed_at=now(), filed_by=actor.name)
    audit.record(actor, "report.filed", report, changed)


def _refuse_filed(report: MonthlyReport) -> None:
    if report.filed:
        raise Refused("这一版已经报送，不能再改；要更正请另起一版")
