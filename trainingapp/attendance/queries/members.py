"""Reads of trainees as attendance sees them.

Which of them an actor reaches is part of each statement: a group leader's rows are those of the own group.
"""

from dataclasses import replace

from sqlalchemy import ColumnElement, false, or_, select, true

from trainingapp.accounts.permissions import Permission, scopes
from trainingapp.accounts.terms import Actor, Scope
from trainingapp.attendance.rules import (
    Member,
)
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import ORDERINGS, visible_cohorts
from trainingapp.cohorts.terms import SortRule
from trainingapp.core.database import db


def trainees_reached(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    """Return the condition on Enrolment that limits a statement to the trainees whom the actor reaches."""
    pairs = scopes(actor, permission)
    group_roles = {role for role, scope in pairs if scope is Scope.GROUP}
    groups = frozenset[int]().union(*(actor.reach(role, "group_id") for role in group_roles))
    wider = replace(actor, granted=tuple(grant for grant in actor.granted if grant.role not in group_roles))
    cohorts = visible_cohorts(wider, permission).with_only_columns(Cohort.id)
    return or_(Enrolment.cohort_id.in_(cohorts), Enrolment.group_id.in_(groups) if groups else false())


def list_members(
    cohort_id: int, *, reached: ColumnElement[bool] | None = None, sort: SortRule = SortRule.NUMBER
) -> list[Member]:
    """Return a class's trainees as values, those who left included, limited to those reached."""
    statement = (
        select(
            Enrolment.id,
            Enrolment.public_id,
            Enrolment.number,
            Enrolment.name,
            Enrolment.organisation_name.label("unit"),
            Enrolment.track_id,
            Enrolment.group_id,
            Enrolment.joined_on,
            Enrolment.left_on,
            Enrolment.state,
        )
        .where(Enrolment.cohort_id == cohort_id, true() if reached is None else reached)
        .order_by(*ORDERINGS[sort], Enrolment.id)
    )
    return [Member(**row) for row in db.session.execute(statement).mappings()]


def member_of(enrolment: Enrolment) -> Member:
    """Return one trainee as a value, without asking the database again."""
    return Member(
        enrolment.id,
        enrolment.public_id,
        enrolment.number,
        enrolment.name,
        enrolment.organisation_name,
        enrolment.track_id,
        enrolment.group_id,
        enrolment.joined_on,
        enrolment.left_on,
        enrolment.state,
    )
