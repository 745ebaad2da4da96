"""What an office files: monthly reports and ledgers, drafted from the data, edited by people, filed for good."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may, reaches_office
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import operations
from trainingapp.assessment.models import OfficeReport
from trainingapp.assessment.queries import find_report, list_reports
from trainingapp.assessment.rules.reports import CELLS, PARAGRAPHS, cell_key, ledger_content
from trainingapp.assessment.terms import ReportKind
from trainingapp.cohorts.models import Cohort
from trainingapp.core.clock import today
from trainingapp.core.errors import Refused
from trainingapp.insight import queries, rules
from trainingapp.insight.queries import Asked, MonthFigures
from trainingapp.insight.views.blueprint import FIRST_YEAR, LAST_YEAR, blueprint


@blueprint.get("/insight/reports")
@gate.permit(Permission.INSIGHT_VIEW)
def reports() -> ResponseReturnValue:
    """Show the monthly reports and ledgers, drafts and filed ones."""
    actor, rows = gate.signed_in_actor(), list_reports(gate.signed_in_actor())
    return render_template(
        "insight/reports.html",
        kinds=[(kind, [row for row in rows if row.kind is kind]) for kind in ReportKind],
        today=today(),
        whole=reaches_office(actor, Permission.INSIGHT_VIEW),
        editable=reaches_office(actor, Permission.COHORT_EDIT),
    )


@blueprint.post("/insight/reports")
@gate.permit(Permission.COHORT_EDIT)
def draft_report() -> ResponseReturnValue:
    """Draft a month's report, or a year's ledger, from the data."""
    actor, monthly = gate.signed_in_actor(), "month" in request.form
    kind = ReportKind.MONTHLY if monthly else ReportKind.LEDGER
    year = _number("year", FIRST_YEAR, LAST_YEAR, monthly=monthly)
    month = _number("month", 1, rules.MONTHS, monthly=monthly) if monthly else 0
    drawn = _drawn_up(actor, kind, year, month)
    report = operations.draft_report(actor, kind=kind, year=year, month=month, **drawn)
    return redirect(url_for("insight.report", report=report.public_id))


def _number(name: str, least: int, most: int, *, monthly: bool) -> int:
    text = request.form.get(name, "")
    if not text.isdecimal() or not least <= int(text) <= most:
        raise Refused("请填月报的年份和月份，如 2026 年 5 月" if monthly else "请填台账的年份，如 2026")
    return int(text)


def _drawn_up(actor: Actor, kind: ReportKind, year: int, month: int) -> dict[str, Any]:
    """Return the figures of a report, and the paragraphs or cells that say them."""
    if kind is ReportKind.LEDGER:
        lines = queries.ledger_figures(queries.ledger_lines(actor, year))
        return {"figures": {"classes": lines}, "content": ledger_content(lines)}
    hours = queries.hours_page(actor, Asked(year)).whole
    figures = _figures(queries.month_figures(actor, year, month)) | {"short": hours.untrained, "whole": hours.people}
    content = rules.report_content(figures, short=hours.untrained, people=hours.people, year=year)
    return {"figures": figures, "content": content}


def _figures(found: MonthFigures) -> dict[str, Any]:
    """Return a month's figures as a report keeps them: a filed one prints the same for good."""
    return {
        "people": found.people,
        "hours": f"{found.hours:f}",
        "rate": str(found.rate or ""),
        "classes": [
            {
                "key": one.cohort.public_id,
                "name": one.cohort.formal_name,
                "dates": _dates(one.cohort),
                "people": one.trainees,
                "hours": f"{one.hours:f}",
                "recorded": one.recorded,
                "came": one.came,
                "rate": str(one.rate or ""),
            }
            for one in found.classes
        ],
        "behind": [
            {
                "name": person.name,
                "unit": person.organisation.name if person.organisation else "",
                "class": name,
                "state": state,
            }
            for person, name, state in found.behind
        ],
        "upcoming": [
            {"name": one.formal_name, "dates": _dates(one), "people": one.expected_size or ""} for one in found.upcoming
        ],
    }


def _dates(cohort: Cohort) -> str:
    first, last = cohort.starts_on, cohort.ends_on
    begins = f"{first.month}月{first.day}日"
    return f"{begins}—{last.month}月{last.day}日" if last and last != first else begins


@blueprint.get("/insight/reports/<report>")
@gate.permit(Permission.INSIGHT_VIEW)
def report(report: str) -> ResponseReturnValue:
    """Show one version of a report; a draft can be edited."""
    actor = gate.signed_in_actor()
    return _report_page(actor, find_report(actor, report))


def _report_page(actor: Actor, found: OfficeReport) -> str:
    return render_template(
        f"insight/{found.kind.value}_report.html",
        report=found,
        figures=found.figures,
        paragraphs=PARAGRAPHS,
        cells=CELLS,
        key=cell_key,
        editable=may(actor, Permission.COHORT_EDIT) and not found.filed,
        paid=may(actor, Permission.FEE_EXPORT),
        percent=rules.percent,
        share_of=rules.share_of,
    )


@blueprint.post("/insight/reports/<report>")
@gate.permit(Permission.COHORT_EDIT)
def change_report(report: str) -> ResponseReturnValue:
    """Keep what was written, and file it if asked."""
    actor = gate.signed_in_actor()
    found, text = find_report(actor, report), request.form.get("version", "")
    version = int(text) if text.isdecimal() else 0
    if "redraw" in request.form:
        drawn = _drawn_up(actor, found.kind, found.year, found.month)
        operations.redraw_report(actor, found, version=version, **drawn)
        kept = "改过的格" if found.kind is ReportKind.LEDGER else "“问题和建议”"
        flash(f"已按现在的数据重新起草，{kept}没有动")
        return redirect(url_for("insight.report", report=report))
    operations.change_report(actor, found, content=request.form, version=version)
    if "file" in request.form:
        operations.file_report(actor, found)
    flash("已报送，这一版不再改动" if found.filed else "已保存草稿")
    return redirect(url_for("insight.report", report=report))
