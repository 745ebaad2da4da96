"""Reads of leave: a class's and one's own, what is expected on the roll call, and how it stands against the limit."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, func, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor, Role
from trainingapp.attendance.models import Leave, LeaveAttachment, LeaveSession, LeaveStep
from trainingapp.attendance.queries.marks import list_marks
from trainingapp.attendance.queries.members import list_members, member_of
from trainingapp.attendance.queries.sessions import held, list_held
from trainingapp.attendance.queries.settings import settings_of
from trainingapp.attendance.rules import expected
from trainingapp.attendance.rules import leave as rules
from trainingapp.attendance.rules.leave import Quota
from trainingapp.attendance.terms import GRANTED_LEAVE, LIVE_LEAVE, Approver, LeaveKind, LeaveState, Status
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import trainees_reached
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import list_sessions

NO_SUCH_LEAVE = "没有这张请假单，或者您看不到它"
#: Who may give an approver's word: the office's steps are the organisers', a leader's word is put on record by them.
PERMISSION_OF = {
    Approver.CLASS_TEACHER: Permission.ATTENDANCE_CONFIRM,
    Approver.OFFICE: Permission.COHORT_EDIT,
    Approver.LEADER: Permission.COHORT_EDIT,
}


def _leaves() -> Select[Leave]:
    return (
        select(Leave)
        .join(Leave.enrolment)
        .options(
            contains_eager(Leave.enrolment).joinedload(Enrolment.cohort),
            selectinload(Leave.sessions).joinedload(LeaveSession.session).selectinload(Session.audiences),
            selectinload(Leave.steps),
            joinedload(Leave.attachment),
        )
    )


def list_leaves(actor: Actor, cohort: Cohort) -> Sequence[Leave]:
    """Return the leave in a class of those whom the actor sees: what waits for a decision first, then the newest."""
    reached = trainees_reached(actor, Permission.ATTENDANCE_VIEW)
    statement = _leaves().where(Enrolment.cohort_id == cohort.id, reached)
    rows = db.session.scalars(statement.order_by(Leave.requested_at.desc(), Leave.id)).all()
    return sorted(rows, key=lambda leave: leave.state is not LeaveState.REQUESTED)


def find_leave(actor: Actor, permission: Permission, cohort: Cohort, public_id: str) -> Leave:
    """Return a leave of a trainee for whom the actor has this permission; raise NotFound otherwise."""
    reached = trainees_reached(actor, permission)
    statement = _leaves().where(Enrolment.cohort_id == cohort.id, Leave.public_id == public_id, reached)
    return _found(statement)


def own_leaves(enrolment: Enrolment) -> Sequence[Leave]:
    """Return a trainee's leave, newest first."""
    statement = _leaves().where(Leave.enrolment_id == enrolment.id)
    return db.session.scalars(statement.order_by(Leave.requested_at.desc(), Leave.id)).all()


def find_own_leave(actor: Actor, public_id: str) -> Leave:
    """Return a leave of the actor's own; raise NotFound otherwise."""
    own = Enrolment.person_id.in_(actor.reach(Role.TRAINEE, "person_id"))
    return _found(_leaves().where(Leave.public_id == public_id, own))


def _found(statement: Select[Leave]) -> Leave:
    leave = db.session.scalar(statement)
    if leave is None:
        raise NotFound(NO_SUCH_LEAVE)
    return leave


def may_decide(actor: Actor, leave: Leave, step: LeaveStep | None) -> bool:
    """Tell whether the actor may give the word of this step."""
    return step is not None and reaches(actor, PERMISSION_OF[step.approver], leave.enrolment_id)


def reaches(actor: Actor, permission: Permission, enrolment_id: int) -> bool:
    """Tell whether the actor has this permission over a trainee."""
    statement = select(Enrolment.id).where(Enrolment.id == enrolment_id, trainees_reached(actor, permission))
    return db.session.scalar(statement) is not None


#: What a leave covers now: not given back, and the session still on the half-day that was asked for.
_COVERS = and_(
    LeaveSession.released.is_(False),
    LeaveSession.held_on == Session.held_on,
    LeaveSession.half_day == Session.half_day,
)


def _covered(*states: LeaveState) -> Select[int, int, LeaveKind]:
    return (
        select(Leave.enrolment_id, LeaveSession.session_id, Leave.kind)
        .join(LeaveSession, LeaveSession.leave_id == Leave.id)
        .join(Session, Session.id == LeaveSession.session_id)
        .where(Leave.state.in_(states), _COVERS)
    )


def expected_leave(session: Session) -> dict[int, LeaveKind]:
    """Return who has leave granted for a session, by enrolment id: what the roll call expects, not a fact."""
    rows = db.session.execute(_covered(*GRANTED_LEAVE).where(LeaveSession.session_id == session.id))
    return {row.enrolment_id: row.kind for row in rows}


def granted_leave(cohort_id: int, *, reached: ColumnElement[bool] | None = None) -> dict[int, dict[int, Status]]:
    """Return the statuses that granted leave makes expected, by enrolment id and session id."""
    return granted_where(and_(Enrolment.cohort_id == cohort_id, true() if reached is None else reached))


def granted_where(meant: ColumnElement[bool]) -> dict[int, dict[int, Status]]:
    """Return what granted leave makes expected of the trainees of a condition on Enrolment, as `granted_leave` does."""
    statement = _covered(*GRANTED_LEAVE).join(Enrolment, Enrolment.id == Leave.enrolment_id).where(meant)
    found: dict[int, dict[int, Status]] = {}
    for row in db.session.execute(statement):
        found.setdefault(row.enrolment_id, {})[row.session_id] = row.kind.status
    return found


def sessions_on_leave(enrolment_id: int, *, states: Iterable[LeaveState] = LIVE_LEAVE) -> dict[int, LeaveKind]:
    """Return the sessions that a trainee's leave covers, by session id."""
    rows = db.session.execute(_covered(*states).where(Leave.enrolment_id == enrolment_id))
    return {row.session_id: row.kind for row in rows}


def quota_of(enrolment: Enrolment, asked: Mapping[int, Status] | None = None) -> Quota:
    """Return how a trainee's leave stands against the class's limit, with what is asked for (by session id) added.

    A mark overrules the leave that had been granted for the same session: who came has not been away.
    """
    own = Enrolment.id == enrolment.id
    marks = list_marks(enrolment.cohort_id, reached=own).get(enrolment.id, {})
    granted = granted_leave(enrolment.cohort_id, reached=own).get(enrolment.id, {})
    member = list_members(enrolment.cohort_id, reached=own)[0]
    settings = settings_of(enrolment.cohort_id)
    return rules.quota(settings, list_held(enrolment.cohort_id), member, {**granted, **marks}, asked)


def quota_with(leave: Leave) -> Quota:
    """Return how the trainee stands with this leave counted as asked for, while it waits; else as it is."""
    if leave.state is not LeaveState.REQUESTED:
        return quota_of(leave.enrolment)
    return quota_of(leave.enrolment, {row.session_id: leave.kind.status for row in leave.sessions})


def covered_text(leave: Leave) -> str:
    """Return the half-days of a leave as people say them."""
    return rules.half_days_text(rules.half_days(held(row.session) for row in leave.sessions))


def attachment_total() -> int:
    """Return how many bytes of attachments the office keeps."""
    return db.session.scalar(select(func.coalesce(func.sum(LeaveAttachment.size), 0))) or 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """What asking for these sessions would come to: the sum against the limit, and who must agree."""

    quota: Quota
    half_days: int
    approvers: Sequence[Approver]


def outlook(enrolment: Enrolment, sessions: Sequence[Session], kind: LeaveKind) -> Outlook:
    """Return what leave of this kind from these sessions would come to, before anybody asks for it."""
    length = len(rules.half_days(held(session) for session in sessions))
    quota = quota_of(enrolment, {session.id: kind.status for session in sessions})
    return Outlook(quota, length, rules.approvers(quota.settings, length) if length else ())


def sessions_to_ask(enrolment: Enrolment) -> list[Session]:
    """Return the sessions that a trainee may ask leave from: those expected of him that no leave covers yet."""
    member = member_of(enrolment)
    covered = sessions_on_leave(enrolment.id)
    sessions = list_sessions(enrolment.cohort)
    return [session for session in sessions if session.id not in covered and expected(held(session), member)]


def may_read_reason(actor: Actor, leave: Leave) -> bool:
    """Tell whether the actor may read why: anybody who sees the leave, or, where it is confidential, who decides."""
    return not leave.confidential or any(may_decide(actor, leave, step) for step in leave.steps)
