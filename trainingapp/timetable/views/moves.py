"""Moving sessions: what a drop or the dialog asks for."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core.errors import Refused
from trainingapp.core.terms import Severity
from trainingapp.timetable import operations, queries
from trainingapp.timetable.forms import MoveForm
from trainingapp.timetable.rules.conflicts import sentence
from trainingapp.timetable.views.blueprint import blueprint


@blueprint.post("/classes/<public_id>/timetable/move")
@gate.permit(Permission.TIMETABLE_EDIT)
def move(public_id: str) -> ResponseReturnValue:
    """Move a session to another half-day, after a drop or from the dialog."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    form = MoveForm()
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    found = queries.find_session(cohort, form.session.data)
    conflicts = operations.move_session(
        actor, found, day=form.day.data, half_day=form.half_day.member, version=form.version.data
    )
    flash(f"已移到{found.held_on.month}月{found.held_on.day}日{found.half_day.label}")
    for conflict in conflicts:
        if conflict.severity is not Severity.NOTE:
            flash(sentence(conflict), "warning")
    return redirect(url_for("timetable.grid", public_id=public_id, week=request.args.get("week")))
