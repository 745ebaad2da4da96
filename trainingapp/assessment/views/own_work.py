"""A trainee's pages on the phone: work to hand in, and the own rating of competencies."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.queries import OwnRatings, OwnTask
from trainingapp.assessment.terms import Rater
from trainingapp.assessment.views.blueprint import blueprint
from trainingapp.core.clock import now, today
from trainingapp.core.errors import NotFound, Refused


@blueprint.get("/my/works")
@gate.permit(Permission.OWN_TRAINING)
def own_works() -> ResponseReturnValue:
    """Show a trainee what there is to hand in."""
    return render_template("assessment/own_works.html", rows=queries.own_tasks(gate.signed_in_actor()))


@blueprint.route("/my/works/<task>", methods=["GET", "POST"])
@gate.permit(Permission.OWN_TRAINING)
def own_work(task: str) -> ResponseReturnValue:
    """Show the own work or the group's, question by question, and take it."""
    actor = gate.signed_in_actor()
    own = next((row for row in queries.own_tasks(actor) if row.task.public_id == task), None)
    if own is None:
        raise NotFound("没有这项作业，或者您看不到它")
    if request.method == "GET":
        return _own_page(own)
    text, question, consent = request.form.get("text", ""), request.form.get("question", ""), "consent" in request.form
    try:
        operations.hand_in(actor, own.task, own.enrolment, text=text, at=now(), question=question, consent=consent)
    except Refused as refused:
        return _own_page(own, refused), refused.status
    flash("已提交")
    return redirect(
        url_for("assessment.own_work", task=task) if own.task.questions else url_for("assessment.own_works")
    )


def _own_page(own: OwnTask, refused: Refused | None = None) -> str:
    return render_template(
        "assessment/own_work.html",
        own=own,
        reasons=refused.reasons if refused else (),
        typed=request.form if refused else {},
    )


@blueprint.route("/my/competencies", methods=["GET", "POST"])
@gate.permit(Permission.OWN_TRAINING)
def own_competencies() -> ResponseReturnValue:
    """Show a trainee the competencies of the class, and take the own rating before or after it."""
    own = queries.own_ratings(gate.signed_in_actor())
    if request.method == "GET":
        return _ratings_page(own)
    mine = next((row for row in own if row.enrolment.cohort.public_id == request.form.get("class")), None)
    if mine is None:
        raise NotFound("没有这个班的能力自评，或者您看不到它")
    try:
        rater = _rate(mine)
    except Refused as refused:
        return _ratings_page(own, refused), refused.status
    flash(f"{rater.label}已保存，开放期间可以再改")
    return redirect(url_for("assessment.own_competencies"))


def _rate(mine: OwnRatings) -> Rater:
    cohort = mine.enrolment.cohort
    rater = next((one for one in Rater if one.value == request.form.get("rater")), None)
    if rater not in rules.own_raters(today(), cohort.ends_on):
        raise Refused("现在不开放这项自评")
    points = {
        (mine.enrolment, skill): rules.read_whole(request.form.get(f"points-{skill.public_id}", ""), f"“{skill.name}”")
        for skill in mine.competencies
    }
    operations.rate_competencies(gate.signed_in_actor(), cohort, rater=rater, points=points)
    return rater


def _ratings_page(own: list[OwnRatings], refused: Refused | None = None) -> str:
    day = today()
    return render_template(
        "assessment/own_competencies.html",
        rows=[(row, rules.own_raters(day, row.enrolment.cohort.ends_on)) for row in own],
        raters=[Rater.SELF_BEFORE, Rater.SELF_AFTER],
        scale=rules.RATINGS,
        reasons=refused.reasons if refused else (),
        typed=request.form if refused else {},
    )
