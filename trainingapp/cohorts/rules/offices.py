"""Who may hold which office in a class, its groups and its temporary Party branch."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trainingapp.cohorts.terms import BranchRole, ClassRole, GroupRole

PARTY_MEMBER = "中共党员"
#: 《中国共产党章程》第三十条: a basic organisation is founded where there are three full members or more.
LEAST_PARTY_MEMBERS = 3


@dataclass(frozen=True, slots=True)
class Held:
    """The offices that a trainee holds; `group` is the group's name, blank outside any."""

    name: str
    group: str = ""
    group_role: GroupRole = GroupRole.MEMBER
    class_role: ClassRole = ClassRole.MEMBER
    branch_role: BranchRole = BranchRole.NONE
    politics: str = ""


def office_faults(members: Iterable[Held]) -> list[str]:
    """Return which offices for one are held by several: leader of a group, monitor, secretary of the branch.

    Leaders and monitors take roll calls, so that two of them would each wait for the other.
    """
    holders: dict[str, list[str]] = defaultdict(list)
    for one in members:
        if one.group and one.group_role is GroupRole.LEADER:
            holders[f"{one.group}的组长"].append(one.name)
        if one.class_role is ClassRole.MONITOR:
            holders["班长"].append(one.name)
        if one.branch_role is BranchRole.SECRETARY:
            holders["临时党支部书记"].append(one.name)
    return [
        f"{office}有 {len(names)} 人：{'、'.join(names)}；只能留一人，请把其余的改掉"
        for office, names in holders.items()
        if len(names) > 1
    ]


def branch_faults(members: Sequence[Held]) -> list[str]:
    """Return why the temporary branch cannot stand as it is: too few full members, or offices held by others.

    A probationary member cannot be elected (《中国共产党章程》第七条).
    """
    officers = [one for one in members if one.branch_role is not BranchRole.NONE]
    if not officers:
        return []
    full = sum(one.politics == PARTY_MEMBER for one in members)
    faults = [
        f"“{one.name}”的政治面貌是“{one.politics or '未填'}”，临时党支部委员要由正式党员担任"
        for one in officers
        if one.politics != PARTY_MEMBER
    ]
    if full < LEAST_PARTY_MEMBERS:
        faults.append(f"班里正式党员 {full} 人，不足 {LEAST_PARTY_MEMBERS} 人，不能成立临时党支部")
    if all(one.branch_role is not BranchRole.SECRETARY for one in officers):
        faults.append("临时党支部还没有书记，请选一名")
    return faults
