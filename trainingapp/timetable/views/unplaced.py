"""Cards of the course plan beside the grid: where each would fit, and placing one by a drop or from its dialog."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core.errors import Reason
from trainingapp.core.web import show_reasons
from trainingapp.timetable import queries
from trainingapp.timetable.forms import MoveForm
from trainingapp.timetable.operations import Clashing
from trainingapp.timetable.operations.unplaced import place_unplaced
from trainingapp.timetable.queries.unplaced import Unplaced, find_any_unplaced, find_unplaced, session_to_be
from trainingapp.timetable.rules.conflicts import statement
from trainingapp.timetable.views.blueprint import blueprint
from trainingapp.timetable.views.board import filters
from trainingapp.timetable.views.moves import back_to_grid, judge_asked, valid
from trainingapp.timetable.views.spans import asked_span
from trainingapp.timetable.views.telling import addressed, tell
from trainingapp.timetable.views.ways import show_planned_ways


@blueprint.post("/classes/<public_id>/timetable/place-planned")
@gate.permit(Permission.TIMETABLE_EDIT)
def place_planned(public_id: str) -> ResponseReturnValue:
    """Give a card of the plan its place."""
    actor = gate.signed_in_actor()
    cohort, form = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id), valid(MoveForm())
    refusal = _place(actor, find_unplaced(cohort, form.session.data), form)
    return refusal or back_to_grid(cohort)


@blueprint.post("/timetable/place-planned")
@gate.permit(Permission.TIMETABLE_EDIT)
def place_on_board() -> ResponseReturnValue:
    """Give a card of the plan of any class that the actor may edit its place."""
    actor, form = gate.signed_in_actor(), valid(MoveForm())
    refusal = _place(actor, find_any_unplaced(actor, Permission.TIMETABLE_EDIT, form.session.data), form)
    return refusal or redirect(url_for("timetable.board", **filters(), **asked_span().arguments))


def _place(actor: Actor, card: Unplaced, form: MoveForm) -> ResponseReturnValue | None:
    """Place a card as a form asks; return what says why not, None where it stands."""
    cohort = card.planned.cohort
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
    return None


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
    return _judge(find_unplaced(cohort, card))


@blueprint.get("/timetable/unplaced/<card>/fits")
@gate.permit(Permission.TIMETABLE_EDIT)
def any_unplaced_fits(card: str) -> ResponseReturnValue:
    """Tell of every half-day of some days whether a card of the plan of any class fits there, and why not."""
    return _judge(find_any_unplaced(gate.signed_in_actor(), Permission.TIMETABLE_EDIT, card))


def _judge(card: Unplaced) -> ResponseReturnValue:
    session = session_to_be(card.planned.cohort, card)
    return judge_asked(session, lambda conflict: show_planned_ways(conflict, session, card.planned, in_dialog=True))
