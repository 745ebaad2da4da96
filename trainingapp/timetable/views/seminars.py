"""Pages of structured seminars: themes, groups, questions, facilitators and venues on one form; outcomes afterwards."""

from collections.abc import Sequence
from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort, may_change
from trainingapp.core.errors import Refused
from trainingapp.timetable.forms.seminars import (
    GroupsForm,
    OutcomeForm,
    SeminarForm,
    joint_sessions,
    new_seminar,
    planned_groups,
    standing_seminar,
)
from trainingapp.timetable.models import PlannedCourse, Seminar, SeminarTable
from trainingapp.timetable.operations import Clashing
from trainingapp.timetable.operations import planned_seminars as planning
from trainingapp.timetable.operations import seminars as operations
from trainingapp.timetable.queries import list_sessions
from trainingapp.timetable.queries import seminars as queries
from trainingapp.timetable.queries.course_plans import find_planned_course
from trainingapp.timetable.rules.calendar import chinese_date
from trainingapp.timetable.views.blueprint import blueprint
from trainingapp.timetable.views.cards import ShownConflict
from trainingapp.timetable.views.form_ways import show_refused_seminar


@blueprint.get("/classes/<public_id>/timetable/seminars")
@gate.permit(Permission.COHORT_VIEW)
def seminars(public_id: str) -> ResponseReturnValue:
    """List a class's structured seminars with what came of them."""
    actor = gate.signed_in_actor()
    return _list_page(actor, find_cohort(actor, Permission.COHORT_VIEW, public_id))


@blueprint.route("/classes/<public_id>/timetable/seminars/new", methods=["GET", "POST"])
@gate.permit(Permission.TIMETABLE_EDIT)
def add_seminar(public_id: str) -> ResponseReturnValue:
    """Place a seminar; warnings are shown and want a reason before it is kept."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    sessions = list_sessions(cohort)
    asked = request.args.get("replaces", "")
    joint = next((one for one in joint_sessions(sessions) if one.public_id == asked), None)
    form = SeminarForm(data=new_seminar(cohort, joint))
    form.offer(cohort, sessions)
    if not form.validate_on_submit():
        return _form_page(cohort, form)
    reason = form.accepted_reason.data or ""
    try:
        operations.plan_seminar(actor, cohort, plan=form.plan(), accepted_reason=reason, replaces=form.replaces.row)
    except Clashing as refused:
        return _form_page(cohort, form, conflicts=show_refused_seminar(cohort, form, refused.conflicts))
    except Refused as refused:
        status = form.tell(refused)
        return _form_page(cohort, form), status
    flash("各组的研讨已并行排入课表")
    return redirect(url_for("timetable.seminars", public_id=public_id))


@blueprint.route("/classes/<public_id>/timetable/seminars/<seminar>", methods=["GET", "POST"])
@gate.permit(Permission.TIMETABLE_EDIT)
def seminar(public_id: str, seminar: str) -> ResponseReturnValue:
    """Show and change a seminar."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    found = queries.find_seminar(cohort, seminar)
    form = SeminarForm(data=standing_seminar(cohort, found))
    form.offer(cohort, ())
    if not form.validate_on_submit():
        return _form_page(cohort, form, found)
    version, reason = form.version.data or 0, form.accepted_reason.data or ""
    try:
        operations.change_seminar(actor, found, plan=form.plan(), version=version, accepted_reason=reason)
    except Clashing as refused:
        shown = show_refused_seminar(cohort, form, refused.conflicts)
        return _form_page(cohort, form, queries.find_seminar(cohort, seminar), shown)
    except Refused as refused:
        status = form.tell(refused)
        return _form_page(cohort, form, queries.find_seminar(cohort, seminar)), status
    flash("研讨安排已保存")
    return redirect(url_for("timetable.seminars", public_id=public_id))


@blueprint.route("/classes/<public_id>/plan/courses/<planned>/groups", methods=["GET", "POST"])
@gate.permit(Permission.TIMETABLE_EDIT)
def plan_groups(public_id: str, planned: str) -> ResponseReturnValue:
    """Let a seminar of the course plan be held by groups side by side, or change its groups; when is left open."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    course = find_planned_course(cohort, planned)
    found = queries.seminar_of_planned(course)
    form = GroupsForm(data=planned_groups(cohort, course, found))
    form.offer_groups(cohort)
    if not form.validate_on_submit():
        return render_template("timetable/seminar_groups.html", cohort=cohort, form=form, planned=course)
    try:
        times = _keep_groups(actor, form, course, found)
    except Refused as refused:
        status, course = form.tell(refused), find_planned_course(cohort, planned)
        return render_template("timetable/seminar_groups.html", cohort=cohort, form=form, planned=course), status
    each = f"分成 {times} 次研讨，每次 " if times > 1 else ""
    flash(f"{each}{len(form.table_plans)} 个小组已列入课程计划，编排时排在同一时间")
    return redirect(url_for("timetable.plan", public_id=public_id))


def _keep_groups(actor: Actor, form: GroupsForm, course: PlannedCourse, found: Seminar | None) -> int:
    """Keep the groups of a planned seminar; return how many times it is held."""
    title, tables = form.title.data.strip(), form.table_plans
    if found is None:
        return len(planning.plan_groups(actor, course.cohort, course, title=title, tables=tables))
    planning.change_groups(actor, found, title=title, tables=tables, version=form.version.data or 0)
    return 1


@blueprint.post("/classes/<public_id>/timetable/seminars/outcomes/<table>")
@gate.permit(Permission.TIMETABLE_EDIT)
def record_outcome(public_id: str, table: str) -> ResponseReturnValue:
    """Keep what a group's discussion came to."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.TIMETABLE_EDIT, public_id)
    form = OutcomeForm()
    found = queries.find_table(cohort, table)
    if not form.validate_on_submit():
        return _list_page(actor, cohort, form, found), HTTPStatus.UNPROCESSABLE_ENTITY
    try:
        operations.record_outcome(actor, found, outcome=form.outcome.data)
    except Refused as refused:
        status = form.tell(refused)
        return _list_page(actor, cohort, form, queries.find_table(cohort, table)), status
    flash("研讨成果已登记")
    return redirect(url_for("timetable.seminars", public_id=public_id))


def _list_page(
    actor: Actor, cohort: Cohort, refused: OutcomeForm | None = None, table: SeminarTable | None = None
) -> str:
    """Return the list; an outcome that was refused stands open at its group, with the reason."""
    return render_template(
        "timetable/seminars.html",
        cohort=cohort,
        seminars=queries.list_seminars(cohort),
        joint=joint_sessions(list_sessions(cohort)),
        day=chinese_date,
        editable=may_change(actor, Permission.TIMETABLE_EDIT, cohort),
        refused=refused,
        refused_at=table,
    )


def _form_page(
    cohort: Cohort, form: SeminarForm, found: Seminar | None = None, conflicts: Sequence[ShownConflict] = ()
) -> str:
    return render_template("timetable/seminar.html", cohort=cohort, form=form, seminar=found, conflicts=conflicts)
