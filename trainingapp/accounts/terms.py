"""Roles, scopes and the acting person."""

from dataclasses import dataclass, field

from trainingapp.core.terms import LabelledEnum


class Role(LabelledEnum):
    """What somebody does here; each grant of a role names what it reaches."""

    ADMINISTRATOR = "administrator", "系统管理员"
    ORGANISER = "organiser", "组织者"
    CLASS_TEACHER = "class_teacher", "班主任"
    GROUP_LEADER = "group_leader", "组长"
    BRANCH_CONTACT = "branch_contact", "支部联络员"
    LECTURER = "lecturer", "讲师"
    TRAINEE = "trainee", "学员"
    INSPECTOR = "inspector", "督查"


class Scope(LabelledEnum):
    """How far a permission reaches for a role."""

    ALL = "all", "全部"
    SUBTREE = "subtree", "本组织及下级"
    COHORT = "cohort", "所带班次"
    GROUP = "group", "本组"
    SELF = "self", "本人"


@dataclass(frozen=True)
class Granted:
    """One role and what it reaches; at most one of the ids is set, none means the whole office."""

    role: Role
    organisation_id: int | None = None
    cohort_id: int | None = None
    group_id: int | None = None
    person_id: int | None = None
    lecturer_id: int | None = None


@dataclass(frozen=True, slots=True)
class FirstPassword:
    """A password made for somebody, with its digest; neither is shown where the value is printed."""

    text: str = field(repr=False)
    digest: str = field(repr=False)


@dataclass(frozen=True)
class Actor:
    """Who acts: passed to every operation, never looked up below the views."""

    user_id: int | None
    name: str
    office_id: int
    granted: tuple[Granted, ...] = ()

    @property
    def roles(self) -> frozenset[Role]:
        """Return the roles held, whatever they reach."""
        return frozenset(grant.role for grant in self.granted)

    def reach(self, role: Role, name: str) -> frozenset[int]:
        """Return the ids (`cohort_id`, `group_id`, ...) that this role reaches."""
        values = (getattr(grant, name) for grant in self.granted if grant.role is role)
        return frozenset(value for value in values if value is not None)


def system_actor(office_id: int, name: str = "命令行") -> Actor:
    """Return the actor of commands: an organiser of the whole office without an account."""
    return Actor(None, name, office_id, (Granted(Role.ORGANISER), Granted(Role.ADMINISTRATOR)))
