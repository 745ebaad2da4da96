"""Signing in on a phone: a card, or the projector's number with name and phone; then a PIN. And the office's switch."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.models import SignIn
from trainingapp.accounts.permissions import Permission
from trainingapp.attendance.models import TraineeCard
from trainingapp.core.clock import now
from trainingapp.core.errors import Refused
from trainingapp.portal import operations, queries
from trainingapp.portal.views.blueprint import blueprint


@blueprint.get("/my/enter")
@gate.public
def enter() -> ResponseReturnValue:
    """Ask for the card, or for the projector's number with name and the phone's last digits."""
    return render_template("portal/enter.html", reason="")


@blueprint.get("/my/card/<code>")
@gate.public
def open_card(code: str) -> ResponseReturnValue:
    """Open the door that a scanned card leads to; nothing is signed in yet."""
    return _ask_pin(code)


@blueprint.post("/my/enter")
@gate.public
def show_card() -> ResponseReturnValue:
    """Read the card that was typed, or prove presence without one; then ask for the PIN."""
    form = request.form
    if form.get("card", "").strip():
        return _ask_pin(form["card"])
    answer = operations.prove_presence(
        code=form.get("code", ""), name=form.get("name", ""), last_digits=form.get("last_digits", ""), moment=now()
    )
    if isinstance(answer, Refused):
        return render_template("portal/enter.html", reason=str(answer))
    return _ask_pin(answer.code)


@blueprint.post("/my/enter/pin")
@gate.public
def enter_pin() -> ResponseReturnValue:
    """Set the PIN of a card, or check it, and sign in."""
    code, pin, again = (request.form.get(name, "") for name in ("card", "pin", "again"))
    card = operations.open_card(code)
    device = request.user_agent.string
    try:
        answer = (
            operations.set_pin(card, pin=pin, again=again, device=device)
            if operations.needs_pin(card)
            else operations.enter_pin(card, pin=pin, device=device)
        )
    except Refused as refused:
        answer = refused
    return _pin_page(card, code, str(answer)) if isinstance(answer, Refused) else _go_in(answer)


@blueprint.route("/phone-pages", methods=["GET", "POST"])
@gate.permit(Permission.COHORT_EDIT)
def phone_pages() -> ResponseReturnValue:
    """Show and set whether the office's trainees have pages on the phone."""
    if request.method == "POST":
        wanted = request.form.get("offered")
        if wanted not in {"0", "1"}:
            raise Refused("请选择开通还是关闭手机页面")
        operations.switch_phone_pages(gate.signed_in_actor(), offered=wanted == "1")
        flash("已保存")
        return redirect(url_for("portal.phone_pages"))
    return render_template("portal/phone_pages.html", offered=queries.phone_pages_offered())


def _ask_pin(code: str) -> ResponseReturnValue:
    try:
        return _pin_page(operations.open_card(code), code, "")
    except Refused as refused:
        return render_template("portal/enter.html", reason=str(refused))


def _pin_page(card: TraineeCard, code: str, reason: str) -> ResponseReturnValue:
    first = operations.needs_pin(card)
    named = not first and operations.has_login(card)
    return render_template("portal/pin.html", card=card, code=code, first=first, named=named, reason=reason)


def _go_in(answer: tuple[SignIn, str]) -> ResponseReturnValue:
    session.clear()  # a new cookie for a new sign-in: nobody can plant one beforehand
    session[gate.TOKEN] = answer[1]
    session.permanent = True  # a trainee signs in once for the class, not each time the browser is closed
    return redirect(url_for("portal.today"))
