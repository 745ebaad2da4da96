"""A trainee's own pages: the branches to relay to, and the own points with an appeal."""

from http import HTTPStatus

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.core.errors import Refused
from trainingapp.followup import operations, queries, rules
from trainingapp.followup.forms import TaskForm
from trainingapp.followup.models import PointsEntry
from trainingapp.followup.terms import CHECKED_AS
from trainingapp.followup.views.blueprint import blueprint


@blueprint.get("/my/relays")
@gate.permit(Permission.OWN_TRAINING)
def own_relays() -> ResponseReturnValue:
    """Show the branches that the trainee is to relay to."""
    tasks = queries.own_relays(gate.signed_in_actor())
    coverage = rules.coverage((task.done_on is not None, task.headcount) for task in tasks)
    return render_template("followup/own_relays.html", tasks=tasks, coverage=coverage)


@blueprint.route("/my/relays/<task>", methods=["GET", "POST"])
@gate.permit(Permission.OWN_TRAINING)
def own_relay(task: str) -> ResponseReturnValue:
    """Report one branch from the phone."""
    actor = gate.signed_in_actor()
    found, form, status = queries.find_own_relay(actor, task), TaskForm(), HTTPStatus.OK.value
    if form.validate_on_submit():
        try:
            operations.report_task(actor, found, **form.values())
        except Refused as refused:
            status = form.tell(refused)
        else:
            undated = "" if found.done_on else "，没有填传达日期，仍算未传达"
            flash(f"已保存：{found.organisation.shown_name}{undated}")
            return redirect(url_for("followup.own_relays"))
    if not form.is_submitted():
        form.show(found)
    return render_template("followup/own_relay.html", task=found, form=form), status


@blueprint.get("/my/points")
@gate.permit(Permission.OWN_TRAINING)
def own_points() -> ResponseReturnValue:
    """Show the own points by year, with what each rests on."""
    by_year: dict[int, list[PointsEntry]] = {}
    for entry in queries.own_entries(gate.signed_in_actor()):
        by_year.setdefault(entry.earned_on.year, []).append(entry)
    years = [
        (year, entries, rules.points_total((one.state, one.points) for one in entries))
        for year, entries in by_year.items()
    ]
    return render_template("followup/own_points.html", years=years, appealable=CHECKED_AS)


@blueprint.post("/my/points/<entry>")
@gate.permit(Permission.OWN_TRAINING)
def appeal_points(entry: str) -> ResponseReturnValue:
    """Have an own entry looked at again."""
    actor = gate.signed_in_actor()
    operations.appeal_entry(actor, queries.find_own_entry(actor, entry), reason=request.form.get("reason", ""))
    flash("申诉已收到，由另一个人复核")
    return redirect(url_for("followup.own_points"))
