"""Automatic grouping: what it would do, and doing it as one act."""

from collections.abc import Sequence

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts import queries, rules
from trainingapp.cohorts.models import Cohort, Enrolment, Group
from trainingapp.cohorts.operations.archived import refuse_closed
from trainingapp.cohorts.operations.groups import next_position
from trainingapp.cohorts.operations.telling import told_name, told_place
from trainingapp.cohorts.terms import GroupRole
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale


def draft_grouping(roster: Sequence[Enrolment], wishes: rules.Wishes) -> rules.Grouping:
    """Return the groups that these wishes make of a roster; raises Refused where they cannot be met."""
    members = [_member(one) for one in roster]
    faults = rules.grouping_faults(members, wishes)
    if faults:
        raise Refused(*faults)
    return rules.make_groups(members, wishes)


def apply_grouping(actor: Actor, cohort: Cohort, *, wishes: rules.Wishes, digest: str) -> Changes:
    """Put the whole class into groups as a preview showed, in one act that the trail tells by trainee.

    The class's groups are used in their order and missing ones are made. `digest` is that of the preview: raises Stale
    when the roster has changed since, so that nothing is saved that nobody has seen.
    """
    refuse_closed(cohort, "分组")
    roster = queries.list_roster(cohort.id)
    grouping = draft_grouping(roster, wishes)
    if grouping.digest != digest:
        raise Stale("学员名单刚有变动，分组结果和预览不一样了，没有保存。请重新预览")
    groups = _groups(cohort, wishes.count)
    before = {told_name(one): told_place(one) for one in roster}
    for one in roster:
        one.group = groups[grouping.places[one.id]]
        leads = one.id in grouping.leaders.values()
        one.group_role = GroupRole.LEADER if leads else GroupRole.MEMBER
    changed = changes.between(before, {told_name(one): told_place(one) for one in roster})
    if changed:
        reason = f"自动分组，种子 {wishes.seed}"
        audit.record(actor, "group.members_changed", cohort, changed, cohort_id=cohort.id, reason=reason)
    return changed


def _member(one: Enrolment) -> rules.Member:
    year = one.birth_month[:4]
    return rules.Member(
        one.id,
        one.name,
        one.organisation_name,
        one.post,
        one.gender.value if one.gender else "",
        int(year) if year.isdecimal() else None,
    )


def _groups(cohort: Cohort, count: int) -> list[Group]:
    """Return so many groups of the class, made where there are fewer."""
    found = list(cohort.groups[:count])
    taken = {group.name for group in cohort.groups}
    number = 1
    while len(found) < count:
        name = rules.group_name(number)
        number += 1
        if name in taken:
            continue
        group = Group(cohort=cohort, name=name, position=next_position(cohort.groups))
        db.session.add(group)
        found.append(group)
    return found
