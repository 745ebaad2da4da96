"""Monthly reports: drafted from the data, edited by people, filed for good."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import operations
from trainingapp.assessment.queries import find_report, list_reports
from trainingapp.cohorts.models import Cohort
from trainingapp.core.clock import today
from trainingapp.core.errors import Refused
from trainingapp.insight import queries, rules
from trainingapp.insight.queries import Asked, MonthFigures
from trainingapp.insight.views.blueprint import FIRST_YEAR, LAST_YEAR, blueprint


@blueprint.get("/insight/reports")
@gate.permit(Permission.INSIGHT_VIEW)
def reports() -> ResponseReturnValue:
    """Show the monthly reports, drafts and filed ones."""
    now, actor = today(), gate.signed_in_actor()
    editable = may(actor, Permission.COHORT_EDIT)
    return render_template("insight/reports.html", rows=list_reports(), today=now, editable=editable)


@blueprint.post("/insight/reports")
@gate.permit(Permission.COHORT_EDIT)
def draft_report() -> ResponseReturnValue:
    """Draft a month's report from the data."""
    actor = gate.signed_in_actor()
    year, month = request.form.get("year", ""), request.form.get("month", "")
    if not (
        year.isdecimal()
        and month.isdecimal()
        and FIRST_YEAR <= int(year) <= LAST_YEAR
        and 1 <= int(month) <= rules.MONTHS
    ):
        raise Refused("请填月报的年份和月份，如 2026 年 5 月")
    report = operations.draft_report(actor, year=int(year), month=int(month), **_drawn_up(actor, int(year), int(month)))
    return redirect(url_for("insight.report", report=report.public_id))


def _drawn_up(actor: Actor, year: int, month: int) -> dict[str, Any]:
    """Return a month's figures, and the paragraphs that say them."""
    figures = _figures(queries.month_figures(actor, year, month))
    hours = queries.hours_page(actor, Asked(year)).whole
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
                "name": one.cohort.formal_name,
                "dates": _dates(one.cohort),
                "people": one.trainees,
                "hours": f"{one.hours:f}",
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
    found = find_report(report)
    editable = may(gate.signed_in_actor(), Permission.COHORT_EDIT) and not found.filed
    return render_template("insight/report.html", report=found, paragraphs=operations.PARAGRAPHS, editable=editable)


@blueprint.post("/insight/reports/<report>")
@gate.permit(Permission.COHORT_EDIT)
def change_report(report: str) -> ResponseReturnValue:
    """Keep what was written, and file it if asked."""
    actor, found = gate.signed_in_actor(), find_report(report)
    text = request.form.get("version", "")
    version = int(text) if text.isdecimal() else 0
    if "redraw" in request.form:
        operations.redraw_report(actor, found, version=version, **_drawn_up(actor, found.year, found.month))
        flash("已按现在的数据重新起草，“问题和建议”没有动")
        return redirect(url_for("insight.report", report=report))
    content = {key: request.form.get(key, "") for key in operations.PARAGRAPHS}
    operations.change_report(actor, found, content=content, version=version)
    if "file" in request.form:
        operations.file_report(actor, found)
    flash("已报送，这一版不再改动" if found.filed else "已保存草稿")
    return redirect(url_for("insight.report", report=report))
