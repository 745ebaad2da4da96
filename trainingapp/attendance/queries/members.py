"""Reads of trainees as attendance sees them."""

from sqlalchemy import ColumnElement, and_, select, true

from trainingapp.attendance.rules import (
    Member,
)
from trainingapp.cohorts.models import Enrolment
from trainingapp.cohorts.queries import ORDERINGS
from trainingapp.cohorts.terms import SortRule
from trainingapp.core.database import db


def list_members(
    cohort_id: int, *, reached: ColumnElement[bool] | None = None, sort: SortRule = SortRule.NUMBER
) -> list[Member]:
    """Return a class's trainees as values, those who left included, limited to those reached."""
    mine = and_(Enrolment.cohort_id == cohort_id, true() if reached is None else reached)
    return members_where(mine, sort=sort)


def members_where(meant: ColumnElement[bool], *, sort: SortRule = SortRule.NUMBER) -> list[Member]:
    """Return the trainees of a condition on Enrolment as values."""
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
        .where(meant)
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
