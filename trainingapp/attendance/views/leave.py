"""Pages of leave for the office: who is away when, a request on a trainee's behalf, the chain, the return."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.attendance import operations, queries
from trainingapp.attendance.forms.leave import DecisionForm, EndForm, LeaveForm, ReturnForm, TraineeForm
from trainingapp.attendance.models import Leave
from trainingapp.attendance.terms import LeaveKind, LeaveState
from trainingapp.attendance.views.blueprint import blueprint
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import find_cohort, find_enrolment
from trainingapp.core.errors import NotFound
from trainingapp.core.web import send_attachment

TONES = {
    LeaveState.REQUESTED: "warn",
    LeaveState.APPROVED: "good",
    LeaveState.REFUSED: "bad",
    LeaveState.CANCELLED: "",
    LeaveState.CLOSED: "note",
}


@blueprint.get("/classes/<public_id>/leave")
@gate.permit(Permission.ATTENDANCE_VIEW)
def leaves(public_id: str) -> ResponseReturnValue:
    """List a class's leave: what waits for a decision first."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ATTENDANCE_VIEW, public_id)
    rows = [(leave, queries.covered_text(leave)) for leave in queries.list_leaves(actor, cohort)]
    return render_template("attendance/leaves.html", cohort=cohort, rows=rows, tones=TONES)


@blueprint.get("/classes/<public_id>/leave/new")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def new_leave(public_id: str) -> ResponseReturnValue:
    """Ask whose leave it is, then for the leave itself."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ATTENDANCE_CONFIRM, public_id)
    chosen = request.args.get("trainee")
    if chosen:
        enrolment = find_enrolment(cohort, chosen)
        form = LeaveForm(request.args, meta={"csrf": False})
        return _ask(cohort, enrolment, form)
    form = TraineeForm()
    form.trainee.offer(queries.list_members(cohort.id), lambda member: f"{member.label} {member.unit}")
    return render_template("attendance/leave_trainee.html", cohort=cohort, form=form)


@blueprint.post("/classes/<public_id>/leave/new")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def add_leave(public_id: str) -> ResponseReturnValue:
    """Enter leave on a trainee's behalf."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ATTENDANCE_CONFIRM, public_id)
    enrolment = find_enrolment(cohort, request.args.get("trainee", ""))
    form = LeaveForm()
    form.offer(queries.sessions_to_ask(enrolment), queries.words_of(enrolment.cohort))
    if "calculate" in request.form or not form.validate():
        return _ask(cohort, enrolment, form)
    leave = operations.request_leave(actor, enrolment, **form.values())
    flash("请假单已登记，等待审批")
    return _back(cohort, leave)


@blueprint.get("/classes/<public_id>/leave/<leave>")
@gate.permit(Permission.ATTENDANCE_VIEW)
def show_leave(public_id: str, leave: str) -> ResponseReturnValue:
    """Show one leave with the sum against the limit, and ask for the next word."""
    actor = gate.signed_in_actor()
    cohort, found = _load(actor, Permission.ATTENDANCE_VIEW, public_id, leave)
    closing = ReturnForm()
    closing.offer(found)
    return render_template(
        "attendance/leave.html",
        cohort=cohort,
        leave=found,
        covered=queries.covered_text(found),
        quota=queries.quota_with(found),
        tones=TONES,
        readable=queries.may_read_reason(actor, found),
        decidable=not cohort.archived and queries.may_decide(actor, found, found.current_step),
        office=not cohort.archived and queries.reaches(actor, Permission.ATTENDANCE_CONFIRM, found.enrolment_id),
        decision=DecisionForm(),
        ending=EndForm(),
        closing=closing,
    )


@blueprint.get("/classes/<public_id>/leave/<leave>/attachment")
@gate.permit(Permission.ATTENDANCE_VIEW)
def leave_attachment(public_id: str, leave: str) -> ResponseReturnValue:
    """Hand out the paper that came with a leave, to who may read the reason."""
    actor = gate.signed_in_actor()
    _cohort, found = _load(actor, Permission.ATTENDANCE_VIEW, public_id, leave)
    if found.attachment is None or not queries.may_read_reason(actor, found):
        raise NotFound("没有附件，或者您看不到它")
    paper = found.attachment
    return send_attachment(paper.content, media_type=paper.media_type, file_name=paper.file_name)


@blueprint.post("/classes/<public_id>/leave/<leave>/decide")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def decide_leave(public_id: str, leave: str) -> ResponseReturnValue:
    """Give the word of the step whose turn it is."""
    actor = gate.signed_in_actor()
    cohort, found = _load(actor, Permission.ATTENDANCE_CONFIRM, public_id, leave)
    form = DecisionForm()
    form.refuse_unfit()
    approve = request.form.get("approve") == "1"
    operations.decide_leave(actor, found, approve=approve, note=form.note.data or "", leader=form.leader.data or "")
    flash(f"已登记意见，请假单{found.state.label}")
    return _back(cohort, found)


@blueprint.post("/classes/<public_id>/leave/<leave>/cancel")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def cancel_leave(public_id: str, leave: str) -> ResponseReturnValue:
    """Withdraw a leave, for a reason that the trainee sees."""
    actor = gate.signed_in_actor()
    cohort, found = _load(actor, Permission.ATTENDANCE_CONFIRM, public_id, leave)
    form = EndForm()
    form.refuse_unfit()
    operations.cancel_leave(actor, found, reason=form.note.data or "")
    flash("请假已撤回，已经点的名没有变")
    return _back(cohort, found)


@blueprint.post("/classes/<public_id>/leave/<leave>/close")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def close_leave(public_id: str, leave: str) -> ResponseReturnValue:
    """Close a leave on the trainee's return."""
    actor = gate.signed_in_actor()
    cohort, found = _load(actor, Permission.ATTENDANCE_CONFIRM, public_id, leave)
    form = ReturnForm()
    form.offer(found)
    form.refuse_unfit()
    attended = {session.id for session in form.attended.chosen}
    operations.close_leave(actor, found, attended=attended, note=form.note.data or "")
    flash("已销假")
    return _back(cohort, found)


def _ask(cohort: Cohort, enrolment: Enrolment, form: LeaveForm) -> ResponseReturnValue:
    form.offer(queries.sessions_to_ask(enrolment), queries.words_of(enrolment.cohort))
    outlook = queries.outlook(enrolment, form.sessions.chosen, form.kind.member or LeaveKind.PERSONAL)
    return render_template("attendance/leave_new.html", cohort=cohort, enrolment=enrolment, form=form, outlook=outlook)


def _load(actor: Actor, permission: Permission, public_id: str, leave: str) -> tuple[Cohort, Leave]:
    cohort = find_cohort(actor, permission, public_id)
    return cohort, queries.find_leave(actor, permission, cohort, leave)


def _back(cohort: Cohort, leave: Leave) -> ResponseReturnValue:
    return redirect(url_for("attendance.show_leave", public_id=cohort.public_id, leave=leave.public_id))
