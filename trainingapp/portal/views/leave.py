"""Leave on the phone: how much is left, asking for it, withdrawing it."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.attendance import operations
from trainingapp.attendance import queries as attendance
from trainingapp.attendance.forms.leave import LeaveForm
from trainingapp.attendance.terms import LeaveKind
from trainingapp.cohorts.models import Enrolment
from trainingapp.portal import queries
from trainingapp.portal.views.blueprint import blueprint, own_classes


@blueprint.get("/my/leave")
@gate.permit(Permission.OWN_TRAINING)
def leaves() -> ResponseReturnValue:
    """Show the own leave, and how it stands against the class's limit."""
    enrolments, mine = own_classes()
    rows = [(leave, attendance.covered_text(leave)) for leave in attendance.own_leaves(mine)]
    return render_template(
        "portal/leaves.html", mine=mine, enrolments=enrolments, rows=rows, quota=attendance.quota_of(mine)
    )


@blueprint.route("/my/leave/new", methods=["GET", "POST"])
@gate.permit(Permission.OWN_TRAINING)
def ask_leave() -> ResponseReturnValue:
    """Ask for leave; the sum against the limit stands on the form before anything is sent."""
    enrolments, mine = own_classes()
    form = LeaveForm() if request.method == "POST" else LeaveForm(request.args, meta={"csrf": False})
    form.offer(queries.sessions_to_leave(mine), attendance.words_of(mine.cohort))
    if request.method == "POST" and "calculate" not in request.form and form.validate():
        operations.request_leave(gate.signed_in_actor(), mine, **form.values())
        flash("请假单已提交，批准后这里会显示")
        return _back(mine)
    outlook = attendance.outlook(mine, form.sessions.chosen, form.kind.member or LeaveKind.PERSONAL)
    return render_template("portal/leave_new.html", mine=mine, enrolments=enrolments, form=form, outlook=outlook)


@blueprint.post("/my/leave/<leave>/cancel")
@gate.permit(Permission.OWN_TRAINING)
def cancel_leave(leave: str) -> ResponseReturnValue:
    """Withdraw the own leave before it begins."""
    actor = gate.signed_in_actor()
    found = attendance.find_own_leave(actor, leave)
    operations.cancel_leave(actor, found)
    flash("请假已撤回")
    return _back(found.enrolment)


def _back(mine: Enrolment) -> ResponseReturnValue:
    chosen: dict[str, Any] = {"class": mine.cohort.public_id}
    return redirect(url_for("portal.leaves", **chosen))
