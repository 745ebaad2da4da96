"""Pages of sites and visits: the library, a class's itineraries, planning one, and the paper for the road."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core.errors import NotFound
from trainingapp.timetable.queries import find_session
from trainingapp.visits import columns, operations, queries
from trainingapp.visits.forms import SiteForm, VisitForm

blueprint = Blueprint("visits", __name__)


@blueprint.get("/library/sites")
@gate.permit(Permission.LIBRARY_VIEW)
def list_sites() -> ResponseReturnValue:
    """List the sites."""
    rows = queries.list_sites(request.args.get("q", "").strip())
    return render_template("visits/sites.html", rows=rows, columns=columns.SITES)


@blueprint.route("/library/sites/new", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def add_site() -> ResponseReturnValue:
    """Add a site."""
    form = SiteForm()
    if form.validate_on_submit():
        operations.add_site(gate.signed_in_actor(), **form.values())
        flash("教学点已保存")
        return redirect(url_for("visits.list_sites"))
    return render_template("visits/site.html", form=form, site=None)


@blueprint.route("/library/sites/<public_id>", methods=["GET", "POST"])
@gate.permit(Permission.LIBRARY_EDIT)
def site(public_id: str) -> ResponseReturnValue:
    """Show and change a site."""
    found = queries.find_site(public_id)
    form = SiteForm()
    if form.validate_on_submit():
        operations.change_site(gate.signed_in_actor(), found, **form.values())
        flash("教学点已保存")
        return redirect(url_for("visits.list_sites"))
    if not form.is_submitted():
        form.show(found)
    return render_template("visits/site.html", form=form, site=found)


@blueprint.get("/classes/<public_id>/visits")
@gate.permit(Permission.COHORT_VIEW)
def list_visits(public_id: str) -> ResponseReturnValue:
    """Show the itineraries of a class, and the visits that have none yet."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    visits = queries.list_visits(cohort)
    return render_template(
        "visits/list.html", cohort=cohort, visits=visits, waiting=queries.sessions_without_visit(cohort, visits)
    )


@blueprint.route("/classes/<public_id>/visits/<session>", methods=["GET", "POST"])
@gate.permit(Permission.VISIT_EDIT)
def plan(public_id: str, session: str) -> ResponseReturnValue:
    """Plan the visit of a session."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.VISIT_EDIT, public_id)
    held = find_session(cohort, session)
    visit = queries.visit_of(held)
    form = VisitForm()
    form.prepare(visit)
    if form.validate_on_submit():
        stops, vehicles = form.stop_values(), form.vehicle_values()
        operations.plan_visit(actor, held, stops=stops, vehicles=vehicles, **form.values())
        flash("行程已保存")
        return redirect(url_for("visits.plan", public_id=public_id, session=session))
    faults = operations.find_faults(visit) if visit else []
    return render_template("visits/plan.html", cohort=cohort, session=held, visit=visit, form=form, faults=faults)


@blueprint.get("/classes/<public_id>/visits/<session>/paper")
@gate.permit(Permission.COHORT_VIEW)
def paper(public_id: str, session: str) -> ResponseReturnValue:
    """Show an itinerary as whoever leads the group carries it."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    held = find_session(cohort, session)
    visit = queries.visit_of(held)
    if visit is None:
        raise NotFound("这次课还没有安排行程")
    back_url = url_for("visits.list_visits", public_id=public_id)
    return render_template(
        "visits/paper.html", cohort=cohort, session=held, visit=visit, people=queries.people_of(held), back_url=back_url
    )
