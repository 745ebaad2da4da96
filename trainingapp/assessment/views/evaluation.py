"""Pages of evaluation: the organiser's, a trainee's on the phone, a lecturer's."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.models import Questionnaire
from trainingapp.assessment.terms import EvaluationKind, Screening
from trainingapp.assessment.views.blueprint import blueprint, load
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import may_change
from trainingapp.core import web
from trainingapp.core.clock import today
from trainingapp.core.connections import let_go_of_former_rows
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.timetable.queries import find_session, list_sessions
from trainingapp.timetable.rules.calendar import chinese_date


@blueprint.get("/classes/<public_id>/evaluations")
@gate.permit(Permission.ASSESSMENT_VIEW)
def evaluations(public_id: str) -> ResponseReturnValue:
    """Show what a class is asked, and how many have answered."""
    actor, cohort = load(Permission.ASSESSMENT_VIEW, public_id)
    return _evaluations_page(actor, cohort)


def _evaluations_page(actor: Actor, cohort: Cohort, refused: Refused | None = None) -> str:
    rows = queries.list_questionnaires(cohort)
    asked = {row.questionnaire.session_id for row in rows}
    return render_template(
        "assessment/evaluations.html",
        cohort=cohort,
        rows=rows,
        sessions=[one for one in list_sessions(cohort) if one.id not in asked and one.takes_attendance],
        class_asked=None in asked,
        editable=may_change(actor, Permission.ASSESSMENT_EDIT, cohort),
        day=chinese_date,
        preset=_lines(EvaluationKind.LECTURE),
        reasons=refused.reasons if refused else (),
        typed=request.form if refused else {},
    )


def _lines(kind: EvaluationKind) -> str:
    return "\n".join(f"{item.label} {item.most}" for item in rules.items_for(kind))


@blueprint.post("/classes/<public_id>/evaluations")
@gate.permit(Permission.ASSESSMENT_EDIT)
def open_evaluation(public_id: str) -> ResponseReturnValue:
    """Ask about a lecture, or about the class; without own items the usual ones for it."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    try:
        _open(actor, cohort)
    except Refused as refused:
        return _evaluations_page(actor, cohort, refused), refused.status
    flash("评估已发起，学员在手机上“评课”里填写，也可以录入纸质表")
    return redirect(url_for("assessment.evaluations", public_id=public_id))


def _open(actor: Actor, cohort: Cohort) -> None:
    chosen, text = request.form.get("session", ""), request.form.get("items", "")
    session = find_session(cohort, chosen) if chosen else None
    kind = EvaluationKind.LECTURE if session else EvaluationKind.CLASS
    items = rules.read_items(text) if text.strip() else rules.items_for(kind, session.form if session else None)
    operations.open_evaluation(actor, cohort, kind=kind, session=session, items=items, on=today())


@blueprint.get("/classes/<public_id>/evaluations/<questionnaire>")
@gate.permit(Permission.ASSESSMENT_VIEW)
def evaluation(public_id: str, questionnaire: str) -> ResponseReturnValue:
    """Show what a questionnaire came to, once it may be shown."""
    actor, cohort = load(Permission.ASSESSMENT_VIEW, public_id)
    return _evaluation_page(actor, cohort, queries.find_questionnaire(cohort, questionnaire))


def _evaluation_page(actor: Actor, cohort: Cohort, found: Questionnaire, refused: Refused | None = None) -> str:
    items = queries.items_of(found)
    return render_template(
        "assessment/evaluation.html",
        cohort=cohort,
        result=queries.evaluation_result(found),
        turnout=queries.find_turnout(found),
        items=items,
        answers=rules.SATISFACTION if rules.is_satisfaction(found.kind, items) else (),
        screenings=Screening.choices(),
        least=rules.LEAST_SHOWN,
        to_tenth=rules.to_tenth,
        editable=may_change(actor, Permission.ASSESSMENT_EDIT, cohort),
        reasons=refused.reasons if refused else (),
        typed=request.form if refused else {},
    )


@blueprint.get("/classes/<public_id>/evaluations/<questionnaire>/paper")
@gate.permit(Permission.ASSESSMENT_VIEW)
def evaluation_paper(public_id: str, questionnaire: str) -> ResponseReturnValue:
    """Show the form to be printed and filled by hand; its lines are entered in the same order."""
    _actor, cohort = load(Permission.ASSESSMENT_VIEW, public_id)
    found = queries.find_questionnaire(cohort, questionnaire)
    items = queries.items_of(found)
    return render_template(
        "assessment/evaluation_paper.html",
        cohort=cohort,
        one=found,
        items=items,
        answers=rules.SATISFACTION if rules.is_satisfaction(found.kind, items) else (),
        day=chinese_date,
    )


@blueprint.post("/classes/<public_id>/evaluations/<questionnaire>")
@gate.permit(Permission.ASSESSMENT_EDIT)
def change_evaluation(public_id: str, questionnaire: str) -> ResponseReturnValue:
    """Close a questionnaire or open it again, take paper forms, or screen comments: the pressed button says which."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    found = queries.find_questionnaire(cohort, questionnaire)
    try:
        flash(_change(actor, found))
    except Refused as refused:
        return _evaluation_page(actor, cohort, found, refused), refused.status
    return redirect(url_for("assessment.evaluation", public_id=public_id, questionnaire=questionnaire))


def _change(actor: Actor, found: Questionnaire) -> str:
    """Do what was asked and return what to say of it."""
    match request.form.get("act"):
        case "close":
            operations.close_evaluation(actor, found, on=today())
            web.after_commit(lambda: let_go_of_former_rows(db.engine, "evaluation_answer", "evaluation_ticket"))
            if queries.find_turnout(found).forms >= rules.LEAST_SHOWN:
                return "评估已结束，结果可以看了"
            return f"评估已结束，不到 {rules.LEAST_SHOWN} 份，结果不显示；要接着收，可以写明理由重新打开"
        case "reopen":
            operations.reopen_evaluation(actor, found, reason=request.form.get("reason", ""))
            return "评估已重新打开，可以接着收"
        case "import":
            amount = operations.import_forms(actor, found, text=request.form.get("forms", ""))
            return f"已录入 {amount} 份纸质评估表"
        case "screen":
            values = {key.removeprefix("comment-"): value for key, value in request.form.items() if "comment-" in key}
            decisions = {key: Screening(value) for key, value in values.items() if value in set(Screening)}
            return f"已审看，改动 {operations.screen_comments(actor, found, decisions=decisions)} 条"
    raise Refused("页面内容不完整，没有保存。请刷新页面后再试")


@blueprint.get("/my/evaluations")
@gate.permit(Permission.OWN_TRAINING)
def own_evaluations() -> ResponseReturnValue:
    """Show a trainee what there is to evaluate."""
    rows = queries.own_questionnaires(gate.signed_in_actor())
    return render_template("assessment/own_evaluations.html", rows=rows, day=chinese_date)


@blueprint.route("/my/evaluations/<questionnaire>", methods=["GET", "POST"])
@gate.permit(Permission.OWN_TRAINING)
def own_evaluation(questionnaire: str) -> ResponseReturnValue:
    """Show a form to fill, and take it: once, and nobody can tell whose it is."""
    own = queries.find_own_questionnaire(gate.signed_in_actor(), questionnaire)
    items = queries.items_of(own.questionnaire)
    if request.method == "GET":
        return _own_page(own, items, [])
    points = {item.key: int(text) for item in items if (text := request.form.get(item.key, "")).isdecimal()}
    faults = rules.points_faults(items, points)
    if faults:
        return _own_page(own, items, faults), 422
    operations.answer_evaluation(own, points=points, comment=request.form.get("comment", ""))
    flash("谢谢，评估已收到")
    return redirect(url_for("assessment.own_evaluations"))


def _own_page(own: queries.OwnQuestionnaire, items: list[rules.Item], faults: list[str]) -> str:
    return render_template(
        "assessment/own_evaluation.html",
        own=own,
        items=items,
        answers=rules.SATISFACTION if rules.is_satisfaction(own.questionnaire.kind, items) else (),
        faults=faults,
        typed=request.form,
        day=chinese_date,
    )


@blueprint.get("/my/lectures/evaluations")
@gate.permit(Permission.OWN_LECTURES)
def lecturer_evaluations() -> ResponseReturnValue:
    """Show a lecturer what the own lectures came to, with the comments that were let through."""
    results = queries.lecturer_results(gate.signed_in_actor())
    return render_template(
        "assessment/lecturer_evaluations.html",
        results=results,
        day=chinese_date,
        least=rules.LEAST_SHOWN,
        to_tenth=rules.to_tenth,
    )
