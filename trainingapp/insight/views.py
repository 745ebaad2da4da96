"""Pages of insight: a year's classes, hours, coverage, lecturers; each table as a workbook too."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.assessment import operations
from trainingapp.assessment.queries import (
    find_report,
    list_reports,
    pending_entries,
    summed_up,
    teaching_history,
    yearly_standings,
)
from trainingapp.assessment.rules import LEAST_SHOWN
from trainingapp.core.clock import today
from trainingapp.core.columns import Column, show_grid
from trainingapp.core.errors import NotFound, Refused
from trainingapp.core.excel.writing import Book
from trainingapp.core.uploads import WORKBOOK_TYPE
from trainingapp.curriculum.models import Course, Lecturer
from trainingapp.curriculum.queries import find_entry
from trainingapp.insight import columns, queries, rules
from trainingapp.timetable.rules.calendar import chinese_date
from trainingapp.timetable.rules.meters import advised_shares
from trainingapp.visits.models import Site
from trainingapp.visits.queries import find_site

blueprint = Blueprint("insight", __name__)
#: A rotation takes five years (the plans of 2019-2023 and 2024-2028).
CYCLE = 5
MOST_YEARS = 10
FIRST_YEAR, LAST_YEAR = 2000, 2100


def _number(name: str, default: int, *, least: int, most: int) -> int:
    text = request.args.get(name, "")
    return min(max(int(text), least), most) if text.isdecimal() and len(text) <= len(str(most)) else default


def _year() -> int:
    return _number("year", today().year, least=FIRST_YEAR, most=LAST_YEAR)


@blueprint.get("/insight")
@gate.permit(Permission.INSIGHT_VIEW)
def overview() -> ResponseReturnValue:
    """Show a year's classes, their months, forms, shares and attendance."""
    actor = gate.signed_in_actor()
    years = queries.years(actor) or [today().year]
    year = _year() if "year" in request.args else max(years)
    found = queries.year_figures(actor, year)
    months = rules.by_month(found.classes_by_month)
    trend = sorted(found.attendance_by_month.items())
    rates = [(f"{month}月", float(share), rules.percent(share)) for month, share in trend]
    return render_template(
        "insight/overview.html",
        year=year,
        years=years,
        found=found,
        months=rules.bars([(label, amount, str(amount)) for label, amount in months]),
        rates=rules.bars(rates, top=1.0),
        shares=advised_shares(found.hours),
        shares_of=advised_shares,
        percent=rules.percent,
    )


@blueprint.get("/insight/hours")
@gate.permit(Permission.INSIGHT_VIEW)
def hours() -> ResponseReturnValue:
    """Show who is short of study hours in a year, by how much and by when."""
    actor, year = gate.signed_in_actor(), _year()
    text, everybody = request.args.get("q", ""), request.args.get("show") == "all"
    page = _number("page", 1, least=1, most=9999)
    found = queries.hours_page(actor, year, short_only=not everybody, text=text, page=page)
    return render_template(
        "insight/hours.html",
        year=year,
        years=queries.years(actor) or [year],
        found=found,
        text=text,
        everybody=everybody,
        columns=columns.HOURS,
        pending=len(pending_entries()) if may(actor, Permission.PEOPLE_EDIT) else 0,
    )


@blueprint.get("/insight/coverage")
@gate.permit(Permission.INSIGHT_VIEW)
def coverage() -> ResponseReturnValue:
    """Show who has been trained at least once in the last years, by organisation, kind and post, without names."""
    last, span = _year(), _number("span", CYCLE, least=1, most=MOST_YEARS)
    found = queries.coverage(gate.signed_in_actor(), first=last - span + 1, last=last)
    by_year = [(str(year), amount, f"{amount} 人") for year, amount in found.by_year]
    return render_template(
        "insight/coverage.html",
        first=last - span + 1,
        last=last,
        span=span,
        spans=[(number, f"{number} 年") for number in range(1, MOST_YEARS + 1)],
        found=found,
        bars=rules.bars(by_year),
        columns=columns.COVERAGE,
        percent=rules.percent,
    )


@blueprint.get("/insight/coverage/<organisation>")
@gate.permit(Permission.INSIGHT_VIEW)
def untrained(organisation: str) -> ResponseReturnValue:
    """Show the rows behind a number: who below an organisation has not been trained."""
    last, span = _year(), _number("span", CYCLE, least=1, most=MOST_YEARS)
    root, people = queries.untrained_people(gate.signed_in_actor(), organisation, first=last - span + 1, last=last)
    return render_template("insight/untrained.html", root=root, people=people, first=last - span + 1, last=last)


@blueprint.get("/insight/lecturers")
@gate.permit(Permission.INSIGHT_VIEW)
def lecturers() -> ResponseReturnValue:
    """Show how lecturers and sites were evaluated, year by year."""
    actor = gate.signed_in_actor()
    tables = (
        ("师资评价", "讲师", "insight.lecturer_history", yearly_standings(actor, Lecturer)),
        ("教学点评价", "教学点", "insight.site_history", yearly_standings(actor, Site)),
    )
    return render_template("insight/lecturers.html", tables=tables, percent=rules.percent)


@blueprint.get("/library/courses/<public_id>/history")
@gate.permit(Permission.LIBRARY_VIEW)
def course_history(public_id: str) -> ResponseReturnValue:
    """Show when and where a course was taught, by whom, and how it was evaluated."""
    return _history(find_entry(Course, public_id), "course")


@blueprint.get("/library/lecturers/<public_id>/history")
@gate.permit(Permission.LIBRARY_VIEW)
def lecturer_history(public_id: str) -> ResponseReturnValue:
    """Show when and where a lecturer spoke, on what, and how it was evaluated."""
    return _history(find_entry(Lecturer, public_id), "lecturer")


@blueprint.get("/library/sites/<public_id>/history")
@gate.permit(Permission.LIBRARY_VIEW)
def site_history(public_id: str) -> ResponseReturnValue:
    """Show when which class visited a site, and how the visit was evaluated."""
    return _history(find_site(public_id), "site")


def _history(entry: Course | Lecturer | Site, kind: str) -> ResponseReturnValue:
    lessons = teaching_history(gate.signed_in_actor(), entry)
    years = sorted({lesson.session.held_on.year for lesson in lessons}, reverse=True)
    return render_template(
        "insight/history.html",
        title=entry.title if isinstance(entry, Course) else entry.name,
        entry=entry,
        kind=kind,
        lessons=lessons,
        years=[(year, [one for one in lessons if one.session.held_on.year == year]) for year in years],
        hours=sum((lesson.session.hours for lesson in lessons), Decimal(0)),
        classes=len({lesson.session.cohort_id for lesson in lessons}),
        evaluated=summed_up(lessons),
        summed_up=summed_up,
        percent=rules.percent,
        day=chinese_date,
        least=LEAST_SHOWN,
    )


@blueprint.get("/insight/workbook/<kind>")
@gate.permit(Permission.INSIGHT_VIEW)
def workbook(kind: str) -> ResponseReturnValue:
    """Hand out the table of a page as a workbook."""
    actor, year = gate.signed_in_actor(), _year()
    if kind == "coverage":
        span = _number("span", CYCLE, least=1, most=MOST_YEARS)
        found = queries.coverage(actor, first=year - span + 1, last=year)
        rows = [found.whole, *found.organisations]
        return _send(f"{year - span + 1}—{year}年培训覆盖", columns.COVERAGE, rows)
    if kind == "hours":
        pages = queries.hours_page(actor, year, short_only=request.args.get("show") != "all", whole=True)
        return _send(f"{year}年学时台账", columns.HOURS, pages.rows)
    raise NotFound("没有这张表")


def _send(title: str, listed: Sequence[Column[Any]], rows: Sequence[Any]) -> Response:
    book = Book(title=title)
    grid = show_grid(listed, rows)
    sheet = book.sheet(title, listed, grid)
    sheet.title(title)
    sheet.heading()
    sheet.rows(grid)
    answer = Response(book.to_bytes(), mimetype=WORKBOOK_TYPE)
    answer.headers.set("Content-Disposition", "attachment", filename=f"{title}.xlsx")
    return answer


@blueprint.get("/insight/hours/statements")
@gate.permit(Permission.INSIGHT_VIEW)
def hours_statements() -> ResponseReturnValue:
    """Show a statement of study hours (学时证明) for each person found, one after another, ready to print."""
    year, text = _year(), request.args.get("q", "")
    found = queries.hours_page(gate.signed_in_actor(), year, short_only=False, text=text)
    return render_template("insight/statements.html", year=year, rows=found.rows, today=today(), text=text)


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
    figures = queries.month_figures(actor, int(year), int(month))
    short = queries.hours_page(actor, int(year), short_only=True)
    content = rules.report_content(figures, short=short.people - short.reached, people=short.people, year=int(year))
    report = operations.draft_report(actor, year=int(year), month=int(month), content=content)
    return redirect(url_for("insight.report", report=report.public_id))


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
    version = request.form.get("version", "")
    content = {key: request.form.get(key, "") for key in operations.PARAGRAPHS}
    operations.change_report(actor, found, content=content, version=int(version) if version.isdecimal() else 0)
    if "file" in request.form:
        operations.file_report(actor, found)
    flash("已报送，这一版不再改动" if found.filed else "已保存草稿")
    return redirect(url_for("insight.report", report=report))
