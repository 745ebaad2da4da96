"""Mentoring: a pair with its talks."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment.queries import mentor_ratings
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort, list_roster
from trainingapp.core.clock import today
from trainingapp.core.errors import Refused, Stale
from trainingapp.curriculum.queries import list_lecturers
from trainingapp.followup import operations, queries, rules
from trainingapp.followup.forms import EndForm, MentorshipForm, TalkForm, told
from trainingapp.followup.models import Mentorship
from trainingapp.followup.views.blueprint import blueprint


@blueprint.route("/classes/<public_id>/mentorships/new", methods=["GET", "POST"])
@gate.permit(Permission.ROSTER_EDIT, after_closing="训后的事在结班以后才做")
def add_mentorship(public_id: str) -> ResponseReturnValue:
    """Make a pair."""
    actor, cohort = _load(public_id)
    form = _form(cohort)
    if form.validate_on_submit():
        pair = operations.add_mentorship(actor, cohort, trainee=form.trainee.row, **form.values())
        flash(f"已结对：{pair.label}")
        return redirect(url_for("followup.mentorship", public_id=public_id, pair=pair.public_id))
    if not form.is_submitted():
        form.starts_on.data = today()
    return render_template("followup/pair.html", cohort=cohort, form=form, pair=None)


@blueprint.get("/classes/<public_id>/mentorships/<pair>")
@gate.permit(Permission.COHORT_VIEW)
def mentorship(public_id: str, pair: str) -> ResponseReturnValue:
    """Show a pair with its talks and the months that lack one."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    found = queries.find_mentorship(cohort, pair)
    talk, end = TalkForm(), EndForm()
    talk.held_on.data = end.ends_on.data = today()
    days = [one.held_on for one in found.talks]
    return render_template(
        "followup/mentorship.html",
        cohort=cohort,
        pair=found,
        missing=rules.months_without_talk(found.starts_on, found.ends_on or today(), days),
        others=queries.other_pairs(found),
        ratings=found.mentor in mentor_ratings(found.enrolment),
        talk=talk,
        end=end,
    )


@blueprint.route("/classes/<public_id>/mentorships/<pair>/edit", methods=["GET", "POST"])
@gate.permit(Permission.ROSTER_EDIT, after_closing="训后的事在结班以后才做")
def edit_mentorship(public_id: str, pair: str) -> ResponseReturnValue:
    """Change a pair."""
    actor, cohort = _load(public_id)
    found, form = queries.find_mentorship(cohort, pair), _form(cohort)
    if form.validate_on_submit():
        try:
            kept = operations.change_mentorship(
                actor,
                found,
                version=form.version.data or found.version,
                on=today(),
                renaming=form.renaming.member,
                trainee=form.trainee.row,
                **form.values(),
            )
        except Stale:
            raise
        except Refused as refused:
            form.renaming.errors = list(refused.reasons)
            return _pair_page(cohort, form, found), refused.status
        flash(f"已保存：{kept.label}" if kept is found else f"{found.label}已结束，另结一对：{kept.label}")
        return redirect(url_for("followup.mentorship", public_id=public_id, pair=kept.public_id))
    if not form.is_submitted():
        form.show(found)
    return _pair_page(cohort, form, found)


def _pair_page(cohort: Cohort, form: MentorshipForm, pair: Mentorship) -> str:
    renamable = operations.has_history(pair)
    return render_template("followup/pair.html", cohort=cohort, form=form, pair=pair, renamable=renamable)


@blueprint.post("/classes/<public_id>/mentorships/<pair>/talks")
@gate.permit(Permission.ROSTER_EDIT, after_closing="训后的事在结班以后才做")
def record_talk(public_id: str, pair: str) -> ResponseReturnValue:
    """Record a talk."""
    actor, cohort = _load(public_id)
    found, form = queries.find_mentorship(cohort, pair), TalkForm()
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    texts = {name: (form[name].data or "").strip() for name in ("place", "content", "tasks")}
    operations.record_talk(actor, found, held_on=form.held_on.data, today=today(), **texts)
    flash("谈话已记录")
    return redirect(url_for("followup.mentorship", public_id=public_id, pair=pair))


@blueprint.post("/classes/<public_id>/mentorships/<pair>/end")
@gate.permit(Permission.ROSTER_EDIT, after_closing="训后的事在结班以后才做")
def end_mentorship(public_id: str, pair: str) -> ResponseReturnValue:
    """End a pair."""
    actor, cohort = _load(public_id)
    found, form = queries.find_mentorship(cohort, pair), EndForm()
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    operations.end_mentorship(actor, found, on=form.ends_on.data, summary=(form.summary.data or "").strip())
    flash(f"已结束：{found.label}")
    return redirect(url_for("followup.mentorship", public_id=public_id, pair=pair))


def _load(public_id: str) -> tuple[Actor, Cohort]:
    actor = gate.signed_in_actor()
    return actor, find_cohort(actor, Permission.ROSTER_EDIT, public_id)


def _form(cohort: Cohort) -> MentorshipForm:
    form = MentorshipForm()
    form.trainee.offer(list_roster(cohort.id), told)
    form.lecturer.offer(list_lecturers(), lambda one: one.described)
    return form
