"""Who is short of study hours in a year, how subtrees stand, and statements to print."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.assessment.queries import pending_entries
from trainingapp.core.clock import today
from trainingapp.insight import columns, queries, rules
from trainingapp.insight.views.blueprint import blueprint, page_asked, year_asked

#: How many statements are printed in one go.
STATEMENTS = 350


@blueprint.get("/insight/hours")
@gate.permit(Permission.INSIGHT_VIEW)
def hours() -> ResponseReturnValue:
    """Show who is short of study hours in a year, by how much and by when."""
    actor, year = gate.signed_in_actor(), year_asked()
    text, everybody = request.args.get("q", ""), request.args.get("show") == "all"
    organisation = request.args.get("organisation", "")
    found = queries.hours_page(
        actor, year, short_only=not everybody, text=text, organisation=organisation, page=page_asked()
    )
    return render_template(
        "insight/hours.html",
        year=year,
        years=queries.years(actor) or [year],
        found=found,
        text=text,
        organisation=organisation,
        everybody=everybody,
        columns=columns.HOURS,
        pending=len(pending_entries()) if may(actor, Permission.PEOPLE_EDIT) else 0,
    )


@blueprint.get("/insight/hours/organisations")
@gate.permit(Permission.INSIGHT_VIEW)
def hours_of_organisations() -> ResponseReturnValue:
    """Show how many people of each subtree reach what the year asks, without names."""
    year = year_asked()
    rows = queries.hours_by_organisation(gate.signed_in_actor(), year)
    return render_template(
        "insight/hours_organisations.html",
        year=year,
        rows=rows,
        bars=rules.percent_bars(rules.widest_level(rows)[: rules.MOST_BARS]),
        percent=rules.percent,
    )


@blueprint.get("/insight/hours/statements")
@gate.permit(Permission.INSIGHT_VIEW)
def hours_statements() -> ResponseReturnValue:
    """Show a statement of study hours (学时证明) for each person found, one after another, ready to print."""
    year, text, organisation = year_asked(), request.args.get("q", ""), request.args.get("organisation", "")
    found = queries.hours_page(
        gate.signed_in_actor(),
        year,
        short_only=False,
        text=text,
        organisation=organisation,
        page=page_asked(),
        size=STATEMENTS,
    )
    return render_template(
        "insight/statements.html",
        year=year,
        found=found,
        entries=queries.entries_of_year([row.person for row in found.rows], year),
        today=today(),
        text=text,
        organisation=organisation,
    )
