"""Reads of attendance: the register of a class, one trainee's own, one roll call, and what is still to be taken.

Which trainees an actor reaches is part of each statement: a group leader's rows are those of the own group.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.accounts.permissions import Permission, scopes
from trainingapp.accounts.terms import Actor, Scope
from trainingapp.attendance.models import Mark, MarkEvent, RollCall
from trainingapp.attendance.rules import (
    HalfDayColumn,
    Held,
    Member,
    Tally,
    expected,
    half_day_columns,
    is_attended,
    tally,
    tally_all,
)
from trainingapp.attendance.terms import DEFAULT_SYMBOLS, RollState, Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import ORDERINGS, visible_cohorts
from trainingapp.cohorts.terms import EnrolmentState, SortRule
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.timetable.models import Session, SessionAudience
from trainingapp.timetable.terms import SessionState

NO_SUCH_SESSION = "没有这次课，或者您看不到它"


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


def held(session: Session) -> Held:
    """Return a session as attendance sees it."""
    return Held(
        session.id,
        session.public_id,
        session.held_on,
        session.half_day,
        session.hours,
        session.title,
        counts=session.takes_attendance and session.state is SessionState.PLANNED,
        tracks=frozenset(row.track_id for row in session.audiences if row.track_id is not None),
        groups=frozenset(row.group_id for row in session.audiences if row.group_id is not None),
    )


def list_held(cohort_id: int) -> list[Held]:
    """Return a class's sessions that are signed for, in order of time; cancelled ones are left out."""
    statement = (
        select(Session)
        .where(
            Session.cohort_id == cohort_id,
            Session.takes_attendance.is_(True),
            Session.state == SessionState.PLANNED,
        )
        .options(selectinload(Session.audiences))
        .order_by(Session.held_on, Session.starts_at, Session.id)
    )
    return [held(session) for session in db.session.scalars(statement).all()]


def find_session(cohort: Cohort, public_id: str) -> Session:
    """Return a session of this class with its audience; raise NotFound otherwise."""
    statement = (
        select(Session)
        .where(Session.cohort_id == cohort.id, Session.public_id == public_id)
        .options(
            selectinload(Session.audiences).options(
                joinedload(SessionAudience.track), joinedload(SessionAudience.group)
            )
        )
    )
    session = db.session.scalar(statement)
    if session is None:
        raise NotFound(NO_SUCH_SESSION)
    return session


def find_roll_call(session: Session) -> RollCall | None:
    """Return the state row of a session's roll call; None when it has not been taken."""
    return db.session.scalar(select(RollCall).where(RollCall.session_id == session.id))


def roll_states(cohort_id: int) -> dict[int, RollState]:
    """Return the roll-call states of a class by session id; a session that is absent has not been taken."""
    statement = (
        select(RollCall.session_id, RollCall.state)
        .join(Session, Session.id == RollCall.session_id)
        .where(Session.cohort_id == cohort_id)
    )
    return {row.session_id: row.state for row in db.session.execute(statement)}


def list_marks(cohort_id: int, *, reached: ColumnElement[bool] | None = None) -> dict[int, dict[int, Status]]:
    """Return the statuses that count, by enrolment id and session id; blanks are absent."""
    counting = func.coalesce(Mark.confirmed, Mark.taken)
    statement = (
        select(Mark.enrolment_id, Mark.session_id, counting)
        .join(Enrolment, Enrolment.id == Mark.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id, counting.is_not(None), true() if reached is None else reached)
    )
    marks: dict[int, dict[int, Status]] = {}
    for enrolment_id, session_id, status in db.session.execute(statement).all():
        marks.setdefault(enrolment_id, {})[session_id] = status
    return marks


def session_marks(session: Session, enrolment_ids: Sequence[int], *, for_update: bool = False) -> dict[int, Mark]:
    """Return the current marks of these trainees in a session, by enrolment id; locked when they will be changed."""
    statement = select(Mark).where(Mark.session_id == session.id, Mark.enrolment_id.in_(enrolment_ids))
    if for_update:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return {mark.enrolment_id: mark for mark in db.session.scalars(statement).all()}


def session_events(session: Session) -> Sequence[MarkEvent]:
    """Return everything that was recorded in a session, oldest first."""
    return db.session.scalars(select(MarkEvent).where(MarkEvent.session_id == session.id).order_by(MarkEvent.id)).all()


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """One trainee of the register: who, the marks by session id, and what they come to."""

    member: Member
    marks: Mapping[int, Status]
    tally: Tally


@dataclass(frozen=True, slots=True)
class Register:
    """Everything that the class grid, the workbook and the phone show."""

    symbols: Mapping[Status, str]
    sessions: Sequence[Held]
    columns: Sequence[HalfDayColumn]
    rows: Sequence[RegisterRow]
    states: Mapping[int, RollState]

    def state(self, session: Held) -> RollState:
        """Return how far a session's roll call has come."""
        return self.states.get(session.id, RollState.NOT_TAKEN)


def symbols_of(cohort: Cohort) -> dict[Status, str]:
    """Return the class's signs; a status that the class has not re-signed keeps its own."""
    own = cohort.presets.symbols
    return {status: own.get(status.value) or sign for status, sign in DEFAULT_SYMBOLS.items()}


def cohort_register(cohort: Cohort, *, reached: ColumnElement[bool] | None = None) -> Register:
    """Return the register of a class in a constant number of queries, limited to the trainees reached.

    Who left stays in it as long as any half-day expects him.
    """
    sessions = list_held(cohort.id)
    columns = half_day_columns(sessions)
    marks = list_marks(cohort.id, reached=reached)
    members = list_members(cohort.id, reached=reached, sort=cohort.presets.sort_rule)
    tallies = tally_all(columns, members, marks)
    rows = [
        RegisterRow(member, marks.get(member.id, {}), figures) for member, figures in zip(members, tallies, strict=True)
    ]
    shown = [row for row in rows if row.member.state is EnrolmentState.ENROLLED or row.tally.expected]
    return Register(symbols_of(cohort), sessions, columns, shown, roll_states(cohort.id))


@dataclass(frozen=True, slots=True)
class OwnMark:
    """One session of a trainee: the status that counts, None when nothing was recorded."""

    session: Held
    status: Status | None


@dataclass(frozen=True, slots=True)
class OwnAttendance:
    """What a trainee sees of the own attendance."""

    marks: Sequence[OwnMark]
    tally: Tally


def own_attendance(enrolment: Enrolment) -> OwnAttendance:
    """Return one trainee's sessions in order of time with their marks, and the totals."""
    register = cohort_register(enrolment.cohort, reached=Enrolment.id == enrolment.id)
    if not register.rows:
        return OwnAttendance(
            [], tally([], Member(enrolment.id, enrolment.public_id, enrolment.number, enrolment.name), {})
        )
    row = register.rows[0]
    mine = [session for session in register.sessions if expected(session, row.member)]
    return OwnAttendance([OwnMark(session, row.marks.get(session.id)) for session in mine], row.tally)


def untaken_sessions(actor: Actor, until: date) -> list[tuple[Session, RollState]]:
    """Return the sessions up to a date that are signed for and not confirmed yet, newest first, with their states."""
    cohorts = visible_cohorts(actor, Permission.ATTENDANCE_TAKE).with_only_columns(Cohort.id)
    statement = (
        select(Session, RollCall.state)
        .outerjoin(RollCall, RollCall.session_id == Session.id)
        .where(
            Session.cohort_id.in_(cohorts),
            Session.takes_attendance.is_(True),
            Session.state == SessionState.PLANNED,
            Session.held_on <= until,
            RollCall.state.is_distinct_from(RollState.CONFIRMED),
        )
        .options(joinedload(Session.cohort))
        .order_by(Session.held_on.desc(), Session.starts_at.desc(), Session.id)
    )
    return [(session, state or RollState.NOT_TAKEN) for session, state in db.session.execute(statement).all()]


@dataclass(frozen=True, slots=True)
class SessionCounts:
    """One session of the list: how far its roll call is, how many are expected, and how many have a mark."""

    session: Held
    state: RollState
    expected: int
    recorded: int
    attended: int

    @property
    def unmarked(self) -> int:
        """Return how many expected trainees have no mark."""
        return self.expected - self.recorded


def count_sessions(register: Register) -> list[SessionCounts]:
    """Return the figures of each session, from the register's own rows."""
    return [_count_session(register, session) for session in register.sessions]


def _count_session(register: Register, session: Held) -> SessionCounts:
    statuses = [row.marks.get(session.id) for row in register.rows if expected(session, row.member)]
    recorded = [status for status in statuses if status is not None]
    present = sum(is_attended(status) for status in recorded)
    return SessionCounts(session, register.state(session), len(statuses), len(recorded), present)


@dataclass(frozen=True, slots=True)
class RollRow:
    """One line of the roll call."""

    member: Member
    mark: Mark | None

    @property
    def status(self) -> Status | None:
        """Return the status that counts."""
        return self.mark.status if self.mark else None

    @property
    def reason(self) -> str:
        """Return the remark."""
        return self.mark.reason if self.mark else ""


def roll_rows(actor: Actor, permission: Permission, session: Session, *, sort: SortRule) -> list[RollRow]:
    """Return the expected trainees of a session whom the actor reaches, with their marks."""
    facts = held(session)
    members = list_members(session.cohort_id, reached=trainees_reached(actor, permission), sort=sort)
    marks = session_marks(session, [member.id for member in members])
    return [RollRow(member, marks.get(member.id)) for member in members if expected(facts, member)]
