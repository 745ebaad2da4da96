"""Pages of itineraries: a class's visits, planning one, and the booklet for whoever leads the group."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import find_cohort
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import find_session, forget_changes
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.visits import columns, operations, queries
from trainingapp.visits.forms import VisitForm
from trainingapp.visits.models import Visit
from trainingapp.visits.operations import Impossible
from trainingapp.visits.rules import Fault
from trainingapp.visits.views.blueprint import blueprint, load


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
    faults: Sequence[Fault | Conflict] = operations.find_faults(visit) if visit else ()
    status = HTTPStatus.OK
    if not form.rearrange(request.form.get("act", "")) and form.validate_on_submit():
        try:
            _save(actor, held, visit, form)
        except Impossible as refused:
            forget_changes()
            held = find_session(cohort, session)
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
    """Show the booklet that whoever leads the group carries, without phone numbers of trainees."""
    cohort, visit = load(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id, session)
    return _booklet(cohort, visit, queries.riders_of(visit.session), {})


@blueprint.post("/classes/<public_id>/visits/<session>/paper")
@gate.permit(Permission.PERSONAL_EXPORT, after_closing="只看电话，查看留痕")
def paper_with_phones(public_id: str, session: str) -> ResponseReturnValue:
    """Show the booklet with the trainees' phone numbers; that they were shown is recorded."""
    actor = gate.signed_in_actor()
    cohort, visit = load(actor, Permission.PERSONAL_EXPORT, public_id, session)
    riders = queries.riders_of(visit.session)
    return _booklet(cohort, visit, riders, operations.show_phones(actor, visit, riders))


def _booklet(
    cohort: Cohort, visit: Visit, riders: Sequence[Enrolment], phones: Mapping[str, str]
) -> ResponseReturnValue:
    return render_template(
        "visits/paper.html",
        cohort=cohort,
        visit=visit,
        drawn={**_drawn(visit, len(riders)), "vehicle_columns": columns.BOARDING},
        loads=columns.loads_of(visit, riders, queries.seats_of(visit)),
        departures=list(visit.departures.values()),
        phones=phones,
        back_url=url_for("visits.list_visits", public_id=cohort.public_id),
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
        "duties": visit.duties,
        "duty_columns": columns.DUTIES,
        "route": columns.route_of(visit),
        "people": people,
        "faults": operations.find_faults(visit, people=people),
    }
