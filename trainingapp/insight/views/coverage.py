"""Who has been trained at least once in some years, and the people behind each number."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.insight import columns, queries, rules
from trainingapp.insight.rules import Behind, Who
from trainingapp.insight.views.blueprint import MOST_YEARS, blueprint, page_asked, years_asked
from trainingapp.people.terms import OrganisationKind


@blueprint.get("/insight/coverage")
@gate.permit(Permission.INSIGHT_VIEW)
def coverage() -> ResponseReturnValue:
    """Show who has been trained at least once in the last years, by organisation, kind and post, without names."""
    first, last = years_asked()
    found = queries.coverage(gate.signed_in_actor(), first=first, last=last)
    by_year = [(one.label, one.trained, f"{one.trained} 人") for one in found.by_year]
    return render_template(
        "insight/coverage.html",
        first=first,
        last=last,
        span=last - first + 1,
        spans=[(number, f"{number} 年") for number in range(1, MOST_YEARS + 1)],
        found=found,
        bars=rules.bars(by_year),
        subtrees=rules.percent_bars(rules.widest_level(found.organisations)[: rules.MOST_BARS]),
        percent=rules.percent,
        who=Who,
    )


def behind_asked() -> Behind:
    """Return whom the address names."""
    asked = request.args
    who, kind = asked.get("who", ""), asked.get("kind", "")
    return Behind(
        Who(who) if who in set(Who) else Who.UNTRAINED,
        organisation=asked.get("organisation", ""),
        homeless="homeless" in asked,
        kind=OrganisationKind(kind) if kind in set(OrganisationKind) else None,
        post=asked.get("post"),
        batch=asked.get("batch", ""),
        first="first" in asked,
    )


@blueprint.get("/insight/coverage/people")
@gate.permit(Permission.INSIGHT_VIEW)
def people() -> ResponseReturnValue:
    """Show the rows behind a number of coverage: who is counted in it."""
    first, last = years_asked()
    behind = behind_asked()
    found = queries.people_behind(gate.signed_in_actor(), behind, first=first, last=last, page=page_asked())
    return render_template(
        "insight/people.html",
        found=found,
        behind=behind,
        first=first,
        last=last,
        columns=columns.PEOPLE,
        who=Who,
        percent=rules.percent,
    )
