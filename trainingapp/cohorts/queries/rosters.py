"""Reads of the trainees of a class."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import joinedload

from trainingapp.cohorts.models import Cohort, Enrolment, Group
from trainingapp.cohorts.terms import EnrolmentState, SortRule
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound

NO_SUCH_TRAINEE = "没有这名学员，或者您看不到他"

#: Within a unit the secretary stands first, then deputies, assistants, members of the committee, everybody else.
RANK = case(
    (Enrolment.post.contains("副书记"), 1),
    (Enrolment.post.contains("书记助理"), 2),
    (Enrolment.post.contains("书记"), 0),
    (Enrolment.post.contains("委员"), 3),
    else_=4,
)
ORDERINGS: dict[SortRule, tuple[Any, ...]] = {
    SortRule.NUMBER: (Enrolment.number,),
    SortRule.STROKES: (Enrolment.stroke_key, Enrolment.number),
    SortRule.NAME_STROKES: (Enrolment.name_stroke_key, Enrolment.number),
    SortRule.PINYIN: (Enrolment.pinyin_key, Enrolment.number),
    SortRule.ORGANISATION: (Enrolment.organisation_name, RANK, Enrolment.number),
    SortRule.ARRIVAL: (
        Enrolment.arrived_at.is_(None),
        Enrolment.arrived_at,
        Enrolment.joined_on.is_(None),
        Enrolment.joined_on,
    ),
}


def roster_statement(cohort_id: int, *, sort: SortRule = SortRule.NUMBER) -> Select[Enrolment]:
    """Return the statement over a class's trainees, those who left included, in the asked order."""
    return (
        select(Enrolment)
        .where(Enrolment.cohort_id == cohort_id)
        .options(joinedload(Enrolment.person), joinedload(Enrolment.track), joinedload(Enrolment.group))
        .order_by(*ORDERINGS[sort], Enrolment.id)
    )


def list_roster(
    cohort_id: int, *, sort: SortRule = SortRule.NUMBER, with_withdrawn: bool = False
) -> Sequence[Enrolment]:
    """Return a class's trainees in the asked order; those who left only when asked for."""
    statement = roster_statement(cohort_id, sort=sort)
    if not with_withdrawn:
        statement = statement.where(Enrolment.state == EnrolmentState.ENROLLED)
    return db.session.scalars(statement).all()


def find_enrolment(cohort: Cohort, public_id: str) -> Enrolment:
    """Return a trainee of this class; raise NotFound otherwise."""
    statement = roster_statement(cohort.id).where(Enrolment.public_id == public_id)
    enrolment = db.session.scalar(statement)
    if enrolment is None:
        raise NotFound(NO_SUCH_TRAINEE)
    return enrolment


def roster_size(cohort_id: int) -> int:
    """Return how many trainees are in the class now."""
    counted = and_(Enrolment.cohort_id == cohort_id, Enrolment.state == EnrolmentState.ENROLLED)
    return db.session.scalar(select(func.count(Enrolment.id)).where(counted)) or 0


def roster_sizes(cohort_ids: Iterable[int]) -> Mapping[int, int]:
    """Return how many trainees each of these classes has now; classes without any are left out."""
    statement = (
        select(Enrolment.cohort_id, func.count(Enrolment.id))
        .where(Enrolment.cohort_id.in_(list(cohort_ids)), Enrolment.state == EnrolmentState.ENROLLED)
        .group_by(Enrolment.cohort_id)
    )
    return dict(db.session.execute(statement).all())


def search_roster(cohort_id: int, text: str, *, sort: SortRule) -> Sequence[Enrolment]:
    """Return the trainees, those who left last, whose name, organisation, post or group holds the text."""
    statement = roster_statement(cohort_id, sort=sort)
    if text:
        named = select(Group.id).where(Group.cohort_id == cohort_id, Group.name.contains(text, autoescape=True))
        columns = (Enrolment.name, Enrolment.organisation_name, Enrolment.post)
        said = [column.contains(text, autoescape=True) for column in columns]
        statement = statement.where(or_(*said, Enrolment.group_id.in_(named)))
    rows = db.session.scalars(statement).all()
    return sorted(rows, key=lambda row: row.state is EnrolmentState.WITHDRAWN)


def next_number(cohort_id: int) -> int:
    """Return the number that the next trainee gets; numbers are never reused within a class."""
    return (db.session.scalar(select(func.max(Enrolment.number)).where(Enrolment.cohort_id == cohort_id)) or 0) + 1
