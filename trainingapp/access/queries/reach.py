"""What an account may be given: a role over a class, a group, an organisation, a person, a lecturer.

The one rule is here, for the pages and for the command: nobody gives a role above the own ones, or one that reaches
further than the own grants do. It is part of the statements, never a check afterwards.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from trainingapp.access.terms import Named
from trainingapp.accounts.models import Grant, User
from trainingapp.accounts.permissions import GIVES, Permission, reaches_office
from trainingapp.accounts.rules import REACH, REACH_LABELS
from trainingapp.accounts.terms import Actor, Granted, Role
from trainingapp.cohorts.models import Cohort, Enrolment, Group
from trainingapp.cohorts.queries import trainees_reached, visible_cohorts
from trainingapp.cohorts.terms import EnrolmentState, Stage
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound, NotPermitted, Refused
from trainingapp.curriculum.models import Lecturer
from trainingapp.followup.models import Mentorship
from trainingapp.people.models import Organisation
from trainingapp.people.queries import within_reach
from trainingapp.timetable.models import Session, SessionLecturer

Target: TypeAlias = Cohort | Group | Enrolment | Organisation | Lecturer
#: What each role is given over; an organiser of the whole office, an administrator and an inspector over nothing.
TARGETS: Mapping[Role, type[Target]] = {
    Role.CLASS_TEACHER: Cohort,
    Role.GROUP_LEADER: Group,
    Role.TRAINEE: Enrolment,
    Role.BRANCH_CONTACT: Organisation,
    Role.ORGANISER: Organisation,
    Role.LECTURER: Lecturer,
}
COLUMNS: Mapping[Role, str] = {**REACH, Role.ORGANISER: "organisation_id"}
WHATS: Mapping[Role, str] = {
    **{role: REACH_LABELS[column] for role, column in COLUMNS.items()},
    Role.TRAINEE: "学员",
}
MANAGE = Permission.ACCOUNT_MANAGE


class Given(NamedTuple):
    """A role over something, with the thing itself; over the whole office there is none."""

    granted: Granted
    target: Target | None


def giver(actor: Actor, role: Role) -> Actor:
    """Return the actor with those roles alone by which he may give this one."""
    return replace(actor, granted=tuple(own for own in actor.granted if role in GIVES.get(own.role, ())))


def whole_office(actor: Actor, role: Role) -> bool:
    """Tell whether the actor may give this role over whatever there is in the office."""
    return reaches_office(giver(actor, role), MANAGE)


def roles_given(actor: Actor) -> list[Role]:
    """Return the roles that the actor may give over something, in the order in which the page offers them."""
    roles = [role for role in Role if giver(actor, role).granted]
    return [role for role in roles if role in TARGETS or whole_office(actor, role)]


def reached(actor: Actor, role: Role) -> Select[Any]:
    """Return the statement over what the actor may give this role over, whatever has become of it since."""
    by = giver(actor, role)
    cohorts = visible_cohorts(by, MANAGE).with_only_columns(Cohort.id)
    match role:
        case Role.CLASS_TEACHER:
            return visible_cohorts(by, MANAGE)
        case Role.GROUP_LEADER:
            return select(Group).where(Group.cohort_id.in_(cohorts))
        case Role.TRAINEE:
            return select(Enrolment).where(trainees_reached(by, MANAGE))
        case Role.BRANCH_CONTACT | Role.ORGANISER:
            return select(Organisation).where(within_reach(by, MANAGE, Organisation.id))
        case Role.LECTURER:
            return _lecturers(by, cohorts)
        case _:
            return select(Cohort).where(false())


def _lecturers(by: Actor, cohorts: Select[int]) -> Select[Lecturer]:
    """Return those who teach and mentor in classes within reach alone: a lecturer's account shows all his classes."""
    if reaches_office(by, MANAGE):
        return select(Lecturer)
    elsewhere = select(SessionLecturer.lecturer_id).join(Session).where(Session.cohort_id.not_in(cohorts))
    mentors = select(Mentorship.lecturer_id).where(
        Mentorship.cohort_id.not_in(cohorts), Mentorship.lecturer_id.is_not(None)
    )
    return select(Lecturer).where(Lecturer.id.not_in(elsewhere), Lecturer.id.not_in(mentors))


def _open(role: Role) -> ColumnElement[bool]:
    """Return what of a role's targets still takes accounts: a class that is not closed, a trainee who is in it."""
    running = select(Cohort.id).where(Cohort.stage != Stage.CLOSED)
    match role:
        case Role.CLASS_TEACHER:
            return Cohort.stage != Stage.CLOSED
        case Role.GROUP_LEADER:
            return Group.cohort_id.in_(running)
        case Role.TRAINEE:
            return and_(Enrolment.state == EnrolmentState.ENROLLED, Enrolment.cohort_id.in_(running))
        case _:
            return true()


def grant_over(actor: Actor, role: Role, *wanted: ColumnElement[bool]) -> Given:
    """Return the role over the one thing that fits, with that thing; without any condition over the whole office.

    Raises NotPermitted for a role or a reach beyond the actor's own, NotFound and Refused where none or several fit.
    """
    if not giver(actor, role).granted:
        raise NotPermitted(f"您的账号不能给别人“{role.label}”这个角色，请系统管理员来给")
    if not wanted:
        return Given(_over_everything(actor, role), None)
    found = db.session.scalars(reached(actor, role).where(*wanted).limit(2)).all()
    if not found:
        raise NotFound(f"没有找到这个{WHATS[role]}" + ("" if whole_office(actor, role) else "，或者不归您管"))
    if len(found) > 1:
        raise Refused(f"有几个同名的{WHATS[role]}，请到页面上指定")
    return Given(Granted(role, **{COLUMNS[role]: key_of(found[0])}), found[0])


def key_of(target: Target) -> int:
    """Return what a grant keeps of its target: of a trainee the person, who is the same in every class."""
    return target.person_id if isinstance(target, Enrolment) else target.id


def offered(actor: Actor, role: Role, *, cohort: Cohort | None = None) -> Sequence[Any]:
    """Return what a page offers for a role, in its order; of groups and trainees those of one class."""
    statement = reached(actor, role).where(_open(role))
    match role:
        case Role.CLASS_TEACHER:
            statement = statement.order_by(Cohort.starts_on.desc(), Cohort.id.desc())
        case Role.GROUP_LEADER:
            statement = statement.where(Group.cohort_id == (cohort.id if cohort else None)).order_by(Group.position)
        case Role.TRAINEE:
            has_one = select(Grant.person_id).where(Grant.role == Role.TRAINEE, Grant.person_id.is_not(None))
            statement = statement.where(
                Enrolment.cohort_id == (cohort.id if cohort else None), Enrolment.person_id.not_in(has_one)
            ).order_by(Enrolment.number)
        case Role.LECTURER:
            statement = statement.order_by(Lecturer.name, Lecturer.unit)
        case _:
            statement = statement.order_by(Organisation.path)
    return db.session.scalars(statement).all()


def classes_offered(actor: Actor, role: Role) -> Sequence[Cohort]:
    """Return the classes of which the actor may let a group's leader or a trainee in, newest first."""
    within = {Role.GROUP_LEADER: Group.cohort_id, Role.TRAINEE: Enrolment.cohort_id}[role]
    ids = reached(actor, role).with_only_columns(within)
    statement = select(Cohort).where(Cohort.id.in_(ids), Cohort.stage != Stage.CLOSED)
    return db.session.scalars(statement.order_by(Cohort.starts_on.desc(), Cohort.id.desc())).all()


def _over_everything(actor: Actor, role: Role) -> Granted:
    if role in REACH:
        raise Refused(f"“{role.label}”要指定{WHATS[role]}")
    if not whole_office(actor, role):
        raise NotPermitted(f"“{role.label}”管到全单位，超出您自己管的范围，请系统管理员来给")
    return Granted(role)


def grant_named(actor: Actor, role: Role, named: Named) -> Given:
    """Return the role over what a command names."""
    if (named.group or named.number is not None) and not named.cohort:
        raise Refused("指定小组或学员编号时，请同时用 --cohort 指定班次")
    return grant_over(actor, role, *_named(role, named))


def _named(role: Role, named: Named) -> Sequence[ColumnElement[bool]]:
    cohort = select(Cohort.id).where(Cohort.code == named.cohort)
    if role is Role.CLASS_TEACHER and named.cohort:
        return [Cohort.code == named.cohort]
    if role is Role.GROUP_LEADER and named.group:
        return [Group.cohort_id.in_(cohort), Group.name == named.group]
    if role is Role.TRAINEE and named.number is not None:
        return [Enrolment.cohort_id.in_(cohort), Enrolment.number == named.number]
    if role in {Role.BRANCH_CONTACT, Role.ORGANISER} and named.organisation:
        return [Organisation.name == named.organisation]
    if role is Role.LECTURER and named.lecturer:
        return [Lecturer.name == named.lecturer]
    return []


def grants_reached(actor: Actor) -> Select[int]:
    """Return the statement over the ids of the grants that the actor could have given."""
    own = (and_(Grant.role == role, _within(actor, role)) for role in roles_given(actor))
    return select(Grant.id).where(or_(false(), *own))


def _within(actor: Actor, role: Role) -> ColumnElement[bool]:
    if whole_office(actor, role):
        return true()
    key = Enrolment.person_id if role is Role.TRAINEE else TARGETS[role].id
    column: ColumnElement[int | None] = getattr(Grant, COLUMNS[role])
    return column.in_(reached(actor, role).with_only_columns(key))


def users_seen(actor: Actor) -> Select[User]:
    """Return the statement over the accounts with a role within the actor's reach; all to who reaches the office."""
    if reaches_office(actor, MANAGE):
        return select(User)
    return select(User).where(User.id.in_(select(Grant.user_id).where(Grant.id.in_(grants_reached(actor)))))


def users_managed(actor: Actor) -> Select[User]:
    """Return the statement over the accounts that hold no role beyond the actor's reach: those alone he may change."""
    beyond = select(Grant.user_id).where(Grant.id.not_in(grants_reached(actor)))
    return users_seen(actor).where(User.id.not_in(beyond))
