"""Statuses that only some may set: which permission each asks for beyond taking a roll call."""

from collections.abc import Mapping

from trainingapp.accounts.permissions import Permission, may
from trainingapp.accounts.terms import Actor
from trainingapp.attendance import queries
from trainingapp.attendance.rules import Member
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.queries import trainees_reached
from trainingapp.core.errors import Refused
from trainingapp.timetable.models import Session

#: 公假 is the office's to grant; a group leader records who is there.
PERMISSION_FOR_STATUS: Mapping[Status, Permission] = {Status.OFFICIAL: Permission.ATTENDANCE_CONFIRM}


def statuses_of(actor: Actor) -> list[Status]:
    """Return the statuses that the actor may set, in their order."""
    return [
        status for status in Status if status not in PERMISSION_FOR_STATUS or may(actor, PERMISSION_FOR_STATUS[status])
    ]


def refuse_reserved(actor: Actor, session: Session, wanted: Mapping[Member, Status | None]) -> None:
    """Refuse statuses that are not the actor's to set for these trainees; leave that was granted may be recorded."""
    for status, permission in PERMISSION_FOR_STATUS.items():
        members = [member for member, after in wanted.items() if after is status]
        if not members:
            continue
        reached = queries.list_members(session.cohort_id, reached=trainees_reached(actor, permission))
        allowed = {member.id for member in reached} | _granted(session, status)
        names = "、".join(member.label for member in members if member.id not in allowed)
        if names:
            raise Refused(f"{names}：“{status.label}”只能由班主任或组织者记，没有保存。请先不记，告诉班主任")


def _granted(session: Session, status: Status) -> set[int]:
    return {key for key, leave in queries.expected_leave(session).items() if leave.status is status}
