"""Year plans: the years, one year's classes, its approval and files."""

from functools import partial

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts import columns, operations, queries
from trainingapp.cohorts.forms import ApprovalForm, PlanItemForm, YearForm
from trainingapp.cohorts.models import YearPlan
from trainingapp.cohorts.views.blueprint import blueprint
from trainingapp.core import uploads
from trainingapp.core.clock import today
from trainingapp.core.errors import Refused
from trainingapp.core.web import after_reading, send_attachment


@blueprint.get("/plans")
@gate.permit(Permission.COHORT_VIEW)
def plans() -> ResponseReturnValue:
    """List the year plans."""
    form = YearForm()
    form.year.data = today().year
    return render_template(
        "cohorts/plans.html",
        plans=queries.list_plans(),
        columns=columns.PLANS,
        form=form,
        editable=operations.may_plan(gate.signed_in_actor()),
    )


@blueprint.post("/plans")
@gate.permit(Permission.COHORT_EDIT)
def open_plan() -> ResponseReturnValue:
    """Begin the plan of a year."""
    form = YearForm()
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    plan = operations.open_plan(_planner(YearPlan(year=form.year.data)), year=form.year.data)
    return redirect(url_for("cohorts.show_plan", plan=plan.public_id))


@blueprint.get("/plans/<plan>")
@gate.permit(Permission.COHORT_VIEW)
def show_plan(plan: str) -> ResponseReturnValue:
    """Show what a year plans, and what of it is held."""
    found = queries.find_plan(plan)
    form = ApprovalForm()
    form.show(found)
    return render_template(
        "cohorts/plan.html",
        plan=found,
        columns=columns.PLAN_ITEMS,
        editable=operations.may_plan(gate.signed_in_actor()),
        reached=queries.reachable_classes(gate.signed_in_actor(), found),
        former=queries.plan_of(found.year - 1),
        form=form,
    )


@blueprint.post("/plans/<plan>/approval")
@gate.permit(Permission.COHORT_EDIT)
def approve_plan(plan: str) -> ResponseReturnValue:
    """Keep the approval of a plan and its files."""
    found = queries.find_plan(plan)
    actor = _planner(found)
    form = ApprovalForm()
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    changed = operations.approve_plan(actor, found, **form.values(), version=form.version.data, papers=form.stored())
    flash("审批已登记" if changed else "没有改动")
    return redirect(url_for("cohorts.show_plan", plan=plan))


@blueprint.get("/plans/<plan>/papers/<paper>")
@gate.permit(Permission.COHORT_VIEW)
def plan_paper(plan: str, paper: str) -> ResponseReturnValue:
    """Hand out a file of a plan, always as a download."""
    found = queries.find_paper(plan, paper)
    return send_attachment(uploads.read(found.digest), media_type=found.media_type, file_name=found.file_name)


@blueprint.post("/plans/<plan>/papers/<paper>/remove")
@gate.permit(Permission.COHORT_EDIT)
def remove_plan_paper(plan: str, paper: str) -> ResponseReturnValue:
    """Take a file off a plan."""
    found = queries.find_paper(plan, paper)
    operations.remove_paper(_planner(found.plan), found)
    flash(f"已删除附件：{found.file_name}")
    return redirect(url_for("cohorts.show_plan", plan=plan))


@blueprint.route("/plans/<plan>/new", methods=["GET", "POST"])
@gate.permit(Permission.COHORT_EDIT)
def add_plan_item(plan: str) -> ResponseReturnValue:
    """Plan a class."""
    found = queries.find_plan(plan)
    actor = _planner(found)
    form = _item_form()
    if form.validate_on_submit():
        item = operations.add_item(actor, found, **form.values())
        flash(f"已列入：{item.label}")
        return redirect(url_for("cohorts.show_plan", plan=plan))
    return render_template("cohorts/plan_item.html", plan=found, form=form, item=None)


@blueprint.route("/plans/<plan>/<item>", methods=["GET", "POST"])
@gate.permit(Permission.COHORT_EDIT)
def plan_item(plan: str, item: str) -> ResponseReturnValue:
    """Show and change a planned class."""
    found, form = queries.find_item(item), _item_form()
    actor = _planner(found.plan)
    if form.validate_on_submit():
        version = form.version.data or found.version
        operations.change_item(actor, found, version=version, **form.values())
        flash(f"已保存：{found.label}")
        return redirect(url_for("cohorts.show_plan", plan=plan))
    if not form.is_submitted():
        form.show(found)
    return render_template("cohorts/plan_item.html", plan=found.plan, form=form, item=found)


@blueprint.post("/plans/<plan>/<item>/remove")
@gate.permit(Permission.COHORT_EDIT)
def remove_plan_item(plan: str, item: str) -> ResponseReturnValue:
    """Take a planned class off the plan."""
    found = queries.find_item(item)
    operations.remove_item(_planner(found.plan), found)
    flash(f"已移出计划：{found.label}")
    return redirect(url_for("cohorts.show_plan", plan=plan))


@blueprint.post("/plans/<plan>/copy")
@gate.permit(Permission.COHORT_EDIT)
def copy_plan(plan: str) -> ResponseReturnValue:
    """Plan again what the year before planned."""
    found = queries.find_plan(plan)
    actor = _planner(found)
    former = queries.plan_of(found.year - 1)
    if former is None:
        raise Refused(f"没有 {found.year - 1} 年的计划可照")
    amount = operations.copy_items(actor, found, source=former)
    flash(f"照上年列入 {amount} 个班" if amount else "上年的班都已在计划里")
    return redirect(url_for("cohorts.show_plan", plan=plan))


def _planner(plan: YearPlan) -> Actor:
    """Return who changes a plan; the acts refuse whom it is not for, and that stays on record."""
    actor = gate.signed_in_actor()
    if not operations.may_plan(actor):
        after_reading(partial(operations.record_refusal, actor, plan))
        operations.refuse_part(actor)
    return actor


def _item_form() -> PlanItemForm:
    form = PlanItemForm()
    form.programme.offer(queries.list_programmes(), lambda row: row.name)
    return form
