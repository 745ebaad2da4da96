"""The groups and tracks of a class."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts import operations, queries
from trainingapp.cohorts.forms import NameForm, read_places
from trainingapp.cohorts.models import Cohort, Group, Track
from trainingapp.cohorts.terms import GroupRole
from trainingapp.cohorts.views.blueprint import blueprint
from trainingapp.core.errors import NotFound, Refused


@blueprint.get("/classes/<public_id>/groups")
@gate.permit(Permission.COHORT_VIEW)
def groups(public_id: str) -> ResponseReturnValue:
    """Show who is in which group."""
    cohort = queries.find_cohort(gate.signed_in_actor(), Permission.COHORT_VIEW, public_id)
    members = queries.list_roster(cohort.id)
    shown = [(group, [one for one in members if one.group_id == group.id]) for group in cohort.groups]
    alone = [one for one in members if one.group_id is None]
    return render_template(
        "cohorts/groups.html", cohort=cohort, shown=shown, alone=alone, roles=GroupRole.choices(), form=NameForm()
    )


@blueprint.post("/classes/<public_id>/groups")
@gate.permit(Permission.ROSTER_EDIT)
def save_groups(public_id: str) -> ResponseReturnValue:
    """Put the trainees into groups as the page says."""
    actor, cohort = _load(public_id)
    places = read_places(request.form, queries.list_roster(cohort.id), cohort.groups)
    operations.set_group_members(actor, cohort, places=places)
    flash(f"分组已保存，{len(places)} 人有变动" if places else "没有改动")
    return redirect(url_for("cohorts.groups", public_id=public_id))


@blueprint.post("/classes/<public_id>/groups/new")
@gate.permit(Permission.ROSTER_EDIT)
def add_group(public_id: str) -> ResponseReturnValue:
    """Add a group."""
    actor, cohort = _load(public_id)
    name, theme = _names()
    operations.add_group(actor, cohort, name=name, theme=theme)
    return redirect(url_for("cohorts.groups", public_id=public_id))


@blueprint.post("/classes/<public_id>/groups/<group>")
@gate.permit(Permission.ROSTER_EDIT)
def change_group(public_id: str, group: str) -> ResponseReturnValue:
    """Rename a group or give it another theme."""
    actor, cohort = _load(public_id)
    name, theme = _names()
    operations.change_group(actor, _find_group(cohort, group), name=name, theme=theme)
    return redirect(url_for("cohorts.groups", public_id=public_id))


@blueprint.post("/classes/<public_id>/groups/<group>/remove")
@gate.permit(Permission.ROSTER_EDIT)
def remove_group(public_id: str, group: str) -> ResponseReturnValue:
    """Remove an empty group."""
    actor, cohort = _load(public_id)
    operations.remove_group(actor, _find_group(cohort, group))
    return redirect(url_for("cohorts.groups", public_id=public_id))


@blueprint.post("/classes/<public_id>/tracks/new")
@gate.permit(Permission.ROSTER_EDIT)
def add_track(public_id: str) -> ResponseReturnValue:
    """Add a track."""
    actor, cohort = _load(public_id)
    operations.add_track(actor, cohort, name=_names()[0])
    return redirect(url_for("cohorts.groups", public_id=public_id))


@blueprint.post("/classes/<public_id>/tracks/<track>")
@gate.permit(Permission.ROSTER_EDIT)
def rename_track(public_id: str, track: str) -> ResponseReturnValue:
    """Give a track another name."""
    actor, cohort = _load(public_id)
    operations.rename_track(actor, _find_track(cohort, track), name=_names()[0])
    return redirect(url_for("cohorts.groups", public_id=public_id))


@blueprint.post("/classes/<public_id>/tracks/<track>/remove")
@gate.permit(Permission.ROSTER_EDIT)
def remove_track(public_id: str, track: str) -> ResponseReturnValue:
    """Remove an empty track."""
    actor, cohort = _load(public_id)
    operations.remove_track(actor, _find_track(cohort, track))
    return redirect(url_for("cohorts.groups", public_id=public_id))


def _load(public_id: str) -> tuple[Actor, Cohort]:
    actor = gate.signed_in_actor()
    return actor, queries.find_cohort(actor, Permission.ROSTER_EDIT, public_id)


def _names() -> tuple[str, str]:
    form = NameForm()
    if not form.validate_on_submit():
        raise Refused(*form.reasons())
    return form.name.data.strip(), (form.theme.data or "").strip()


def _find_group(cohort: Cohort, public_id: str) -> Group:
    found = next((group for group in cohort.groups if group.public_id == public_id), None)
    if found is None:
        raise NotFound("本班没有这个小组")
    return found


def _find_track(cohort: Cohort, public_id: str) -> Track:
    found = next((track for track in cohort.tracks if track.public_id == public_id), None)
    if found is None:
        raise NotFound("本班没有这个班型")
    return found
