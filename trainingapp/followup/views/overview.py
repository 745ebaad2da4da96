"""A class afterwards at a glance, and where its trainees went."""

from collections import Counter

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts.queries import find_cohort, list_roster
from trainingapp.core.clock import today
from trainingapp.core.errors import Refused
from trainingapp.followup import operations, queries, rules
from trainingapp.followup.forms import DestinationForm, told
from trainingapp.followup.models import Cascade, Mentorship
from trainingapp.followup.views.blueprint import blueprint


@blueprint.get("/classes/<public_id>/followup")
@gate.permit(Permission.COHORT_VIEW)
def overview(public_id: str) -> ResponseReturnValue:
    """Show what has come of a class: relays, pairs, destinations."""
    cohort = find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    roster = list_roster(cohort.id)
    found = queries.destinations_of(cohort)
    form = DestinationForm()
    form.trainee.offer(roster, told)
    form.since.data = today()
    return render_template(
        "followup/overview.html",
        cohort=cohort,
        cascades=[(one, _coverage(one)) for one in queries.list_cascades(cohort)],
        pairs=[(one, _missing(one)) for one in queries.list_mentorships(cohort)],
        destinations=[(one, found.get(one.id)) for one in roster],
        kinds=list(Counter(row.kind.label for row in found.values()).items()),
        form=form,
    )


@blueprint.post("/classes/<public_id>/destinations")
@gate.permit(Permission.ROSTER_EDIT, after_closing="训后的事在结班以后才做")
def record_destination(public_id: str) -> ResponseReturnValue:
    """Record where a trainee went."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ROSTER_EDIT, public_id)
    form = DestinationForm()
    form.trainee.offer(list_roster(cohort.id), told)
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    row = operations.record_destination(
        actor,
        cohort,
        trainee=form.trainee.row,
        kind=form.kind.member,
        since=form.since.data,
        post=(form.post.data or "").strip(),
        note=(form.note.data or "").strip(),
    )
    flash(f"已登记：{row.label} {row.kind.label}")
    return redirect(url_for("followup.overview", public_id=public_id))


def _coverage(cascade: Cascade) -> rules.Coverage:
    return rules.coverage((task.done_on is not None, task.headcount) for task in cascade.tasks)


def _missing(pair: Mentorship) -> rules.Months:
    return rules.months_without_talk(pair.starts_on, pair.ends_on or today(), [talk.held_on for talk in pair.talks])
