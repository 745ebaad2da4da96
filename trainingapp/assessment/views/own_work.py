"""A trainee's pages on the phone: work to hand in, and the own rating of competencies."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.queries import OwnRatings, OwnTask
from trainingapp.assessment.terms import Rater
from trainingapp.assessment.views.blueprint import blueprint
from trainingapp.assessment.views.files import read_files, send_paper
from trainingapp.core import uploads
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
    own = _find(actor, task)
    if request.method == "GET":
        return _own_page(own)
    try:
        flash(_hand_in_or_remove(actor, own))
    except Refused as refused:
        return _own_page(own, refused), refused.status
    stays = own.task.questions or "remove" in request.form
    return redirect(url_for("assessment.own_work", task=task) if stays else url_for("assessment.own_works"))


def _find(actor: Actor, task: str) -> OwnTask:
    own = next((row for row in queries.own_tasks(actor) if row.task.public_id == task), None)
    if own is None:
        raise NotFound("没有这项作业，或者您看不到它")
    return own


def _hand_in_or_remove(actor: Actor, own: OwnTask) -> str:
    """Do what was asked and return what to say of it."""
    text, question = request.form.get("text", ""), request.form.get("question", "")
    if "remove" in request.form and question in own.works:
        operations.remove_paper(actor, own.works[question], request.form["remove"])
        return "已删除附件"
    operations.hand_in(
        actor,
        own.task,
        own.enrolment,
        text=text,
        at=now(),
        question=question,
        consent="consent" in request.form,
        files=read_files(),
    )
    return "已提交"


@blueprint.get("/my/works/<task>/papers/<paper>")
@gate.permit(Permission.OWN_TRAINING)
def own_work_paper(task: str, paper: str) -> ResponseReturnValue:
    """Hand out a file of the own work, or of the group's."""
    own = _find(gate.signed_in_actor(), task)
    papers = {one.public_id: work for work in own.works.values() for one in work.papers}
    if paper not in papers:
        raise NotFound("没有这个附件，或者您看不到它")
    return send_paper(queries.find_work_paper(papers[paper], paper))


def _own_page(own: OwnTask, refused: Refused | None = None) -> str:
    return render_template(
        "assessment/own_work.html",
        own=own,
        accepted=uploads.ACCEPTED,
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
