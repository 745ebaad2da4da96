"""A branch contact's pages on a phone: who of the branch is in which class, and how a month went for them."""

from contextlib import suppress
from datetime import date, timedelta
from itertools import groupby

from flask import render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts.columns import show_dates
from trainingapp.core.clock import today
from trainingapp.core.errors import NotFound
from trainingapp.insight import rules
from trainingapp.insight.queries import branch_month as read_month
from trainingapp.insight.queries import newest_month
from trainingapp.portal import queries
from trainingapp.portal.views.blueprint import blueprint

FIRST_YEAR = 2000


@blueprint.get("/my/branch")
@gate.permit(Permission.OWN_BRANCH)
def branch() -> ResponseReturnValue:
    """Show a branch who of it is in which class."""
    rows = queries.branch_trainees(gate.signed_in_actor())
    classes = [(cohort, list(members)) for cohort, members in groupby(rows, key=lambda row: row.cohort)]
    return render_template("portal/branch.html", classes=classes, dates=show_dates)


@blueprint.get("/my/branch/month")
@gate.permit(Permission.OWN_BRANCH)
def branch_month() -> ResponseReturnValue:
    """Show a branch how a month went for its trainees: what they attended, who is behind, what comes next."""
    actor = gate.signed_in_actor()
    first = _month_asked() or newest_month(actor, today())
    found = read_month(actor, first)
    return render_template(
        "portal/branch_month.html",
        month=first,
        before=(first - timedelta(days=1)).replace(day=1),
        after=rules.month_after(first),
        latest=today().replace(day=1),
        found=found,
        classes=[(cohort, list(rows)) for cohort, rows in groupby(found.rows, key=lambda row: row.trainee.cohort)],
        percent=rules.percent,
        dates=show_dates,
    )


def _month_asked() -> date | None:
    asked = request.args.get("month", "")
    if not asked:
        return None
    with suppress(ValueError):
        first = date.fromisoformat(f"{asked}-01")
        if first.year >= FIRST_YEAR and first <= today():
            return first
    raise NotFound("没有这个月份的月报；请用“上月”“下月”翻看")
