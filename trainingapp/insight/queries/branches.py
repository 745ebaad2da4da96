"""A branch's month: what the trainees of the organisations that a contact speaks for attended, and who is behind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.attendance.models import Mark
from trainingapp.attendance.terms import CLASS_OF, Status, StatusClass
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import StudyHours, db
from trainingapp.insight.queries.classes import ATTENDED, STATUS
from trainingapp.insight.queries.hours import Year
from trainingapp.insight.rules import month_after
from trainingapp.people.queries import within_reach
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import SessionState


@dataclass(frozen=True)
class TraineeMonth:
    """A trainee's month in one class: marks by what they count as, the hours attended, and what the year still asks."""

    trainee: Enrolment
    marks: Mapping[StatusClass, int]
    hours: Decimal
    lacks: str

    @property
    def counts(self) -> list[tuple[str, int]]:
        """Return what was marked, by label, without what did not occur."""
        return [(kind.label, self.marks[kind]) for kind in StatusClass if self.marks.get(kind)]


@dataclass(frozen=True)
class BranchMonth:
    """The trainees of a month by class, what it came to, and the classes that begin or go on in the next."""

    rows: Sequence[TraineeMonth]
    recorded: int
    came: int
    upcoming: Sequence[Cohort]

    @property
    def rate(self) -> Fraction | None:
        """Return the share of marks attended, None where nobody is marked."""
        return Fraction(self.came, self.recorded) if self.recorded else None

    @property
    def hours(self) -> Decimal:
        """Return the hours attended by all."""
        return sum((row.hours for row in self.rows), Decimal(0))


def newest_month(actor: Actor, today: date) -> date:
    """Return the first day of the last month in which a trainee of the branch was marked, or of this one."""
    newest = (
        select(func.max(Session.held_on))
        .join(Mark, Mark.session_id == Session.id)
        .join(Enrolment, Enrolment.id == Mark.enrolment_id)
        .where(_of_branch(actor), Session.held_on <= today)
    )
    return (db.session.scalar(newest) or today).replace(day=1)


def branch_month(actor: Actor, first: date) -> BranchMonth:
    """Return what a month, told by its first day, came to for the branch's trainees, in constant queries."""
    after = month_after(first)
    marks, hours = _marks(actor, first, after)
    told = Year(first.year)
    rows = []
    for one in _trainees(actor, marks):
        missing = told.missing(one.person_id, one.person.post)
        lacks = told.standing(one.person).sentences[-1] if missing else ""
        rows.append(TraineeMonth(one, marks[one.id], hours[one.id], lacks))
    kinds = [(kind, amount) for row in rows for kind, amount in row.marks.items() if kind is not StatusClass.EXEMPT]
    came = sum(amount for kind, amount in kinds if kind in {StatusClass.PRESENT, StatusClass.LATE})
    return BranchMonth(rows, sum(amount for _, amount in kinds), came, _upcoming(actor, after))


def _of_branch(actor: Actor) -> ColumnElement[bool]:
    reached = within_reach(actor, Permission.OWN_BRANCH, Enrolment.organisation_id)
    return reached & (Enrolment.state == EnrolmentState.ENROLLED)


def _marks(actor: Actor, first: date, after: date) -> tuple[dict[int, dict[StatusClass, int]], dict[int, Decimal]]:
    """Return the marks and the hours attended of a month by trainee."""
    attended = func.sum(case((STATUS.in_(ATTENDED), Session.hours), else_=0), type_=StudyHours)
    statement = (
        select(Mark.enrolment_id, STATUS, func.count(Mark.id), attended)
        .join(Session, Session.id == Mark.session_id)
        .join(Enrolment, Enrolment.id == Mark.enrolment_id)
        .where(_of_branch(actor), Session.held_on >= first, Session.held_on < after)
        .where(Session.state == SessionState.PLANNED)
        .group_by(Mark.enrolment_id, STATUS)
    )
    marks: dict[int, dict[StatusClass, int]] = {}
    hours: dict[int, Decimal] = {}
    for trainee, status, amount, given in db.session.execute(statement):
        kinds, kind = marks.setdefault(trainee, {}), CLASS_OF[Status(status)]
        kinds[kind] = kinds.get(kind, 0) + amount
        hours[trainee] = hours.get(trainee, Decimal(0)) + (given or 0)
    return marks, hours


def _trainees(actor: Actor, marks: Mapping[int, object]) -> Sequence[Enrolment]:
    statement = (
        select(Enrolment)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(_of_branch(actor), Enrolment.id.in_(marks))
        .options(joinedload(Enrolment.cohort), joinedload(Enrolment.person))
        .order_by(Cohort.starts_on, Cohort.id, Enrolment.number)
    )
    return db.session.scalars(statement).all()


def _upcoming(actor: Actor, first: date) -> Sequence[Cohort]:
    """Return the classes with trainees of the branch that lie in the month of this day, by their dates."""
    own = select(Enrolment.cohort_id).where(_of_branch(actor))
    lasts = func.coalesce(Cohort.ends_on, Cohort.starts_on) >= first
    statement = select(Cohort).where(Cohort.id.in_(own), Cohort.starts_on < month_after(first), lasts)
    return db.session.scalars(statement.order_by(Cohort.starts_on, Cohort.id)).all()
