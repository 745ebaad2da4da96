"""Reads of classes; who reaches which class is part of the statement, never a check afterwards."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import ColumnElement, Select, and_, extract, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.permissions import Permission, may, scopes
from trainingapp.accounts.terms import Actor, Role, Scope
from trainingapp.cohorts.models import Cohort, Enrolment, Group, Programme, ProgrammeCompetency
from trainingapp.cohorts.rules import ClassFacts, life_line
from trainingapp.cohorts.terms import EnrolmentState, GroupRole, Stage
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.curriculum.models import Competency
from trainingapp.people.queries import organisations_below

NO_SUCH_COHORT = "没有这个班次，或者您看不到它"


def _reached_by(actor: Actor, role: Role, scope: Scope) -> ColumnElement[bool]:
    match scope:
        case Scope.ALL:
            return true()
        case Scope.SUBTREE:
            return _hosted_below(actor.reach(role, "organisation_id"))
        case Scope.COHORT:
            return Cohort.id.in_(actor.reach(role, "cohort_id"))
        case Scope.GROUP:
            return Cohort.id.in_(select(Group.cohort_id).where(Group.id.in_(actor.reach(role, "group_id"))))
        case _:
            return false()


def _hosted_below(organisations: frozenset[int]) -> ColumnElement[bool]:
    """Limit to classes hosted in these subtrees; an organiser without a named organisation reaches the office."""
    if not organisations:
        return true()
    return Cohort.host_id.in_(organisations_below(organisations))


def visible_cohorts(actor: Actor, permission: Permission) -> Select[Cohort]:
    """Return the statement over the classes for which the actor has this permission."""
    reached = [_reached_by(actor, role, scope) for role, scope in scopes(actor, permission)]
    return select(Cohort).where(or_(false(), *reached))


def may_change(actor: Actor, permission: Permission, cohort: Cohort) -> bool:
    """Tell whether the actor may do such a thing to a class: to one that is closed nobody may."""
    return may(actor, permission) and not cohort.archived


def trainees_reached(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Return the condition on Enrolment that limits a statement to the trainees whom the actor reaches.

    A group leader's are those of the own group.
    """
    pairs = scopes(actor, permission)
    group_roles = {role for role, scope in pairs if scope is Scope.GROUP}
    groups = frozenset[int]().union(*(actor.reach(role, "group_id") for role in group_roles))
    wider = replace(actor, granted=tuple(grant for grant in actor.granted if grant.role not in group_roles))
    cohorts = visible_cohorts(wider, permission).with_only_columns(Cohort.id)
    return or_(Enrolment.cohort_id.in_(cohorts), Enrolment.group_id.in_(groups) if groups else false())


def list_cohorts(
    actor: Actor,
    permission: Permission = Permission.COHORT_VIEW,
    *,
    stage: Stage | None = None,
    year: int | None = None,
    text: str = "",
) -> Sequence[Cohort]:
    """Return the classes that the actor sees, newest first; of one stage or year, or with this text, if asked."""
    statement = visible_cohorts(actor, permission).options(joinedload(Cohort.host), joinedload(Cohort.programme))
    if stage:
        statement = statement.where(Cohort.stage == stage)
    if year:
        statement = statement.where(extract("year", Cohort.starts_on) == year)
    if text:
        columns = (Cohort.code, Cohort.formal_name, Cohort.short_name)
        statement = statement.where(or_(*(column.contains(text, autoescape=True) for column in columns)))
    return db.session.scalars(statement.order_by(Cohort.starts_on.desc(), Cohort.id.desc())).all()


def class_years(actor: Actor) -> Sequence[int]:
    """Return the years in which classes that the actor sees began, newest first."""
    began = extract("year", Cohort.starts_on)
    statement = visible_cohorts(actor, Permission.COHORT_VIEW).with_only_columns(began).distinct()
    return db.session.scalars(statement.order_by(began.desc())).all()


def find_cohort(actor: Actor, permission: Permission, public_id: str) -> Cohort:
    """Return the class of a URL for an actor who has this permission over it; raise NotFound otherwise."""
    statement = (
        visible_cohorts(actor, permission)
        .where(Cohort.public_id == public_id)
        .options(selectinload(Cohort.tracks), selectinload(Cohort.groups), joinedload(Cohort.host))
    )
    cohort = db.session.scalar(statement)
    if cohort is None:
        raise NotFound(NO_SUCH_COHORT)
    return cohort


def cohort_by_code(code: str) -> Cohort:
    """Return the class with this code, for commands; raise NotFound naming the codes that there are."""
    cohort = db.session.scalar(select(Cohort).where(Cohort.code == code))
    if cohort is None:
        codes = "、".join(db.session.scalars(select(Cohort.code).order_by(Cohort.code)).all())
        raise NotFound(f"没有代码为“{code}”的班次。现有：{codes or '（还没有班次）'}")
    return cohort


def life_line_of(cohort: Cohort) -> list[tuple[str, str, str]]:
    """Return the life of a class as its pages show it: (label, done | current | todo, what is missing).

    One query, and another where the class's groups are not loaded yet.
    """
    inside = and_(Enrolment.cohort_id == cohort.id, Enrolment.state == EnrolmentState.ENROLLED)
    counted = db.session.execute(
        select(Enrolment.group_id, Enrolment.group_role, func.count(Enrolment.id))
        .where(inside)
        .group_by(Enrolment.group_id, Enrolment.group_role)
    ).all()
    led = {group_id for group_id, role, _amount in counted if role is GroupRole.LEADER}
    return life_line(
        ClassFacts(
            cohort.stage,
            trainees=sum(amount for _group, _role, amount in counted),
            expected_size=cohort.expected_size,
            ungrouped=sum(amount for group_id, _role, amount in counted if group_id is None),
            groups_without_leader=[group.name for group in cohort.groups if group.id not in led],
            has_groups=bool(cohort.groups),
            has_end=cohort.ends_on is not None,
        )
    )


def wanted_competencies(cohort: Cohort) -> Sequence[str]:
    """Return the names of the competencies that a class's programme wants to raise, in its order; none without one."""
    if cohort.programme_id is None:
        return []
    statement = (
        select(Competency.name)
        .join(ProgrammeCompetency, ProgrammeCompetency.competency_id == Competency.id)
        .where(ProgrammeCompetency.programme_id == cohort.programme_id)
    )
    return db.session.scalars(statement.order_by(ProgrammeCompetency.position)).all()


def list_programmes() -> Sequence[Programme]:
    """Return the programmes by name, with their competencies."""
    loaded = selectinload(Programme.links).joinedload(ProgrammeCompetency.competency)
    return db.session.scalars(select(Programme).options(loaded).order_by(Programme.name)).all()


def find_programme(public_id: str) -> Programme:
    """Return a programme; raise NotFound otherwise."""
    programme = db.session.scalar(select(Programme).where(Programme.public_id == public_id))
    if programme is None:
        raise NotFound("没有这个项目，或者您看不到它")
    return programme
