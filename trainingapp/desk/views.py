"""Pages of the organiser's day, and the trail of a class."""

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.audit import queries as audit_queries
from trainingapp.audit.terms import verb_label
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core import progress
from trainingapp.core.asked import asked_key
from trainingapp.core.clock import to_local
from trainingapp.core.clock import today as local_today
from trainingapp.desk import queries

blueprint = Blueprint("desk", __name__)


@blueprint.get("/desk")
@gate.permit(Permission.DESK_VIEW)
def today() -> ResponseReturnValue:
    """Show what is on today and what is to do."""
    day = queries.find_day(gate.signed_in_actor(), local_today())
    return render_template("desk/today.html", day=day, date=local_today())


@blueprint.get("/classes/<public_id>/trail")
@gate.permit(Permission.AUDIT_VIEW)
def trail(public_id: str) -> ResponseReturnValue:
    """Show who did what on a class, newest first."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.AUDIT_VIEW, public_id)
    before = request.args.get("before", type=asked_key)
    events = audit_queries.cohort_trail(cohort.id, before_id=before)
    return render_template(
        "desk/trail.html",
        cohort=cohort,
        events=events,
        verb_label=verb_label,
        to_local=to_local,
        more=len(events) == audit_queries.PAGE,
    )


@blueprint.get("/progress/<token>")
@gate.permit(Permission.OWN_ACCOUNT)
def how_far(token: str) -> ResponseReturnValue:
    """Tell the page that waits how far its work is; only who knows the token can ask."""
    found = progress.find(token)
    return jsonify(done=found.done, total=found.total) if found else jsonify(done=0, total=0)
