"""Writes of leave: asked for, decided step by step, withdrawn, closed on return.

Leave marks nothing. It is laid over the roll call as what is expected, and ending it takes nothing but that away.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.attendance import queries
from trainingapp.attendance.models import Leave, LeaveAttachment, LeaveSession, LeaveStep
from trainingapp.attendance.rules import Member, expected
from trainingapp.attendance.rules import leave as rules
from trainingapp.attendance.terms import Approver, Decision, LeaveKind, LeaveState
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Enrolment
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core import changes
from trainingapp.core.clock import now, to_local
from trainingapp.core.database import db
from trainingapp.core.errors import NotPermitted, Refused
from trainingapp.timetable.models import Session

OFFICE_ATTACHMENT_BYTES = 200 * 1024 * 1024
REASON_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came in."""

    file_name: str
    content: bytes


def request_leave(
    actor: Actor,
    enrolment: Enrolment,
    *,
    kind: LeaveKind,
    sessions: Sequence[Session],
    reason: str,
    confidential: bool = False,
    upload: Upload | None = None,
) -> Leave:
    """Ask for leave from these sessions, by the trainee or by the office on the trainee's behalf.

    Who must agree follows from the half-days; asked for after the beginning, it is flagged as late. Raises Refused for
    sessions that do not expect the trainee or that leave covers already, without a reason, and for an unfit file.
    """
    moment = now()
    db.session.execute(select(Enrolment.id).where(Enrolment.id == enrolment.id).with_for_update())
    _refuse_request(enrolment, sessions, reason)
    leave = Leave(
        enrolment=enrolment,
        kind=kind,
        confidential=confidential,
        state=LeaveState.REQUESTED,
        late=any(has_begun(session, moment) for session in sessions),
        requested_at=moment,
        requested_by=actor.name,
    )
    leave.reason = reason.strip()
    leave.sessions = [
        LeaveSession(session=session, held_on=session.held_on, half_day=session.half_day, released=False)
        for session in sessions
    ]
    leave.steps = _steps(enrolment, sessions)
    leave.attachment = _attachment(upload) if upload else None
    db.session.add(leave)
    db.session.flush()  # the audit row names its id
    told = {"请假": queries.covered_text(leave), "补假": leave.late}
    audit.record(actor, "leave.requested", leave, changes.between({}, told))
    return leave


def decide_leave(actor: Actor, leave: Leave, *, approve: bool, note: str = "", leader: str = "") -> LeaveStep:
    """Give the word of the step whose turn it is, and return that step; the last word grants the leave.

    A leader's word is put on record by the office under the leader's name. Raises Refused when nothing is to be
    decided, when a refusal or a leave over the limit has no note; NotPermitted when it is another's turn.
    """
    refuse_closed(leave.enrolment.cohort, "请假")
    step = leave.current_step
    if step is None:
        raise Refused(f"这张请假单{leave.state.label}，不用再审批")
    if not queries.may_decide(actor, leave, step):
        raise NotPermitted(f"现在轮到{step.approver.label}审批，您不能代批")
    _refuse_decision(leave, step, approve=approve, note=note.strip(), leader=leader.strip())
    decision = Decision.APPROVED if approve else Decision.REFUSED
    by = leader.strip() if step.approver is Approver.LEADER else actor.name
    changes.apply(step, decision=decision, decided_at=now(), user_id=actor.user_id, decided_by=by, note=note.strip())
    if not approve:
        changes.apply(leave, state=LeaveState.REFUSED)
    elif leave.current_step is None:
        changes.apply(leave, state=LeaveState.APPROVED)
    told = {f"{step.approver.label}（{by}）": decision.label, "请假": leave.state.label}
    audit.record(actor, "leave.decided", leave, changes.between({}, told), reason=note.strip())
    return step


def cancel_leave(actor: Actor, leave: Leave, *, reason: str = "") -> None:
    """Withdraw a leave that is asked for or granted; marks that were recorded stay as they are.

    The trainee may while none of its sessions has begun, the office always, for a reason. Raises Refused otherwise.
    """
    refuse_closed(leave.enrolment.cohort, "请假")
    if leave.state not in {LeaveState.REQUESTED, LeaveState.APPROVED}:
        raise Refused(f"这张请假单{leave.state.label}，不能撤回")
    office = queries.reaches(actor, Permission.ATTENDANCE_CONFIRM, leave.enrolment_id)
    begun = any(has_begun(row.session, now()) for row in leave.sessions)
    if begun and not office:
        raise Refused("请假的课已经开始，不能自己撤回；已经回来上课的，请找班主任销假")
    if office and not reason.strip():
        raise Refused("请填写撤回的理由，学员会看到")
    _end(leave, LeaveState.CANCELLED, actor, reason.strip())
    audit.record(
        actor, "leave.cancelled", leave, changes.between({}, {"请假": leave.state.label}), reason=reason.strip()
    )


def close_leave(actor: Actor, leave: Leave, *, attended: Collection[int] = (), note: str = "") -> None:
    """Close a granted leave on return (销假); `attended` are the ids of its sessions that the trainee came to.

    Those are given back: the leave covers them no longer. Raises Refused when the leave was not granted.
    """
    refuse_closed(leave.enrolment.cohort, "请假")
    if leave.state is not LeaveState.APPROVED:
        raise Refused(f"这张请假单{leave.state.label}，不能销假")
    back = [row for row in leave.sessions if row.session_id in attended]
    for row in back:
        changes.apply(row, released=True)
    _end(leave, LeaveState.CLOSED, actor, note.strip())
    told = {"请假": leave.state.label, "提前返回": [row.session.label for row in back]}
    audit.record(actor, "leave.closed", leave, changes.between({}, told), reason=note.strip())


def has_begun(session: Session, moment: datetime) -> bool:
    """Tell whether a session has begun at this moment, by the office's clock."""
    return session.starts <= to_local(moment).replace(tzinfo=None)


def _refuse_request(enrolment: Enrolment, sessions: Sequence[Session], reason: str) -> None:
    if enrolment.cohort.archived:
        raise Refused("班次已经结班归档，不能再请假")
    if not sessions:
        raise Refused("请选择要请假的课，可以选一次或几次")
    if not reason.strip():
        raise Refused("请填写请假事由")
    if len(reason.strip()) > REASON_LENGTH:
        raise Refused(f"请假事由最多 {REASON_LENGTH} 字")
    member = queries.member_of(enrolment)
    _refuse_unexpected(member, sessions)
    covered = queries.sessions_on_leave(enrolment.id)
    again = [session for session in sessions if session.id in covered]
    if again:
        raise Refused(f"已经请过假：{'；'.join(session.label for session in again)}")


def _refuse_unexpected(member: Member, sessions: Sequence[Session]) -> None:
    outside = [session for session in sessions if not expected(queries.held(session), member)]
    if outside:
        names = "；".join(session.label for session in outside)
        raise Refused(f"{member.label}：这些课已取消或不要求本人参加，不用请假：{names}")


def _steps(enrolment: Enrolment, sessions: Sequence[Session]) -> list[LeaveStep]:
    length = len(rules.half_days(queries.held(session) for session in sessions))
    chain = rules.approvers(queries.settings_of(enrolment.cohort_id), length)
    return [LeaveStep(position=place, approver=approver) for place, approver in enumerate(chain, start=1)]


def _attachment(upload: Upload) -> LeaveAttachment:
    fault = rules.attachment_fault(upload.file_name, upload.content)
    if fault:
        raise Refused(fault)
    if queries.attachment_total() + len(upload.content) > OFFICE_ATTACHMENT_BYTES:
        raise Refused("本单位的附件空间已满（200 MB），请先不带附件提交，并联系组织者")
    media_type = rules.attachment_type(upload.file_name, upload.content) or ""
    row = LeaveAttachment(file_name=rules.plain_file_name(upload.file_name), media_type=media_type)
    row.content = upload.content
    return row


def _refuse_decision(leave: Leave, step: LeaveStep, *, approve: bool, note: str, leader: str) -> None:
    if step.approver is Approver.LEADER and not leader:
        raise Refused("请填写是哪位领导的意见")
    if not approve and not note:
        raise Refused("不同意请写明理由，学员会看到")
    if approve and not note and queries.quota_with(leave).over:
        raise Refused("批准后请假会超过规定，请在意见里写明理由")


def _end(leave: Leave, state: LeaveState, actor: Actor, note: str) -> None:
    changes.apply(leave, state=state, ended_at=now(), ended_by=actor.name, ended_note=note)
