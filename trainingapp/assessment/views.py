"""Pages of results: the score grid, the scheme, and deciding on a trainee."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import columns, operations, queries, rules
from trainingapp.assessment.forms import (
    BAND_LINES,
    PART_LINES,
    OutcomeForm,
    SourceForm,
    read_scheme,
    read_scores,
)
from trainingapp.assessment.queries import AssessmentRow, ClassAssessment
from trainingapp.assessment.terms import Completion, Source
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.core.errors import Refused

blueprint = Blueprint("assessment", __name__)


@blueprint.get("/classes/<public_id>/assessment")
@gate.permit(Permission.ASSESSMENT_VIEW)
def grid(public_id: str) -> ResponseReturnValue:
    """Show the scores, totals and bands of a class; whoever may enters scores in the same table."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ASSESSMENT_VIEW, public_id)
    found = queries.class_assessment(cohort)
    return render_template(
        "assessment/grid.html",
        cohort=cohort,
        found=found,
        rows=found.rows,
        editable=may(actor, Permission.ASSESSMENT_EDIT),
        legend=columns.legend(found),
        computed=Source.ATTENDANCE,
        completions=Completion.choices(),
        bands=_bands_for_script(found),
        shown=rules.shown,
    )


def _bands_for_script(found: ClassAssessment) -> list[list[object]]:
    """Return (least total, name, completion) from the highest band down, for the totals that follow the typing."""
    return [
        [
            float(bracket.minimum),
            bracket.name,
            (Completion.COMPLETED if bracket.passes else Completion.NOT_COMPLETED).label,
        ]
        for bracket in queries.brackets_of(found.scheme)
    ]


@blueprint.post("/classes/<public_id>/assessment")
@gate.permit(Permission.ASSESSMENT_EDIT)
def save_scores(public_id: str) -> ResponseReturnValue:
    """Save the scores that the person changed."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ASSESSMENT_EDIT, public_id)
    scores, versions = read_scores(request.form, queries.class_assessment(cohort))
    changed = operations.enter_scores(actor, cohort, scores=scores, versions=versions)
    flash(f"已保存，改动 {len(changed.after)} 个成绩" if changed else "没有改动")
    return redirect(url_for("assessment.grid", public_id=public_id))


@blueprint.route("/classes/<public_id>/assessment/scheme", methods=["GET", "POST"])
@gate.permit(Permission.ASSESSMENT_EDIT)
def scheme(public_id: str) -> ResponseReturnValue:
    """Show and set how the class is assessed; a preset fills the lines, nothing is saved by choosing one."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ASSESSMENT_EDIT, public_id)
    form = SourceForm()
    if form.validate_on_submit():
        parts, brackets = read_scheme(request.form)
        source = (form.source_text.data or "").strip()
        version = form.version.data
        operations.set_scheme(actor, cohort, parts=parts, brackets=brackets, source_text=source, version=version)
        flash("考核办法已保存")
        return redirect(url_for("assessment.grid", public_id=public_id))
    return _scheme_page(cohort, form)


def _scheme_page(cohort: Cohort, form: SourceForm) -> ResponseReturnValue:
    stored = queries.find_scheme(cohort.id)
    preset = next((one for one in rules.PRESETS if one.key == request.args.get("preset")), None)
    parts = preset.parts if preset else queries.parts_of(stored)
    brackets = preset.brackets if preset else queries.brackets_of(stored) or rules.BRACKETS
    form.version.data = stored.version if stored else 0
    form.source_text.data = preset.source if preset else stored.source_text if stored else ""
    return render_template(
        "assessment/scheme.html",
        cohort=cohort,
        form=form,
        presets=rules.PRESETS,
        chosen=preset,
        parts=[*parts, *[None] * (PART_LINES - len(parts))],
        brackets=[*brackets, *[None] * (BAND_LINES - len(brackets))],
        sources=Source.choices(),
        shown=rules.shown,
    )


@blueprint.post("/classes/<public_id>/assessment/<trainee>")
@gate.permit(Permission.ASSESSMENT_EDIT)
def decide(public_id: str, trainee: str) -> ResponseReturnValue:
    """Keep what a person decides for a trainee."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ASSESSMENT_EDIT, public_id)
    form = OutcomeForm()
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    _found, row = queries.find_row(cohort, trainee)
    if "clear" in request.form:
        operations.clear_outcome(actor, row, version=form.version.data)
        flash(f"已撤销评定：{row.enrolment.name}，按规则重新建议")
    else:
        _decide(actor, row, form)
        flash(f"已评定：{row.enrolment.name}")
    return redirect(url_for("assessment.grid", public_id=public_id))


def _decide(actor: Actor, row: AssessmentRow, form: OutcomeForm) -> None:
    operations.decide_outcome(
        actor,
        row,
        band=form.band.data or "",
        completion=form.completion.member,
        reason=form.reason.data or "",
        remark=form.remark.data or "",
        version=form.version.data,
    )
