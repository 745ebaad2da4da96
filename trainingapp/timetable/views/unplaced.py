"""Cards of the course plan beside the grid: where each would fit, and placing one by a drop or from its dialog."""

from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core.errors import Reason
from trainingapp.core.web import show_reasons
from trainingapp.timetable import queries
from trainingapp.timetable.forms import MoveForm
from trainingapp.timetable.operations import Clashing
from trainingapp.timetable.operations.unplaced import place_unplaced
from trainingapp.timetable.queries.unplaced import find_unplaced, session_to_be
from trainingapp.timetable.rules.conflicts import statement
from trainingapp.timetable.views.blueprint import blueprint
from trainingapp.timetable.views.moves import back_to_grid, judge_asked, valid
from trainingapp.timetable.views.telling import addressed, tell
from trainingapp.timetable.views.ways import show_planned_ways


@blueprint.post("/classes/<public_id>/timetable/place-planned")
@gate.permit(Permission.TIMETABLE_EDIT)
def place_planned(public_id: str) -> ResponseReturnValue:
    """Give a card of the plan its place."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    form = valid(MoveForm())
    card = find_unplaced(cohort, form.session.data)
    try:
        session, conflicts = place_unplaced(
            actor,
            cohort,
            card,
            day=form.day.data,
            half_day=form.half_day.member,
            accepted_reason=form.accepted_reason.data or "",
        )
    except Clashing as refused:
        return _refuse(cohort, form.session.data, refused)
    tell(f"已排到{session.held_on.month}月{session.held_on.day}日{session.half_day.label}", conflicts)
    return back_to_grid(cohort)


def _refuse(cohort: Cohort, key: str, refused: Clashing) -> ResponseReturnValue:
    """Take the try back; what stands against it leads to where the course of the plan is changed."""
    queries.forget_changes()
    card = find_unplaced(cohort, key)
    session = session_to_be(cohort, card)
    told = [
        Reason(statement(one), addressed(show_planned_ways(one, session, card.planned))) for one in refused.conflicts
    ]
    return show_reasons(refused.status, *told)


@blueprint.get("/classes/<public_id>/timetable/unplaced/<card>/fits")
@gate.permit(Permission.TIMETABLE_EDIT)
def unplaced_fits(public_id: str, card: str) -> ResponseReturnValue:
    """Tell of every half-day of some days whether a card of the plan fits there, and why not."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.TIMETABLE_EDIT, public_id)
    found = find_unplaced(cohort, card)
    session = session_to_be(cohort, found)
    return judge_asked(session, lambda conflict: show_planned_ways(conflict, session, found.planned, in_dialog=True))
