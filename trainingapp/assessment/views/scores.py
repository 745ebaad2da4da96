"""The score grid of a class."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import columns, operations, queries, rules
from trainingapp.assessment.forms import read_scores
from trainingapp.assessment.models import Score
from trainingapp.assessment.operations import StaleScores, WrongScores
from trainingapp.assessment.queries import ClassAssessment
from trainingapp.assessment.terms import CALCULATED, Completion
from trainingapp.assessment.views.blueprint import blueprint, load
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import may_change


@blueprint.get("/classes/<public_id>/assessment")
@gate.permit(Permission.ASSESSMENT_VIEW)
def grid(public_id: str) -> ResponseReturnValue:
    """Show the scores, totals and bands of a class; whoever may enters scores in the same table."""
    actor, cohort = load(Permission.ASSESSMENT_VIEW, public_id)
    return _grid_page(actor, cohort)


def _grid_page(actor: Actor, cohort: Cohort, refused: WrongScores | StaleScores | None = None) -> str:
    """Return the page; after a refusal with what was typed, and what is wrong at each field."""
    found = queries.class_assessment(cohort)
    return render_template(
        "assessment/grid.html",
        cohort=cohort,
        found=found,
        rows=found.rows,
        editable=may_change(actor, Permission.ASSESSMENT_EDIT, cohort),
        legend=columns.legend(found),
        computed=CALCULATED,
        completions=Completion.choices(),
        bands=_bands_for_script(found),
        undecided=sum(not row.decided and row.verdict.completion is not Completion.PENDING for row in found.rows),
        shown=rules.shown,
        entered=entered_text,
        typed=request.form if refused else {},
        faults=refused.cells if refused else {},
        reasons=refused.reasons if refused else (),
        places=_places(found, refused) if refused else {},
    )


def _places(found: ClassAssessment, refused: WrongScores | StaleScores) -> dict[str, str]:
    """Return what is wrong by the id of its field, in the sentences that name the trainee and the component."""
    trainees = {row.enrolment.id: row.enrolment.public_id for row in found.rows}
    components = {row.id: row.position for row in found.components}
    return {
        f"score-{trainees[trainee]}-{components[component]}": reason
        for (trainee, component), reason in zip(refused.cells, refused.reasons, strict=True)
    }


def entered_text(score: Score | None) -> str:
    """Return what stands in a cell of the grid."""
    return "" if score is None else rules.shown(score.points) or operations.MISSED.value


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
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    try:
        scores, versions = read_scores(request.form, queries.class_assessment(cohort))
        changed = operations.enter_scores(actor, cohort, scores=scores, versions=versions)
    except (WrongScores, StaleScores) as refused:
        return _grid_page(actor, cohort, refused), refused.status
    flash(f"已保存，改动 {len(changed.after)} 个成绩" if changed else "没有改动")
    return redirect(url_for("assessment.grid", public_id=public_id))
