"""Cards of the course plan beside the grid: where each would fit, and placing one by a drop or from its dialog."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts.queries import find_cohort
from trainingapp.timetable.forms import MoveForm
from trainingapp.timetable.operations.unplaced import place_unplaced
from trainingapp.timetable.queries.unplaced import find_unplaced, find_unplaced_fits
from trainingapp.timetable.terms import HalfDay
from trainingapp.timetable.views.blueprint import blueprint
from trainingapp.timetable.views.moves import asked_days, back_to_grid, show_fit, valid
from trainingapp.timetable.views.telling import tell


@blueprint.post("/classes/<public_id>/timetable/place-planned")
@gate.permit(Permission.TIMETABLE_EDIT)
def place_planned(public_id: str) -> ResponseReturnValue:
    """Give a card of the plan its place."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    form = valid(MoveForm())
    card = find_unplaced(cohort, form.session.data)
    session, conflicts = place_unplaced(
        actor,
        cohort,
        card,
        day=form.day.data,
        half_day=form.half_day.member,
        accepted_reason=form.accepted_reason.data or "",
    )
    tell(f"已排到{session.held_on.month}月{session.held_on.day}日{session.half_day.label}", conflicts)
    return back_to_grid(cohort)


@blueprint.get("/classes/<public_id>/timetable/unplaced/<card>/fits")
@gate.permit(Permission.TIMETABLE_EDIT)
def unplaced_fits(public_id: str, card: str) -> ResponseReturnValue:
    """Tell of every half-day of some days whether a card of the plan fits there, and why not."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.TIMETABLE_EDIT, public_id)
    cells = [(day, half_day) for day in asked_days() for half_day in HalfDay]
    judged = find_unplaced_fits(cohort, find_unplaced(cohort, card), cells)
    return jsonify(cells=[show_fit(fit) for fit in judged])
