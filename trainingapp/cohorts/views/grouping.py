"""Automatic groups: wishes, a preview, and applying it as one act."""

from collections import Counter
from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts import operations, queries, rules
from trainingapp.cohorts.forms import GroupingForm
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.views.blueprint import blueprint
from trainingapp.core.errors import Refused

Drafted = tuple[str, Enrolment | None, list[Enrolment], list[tuple[str, object]]]


@blueprint.get("/classes/<public_id>/groups/automatic")
@gate.permit(Permission.ROSTER_EDIT)
def automatic_groups(public_id: str) -> ResponseReturnValue:
    """Ask for wishes and show the groups that they would make; nothing is saved."""
    cohort = queries.find_cohort(gate.signed_in_actor(), Permission.ROSTER_EDIT, public_id)
    roster = queries.list_roster(cohort.id)
    form = GroupingForm(roster, formdata=request.args if "count" in request.args else None, meta={"csrf": False})
    drafted: list[Drafted] = []
    faults: Sequence[str] = ()
    if "count" not in request.args:
        form.suggest(cohort)
    elif form.validate():
        drafted, faults = _draft(cohort, roster, form)
    return render_template("cohorts/automatic.html", cohort=cohort, form=form, drafted=drafted, faults=faults)


@blueprint.post("/classes/<public_id>/groups/automatic")
@gate.permit(Permission.ROSTER_EDIT)
def apply_groups(public_id: str) -> ResponseReturnValue:
    """Save the groups of a preview."""
    actor = gate.signed_in_actor()
    cohort = queries.find_cohort(actor, Permission.ROSTER_EDIT, public_id)
    form = GroupingForm(queries.list_roster(cohort.id))
    if not form.validate():
        raise Refused(*form.reasons())
    operations.apply_grouping(actor, cohort, wishes=form.wishes(), digest=form.digest.data or "")
    flash(f"已分成 {form.count.data} 组")
    return redirect(url_for("cohorts.groups", public_id=public_id))


def _draft(cohort: Cohort, roster: Sequence[Enrolment], form: GroupingForm) -> tuple[list[Drafted], Sequence[str]]:
    """Return the groups of a preview, or why there are none; the form learns what it shows."""
    try:
        grouping = operations.draft_grouping(roster, form.wishes())
    except Refused as refusal:
        return [], refusal.reasons
    form.digest.data = grouping.digest
    names = [group.name for group in cohort.groups]
    drafted: list[Drafted] = []
    for number in range(form.count.data):
        members = [one for one in roster if grouping.places[one.id] == number]
        leader = next((one for one in members if grouping.leaders.get(number) == one.id), None)
        name = names[number] if number < len(names) else f"新的第 {number + 1} 组"
        drafted.append((name, leader, members, _figures(cohort, members)))
    return drafted, ()


def _figures(cohort: Cohort, members: Sequence[Enrolment]) -> list[tuple[str, object]]:
    """Return (label, figure) of what a group is made of, by which groups are compared."""
    genders = Counter(one.gender.label for one in members if one.gender)
    ages = [cohort.starts_on.year - int(one.birth_month[:4]) for one in members if one.birth_month]
    posts = Counter(rules.post_name(one.post) for one in members)
    return [
        ("人数", len(members)),
        ("男/女", f"{genders['男']}/{genders['女']}"),
        ("单位", f"{len({one.organisation_name for one in members})} 个"),
        ("职务", "、".join(f"{name}{amount}" for name, amount in sorted(posts.items()))),
        ("平均年龄", round(sum(ages) / len(ages)) if ages else "—"),
    ]
