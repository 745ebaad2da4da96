"""Check-in on the phone: scanning shows a page, and only pressing its button checks in."""

import secrets
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.attendance import operations
from trainingapp.attendance.operations import Proof
from trainingapp.attendance.queries import words_of
from trainingapp.cohorts.models import Enrolment
from trainingapp.core.clock import now, to_local
from trainingapp.core.errors import NotFound, Refused
from trainingapp.portal import operations as portal_operations
from trainingapp.portal import queries
from trainingapp.portal.views.blueprint import blueprint
from trainingapp.timetable.models import Session

#: A random number that stays on a phone, so that two people on one phone are noticed. It says nothing about the phone.
DEVICE = "device"
DEVICE_SECONDS = 400 * 24 * 3600


@blueprint.get("/in/<session>/", defaults={"code": ""})
@blueprint.get("/in/<session>/<code>")
@gate.public
def scan(session: str, code: str) -> ResponseReturnValue:
    """Show who checks in to what after scanning; opening this page checks nobody in.

    Who has not signed in is sent to the page for cards: by then the code is old, and today's page takes the next one.
    """
    actor = gate.current_actor()
    if actor is None:
        return redirect(url_for("portal.enter"))
    portal_operations.refuse_switched_off()
    mine, held = _find(actor, session)
    claim = operations.scanned(mine, held, code=code, moment=now())
    page = make_response(render_template("portal/scan.html", mine=mine, session=held, claim=claim))
    return keep_device(page)


@blueprint.post("/my/check-in/<session>")
@gate.permit(Permission.OWN_TRAINING)
def check_in(session: str) -> ResponseReturnValue:
    """Check in, by the claim of having scanned or by the number on the projector."""
    actor = gate.signed_in_actor()
    mine, held = _find(actor, session)
    sent = Proof(
        code=request.form.get("code", ""),
        claim=request.form.get("claim", ""),
        device=request.cookies.get(DEVICE, ""),
        address=request.remote_addr or "",
    )
    answer = operations.check_in(actor, mine, held, proof=sent, moment=now())
    if isinstance(answer, Refused):
        flash(str(answer), "danger")
        chosen: dict[str, Any] = {"class": mine.cohort.public_id}
        return redirect(url_for("portal.today", **chosen))
    return redirect(url_for("portal.checked_in", session=session))


@blueprint.get("/my/check-in/<session>")
@gate.permit(Permission.OWN_TRAINING)
def checked_in(session: str) -> ResponseReturnValue:
    """Show what became of the own check-in."""
    mine, held = _find(gate.signed_in_actor(), session)
    row = queries.own_check_in(mine, held)
    words = words_of(held.cohort)
    return render_template("portal/checked_in.html", mine=mine, session=held, row=row, words=words, to_local=to_local)


def keep_device(page: Response) -> Response:
    """Give the phone its number, if it has none."""
    if DEVICE not in request.cookies:
        number = secrets.token_urlsafe(16)
        page.set_cookie(DEVICE, number, max_age=DEVICE_SECONDS, httponly=True, samesite="Lax")
    return page


def _find(actor: Actor, session: str) -> tuple[Enrolment, Session]:
    found = queries.find_own_session(actor, session)
    if found is None:
        raise NotFound("这不是您所在班次的签到码，或者码不完整。请对着投影再扫一次")
    return found
