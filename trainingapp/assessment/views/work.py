"""Pages of work handed in and of competencies."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.assessment import operations, queries, rules
from trainingapp.assessment.forms import TaskForm
from trainingapp.assessment.models import Work
from trainingapp.assessment.terms import Rater, Source
from trainingapp.assessment.views.blueprint import blueprint, load
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_enrolment, list_roster
from trainingapp.core.clock import now
from trainingapp.core.errors import NotFound, Refused


@blueprint.route("/classes/<public_id>/works", methods=["GET", "POST"])
@gate.permit(Permission.ASSESSMENT_EDIT)
def tasks(public_id: str) -> ResponseReturnValue:
    """Show the work that a class is asked for, and ask for more."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    scheme = queries.find_scheme(cohort.id)
    form = TaskForm()
    form.component.offer(
        [one for one in (scheme.components if scheme else []) if one.source is Source.SCORE], lambda one: str(one.name)
    )
    if form.validate_on_submit():
        operations.set_task(
            actor,
            cohort,
            kind=form.kind.member,
            title=form.title.data or "",
            due_on=form.due_on.data,
            instructions=form.instructions.data or "",
            component=form.component.row,
        )
        flash("已布置作业")
        return redirect(url_for("assessment.tasks", public_id=public_id))
    page = render_template("assessment/tasks.html", cohort=cohort, rows=queries.list_tasks(cohort.id), form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/classes/<public_id>/works/<task>", methods=["GET", "POST"])
@gate.permit(Permission.ASSESSMENT_EDIT)
def works(public_id: str, task: str) -> ResponseReturnValue:
    """Show what was handed in, and which texts are alike; hand in for a trainee, or put the marks into the scores."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    found = queries.find_task(cohort, task)
    if request.method == "POST":
        if "score" in request.form:
            changed = operations.score_from_marks(actor, cohort, found)
            flash(f"已把均分转入考核，改动 {len(changed.after)} 个成绩")
        else:
            enrolment = find_enrolment(cohort, request.form.get("trainee", ""))
            text, question = request.form.get("text", ""), request.form.get("question", "")
            operations.hand_in(actor, found, enrolment, text=text, at=now(), question=question)
            flash(f"已代交：{enrolment.name}")
        return redirect(url_for("assessment.works", public_id=public_id, task=task))
    rows = queries.list_works(found)
    return render_template(
        "assessment/works.html",
        cohort=cohort,
        task=found,
        rows=rows,
        likes=rules.pairs_alike({work.id: work.text for work in rows}),
        names={work.id: work.enrolment.name for work in rows},
        missing=[one for one in list_roster(cohort.id) if one.id not in {work.enrolment_id for work in rows}],
        marking=_marking,
    )


def _marking(work: Work) -> rules.Marking | None:
    return rules.marking([mark.points for mark in work.marks])


@blueprint.route("/classes/<public_id>/works/<task>/<work>", methods=["GET", "POST"])
@gate.permit(Permission.ASSESSMENT_EDIT)
def work(public_id: str, task: str, work: str) -> ResponseReturnValue:
    """Show one piece of work with what is like it; mark, return or accept it, choose lines for the bulletin."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    found = queries.find_work(queries.find_task(cohort, task), work)
    if request.method == "GET":
        return _work_page(cohort, found)
    note = request.form.get("note", "")
    match request.form.get("act"):
        case "mark":
            points = rules.read_number(request.form.get("points", ""), f"{found.enrolment.name}的作业分数")
            operations.mark_work(actor, found, points=points, comment=note)
        case "return":
            operations.return_work(actor, found, note=note)
        case "accept":
            operations.accept_work(actor, found)
        case "choose":
            operations.choose_lines(actor, found, lines=request.form.get("lines", ""))
        case _:
            raise Refused("页面内容不完整，没有保存。请刷新页面后再试")
    flash("已保存")
    return redirect(url_for("assessment.work", public_id=public_id, task=task, work=work))


def _work_page(cohort: Cohort, found: Work) -> str:
    return render_template(
        "assessment/work.html",
        cohort=cohort,
        work=found,
        likes=queries.works_alike(found),
        marking=_marking(found),
        shown=rules.shown,
    )


@blueprint.get("/my/works")
@gate.permit(Permission.OWN_TRAINING)
def own_works() -> ResponseReturnValue:
    """Show a trainee what there is to hand in."""
    return render_template("assessment/own_works.html", rows=queries.own_tasks(gate.signed_in_actor()))


@blueprint.route("/my/works/<task>", methods=["GET", "POST"])
@gate.permit(Permission.OWN_TRAINING)
def own_work(task: str) -> ResponseReturnValue:
    """Show the own work, and take it."""
    actor = gate.signed_in_actor()
    found = [row for row in queries.own_tasks(actor) if row[0].public_id == task]
    if not found:
        raise NotFound("没有这项作业，或者您看不到它")
    asked, enrolment, known = found[0]
    if request.method == "POST":
        text, consent = request.form.get("text", ""), "consent" in request.form
        question = request.form.get("question", "")
        operations.hand_in(actor, asked, enrolment, text=text, at=now(), question=question, consent=consent)
        flash("已提交")
        return redirect(url_for("assessment.own_works"))
    return render_template("assessment/own_work.html", task=asked, work=known)


@blueprint.get("/classes/<public_id>/competencies")
@gate.permit(Permission.ASSESSMENT_VIEW)
def competencies(public_id: str) -> ResponseReturnValue:
    """Show how the timetable covers the programme's competencies, and how trainees are rated in them."""
    actor, cohort = load(Permission.ASSESSMENT_VIEW, public_id)
    chosen = request.args.get("trainee", "")
    trainee = find_enrolment(cohort, chosen) if chosen else None
    return render_template(
        "assessment/competencies.html",
        cohort=cohort,
        trainee=trainee,
        roster=list_roster(cohort.id),
        pictures=queries.competency_pictures(cohort, enrolment_id=trainee.id if trainee else None),
        raters=list(Rater),
        editable=may(actor, Permission.ASSESSMENT_EDIT),
        to_tenth=rules.to_tenth,
    )


@blueprint.post("/classes/<public_id>/competencies")
@gate.permit(Permission.ASSESSMENT_EDIT)
def rate_competencies(public_id: str) -> ResponseReturnValue:
    """Keep the ratings of one trainee by one rater."""
    actor, cohort = load(Permission.ASSESSMENT_EDIT, public_id)
    enrolment = find_enrolment(cohort, request.form.get("trainee", ""))
    rater = request.form.get("rater", "")
    if rater not in set(Rater):
        raise Refused("请选谁来评")
    points = {
        picture.competency: rules.read_whole(text, f"“{picture.competency.name}”")
        for picture in queries.competency_pictures(cohort)
        if (text := request.form.get(f"points-{picture.competency.public_id}", "").strip())
    }
    operations.rate_competencies(actor, enrolment, rater=Rater(rater), points=points)
    flash(f"已保存{enrolment.name}的{Rater(rater).label}")
    return redirect(url_for("assessment.competencies", public_id=public_id, trainee=enrolment.public_id))
