"""One roll call as its page shows it."""

from dataclasses import dataclass

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.attendance.models import Mark
from trainingapp.attendance.queries.leave import expected_leave
from trainingapp.attendance.queries.marks import session_marks
from trainingapp.attendance.queries.members import list_members
from trainingapp.attendance.queries.sessions import held
from trainingapp.attendance.rules import (
    Member,
    expected,
)
from trainingapp.attendance.terms import LeaveKind, Status
from trainingapp.cohorts.queries import trainees_reached
from trainingapp.cohorts.terms import SortRule
from trainingapp.timetable.models import Session


@dataclass(frozen=True, slots=True)
class RollRow:
    """One line of the roll call."""

    member: Member
    mark: Mark | None
    #: The leave that was granted for this session: expected, no fact.
    leave: LeaveKind | None = None
    #: What the class calls it.
    leave_word: str = ""

    @property
    def status(self) -> Status | None:
        """Return the status that counts."""
        return self.mark.status if self.mark else None

    @property
    def reason(self) -> str:
        """Return the remark."""
        return self.mark.reason if self.mark else ""

    @property
    def hint(self) -> str:
        """Return what is expected of the trainee, in words."""
        return f"已批{self.leave_word}" if self.leave else ""

    @property
    def expected(self) -> str:
        """Return the status that the leave makes expected, by its code; "" for none."""
        return self.leave.status.value if self.leave else ""


def roll_rows(actor: Actor, permission: Permission, session: Session, *, sort: SortRule) -> list[RollRow]:
    """Return the expected trainees of a session whom the actor reaches, with their marks."""
    facts = held(session)
    members = list_members(session.cohort_id, reached=trainees_reached(actor, permission), sort=sort)
    marks = session_marks(session, [member.id for member in members])
    leave, presets = expected_leave(session), session.cohort.presets
    words = {kind: presets.word(kind.status.value) for kind in set(leave.values())}
    return [
        RollRow(member, marks.get(member.id), kind := leave.get(member.id), words.get(kind, "") if kind else "")
        for member in members
        if expected(facts, member)
    ]
