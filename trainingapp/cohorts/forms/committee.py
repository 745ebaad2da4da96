"""The page of a class's offices as clean values."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

from trainingapp.cohorts.models import Enrolment
from trainingapp.cohorts.terms import BranchRole, ClassRole
from trainingapp.core.errors import Refused

#: How many may hold each office; the page has so many lists for it.
CLASS_OFFICES: tuple[tuple[ClassRole, int], ...] = tuple(
    (role, 2 if role is ClassRole.DEPUTY_MONITOR else 1) for role in ClassRole if role is not ClassRole.MEMBER
)
BRANCH_OFFICES: tuple[tuple[BranchRole, int], ...] = tuple(
    (role, 1) for role in BranchRole if role is not BranchRole.NONE
)
Office = TypeVar("Office", ClassRole, BranchRole)
EXPIRED = "页面已过期，没有保存。请刷新后再选"


def read_offices(form: Mapping[str, str], roster: Sequence[Enrolment]) -> dict[int, tuple[ClassRole, BranchRole]]:
    """Return who holds which offices by the page. Raises Refused for one person in two offices of a kind."""
    class_roles = _chosen(form, roster, "class", CLASS_OFFICES)
    branch_roles = _chosen(form, roster, "branch", BRANCH_OFFICES)
    return {
        key: (class_roles.get(key, ClassRole.MEMBER), branch_roles.get(key, BranchRole.NONE))
        for key in {**class_roles, **branch_roles}
    }


def _chosen(
    form: Mapping[str, str], roster: Sequence[Enrolment], kind: str, offices: Sequence[tuple[Office, int]]
) -> dict[int, Office]:
    by_key = {one.public_id: one for one in roster}
    found: dict[int, Office] = {}
    for role, amount in offices:
        for place in range(amount):
            key = form.get(f"{kind}-{role.value}-{place}", "")
            one = by_key.get(key)
            if key and one is None:
                raise Refused(EXPIRED)
            if one and found.setdefault(one.id, role) is not role:
                raise Refused(f"“{one.name}”同时选为{found[one.id].label}和{role.label}，请只选一项")
    return found
