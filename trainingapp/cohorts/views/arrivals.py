"""The page of arrivals: who has reported, at what time, and who is still awaited."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts import operations, queries
from trainingapp.cohorts.terms import SortRule
from trainingapp.cohorts.views.blueprint import blueprint
from trainingapp.core.clock import now, to_local


@blueprint.get("/classes/<public_id>/arrivals")
@gate.permit(Permission.COHORT_VIEW)
def arrivals(public_id: str) -> ResponseReturnValue:
    """List who has come, in the order of coming, and who is still awaited."""
    cohort = queries.find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    inside = queries.list_roster(cohort.id, sort=SortRule.ARRIVAL)
    return render_template(
        "cohorts/arrivals.html",
        cohort=cohort,
        awaited=sorted((one for one in inside if one.arrived_at is None), key=lambda one: one.number),
        come=[one for one in inside if one.arrived_at is not None],
        to_local=to_local,
    )


@blueprint.post("/classes/<public_id>/arrivals/<trainee>")
@gate.permit(Permission.ROSTER_EDIT)
def note_arrival(public_id: str, trainee: str) -> ResponseReturnValue:
    """Note that a trainee has arrived."""
    actor = gate.signed_in_actor()
    found = queries.find_enrolment(queries.find_cohort(actor, Permission.ROSTER_EDIT, public_id), trainee)
    at = operations.note_arrival(actor, found, at=now())
    flash(f"{found.number} {found.name} {to_local(at):%H:%M} 报到")
    return redirect(url_for("cohorts.arrivals", public_id=public_id))


@blueprint.post("/classes/<public_id>/arrivals/<trainee>/undo")
@gate.permit(Permission.ROSTER_EDIT)
def take_back_arrival(public_id: str, trainee: str) -> ResponseReturnValue:
    """Take back an arrival that was noted by mistake."""
    actor = gate.signed_in_actor()
    found = queries.find_enrolment(queries.find_cohort(actor, Permission.ROSTER_EDIT, public_id), trainee)
    operations.take_back_arrival(actor, found)
    flash(f"{found.name} 的报到已撤销")
    return redirect(url_for("cohorts.arrivals", public_id=public_id))
