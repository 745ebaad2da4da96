"""The offices of a class: the class committee, the temporary Party branch, and one holder for what one holds."""

from collections.abc import Mapping

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts import queries, rules
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.operations.archived import refuse_closed
from trainingapp.cohorts.operations.telling import told_name
from trainingapp.cohorts.terms import BranchRole, ClassRole
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.errors import Refused


def set_committee(actor: Actor, cohort: Cohort, *, holders: Mapping[int, tuple[ClassRole, BranchRole]]) -> Changes:
    """Give the offices of class and branch to these trainees (by enrolment id); all others hold none afterwards.

    Refuses two holders of what one holds, and a temporary branch that the Party's rules do not allow.
    """
    refuse_closed(cohort, "班委和临时党支部")
    members = queries.list_roster(cohort.id)
    before = {told_name(one): _offices(one) for one in members}
    for one in members:
        one.class_role, one.branch_role = holders.get(one.id, (ClassRole.MEMBER, BranchRole.NONE))
    faults = rules.branch_faults([_held(one, "") for one in members])
    if faults:
        raise Refused(*faults)
    refuse_shared_offices(cohort)
    changed = changes.between(before, {told_name(one): _offices(one) for one in members})
    if changed:
        audit.record(actor, "committee.set", cohort, changed, cohort_id=cohort.id)
    return changed


def refuse_shared_offices(cohort: Cohort) -> None:
    """Refuse what the session now holds where several hold an office for one, naming them."""
    names = {group.id: group.name for group in cohort.groups}
    members = queries.list_roster(cohort.id)
    faults = rules.office_faults(_held(one, names.get(one.group_id or 0, "")) for one in members)
    if faults:
        raise Refused(*faults)


def _held(one: Enrolment, group: str) -> rules.Held:
    return rules.Held(one.name, group, one.group_role, one.class_role, one.branch_role, one.politics)


def _offices(one: Enrolment) -> str:
    branch = "" if one.branch_role is BranchRole.NONE else f"临时党支部{one.branch_role.label}"
    shown = "" if one.class_role is ClassRole.MEMBER else one.class_role.label
    return "、".join(filter(None, (shown, branch))) or "无"
