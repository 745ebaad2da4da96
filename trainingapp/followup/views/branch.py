"""A branch contact's own pages: the members' points, and what was relayed to the branch, which the branch confirms."""

from http import HTTPStatus

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.core import uploads
from trainingapp.core.clock import today
from trainingapp.core.errors import Refused
from trainingapp.core.web import send_attachment
from trainingapp.followup import operations, queries, rules
from trainingapp.followup.forms import TaskForm
from trainingapp.followup.models import PointsEntry
from trainingapp.followup.views.blueprint import blueprint, year_asked


@blueprint.get("/my/branch/points")
@gate.permit(Permission.OWN_BRANCH)
def branch_points() -> ResponseReturnValue:
    """Show the members of the own organisations by name with a year's points, and what each rests on."""
    people = queries.members_of_branch(gate.signed_in_actor())
    newest = queries.year_of_points(people, today().year)
    year = year_asked() or newest
    by_person: dict[int, list[PointsEntry]] = {}
    entries = queries.entries_of(people, year)
    for entry in entries:
        by_person.setdefault(entry.person_id, []).append(entry)
    members = [(one, by_person.get(one.person.id, [])) for one in queries.members_with_points(people, entries)]
    return render_template("followup/branch_points.html", members=members, year=year, newest=max(newest, today().year))


@blueprint.get("/my/branch/relays")
@gate.permit(Permission.OWN_BRANCH)
def branch_relays() -> ResponseReturnValue:
    """Show what was to be relayed to the own organisations, and by whom."""
    tasks = queries.relays_heard(gate.signed_in_actor())
    coverage = rules.coverage((task.done_on is not None, task.headcount) for task in tasks)
    return render_template("followup/branch_relays.html", tasks=tasks, coverage=coverage)


@blueprint.route("/my/branch/relays/<task>", methods=["GET", "POST"])
@gate.permit(Permission.OWN_BRANCH)
def branch_relay(task: str) -> ResponseReturnValue:
    """Show what was reported of a relay; the branch corrects it and confirms it."""
    actor, form, status = gate.signed_in_actor(), TaskForm(), HTTPStatus.OK.value
    found = queries.find_relay_heard(actor, task)
    if form.validate_on_submit():
        try:
            operations.confirm_task(actor, found, **form.values())
        except Refused as refused:
            status = form.tell(refused)
        else:
            flash(f"已确认：{found.organisation.shown_name} {found.cascade.topic}")
            return redirect(url_for("followup.branch_relays"))
    if not form.is_submitted():
        form.show(found)
    return render_template("followup/branch_relay.html", task=found, form=form), status


@blueprint.get("/my/branch/relay-papers/<paper>")
@gate.permit(Permission.OWN_BRANCH)
def branch_paper(paper: str) -> ResponseReturnValue:
    """Hand out what proves a relay to the own organisations, always as a download."""
    found = queries.find_paper_heard(gate.signed_in_actor(), paper)
    return send_attachment(uploads.read(found.digest), media_type=found.media_type, file_name=found.file_name)
