"""The register of a class, one trainee's own, and the figures of each session: all from one calculator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement

from trainingapp.attendance.queries.marks import list_marks, roll_states
from trainingapp.attendance.queries.members import list_members
from trainingapp.attendance.queries.sessions import list_held
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
from trainingapp.cohorts.terms import EnrolmentState


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
    words: Mapping[Status, str]
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


def words_of(cohort: Cohort) -> dict[Status, str]:
    """Return what the class calls each status; one that it has not renamed keeps the usual word."""
    presets = cohort.presets
    return {status: presets.word(status.value) for status in Status}


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
    return Register(symbols_of(cohort), words_of(cohort), sessions, columns, shown, roll_states(cohort.id))


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
