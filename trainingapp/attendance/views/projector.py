"""The projector's page of check-in: a large code that changes, who is still missing, who has signed.

The page is the staff's. What it asks every two seconds names the session by a signed ticket and sends no cookie, so
that each answer costs one small query.
"""

from datetime import datetime
from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.attendance import operations, queries
from trainingapp.attendance.rules import codes, window
from trainingapp.attendance.rules.codes import Place
from trainingapp.attendance.views.blueprint import back_to_roll_call, blueprint, load
from trainingapp.core.asked import asked_number
from trainingapp.core.clock import now, to_local
from trainingapp.core.errors import NotPermitted
from trainingapp.core.scope import office_scope
from trainingapp.core.squares import is_own_name, square

TICKET_HEADER = "X-Ticket"


@blueprint.get("/projector/<public_id>/<session>")
@gate.permit(Permission.ATTENDANCE_TAKE)
def projector(public_id: str, session: str) -> ResponseReturnValue:
    """Show a session's check-in to the room."""
    actor = gate.signed_in_actor()
    cohort, held = load(actor, Permission.ATTENDANCE_TAKE, public_id, session)
    settings = queries.settings_of(cohort.id)
    open_hours = window(held.starts, held.ends, settings)
    moment = now()
    return render_template(
        "attendance/projector.html",
        cohort=cohort,
        session=held,
        settings=settings,
        hours=open_hours,
        refusal=open_hours.refusal(to_local(moment).replace(tzinfo=None)),
        rows=queries.roll_rows(actor, Permission.ATTENDANCE_TAKE, held, sort=cohort.presets.sort_rule),
        counts=queries.head_counts(held),
        to_local=to_local,
        ticket=codes.ticket(queries.place_of(held), moment),
        scan_base=url_for("portal.scan", session=held.public_id, code="", _external=True),
        own_name=is_own_name(),
    )


@blueprint.get("/projector/state")
@gate.public
def projector_state() -> ResponseReturnValue:
    """Tell a projector's page the code of now and who has signed: one query, and none of it writes."""
    moment = now()
    place = codes.read_ticket(queries.code_secret(), request.headers.get(TICKET_HEADER, ""), moment)
    if place is None:
        raise NotPermitted("投影页开得太久了，请刷新")
    with office_scope(place.office_id):
        signed = queries.signed_in(place.session_id)
    return jsonify(signed=list(signed), **_code(place, moment))


def _code(place: Place, moment: datetime) -> dict[str, Any]:
    """Return the code of now; the drawn square only when the page has not got it yet."""
    step = codes.step_at(moment)
    answer = {"step": step, "seconds": round(codes.seconds_left(moment), 1)}
    if request.args.get("step") == str(step):
        return answer
    address = request.args.get("base", "") + codes.token(place, step)
    return {**answer, "number": codes.number(place, step), "square": square(address)}


@blueprint.post("/classes/<public_id>/attendance/<session>/heads")
@gate.permit(Permission.ATTENDANCE_TAKE)
def count_heads(public_id: str, session: str) -> ResponseReturnValue:
    """Keep how many people were counted in the room; go back to where that was said."""
    actor = gate.signed_in_actor()
    cohort, held = load(actor, Permission.ATTENDANCE_TAKE, public_id, session)
    count = operations.count_heads(actor, held, people=request.form.get("people", type=asked_number))
    if "projector" in request.form:
        return redirect(url_for("attendance.projector", public_id=public_id, session=session))
    flash(f"已留存：清点 {count.people} 人，已记到课 {count.marked} 人")
    return back_to_roll_call(cohort, held)


@blueprint.post("/classes/<public_id>/attendance/<session>/check-ins/<trainee>")
@gate.permit(Permission.ATTENDANCE_TAKE)
def decide_check_in(public_id: str, session: str, trainee: str) -> ResponseReturnValue:
    """Decide a check-in that waits."""
    actor = gate.signed_in_actor()
    cohort, held = load(actor, Permission.ATTENDANCE_TAKE, public_id, session)
    row = queries.waiting_check_in(actor, held, trainee)
    operations.decide_check_in(actor, row, accept=request.form.get("accept") == "1")
    flash(f"{row.enrolment.name}：{row.state.label}")
    return back_to_roll_call(cohort, held)
