"""One trainee's verdict with the rules and records behind it, and what people decide."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.forms import OffenceForm, OutcomeForm
from trainingapp.assessment.queries import AssessmentRow, ClassAssessment
from trainingapp.assessment.rules import AWAY
from trainingapp.assessment.terms import Completion
from trainingapp.assessment.views.blueprint import blueprint, load
from trainingapp.attendance.queries import own_attendance, words_of
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import may_change
from trainingapp.core.clock import today
from trainingapp.core.errors import Refused


@blueprint.get("/classes/<public_id>/assessment/<trainee>")
@gate.permit(Permission.ASSESSMENT_VIEW)
def verdict(public_id: str, trainee: str) -> ResponseReturnValue:
    """Show how a trainee's result comes about: each rule with its source, each record that it looked at."""
    actor, cohort = load(Permission.ASSESSMENT_VIEW, public_id)
    return _verdict_page(actor, cohort, trainee)


def _verdict_page(
    actor: Actor, cohort: Cohort, trainee: str, form: OffenceForm | None = None, refused: Refused | None = None
) -> str:
    """Return the page; after a refusal with what was typed."""
    found, row = queries.find_row(cohort, trainee)
    marks = own_attendance(row.enrolment).marks
    works = queries.works_of(row.enrolment)
    return render_template(
        "assessment/verdict.html",
        cohort=cohort,
        found=found,
        row=row,
        missed=[one for one in marks if one.status in AWAY],
        words=words_of(cohort),
        unmarked=[one for one in marks if one.status is None],
        works=[(work, rules.marking([mark.points for mark in work.marks])) for work in works],
        editable=may_change(actor, Permission.ASSESSMENT_EDIT, cohort),
        form=form or _offence_form(),
        completions=Completion.choices(),
        brackets=queries.brackets_of(found.scheme),
        shown=rules.shown,
        weight_of=rules.weight_of,
        reasons=refused.reasons if refused else (),
        typed=request.form if refused else {},
    )


def _offence_form() -> OffenceForm:
    form = OffenceForm(formdata=None)
    form.found_on.data = today()
    return form


@blueprint.post("/classes/<public_id>/assessment/<trainee>")
@gate.permit(Permission.ASSESSMENT_EDIT)
def decide(public_id: str, trainee: str) -> ResponseReturnValue:
    """Keep what a person decides for a trainee, or take it back."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    _found, row = queries.find_row(cohort, trainee)
    try:
        flash(_decide(actor, row, OutcomeForm()))
    except Refused as refused:
        return _verdict_page(actor, cohort, trainee, refused=refused), refused.status
    return redirect(url_for("assessment.grid", public_id=public_id))


def _decide(actor: Actor, row: AssessmentRow, form: OutcomeForm) -> str:
    """Do what was asked and return what to say of it."""
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    if "clear" in request.form:
        operations.clear_outcome(actor, row, version=form.version.data)
        return f"已撤销评定：{row.enrolment.name}，按规则重新建议"
    operations.decide_outcome(
        actor,
        row,
        band=form.band.data or "",
        completion=form.completion.member,
        reason=form.reason.data or "",
        remark=form.remark.data or "",
        version=form.version.data,
    )
    return f"已评定：{row.enrolment.name}"


@blueprint.post("/classes/<public_id>/assessment/accept")
@gate.permit(Permission.ASSESSMENT_EDIT)
def accept(public_id: str) -> ResponseReturnValue:
    """Decide as the rules suggest for everybody who is open to it."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    amount = operations.accept_suggestions(actor, cohort, queries.class_assessment(cohort))
    flash(f"已按规则的建议评定 {amount} 人" if amount else "没有可以评定的学员")
    return redirect(url_for("assessment.grid", public_id=public_id))


@blueprint.get("/classes/<public_id>/assessment/outstanding")
@gate.permit(Permission.ASSESSMENT_VIEW)
def outstanding(public_id: str) -> ResponseReturnValue:
    """Show who is suggested as 优秀学员, with the arithmetic, and who was named."""
    actor, cohort = load(Permission.ASSESSMENT_VIEW, public_id)
    return _outstanding_page(actor, cohort, queries.class_assessment(cohort))


def _outstanding_page(actor: Actor, cohort: Cohort, found: ClassAssessment, refused: Refused | None = None) -> str:
    rule = queries.outstanding_of(found.scheme)
    named = {row.enrolment.public_id for row in found.rows if row.outstanding}
    return render_template(
        "assessment/outstanding.html",
        cohort=cohort,
        rows=sorted(found.rows, key=lambda row: (row.total is None, -(row.total or 0))),
        suggested=set(found.outstanding_suggested),
        chosen=set(request.form.getlist("chosen")) if refused else named,
        rule=rule,
        places=rules.explain_places(rule, len(found.rows)) if rule else "",
        editable=may_change(actor, Permission.ASSESSMENT_EDIT, cohort),
        shown=rules.shown,
        reasons=refused.reasons if refused else (),
        reason=request.form.get("reason", "") if refused else "",
    )


@blueprint.post("/classes/<public_id>/assessment/outstanding")
@gate.permit(Permission.ASSESSMENT_EDIT)
def name_outstanding(public_id: str) -> ResponseReturnValue:
    """Name the 优秀学员."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    found = queries.class_assessment(cohort)
    chosen, reason = request.form.getlist("chosen"), request.form.get("reason", "")
    try:
        operations.name_outstanding(actor, cohort, found, chosen=chosen, reason=reason)
    except Refused as refused:
        return _outstanding_page(actor, cohort, found, refused), refused.status
    flash(f"已评定优秀学员 {len(set(chosen))} 人")
    return redirect(url_for("assessment.outstanding", public_id=public_id))


@blueprint.get("/classes/<public_id>/assessment/outstanding/paper")
@gate.permit(Permission.ASSESSMENT_VIEW)
def outstanding_paper(public_id: str) -> ResponseReturnValue:
    """Show the list of 优秀学员 ready to print."""
    _actor, cohort = load(Permission.ASSESSMENT_VIEW, public_id)
    rows = [row for row in queries.class_assessment(cohort).rows if row.outstanding]
    return render_template("assessment/outstanding_paper.html", cohort=cohort, rows=rows, shown=rules.shown)


@blueprint.post("/classes/<public_id>/assessment/<trainee>/offences")
@gate.permit(Permission.ASSESSMENT_EDIT)
def record_offence(public_id: str, trainee: str) -> ResponseReturnValue:
    """Put a breach of discipline on record, or take one off it."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    _found, row = queries.find_row(cohort, trainee)
    form = OffenceForm()
    if "withdraw" not in request.form and not form.validate_on_submit():
        return _verdict_page(actor, cohort, trainee, form), 422
    try:
        flash(_record_or_withdraw(actor, row, form))
    except Refused as refused:
        return _verdict_page(actor, cohort, trainee, refused=refused), refused.status
    return redirect(url_for("assessment.verdict", public_id=public_id, trainee=trainee))


def _record_or_withdraw(actor: Actor, row: AssessmentRow, form: OffenceForm) -> str:
    if "withdraw" in request.form:
        operations.withdraw_offence(actor, row, request.form["withdraw"], reason=request.form.get("reason", ""))
        return "已撤销违纪登记"
    operations.record_offence(
        actor, row.enrolment, kind=form.kind.member, found_on=form.found_on.data, note=form.note.data
    )
    return "已登记违纪"
