"""Pages of guests: put down at a session, joined to a trainee after a preview, parted again."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.attendance import operations, queries
from trainingapp.attendance.forms.leave import TraineeForm
from trainingapp.attendance.views.blueprint import back_to_roll_call, blueprint, load
from trainingapp.cohorts.queries import find_cohort, find_enrolment


@blueprint.post("/classes/<public_id>/attendance/<session>/guests")
@gate.permit(Permission.ATTENDANCE_TAKE)
def add_guest(public_id: str, session: str) -> ResponseReturnValue:
    """Put a guest down at a session."""
    actor = gate.signed_in_actor()
    cohort, held = load(actor, Permission.ATTENDANCE_TAKE, public_id, session)
    guest = operations.add_guest(actor, held, name=request.form.get("name", ""), unit=request.form.get("unit", ""))
    flash(f"已登记：{guest.label}")
    return back_to_roll_call(cohort, held)


@blueprint.get("/classes/<public_id>/guests")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def guests(public_id: str) -> ResponseReturnValue:
    """List a class's guests."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.ATTENDANCE_CONFIRM, public_id)
    return render_template("attendance/guests.html", cohort=cohort, guests=queries.list_guests(cohort))


@blueprint.get("/classes/<public_id>/guests/<guest>")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def guest(public_id: str, guest: str) -> ResponseReturnValue:
    """Show a guest, and what joining to the chosen trainee would do."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.ATTENDANCE_CONFIRM, public_id)
    found = queries.find_guest(cohort, guest)
    form = TraineeForm(request.args, meta={"csrf": False})
    form.trainee.offer(queries.list_members(cohort.id), lambda member: f"{member.label} {member.unit}")
    chosen = find_enrolment(cohort, form.trainee.data) if form.trainee.data else None
    lines = queries.plan_join(found, chosen) if chosen else []
    words = queries.words_of(cohort)
    return render_template(
        "attendance/guest.html", cohort=cohort, guest=found, form=form, chosen=chosen, lines=lines, words=words
    )


@blueprint.post("/classes/<public_id>/guests/<guest>/join")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def join_guest(public_id: str, guest: str) -> ResponseReturnValue:
    """Join a guest to a trainee, as the preview said."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ATTENDANCE_CONFIRM, public_id)
    found = queries.find_guest(cohort, guest)
    lines = operations.join_guest(actor, found, find_enrolment(cohort, request.form.get("trainee", "")))
    flash(f"已并入，记了 {sum(not line.refusal for line in lines)} 次课；不对可以撤销")
    return redirect(url_for("attendance.guests", public_id=public_id))


@blueprint.post("/classes/<public_id>/guests/<guest>/part")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def part_guest(public_id: str, guest: str) -> ResponseReturnValue:
    """Undo joining."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ATTENDANCE_CONFIRM, public_id)
    operations.part_guest(actor, queries.find_guest(cohort, guest))
    flash("已撤销并入，并入时记的考勤恢复空白")
    return redirect(url_for("attendance.guests", public_id=public_id))
