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


def refuse_reserved(
    actor: Actor, session: Session, moved: Mapping[Member, tuple[Status | None, Status | None]]
) -> None:
    """Refuse to set or to take away (before, after) a status that is not the actor's to set for these trainees.

    Where leave was granted it is no longer the office's word alone: who came nevertheless may be recorded.
    """
    for status, permission in PERMISSION_FOR_STATUS.items():
        members = [member for member, change in moved.items() if status in change]
        if not members:
            continue
        reached = queries.list_members(session.cohort_id, reached=trainees_reached(actor, permission))
        allowed = {member.id for member in reached} | _granted(session, status)
        word = queries.words_of(session.cohort)[status]
        outside = [member for member in members if member.id not in allowed]
        given = "、".join(member.label for member in outside if moved[member][0] is status)
        if given:
            raise Refused(f"{given}：已由班主任或组织者记为“{word}”，组长不能改，没有保存。本人到了的，请告诉班主任")
        if outside:
            names = "、".join(member.label for member in outside)
            raise Refused(f"{names}：“{word}”只能由班主任或组织者记，没有保存。请先不记，告诉班主任")


def _granted(session: Session, status: Status) -> set[int]:
    return {key for key, leave in queries.expected_leave(session).items() if leave.status is status}
