"""Relays: a new duty, how far it has come, what is reported of each branch and the proof."""

from http import HTTPStatus

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts.queries import find_cohort, list_roster
from trainingapp.core import uploads
from trainingapp.core.errors import Refused
from trainingapp.core.web import send_attachment
from trainingapp.followup import columns, operations, queries, rules
from trainingapp.followup.forms import CascadeForm, TaskForm, told
from trainingapp.followup.views.blueprint import blueprint


@blueprint.route("/classes/<public_id>/cascades/new", methods=["GET", "POST"])
@gate.permit(Permission.ROSTER_EDIT, after_closing="训后的事在结班以后才做")
def assign_cascade(public_id: str) -> ResponseReturnValue:
    """Have trainees relay a topic to their branches."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ROSTER_EDIT, public_id)
    form = CascadeForm()
    form.trainees.offer(list_roster(cohort.id), told)
    if form.validate_on_submit():
        cascade = operations.assign_cascade(
            actor,
            cohort,
            topic=form.text("topic"),
            requirements=form.text("requirements"),
            due_on=form.due_on.data,
            trainees=form.trainees.chosen,
        )
        flash(f"已布置给 {len(form.trainees.chosen)} 人，共 {len(cascade.tasks)} 个支部")
        return redirect(url_for("followup.cascade", public_id=public_id, cascade=cascade.public_id))
    return render_template("followup/assign.html", cohort=cohort, form=form)


@blueprint.get("/classes/<public_id>/cascades/<cascade>")
@gate.permit(Permission.COHORT_VIEW)
def cascade(public_id: str, cascade: str) -> ResponseReturnValue:
    """Show which branches a topic has reached."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    found = queries.find_cascade(cohort, cascade)
    tasks = sorted(found.tasks, key=lambda task: (task.enrolment.number, task.organisation.path))
    return render_template(
        "followup/cascade.html",
        cohort=cohort,
        cascade=found,
        tasks=tasks,
        columns=columns.TASKS,
        coverage=rules.coverage((task.done_on is not None, task.headcount) for task in tasks),
    )


@blueprint.route("/classes/<public_id>/cascade-tasks/<task>", methods=["GET", "POST"])
@gate.permit(Permission.ROSTER_EDIT, after_closing="训后的事在结班以后才做")
def report_task(public_id: str, task: str) -> ResponseReturnValue:
    """Keep what is reported of a branch."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ROSTER_EDIT, public_id)
    found, form, status = queries.find_task(cohort, task), TaskForm(), HTTPStatus.OK.value
    if form.validate_on_submit():
        try:
            operations.report_task(actor, found, **form.values())
        except Refused as refused:
            status = form.tell(refused)
        else:
            flash(f"已登记：{found.label}")
            return redirect(url_for("followup.cascade", public_id=public_id, cascade=found.cascade.public_id))
    if not form.is_submitted():
        form.show(found)
    return render_template("followup/task.html", cohort=cohort, task=found, form=form), status


@blueprint.get("/classes/<public_id>/cascade-papers/<paper>")
@gate.permit(Permission.COHORT_VIEW)
def cascade_paper(public_id: str, paper: str) -> ResponseReturnValue:
    """Hand out what proves a relay, always as a download."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    found = queries.find_paper(cohort, paper)
    return send_attachment(uploads.read(found.digest), media_type=found.media_type, file_name=found.file_name)
