"""How lecturers and sites were evaluated, and where courses, lecturers, venues and sites were taken."""

from collections.abc import Sequence
from decimal import Decimal

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.assessment.queries import Standing, summed_up, teaching_history, yearly_standings
from trainingapp.assessment.rules import LEAST_SHOWN
from trainingapp.curriculum.models import Course, Lecturer, Venue
from trainingapp.curriculum.queries import find_entry
from trainingapp.insight import rules
from trainingapp.insight.views.blueprint import LAST_YEAR, blueprint, number_asked
from trainingapp.timetable.rules.calendar import chinese_date
from trainingapp.visits.models import Site
from trainingapp.visits.queries import find_site


@blueprint.get("/insight/lecturers")
@gate.permit(Permission.INSIGHT_VIEW)
def lecturers() -> ResponseReturnValue:
    """Show how lecturers and sites were evaluated, year by year."""
    actor = gate.signed_in_actor()
    rows = yearly_standings(actor, Lecturer)
    tables = (
        ("师资评价", "讲师", "insight.lecturer_history", rows),
        ("教学点评价", "教学点", "insight.site_history", yearly_standings(actor, Site)),
    )
    newest = rows[0].year if rows else None
    return render_template(
        "insight/lecturers.html", tables=tables, newest=newest, bars=_bars(rows, newest), percent=rules.percent
    )


def _bars(rows: Sequence[Standing[Lecturer]], year: int | None) -> list[rules.Bar]:
    newest = [one for one in rows if one.year == year][: rules.MOST_BARS]
    shares = [(one.entry.name, float(one.evaluated.share), rules.percent(one.evaluated.share)) for one in newest]
    return rules.bars(shares, top=1.0)


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


@blueprint.get("/library/venues/<public_id>/history")
@gate.permit(Permission.LIBRARY_VIEW)
def venue_history(public_id: str) -> ResponseReturnValue:
    """Show when which class was in a venue, and for what."""
    return _history(find_entry(Venue, public_id), "venue")


@blueprint.get("/library/sites/<public_id>/history")
@gate.permit(Permission.LIBRARY_VIEW)
def site_history(public_id: str) -> ResponseReturnValue:
    """Show when which class visited a site, and how the visit was evaluated."""
    return _history(find_site(public_id), "site")


def _history(entry: Course | Lecturer | Venue | Site, kind: str) -> ResponseReturnValue:
    lessons = teaching_history(gate.signed_in_actor(), entry)
    only = number_asked("year", 0, least=0, most=LAST_YEAR) if "evaluated" in request.args else 0
    if only:
        lessons = [one for one in lessons if one.session.held_on.year == only and summed_up([one])]
    years = sorted({lesson.session.held_on.year for lesson in lessons}, reverse=True)
    return render_template(
        "insight/history.html",
        title=entry.title if isinstance(entry, Course) else entry.name,
        entry=entry,
        kind=kind,
        only=only,
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
