"""Reads for the ledger of the classes of a year (培训台账)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import selectinload

from trainingapp.accounts.permissions import Permission, may
from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import Closing, Outcome
from trainingapp.assessment.terms import Completion
from trainingapp.cohorts.columns import show_dates
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.clock import to_local
from trainingapp.core.database import StudyHours, db
from trainingapp.curriculum.models import Lecturer
from trainingapp.insight.queries.classes import repeats, sizes_of
from trainingapp.insight.queries.seen import classes_of
from trainingapp.timetable.models import Session, SessionLecturer
from trainingapp.timetable.queries import payments_of
from trainingapp.timetable.terms import SessionState, Teaching

HALF = Decimal("0.5")
MOST_LECTURERS = 6
MOST_POSTS = 3


@dataclass(frozen=True)
class LedgerLine:
    """One class of a year as the ledger of classes has it."""

    cohort: Cohort
    trainees: int
    completed: int
    half_days: int
    hours: Decimal
    lecturers: Sequence[str]
    fees: Decimal | None
    closing: Closing | None
    #: The posts of the trainees, the most frequent first.
    posts: Sequence[str] = ()

    @property
    def days(self) -> Decimal:
        """Return how many days it took; a half-day is half of one."""
        return self.half_days * HALF

    @property
    def audience(self) -> str:
        """Return whom it was for: its kinds of trainee, else the posts that most of them hold."""
        if self.cohort.tracks:
            return "、".join(track.name for track in self.cohort.tracks)
        return "、".join(self.posts[:MOST_POSTS]) + ("等" if len(self.posts) > MOST_POSTS else "")


def ledger_lines(actor: Actor, year: int) -> list[LedgerLine]:
    """Return the classes that began in a year with what closing them came to, in constant queries.

    What the lecturers are paid is told to who may hand that out.
    """
    mine = classes_of(actor, year)
    cohorts = db.session.scalars(
        select(Cohort)
        .where(Cohort.id.in_(mine))
        .options(selectinload(Cohort.tracks))
        .order_by(Cohort.starts_on, Cohort.id)
    ).all()
    keys = [one.id for one in cohorts]
    sizes, completed, closings = sizes_of(keys), _completed(keys), _closings(keys)
    hours, half_days, lecturers, posts = _hours(keys), _half_days(keys), _lecturers(keys), _posts(keys)
    fees = _fees(keys) if may(actor, Permission.FEE_EXPORT) else {}
    return [
        LedgerLine(
            one,
            sizes.get(one.id, 0),
            completed.get(one.id, 0),
            half_days.get(one.id, 0),
            hours.get(one.id, Decimal(0)),
            lecturers.get(one.id, ()),
            fees.get(one.id),
            closings.get(one.id) if one.archived else None,
            posts.get(one.id, ()),
        )
        for one in cohorts
    ]


def _planned(classes: Sequence[int]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (Session.cohort_id.in_(classes), Session.state == SessionState.PLANNED)


def _completed(classes: Sequence[int]) -> Mapping[int, int]:
    statement = (
        select(Enrolment.cohort_id, func.count(Outcome.id))
        .join(Enrolment, Enrolment.id == Outcome.enrolment_id)
        .where(Enrolment.cohort_id.in_(classes), Outcome.completion == Completion.COMPLETED)
        .group_by(Enrolment.cohort_id)
    )
    return dict(db.session.execute(statement).all())


def _closings(classes: Sequence[int]) -> Mapping[int, Closing]:
    statement = select(Closing).where(Closing.cohort_id.in_(classes)).order_by(Closing.number)
    return {one.cohort_id: one for one in db.session.scalars(statement)}


def _hours(classes: Sequence[int]) -> Mapping[int, Decimal]:
    total = select(Session.cohort_id, func.sum(Session.hours, type_=StudyHours)).where(*_planned(classes))
    once = total.where(Session.id.not_in(repeats(classes)))
    return dict(db.session.execute(once.group_by(Session.cohort_id)).all())


def _half_days(classes: Sequence[int]) -> Mapping[int, int]:
    half_days = select(Session.cohort_id, Session.held_on, Session.half_day).where(*_planned(classes)).distinct()
    return Counter(cohort for cohort, _day, _half in db.session.execute(half_days))


def _lecturers(classes: Sequence[int]) -> Mapping[int, Sequence[str]]:
    statement = (
        select(Session.cohort_id, Lecturer.name)
        .join(SessionLecturer, SessionLecturer.session_id == Session.id)
        .join(Lecturer, Lecturer.id == SessionLecturer.lecturer_id)
        .where(*_planned(classes), SessionLecturer.role == Teaching.SPEAKER)
        .order_by(Session.held_on, Session.starts_at, SessionLecturer.position)
    )
    found: dict[int, dict[str, None]] = {}
    for cohort, name in db.session.execute(statement):
        found.setdefault(cohort, {})[name] = None
    return {cohort: list(names) for cohort, names in found.items()}


def _posts(classes: Sequence[int]) -> Mapping[int, Sequence[str]]:
    amount = func.count(Enrolment.id)
    statement = (
        select(Enrolment.cohort_id, Enrolment.post)
        .where(Enrolment.cohort_id.in_(classes), Enrolment.state == EnrolmentState.ENROLLED, Enrolment.post != "")
        .group_by(Enrolment.cohort_id, Enrolment.post)
        .order_by(amount.desc(), Enrolment.post)
    )
    found: dict[int, list[str]] = {}
    for cohort, post in db.session.execute(statement):
        found.setdefault(cohort, []).append(post)
    return found


def _fees(classes: Sequence[int]) -> Mapping[int, Decimal]:
    """Return what the lecturers of each class are paid in all, where anybody is."""
    found: dict[int, Decimal] = {}
    for paid in payments_of(classes):
        found[paid.cohort_id] = found.get(paid.cohort_id, Decimal(0)) + paid.payment.amount
    return found


def ledger_figures(lines: Sequence[LedgerLine]) -> list[dict[str, Any]]:
    """Return the lines as a report keeps them: a filed one prints the same for good."""
    return [
        {
            "key": line.cohort.public_id,
            "name": line.cohort.formal_name,
            "dates": show_dates(line.cohort),
            "days": f"{line.days:f}",
            "place": line.cohort.place,
            "audience": line.audience,
            "people": line.trainees,
            "hours": f"{line.hours:f}",
            "lecturers": _some(line.lecturers),
            "cost": f"{line.fees:f}" if line.fees else "",
            "file_state": _file_state(line.closing),
            "remark": _remark(line),
        }
        for line in lines
    ]


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:MOST_LECTURERS]) + (f"等 {len(names)} 人" if len(names) > MOST_LECTURERS else "")


def _file_state(closing: Closing | None) -> str:
    """Return whether the papers were all there when it was closed, or which were not; blank where nobody has looked."""
    if closing is None:
        return ""
    missing = [one.removeprefix("还没有上传") for one in closing.reminders]
    return f"缺：{'、'.join(missing)}" if missing else "齐全"


def _remark(line: LedgerLine) -> str:
    if line.closing is None:
        return "未结班"
    day = to_local(line.closing.closed_at)
    return f"结业 {line.completed} 人，{day.month}月{day.day}日结班"
