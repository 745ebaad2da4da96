"""Who is short of study hours in a year, how subtrees stand, and statements to print."""

from dataclasses import replace

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.assessment.queries import count_pending
from trainingapp.assessment.rules import plain
from trainingapp.core.clock import today
from trainingapp.insight import queries, rules
from trainingapp.insight.queries import Asked
from trainingapp.insight.rules import Show
from trainingapp.insight.views.blueprint import blueprint, page_asked, year_asked

#: How many statements are printed in one go.
STATEMENTS = 350


@blueprint.get("/insight/hours")
@gate.permit(Permission.INSIGHT_VIEW)
def hours() -> ResponseReturnValue:
    """Show who is short of study hours in a year, by how much and by when."""
    actor, asked = gate.signed_in_actor(), hours_asked()
    return render_template(
        "insight/hours.html",
        year=asked.year,
        years=sorted({*queries.years(actor), asked.year}, reverse=True),
        found=queries.hours_page(actor, asked, page=page_asked()),
        asked=asked,
        kept=_kept(asked),
        show=Show,
        plain=plain,
        percent=rules.percent,
        pending=count_pending(actor) if may(actor, Permission.PEOPLE_EDIT) else 0,
    )


def hours_asked() -> Asked:
    """Return whose hours the address names."""
    asked = request.args
    show = asked.get("show", "")
    return Asked(
        year_asked(),
        Show(show) if show in set(Show) else Show.SHORT,
        asked.get("q", ""),
        asked.get("organisation", ""),
        homeless="homeless" in asked,
    )


def _kept(asked: Asked) -> dict[str, str | int]:
    """Return what an address needs to name them again, but for which of them are shown."""
    told = {"q": asked.text, "organisation": asked.organisation, "homeless": "1" if asked.homeless else ""}
    return {"year": asked.year, **{key: value for key, value in told.items() if value}}


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
    """Show a statement of study hours (学时证明) for each person found, one after another, ready to print.

    Who has no hours in the year is left out, and counted, unless everybody is asked for.
    """
    everybody = "everybody" in request.args
    asked = replace(hours_asked(), show=Show.ALL, with_hours=not everybody)
    found = queries.hours_page(gate.signed_in_actor(), asked, page=page_asked(), size=STATEMENTS)
    return render_template(
        "insight/statements.html",
        year=asked.year,
        found=found,
        entries=queries.entries_of_year([row.person for row in found.rows], asked.year),
        today=today(),
        office=queries.office_name(),
        everybody=everybody,
        kept=_kept(asked),
    )
