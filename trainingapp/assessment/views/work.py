"""The organiser's pages of work handed in."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.forms import AskedForm, TaskForm
from trainingapp.assessment.models import Task, Work
from trainingapp.assessment.views.blueprint import blueprint, load
from trainingapp.assessment.views.files import read_files, send_paper, send_works
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_enrolment, list_roster
from trainingapp.core import uploads
from trainingapp.core.clock import now
from trainingapp.core.errors import Refused


@blueprint.route("/classes/<public_id>/works", methods=["GET", "POST"])
@gate.permit(Permission.ASSESSMENT_EDIT)
def tasks(public_id: str) -> ResponseReturnValue:
    """Show the work that a class is asked for, and ask for more."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    form = TaskForm()
    _offer(form, cohort)
    if form.validate_on_submit():
        operations.set_task(actor, cohort, kind=form.kind.member, asked=form.asked)
        flash("已布置作业")
        return redirect(url_for("assessment.tasks", public_id=public_id))
    page = render_template("assessment/tasks.html", cohort=cohort, rows=queries.list_tasks(cohort.id), form=form)
    return page, 422 if form.errors else 200


def _offer(form: AskedForm, cohort: Cohort) -> None:
    scheme = queries.find_scheme(cohort.id)
    form.offer(scheme.components if scheme else [], queries.list_class_competencies(cohort))


@blueprint.route("/classes/<public_id>/works/<task>/edit", methods=["GET", "POST"])
@gate.permit(Permission.ASSESSMENT_EDIT)
def task(public_id: str, task: str) -> ResponseReturnValue:
    """Change what a task says, or take it back."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    found = queries.find_task(cohort, task)
    form = TaskForm(kind=found.kind) if found.by_group else AskedForm()
    _offer(form, cohort)
    if request.method == "GET":
        form.show(found)
        return render_template("assessment/task.html", cohort=cohort, task=found, form=form)
    try:
        if "remove" in request.form:
            operations.remove_task(actor, found)
            flash("已删除作业")
            return redirect(url_for("assessment.tasks", public_id=public_id))
        if form.validate_on_submit():
            operations.change_task(actor, found, asked=form.asked)
            flash("已保存作业")
            return redirect(url_for("assessment.works", public_id=public_id, task=task))
    except Refused as refused:
        form.form_errors.extend(refused.reasons)
    return render_template("assessment/task.html", cohort=cohort, task=found, form=form), 422


@blueprint.route("/classes/<public_id>/works/<task>", methods=["GET", "POST"])
@gate.permit(Permission.ASSESSMENT_EDIT)
def works(public_id: str, task: str) -> ResponseReturnValue:
    """Show what was handed in, and which texts are alike; hand in for a trainee, or put the marks into the scores."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    found = queries.find_task(cohort, task)
    if request.method == "GET":
        return _works_page(actor, cohort, found)
    try:
        if "score" in request.form:
            changed = operations.score_from_marks(actor, cohort, found)
            flash(f"已转入考核，改动 {len(changed.after)} 个成绩")
        else:
            flash(f"已代交：{_hand_in(actor, cohort, found).label}")
    except Refused as refused:
        return _works_page(actor, cohort, found, refused), refused.status
    return redirect(url_for("assessment.works", public_id=public_id, task=task))


def _hand_in(actor: Actor, cohort: Cohort, task: Task) -> Work:
    enrolment = find_enrolment(cohort, request.form.get("trainee", ""))
    text, question = request.form.get("text", ""), request.form.get("question", "")
    consent, files = "consent" in request.form, read_files()
    return operations.hand_in(
        actor, task, enrolment, text=text, at=now(), question=question, consent=consent, files=files
    )


def _works_page(actor: Actor, cohort: Cohort, task: Task, refused: Refused | None = None) -> str:
    rows, roster = queries.list_works(task), list_roster(cohort.id)
    given = {work.enrolment_id for work in rows}
    by_place = {(work.group_id, work.question): work for work in rows if work.group_id}
    return render_template(
        "assessment/works.html",
        cohort=cohort,
        task=task,
        rows=rows,
        likes=queries.works_alike(actor, rows),
        roster=roster,
        missing=[one for one in roster if one.id not in given],
        questions=task.questions or [""],
        by_place=by_place,
        accepted=uploads.ACCEPTED,
        marking=_marking,
        reasons=refused.reasons if refused else (),
        typed=request.form if refused else {},
    )


def _marking(work: Work) -> rules.Marking | None:
    return rules.marking([mark.points for mark in work.marks])


@blueprint.get("/classes/<public_id>/works/<task>/file")
@gate.permit(Permission.ASSESSMENT_EDIT)
def works_file(public_id: str, task: str) -> ResponseReturnValue:
    """Hand out everything that was handed in for a task."""
    _actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    found = queries.find_task(cohort, task)
    return send_works(found, queries.list_works(found))


@blueprint.get("/classes/<public_id>/works/<task>/outputs")
@gate.permit(Permission.ASSESSMENT_VIEW)
def outputs(public_id: str, task: str) -> ResponseReturnValue:
    """Show the outputs of a structured seminar by theme, group and question, ready to print."""
    _actor, cohort = load(Permission.ASSESSMENT_VIEW, public_id)
    found = queries.find_task(cohort, task)
    by_place = {(work.group_id, work.question): work for work in queries.list_works(found) if work.group_id}
    return render_template(
        "assessment/outputs.html", cohort=cohort, task=found, questions=found.questions or [""], by_place=by_place
    )


@blueprint.route("/classes/<public_id>/works/<task>/<work>", methods=["GET", "POST"])
@gate.permit(Permission.ASSESSMENT_EDIT)
def work(public_id: str, task: str, work: str) -> ResponseReturnValue:
    """Show one piece of work with what is like it; mark, return or accept it, choose lines for the bulletin."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    found = queries.find_work(queries.find_task(cohort, task), work)
    if request.method == "GET":
        return _work_page(actor, cohort, found)
    try:
        flash(_act_on(actor, found))
    except Refused as refused:
        return _work_page(actor, cohort, found, refused), refused.status
    return redirect(url_for("assessment.work", public_id=public_id, task=task, work=work))


@blueprint.get("/classes/<public_id>/works/<task>/<work>/papers/<paper>")
@gate.permit(Permission.ASSESSMENT_VIEW)
def work_paper(public_id: str, task: str, work: str, paper: str) -> ResponseReturnValue:
    """Hand out a file that was handed in."""
    _actor, cohort = load(Permission.ASSESSMENT_VIEW, public_id)
    found = queries.find_work(queries.find_task(cohort, task), work)
    return send_paper(queries.find_work_paper(found, paper))


def _act_on(actor: Actor, found: Work) -> str:
    """Do what the pressed button asks and return what to say of it."""
    note = request.form.get("note", "")
    match request.form.get("act"):
        case "mark":
            points = rules.read_number(request.form.get("points", ""), f"{found.label}的作业分数")
            marker = request.form.get("marker", "")
            operations.mark_work(actor, found, points=points, comment=note, marker=marker)
            return f"已评分：{found.label}"
        case "return":
            operations.return_work(actor, found, note=note)
            return f"已退回：{found.label}，改好可以再交"
        case "accept":
            operations.accept_work(actor, found)
            return f"已收下：{found.label}"
        case "choose":
            operations.choose_lines(actor, found, lines=request.form.get("lines", ""))
            return "已保存摘录"
    raise Refused("页面内容不完整，没有保存。请刷新页面后再试")


def _work_page(actor: Actor, cohort: Cohort, found: Work, refused: Refused | None = None) -> str:
    return render_template(
        "assessment/work.html",
        cohort=cohort,
        work=found,
        likes=queries.works_alike(actor, [found]).get(found.id, []),
        marking=_marking(found),
        shown=rules.shown,
        reasons=refused.reasons if refused else (),
        typed=request.form if refused else {},
    )
