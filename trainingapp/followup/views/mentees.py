"""A mentor's own pages on a phone: the trainees in his care, talks with them, and how far they have come."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.assessment import rules as assessment
from trainingapp.assessment.queries import class_ratings, list_class_competencies
from trainingapp.assessment.terms import Rater
from trainingapp.core.clock import today
from trainingapp.core.errors import Refused
from trainingapp.followup import operations, queries, rules
from trainingapp.followup.forms import TalkForm
from trainingapp.followup.models import Mentorship
from trainingapp.followup.views.blueprint import blueprint


@blueprint.get("/my/mentees")
@gate.permit(Permission.OWN_LECTURES)
def own_mentees() -> ResponseReturnValue:
    """Show a mentor the trainees in his care, with the months that lack a talk."""
    pairs = queries.own_mentees(gate.signed_in_actor())
    return render_template("followup/own_mentees.html", pairs=[(one, _missing(one)) for one in pairs])


@blueprint.route("/my/mentees/<pair>", methods=["GET", "POST"])
@gate.permit(Permission.OWN_LECTURES)
def own_mentee(pair: str) -> ResponseReturnValue:
    """Show a trainee in the mentor's care, and take the mentor's rating."""
    actor = gate.signed_in_actor()
    found = queries.find_own_mentee(actor, pair)
    if request.method == "GET":
        return _page(found)
    try:
        points = {
            skill: assessment.read_whole(request.form.get(f"points-{skill.public_id}", ""), f"“{skill.name}”")
            for skill in list_class_competencies(found.enrolment.cohort)
        }
        operations.rate_mentee(actor, found, points=points)
    except Refused as refused:
        return _page(found, refused=refused), refused.status
    flash(f"已保存对{found.enrolment.name}的评价")
    return redirect(url_for("followup.own_mentee", pair=pair))


@blueprint.post("/my/mentees/<pair>/talks")
@gate.permit(Permission.OWN_LECTURES)
def own_talk(pair: str) -> ResponseReturnValue:
    """Write down a talk with a trainee in the mentor's care."""
    actor = gate.signed_in_actor()
    found, form = queries.find_own_mentee(actor, pair), TalkForm()
    if not form.validate_on_submit():
        return _page(found, form), 422
    texts = {name: (form[name].data or "").strip() for name in ("place", "content", "tasks")}
    try:
        operations.record_talk(actor, found, held_on=form.held_on.data, today=today(), **texts)
    except Refused as refused:
        return _page(found, form, refused), refused.status
    flash("谈话已记录")
    return redirect(url_for("followup.own_mentee", pair=pair))


def _missing(pair: Mentorship) -> rules.Months:
    return rules.months_without_talk(pair.starts_on, pair.ends_on or today(), [talk.held_on for talk in pair.talks])


def _page(pair: Mentorship, talk: TalkForm | None = None, refused: Refused | None = None) -> str:
    trainee = pair.enrolment
    if talk is None:
        talk = TalkForm(formdata=None)
        talk.held_on.data = today()
    known = class_ratings(trainee.cohort, Rater.MENTOR, pair.mentor)
    return render_template(
        "followup/own_mentee.html",
        pair=pair,
        missing=_missing(pair),
        talk=talk,
        skills=list_class_competencies(trainee.cohort),
        said={skill: value for (one, skill), value in known.items() if one == trainee.id},
        scale=assessment.RATINGS,
        reasons=refused.reasons if refused else (),
        typed=request.form if refused else {},
    )
