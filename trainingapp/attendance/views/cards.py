"""Trainees' cards: printed for a class, replaced for one, scanned at the door."""

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.attendance import operations, queries
from trainingapp.attendance.rules import cards
from trainingapp.attendance.terms import CLASS_OF
from trainingapp.attendance.views.blueprint import blueprint, load
from trainingapp.cohorts.queries import find_cohort, find_enrolment
from trainingapp.core.clock import now
from trainingapp.core.squares import square


@blueprint.get("/classes/<public_id>/cards")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def show_cards(public_id: str) -> ResponseReturnValue:
    """Show the cards of a class as a paper to be cut."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ATTENDANCE_CONFIRM, public_id)
    drawn = [(card.enrolment, cards.shown(card.code), _square(card.code)) for card in queries.list_cards(cohort)]
    missing = len(queries.without_card(cohort))
    back_url = url_for("attendance.sessions", public_id=public_id)
    return render_template("attendance/cards.html", cohort=cohort, cards=drawn, missing=missing, back_url=back_url)


def _square(code: str) -> Markup:
    return square(url_for("portal.open_card", code=code, _external=True))


@blueprint.post("/classes/<public_id>/cards")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def issue_cards(public_id: str) -> ResponseReturnValue:
    """Issue cards to those who have none."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ATTENDANCE_CONFIRM, public_id)
    flash(f"已发 {operations.issue_cards(actor, cohort)} 张学员卡")
    return redirect(url_for("attendance.show_cards", public_id=public_id))


@blueprint.post("/classes/<public_id>/cards/<trainee>")
@gate.permit(Permission.ATTENDANCE_CONFIRM, after_closing="卡丢了随时可以换，旧卡作废")
def replace_card(public_id: str, trainee: str) -> ResponseReturnValue:
    """Give one trainee a new card; the old one and its PIN are worth nothing any more."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ATTENDANCE_CONFIRM, public_id)
    enrolment = find_enrolment(cohort, trainee)
    operations.replace_card(actor, enrolment)
    flash(f"已给{enrolment.name}换卡，旧卡和原来的 PIN、密码作废，手机要重新登录")
    return redirect(url_for("attendance.show_cards", public_id=public_id))


@blueprint.get("/classes/<public_id>/attendance/<session>/scan")
@gate.permit(Permission.ATTENDANCE_TAKE)
def scan_page(public_id: str, session: str) -> ResponseReturnValue:
    """Wait for cards: one field that a scanner types into."""
    actor = gate.signed_in_actor()
    cohort, held = load(actor, Permission.ATTENDANCE_TAKE, public_id, session)
    return render_template("attendance/scan.html", cohort=cohort, session=held)


@blueprint.post("/classes/<public_id>/attendance/<session>/scan")
@gate.permit(Permission.ATTENDANCE_TAKE)
def scan_card(public_id: str, session: str) -> ResponseReturnValue:
    """Mark the holder of a scanned card, and say whom and how."""
    actor = gate.signed_in_actor()
    cohort, held = load(actor, Permission.ATTENDANCE_TAKE, public_id, session)
    found = operations.scan_card(actor, held, text=request.form.get("code", ""), moment=now())
    symbol, word = queries.symbols_of(cohort)[found.status], queries.words_of(cohort)[found.status]
    group = next((group.name for group in cohort.groups if group.id == found.member.group_id), "")
    said = f"{found.member.name} {'已经记为' if found.already else ''}{word}"
    if request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json":
        told = {"name": found.member.label, "group": group, "status": word, "already": found.already}
        return jsonify(symbol=symbol, kind=CLASS_OF[found.status].value, **told)
    flash(said)
    return redirect(url_for("attendance.scan_page", public_id=public_id, session=session))
