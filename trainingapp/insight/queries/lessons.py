"""Reads of the sessions behind a number, and of the marks behind their attendance."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ColumnElement, Select, extract, func, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.terms import Actor
from trainingapp.attendance.models import Mark
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.database import StudyHours, db
from trainingapp.insight import rules
from trainingapp.insight.queries.classes import ATTENDED, CAME, STATUS, repeats
from trainingapp.insight.queries.seen import PAGE, classes_of, classes_seen, pages_of
from trainingapp.insight.rules import Lessons
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import SessionState


@dataclass(frozen=True)
class Attendance:
    """How many are marked, and how many of them came; exempt ones are left out."""

    recorded: int = 0
    came: int = 0

    @property
    def share(self) -> Fraction | None:
        """Return the exact share of those who came, None where nobody is marked."""
        return Fraction(self.came, self.recorded) if self.recorded else None


@dataclass(frozen=True)
class HeldSession:
    """One session and how it was attended; `hours` are 0 where they count with those of a group side by side."""

    session: Session
    attendance: Attendance
    hours: Decimal


@dataclass(frozen=True)
class SessionsPage:
    """One page of sessions; how many there are in all and the hours that they come to."""

    rows: Sequence[HeldSession]
    total: int
    hours: Decimal
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return pages_of(self.total)


def _meant(actor: Actor, asked: Lessons) -> list[ColumnElement[bool]]:
    """Return the conditions on the sessions that are meant."""
    meant = [Session.cohort_id.in_(_classes(actor, asked)), Session.state == SessionState.PLANNED]
    if asked.month:
        meant += [extract("year", Session.held_on) == asked.year, extract("month", Session.held_on) == asked.month]
    if asked.form:
        meant.append(Session.form == asked.form)
    if asked.part:
        meant.append(Session.category.in_(asked.part.categories))
    if asked.cohort:
        meant.append(Session.cohort_id.in_(select(Cohort.id).where(Cohort.public_id == asked.cohort)))
    if asked.session:
        meant.append(Session.public_id == asked.session)
    return meant


def _classes(actor: Actor, asked: Lessons) -> Select[int]:
    """Return the classes that are meant: those that began in the year, or any that was held in its month."""
    return classes_seen(actor) if asked.month else classes_of(actor, asked.year)


def held_sessions(actor: Actor, asked: Lessons, *, page: int = 1, whole: bool = False) -> SessionsPage:
    """Return the sessions behind a number of a year, in constant queries."""
    meant = _meant(actor, asked)
    total = db.session.scalar(select(func.count(Session.id)).where(*meant)) or 0
    repeated = repeats(_classes(actor, asked))
    statement = select(Session).where(*meant).options(joinedload(Session.cohort)).order_by(Session.held_on, Session.id)
    if not whole:
        statement = statement.limit(PAGE).offset((page - 1) * PAGE)
    sessions = db.session.scalars(statement).all()
    found = _attendance_of([one.id for one in sessions])
    rows = [
        HeldSession(one, found.get(one.id, Attendance()), Decimal(0) if one.id in repeated else one.hours)
        for one in sessions
    ]
    return SessionsPage(rows, total, _hours(meant, repeated), page)


def _hours(meant: Sequence[ColumnElement[bool]], repeated: set[int]) -> Decimal:
    statement = select(func.sum(Session.hours, type_=StudyHours)).where(*meant, Session.id.not_in(repeated))
    return db.session.scalar(statement) or Decimal(0)


def _attendance_of(sessions: Sequence[int]) -> dict[int, Attendance]:
    statement = (
        select(Mark.session_id, func.count(Mark.id), CAME)
        .where(Mark.session_id.in_(sessions), STATUS != Status.EXEMPT)
        .group_by(Mark.session_id)
    )
    return {session: Attendance(recorded, int(came)) for session, recorded, came in db.session.execute(statement)}


def hours_of(actor: Actor, asked: Lessons) -> Decimal:
    """Return the hours that the sessions behind a number come to, groups side by side once."""
    return _hours(_meant(actor, asked), repeats(_classes(actor, asked)))


def attendance_in(actor: Actor, asked: Lessons) -> Attendance:
    """Return how the sessions behind a number were attended, in one query."""
    statement = (
        select(func.count(Mark.id), CAME)
        .join(Session, Session.id == Mark.session_id)
        .where(*_meant(actor, asked), STATUS != Status.EXEMPT)
    )
    recorded, came = db.session.execute(statement).one()
    return Attendance(recorded, int(came or 0))


@dataclass(frozen=True)
class MarkedTrainee:
    """One trainee's mark in one session, with the roster's own words."""

    session: Session
    trainee: Enrolment
    status: Status


@dataclass(frozen=True)
class RenamedStatus:
    """What a class calls a status in its own words."""

    cohort: Cohort
    usual: str
    own: str


@dataclass(frozen=True)
class MarksPage:
    """One page of the marks behind a number of attendance, how many there are, and the attendance they are part of."""

    rows: Sequence[MarkedTrainee]
    total: int
    attendance: Attendance
    page: int

    @property
    def pages(self) -> int:
        """Return how many pages there are."""
        return pages_of(self.total)

    @property
    def renamed(self) -> list[RenamedStatus]:
        """Return which classes among the rows have their own words for statuses: here the usual ones stand."""
        cohorts = {row.session.cohort_id: row.session.cohort for row in self.rows}
        return [RenamedStatus(one, *words) for one in cohorts.values() for words in one.presets.renamed.items()]


def marks_behind(actor: Actor, asked: Lessons, *, came: bool = False, page: int = 1, whole: bool = False) -> MarksPage:
    """Return the marks behind a number of attendance, of those who came alone if asked; two queries.

    The marks are counted by session, so that those of the page's own sessions alone are read.
    """
    sums = (
        select(Session.id, func.count(Mark.id), CAME)
        .join(Mark, Mark.session_id == Session.id)
        .where(*_meant(actor, asked), STATUS != Status.EXEMPT)
        .group_by(Session.id, Session.held_on)
        .order_by(Session.held_on, Session.id)
    )
    counted = [(session, recorded, int(some)) for session, recorded, some in db.session.execute(sums)]
    attendance = Attendance(sum(one[1] for one in counted), sum(one[2] for one in counted))
    amounts = [(session, some if came else recorded) for session, recorded, some in counted]
    total = attendance.came if came else attendance.recorded
    first, after = (0, total) if whole else ((page - 1) * PAGE, page * PAGE)
    sessions, skipped = rules.covering(amounts, first, after)
    rows = _marked(sessions, came=came)[skipped : skipped + after - first]
    return MarksPage(rows, total, attendance, page)


def _marked(sessions: Sequence[int], *, came: bool) -> list[MarkedTrainee]:
    statement = (
        select(Session, Enrolment, STATUS)
        .join(Mark, Mark.session_id == Session.id)
        .join(Enrolment, Enrolment.id == Mark.enrolment_id)
        .where(Session.id.in_(sessions), STATUS != Status.EXEMPT, *([STATUS.in_(ATTENDED)] if came else []))
        .options(joinedload(Session.cohort))
        .order_by(Session.held_on, Session.id, Enrolment.number, Mark.id)
    )
    return [MarkedTrainee(session, trainee, status) for session, trainee, status in db.session.execute(statement)]
