"""A year's classes, their months, forms, shares and attendance, and the sessions behind the numbers."""

from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.core.clock import today
from trainingapp.curriculum.terms import Form
from trainingapp.insight import columns, queries, rules
from trainingapp.insight.rules import Lessons, Part
from trainingapp.insight.views.blueprint import blueprint, month_asked, page_asked, year_asked
from trainingapp.timetable.rules.meters import advised_shares


@blueprint.get("/insight")
@gate.permit(Permission.INSIGHT_VIEW)
def overview() -> ResponseReturnValue:
    """Show a year's classes, their months, forms, shares and attendance."""
    actor = gate.signed_in_actor()
    years = queries.years(actor) or [today().year]
    year = year_asked() if "year" in request.args else max(years)
    found, month = queries.year_figures(actor, year), month_asked()
    months = rules.by_month(found.classes_by_month)
    trend = sorted(found.attendance_by_month.items())
    return render_template(
        "insight/overview.html",
        year=year,
        years=years,
        month=month,
        found=found,
        classes=[one for one in found.classes if not month or one.cohort.starts_on.month == month],
        months=rules.bars([(label, amount, str(amount)) for label, amount in months]),
        trend=trend,
        rates=rules.bars([(f"{held}月", float(share), rules.percent(share)) for held, share in trend], top=1.0),
        forms=rules.bars([(form.label, amount, str(amount)) for form, amount in found.forms.items()]),
        shares=advised_shares(found.hours),
        shares_of=advised_shares,
        parts=(Part.THEORY, Part.SPIRIT),
        counted=Part.COUNTED,
        percent=rules.percent,
    )


def lessons_asked() -> Lessons:
    """Return the sessions that the address names."""
    asked = request.args
    form, part = asked.get("form", ""), asked.get("part", "")
    return Lessons(
        year_asked(),
        month=month_asked(),
        form=Form(form) if form in set(Form) else None,
        part=Part(part) if part in set(Part) else None,
        cohort=asked.get("cohort", ""),
        session=asked.get("session", ""),
    )


@blueprint.get("/insight/sessions")
@gate.permit(Permission.INSIGHT_VIEW)
def sessions() -> ResponseReturnValue:
    """Show the sessions behind a number, with the formula of the share that they are part of."""
    actor, asked = gate.signed_in_actor(), lessons_asked()
    found = queries.held_sessions(actor, asked, page=page_asked())
    return render_template(
        "insight/sessions.html",
        asked=asked,
        kept=asked.arguments(),
        found=found,
        columns=columns.SESSIONS,
        counted=queries.hours_of(actor, replace(asked, part=Part.COUNTED)) if asked.part else None,
        attended=queries.attendance_in(actor, asked) if asked.month or asked.cohort else None,
        parts=Part,
        percent=rules.percent,
        share_of=rules.share_of,
    )


@blueprint.get("/insight/marks")
@gate.permit(Permission.INSIGHT_VIEW)
def marks() -> ResponseReturnValue:
    """Show the marks behind a number of attendance: who was marked, or who came."""
    actor, asked, came = gate.signed_in_actor(), lessons_asked(), "came" in request.args
    found = queries.marks_behind(actor, asked, came=came, page=page_asked())
    return render_template(
        "insight/marks.html",
        asked=asked,
        came=came,
        kept=asked.arguments() | ({"came": "1"} if came else {}),
        found=found,
        attended=found.attendance,
        columns=columns.MARKS,
        percent=rules.percent,
    )
