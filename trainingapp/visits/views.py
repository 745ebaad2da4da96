"""Pages of sites and visits: the library, a class's itineraries, planning one, and the paper for the road."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.queries import find_cohort
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import find_session
from trainingapp.visits import columns, operations, queries
from trainingapp.visits.forms import SiteForm, VisitForm
from trainingapp.visits.models import Visit
from trainingapp.visits.operations import Impossible
from trainingapp.visits.rules import Fault

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
    """Show the itineraries of a class with what is wrong with them, and the visits that have none yet."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    visits = queries.list_visits(cohort)
    people = queries.people_of_all([visit.session for visit in visits])
    shown = [(visit, _drawn(visit, people[visit.session_id])) for visit in visits]
    waiting = queries.sessions_without_visit(cohort, visits)
    return render_template("visits/list.html", cohort=cohort, visits=shown, waiting=waiting)


@blueprint.route("/classes/<public_id>/visits/<session>", methods=["GET", "POST"])
@gate.permit(Permission.VISIT_EDIT)
def plan(public_id: str, session: str) -> ResponseReturnValue:
    """Plan or change the visit of a session; the buttons of the lines only rearrange what was typed."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.VISIT_EDIT, public_id)
    held = find_session(cohort, session)
    visit = queries.visit_of(held)
    form = VisitForm()
    form.prepare(visit)
    faults: Sequence[Fault] = operations.find_faults(visit) if visit else ()
    status = HTTPStatus.OK
    if not form.rearrange(request.form.get("act", "")) and form.validate_on_submit():
        try:
            _save(actor, held, visit, form)
        except Impossible as refused:
            faults, status = refused.faults, HTTPStatus.UNPROCESSABLE_ENTITY
        else:
            flash("行程已保存")
            return redirect(url_for("visits.list_visits", public_id=public_id))
    people = queries.people_of(held)
    page = render_template("visits/plan.html", cohort=cohort, session=held, form=form, faults=faults, people=people)
    return page, status


@blueprint.get("/classes/<public_id>/visits/<session>/paper")
@gate.permit(Permission.COHORT_VIEW)
def paper(public_id: str, session: str) -> ResponseReturnValue:
    """Show an itinerary as whoever leads the group carries it."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    visit = queries.find_visit(cohort, session)
    return render_template(
        "visits/paper.html",
        cohort=cohort,
        visit=visit,
        drawn={**_drawn(visit, queries.people_of(visit.session)), "vehicle_columns": columns.BOARDING},
        back_url=url_for("visits.list_visits", public_id=public_id),
    )


def _save(actor: Actor, held: Session, visit: Visit | None, form: VisitForm) -> None:
    if visit is None:
        operations.plan_visit(actor, held, plan=form.plan())
    else:
        operations.change_visit(actor, visit, plan=form.plan(), version=form.version.data or 0)


def _drawn(visit: Visit, people: int) -> dict[str, object]:
    """Return what templates/visits/itinerary.html draws of a visit."""
    return {
        "legs": columns.legs_of(visit),
        "leg_columns": columns.ITINERARY,
        "vehicles": visit.vehicles,
        "vehicle_columns": columns.VEHICLES,
        "route": columns.route_of(visit),
        "people": people,
        "faults": operations.find_faults(visit, people=people),
    }
