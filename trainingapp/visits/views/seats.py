"""The page of the seats: who sits in which vehicle, by group or by hand."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts.models import Cohort
from trainingapp.visits import columns, operations, queries
from trainingapp.visits.forms import read_seats, read_version
from trainingapp.visits.models import Visit
from trainingapp.visits.views.blueprint import blueprint, load


@blueprint.get("/classes/<public_id>/visits/<session>/seats")
@gate.permit(Permission.VISIT_EDIT)
def seats(public_id: str, session: str) -> ResponseReturnValue:
    """Show who sits where, with a choice of the vehicle for each."""
    cohort, visit = load(gate.signed_in_actor(), Permission.VISIT_EDIT, public_id, session)
    loads = columns.loads_of(visit, queries.riders_of(visit.session), queries.seats_of(visit))
    return render_template("visits/seats.html", cohort=cohort, visit=visit, loads=loads)


@blueprint.post("/classes/<public_id>/visits/<session>/seats")
@gate.permit(Permission.VISIT_EDIT)
def set_seats(public_id: str, session: str) -> ResponseReturnValue:
    """Save the vehicles chosen by hand."""
    actor = gate.signed_in_actor()
    cohort, visit = load(actor, Permission.VISIT_EDIT, public_id, session)
    chosen = read_seats(request.form, visit.vehicles)
    changed = operations.set_seats(actor, visit, seats=chosen, version=read_version(request.form))
    flash(f"座位已保存，改动 {changed} 人" if changed else "座位没有改动")
    return _back(cohort, visit)


@blueprint.post("/classes/<public_id>/visits/<session>/seats/allot")
@gate.permit(Permission.VISIT_EDIT)
def allot_seats(public_id: str, session: str) -> ResponseReturnValue:
    """Seat by group those who have no seat, or everybody anew."""
    actor = gate.signed_in_actor()
    cohort, visit = load(actor, Permission.VISIT_EDIT, public_id, session)
    anew = request.form.get("anew") == "1"
    left = operations.allot_by_group(actor, visit, version=read_version(request.form), anew=anew)
    flash(f"座位不够，还有 {len(left)} 人没有座位" if left else "每个人都有座位了", "warning" if left else "success")
    return _back(cohort, visit)


def _back(cohort: Cohort, visit: Visit) -> ResponseReturnValue:
    return redirect(url_for("visits.seats", public_id=cohort.public_id, session=visit.session.public_id))
