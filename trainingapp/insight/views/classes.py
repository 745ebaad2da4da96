"""A year's classes, their months, forms, shares and attendance, and the sessions behind the numbers."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.core.clock import today
from trainingapp.curriculum.terms import Form
from trainingapp.insight import columns, queries, rules
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
        percent=rules.percent,
    )


def form_asked() -> Form | None:
    """Return the form of teaching of the address, None for all."""
    asked = request.args.get("form", "")
    return Form(asked) if asked in set(Form) else None


@blueprint.get("/insight/sessions")
@gate.permit(Permission.INSIGHT_VIEW)
def sessions() -> ResponseReturnValue:
    """Show the sessions behind a number: of one form, or of one month."""
    year, month, form = year_asked(), month_asked(), form_asked()
    found = queries.held_sessions(gate.signed_in_actor(), year, form=form, month=month, page=page_asked())
    return render_template(
        "insight/sessions.html", year=year, month=month, form=form, found=found, columns=columns.SESSIONS
    )
