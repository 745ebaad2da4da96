"""Tables of attendance: marks and their append-only history, roll calls, a class's settings, leave."""

import base64
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.attendance.terms import (
    Approver,
    CheckInState,
    Decision,
    Layer,
    LeaveKind,
    LeaveState,
    RollState,
    Settings,
    Status,
    Way,
)
from trainingapp.cohorts.models import Enrolment
from trainingapp.core.clock import now
from trainingapp.core.database import Base, BigId, OfficeScoped, Published, Versioned, stored_enum
from trainingapp.core.encryption import keyring
from trainingapp.core.ids import new_id
from trainingapp.timetable.models import Session
from trainingapp.timetable.terms import HalfDay


class Mark(OfficeScoped, Versioned, Base):
    """The current mark of one trainee in one session, in two layers; the confirmed one counts where it is set."""

    __tablename__ = "mark"
    __table_args__ = (
        UniqueConstraint("office_id", "session_id", "enrolment_id"),
        Index(None, "office_id", "enrolment_id"),
    )

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))
    taken: Mapped[Status | None] = mapped_column(stored_enum(Status, "taken"))
    confirmed: Mapped[Status | None] = mapped_column(stored_enum(Status, "confirmed"))
    reason: Mapped[str] = mapped_column(String(200), default="")

    @property
    def status(self) -> Status | None:
        """Return the status that counts."""
        return self.confirmed or self.taken


class MarkEvent(OfficeScoped, Base):
    """One recording of a mark: never changed, never deleted."""

    __tablename__ = "mark_event"
    __table_args__ = (Index(None, "office_id", "session_id", "enrolment_id"),)

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))
    layer: Mapped[Layer] = mapped_column(stored_enum(Layer, "layer"))
    before: Mapped[Status | None] = mapped_column(stored_enum(Status, "before"))
    after: Mapped[Status | None] = mapped_column(stored_enum(Status, "after"))
    way: Mapped[Way] = mapped_column(stored_enum(Way, "way"))
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="SET NULL"))
    actor_name: Mapped[str] = mapped_column(String(60))
    occurred_at: Mapped[datetime] = mapped_column(default=now)
    reason: Mapped[str] = mapped_column(String(200), default="")

    enrolment: Mapped[Enrolment] = relationship()


class RollCall(OfficeScoped, Versioned, Base):
    """The state of one session's roll call; a session without a row has not been taken."""

    __tablename__ = "roll_call"
    __table_args__ = (UniqueConstraint("office_id", "session_id"),)

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"))
    state: Mapped[RollState] = mapped_column(stored_enum(RollState, "state"), default=RollState.DRAFT)
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str] = mapped_column(String(60), default="")


class CheckIn(OfficeScoped, Base):
    """A trainee's check-in to a session by phone; one that waits has marked nobody."""

    __tablename__ = "check_in"
    __table_args__ = (
        UniqueConstraint("office_id", "session_id", "enrolment_id"),
        Index(None, "office_id", "session_id", "device_digest"),
    )
    __sensitive__ = frozenset({"device_digest"})

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))
    #: What the mark is, or would be once somebody has looked: present or late.
    status: Mapped[Status] = mapped_column(stored_enum(Status, "status"))
    state: Mapped[CheckInState] = mapped_column(stored_enum(CheckInState, "state"))
    device_digest: Mapped[str] = mapped_column(String(64))
    checked_in_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(String(200), default="")

    enrolment: Mapped[Enrolment] = relationship()
    session: Mapped[Session] = relationship()

    @property
    def cohort_id(self) -> int:
        """Return the class, so that its trail holds the decision."""
        return self.enrolment.cohort_id

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.enrolment.number} {self.enrolment.name} {self.session.label}"


class HeadCount(OfficeScoped, Base):
    """Somebody counted the heads in the room: never changed, never deleted. It marks nobody."""

    __tablename__ = "head_count"
    __table_args__ = (
        Index(None, "office_id", "session_id"),
        CheckConstraint("people >= 0", name="people_not_negative"),
    )

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"))
    people: Mapped[int] = mapped_column(Integer)
    #: At that moment, of those whom the counter reaches: how many were expected, and how many were marked as here.
    expected: Mapped[int] = mapped_column(Integer)
    marked: Mapped[int] = mapped_column(Integer)
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="SET NULL"))
    actor_name: Mapped[str] = mapped_column(String(60))
    counted_at: Mapped[datetime] = mapped_column(default=now)

    @property
    def difference(self) -> int:
        """Return how many more were counted than marked."""
        return self.people - self.marked


class WrongCode(OfficeScoped, Base):
    """How many wrong codes a trainee has sent for a session: nobody guesses one."""

    __tablename__ = "wrong_code"
    __table_args__ = (UniqueConstraint("office_id", "session_id", "enrolment_id"),)

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))
    amount: Mapped[int] = mapped_column(Integer, default=0)


class TraineeCard(OfficeScoped, Base):
    """A trainee's card in a class: its code opens the phone pages the first time, and is scanned at the door."""

    __tablename__ = "trainee_card"
    __table_args__ = (UniqueConstraint("office_id", "enrolment_id"), UniqueConstraint("code_index"))
    __sensitive__ = frozenset({"code_cipher", "code_index"})

    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))
    code_cipher: Mapped[str] = mapped_column(String(200))
    code_index: Mapped[str] = mapped_column(String(40))

    enrolment: Mapped[Enrolment] = relationship()

    @property
    def code(self) -> str:
        """The code, decrypted: for printing the card again."""
        return keyring().decrypt(self.code_cipher, bound_to=f"trainee_card:code:{self.enrolment_id}")

    @code.setter
    def code(self, code: str) -> None:
        self.code_cipher = keyring().encrypt(code, bound_to=f"trainee_card:code:{self.enrolment_id}")
        self.code_index = card_index(code)


def card_index(code: str) -> str:
    """Return the keyed digest by which a card is found."""
    return keyring().index(f"trainee card: {code}")


class Guest(Published, Versioned, Base):
    """Somebody at a class's sessions who is not on its roster: an observer (列席), or a trainee not entered yet."""

    __tablename__ = "guest"
    __table_args__ = (Index(None, "office_id", "cohort_id"),)

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))
    unit: Mapped[str] = mapped_column(String(120), default="")
    #: The trainee that the guest turned out to be, and the sessions whose marks came of it: what undoing takes back.
    enrolment_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="SET NULL"))
    joined_sessions: Mapped[list[int]] = mapped_column(JSON, default=list)

    enrolment: Mapped[Enrolment | None] = relationship()
    marks: Mapped[list["GuestMark"]] = relationship(cascade="all, delete-orphan", order_by="GuestMark.id")

    @property
    def label(self) -> str:
        """Return what the audit trail calls the guest."""
        return f"{self.name}（{self.unit}）" if self.unit else self.name


class GuestMark(OfficeScoped, Base):
    """A guest was at a session."""

    __tablename__ = "guest_mark"
    __table_args__ = (UniqueConstraint("office_id", "guest_id", "session_id"),)

    guest_id: Mapped[int] = mapped_column(BigId, ForeignKey("guest.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"), index=True)
    status: Mapped[Status] = mapped_column(stored_enum(Status, "status"), default=Status.PRESENT)

    session: Mapped[Session] = relationship()


class AttendanceSettings(OfficeScoped, Versioned, Base):
    """How one class takes attendance; a class without a row has the defaults of Settings."""

    __tablename__ = "attendance_settings"
    __table_args__ = (UniqueConstraint("office_id", "cohort_id"),)

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    stored: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    @property
    def value(self) -> Settings:
        """Return the settings as a value."""
        return Settings(**self.stored)


class Leave(Published, Versioned, Base):
    """A trainee's leave (请假): what it covers is a list of sessions, and it marks nothing by itself."""

    __tablename__ = "leave"
    __table_args__ = (Index(None, "office_id", "enrolment_id"),)
    __sensitive__ = frozenset({"reason_cipher"})

    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))
    kind: Mapped[LeaveKind] = mapped_column(stored_enum(LeaveKind, "kind"))
    state: Mapped[LeaveState] = mapped_column(stored_enum(LeaveState, "state"), default=LeaveState.REQUESTED)
    reason_cipher: Mapped[str] = mapped_column(Text, default="")
    #: True hides the reason and the attachment from everybody but the trainee and who decides.
    confidential: Mapped[bool] = mapped_column(default=False)
    #: True when it was asked for after the first of its sessions had begun (补假).
    late: Mapped[bool] = mapped_column(default=False)
    requested_at: Mapped[datetime] = mapped_column(default=now)
    requested_by: Mapped[str] = mapped_column(String(60))
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str] = mapped_column(String(60), default="")
    ended_note: Mapped[str] = mapped_column(String(200), default="")

    enrolment: Mapped[Enrolment] = relationship()
    sessions: Mapped[list["LeaveSession"]] = relationship(cascade="all, delete-orphan", order_by="LeaveSession.id")
    steps: Mapped[list["LeaveStep"]] = relationship(cascade="all, delete-orphan", order_by="LeaveStep.position")
    attachment: Mapped["LeaveAttachment | None"] = relationship(cascade="all, delete-orphan", back_populates="leave")

    @property
    def reason(self) -> str:
        """The reason, decrypted: a health matter that only its owner and who decides may read."""
        return keyring().decrypt(self.reason_cipher, bound_to=f"leave:reason:{self.id}") if self.reason_cipher else ""

    @reason.setter
    def reason(self, text: str) -> None:
        if self.id is None:
            self.id = new_id()
        self.reason_cipher = keyring().encrypt(text, bound_to=f"leave:reason:{self.id}")

    @property
    def current_step(self) -> "LeaveStep | None":
        """Return the step whose turn it is; None when the leave is no longer open."""
        if self.state is not LeaveState.REQUESTED:
            return None
        return next((step for step in self.steps if step.decision is None), None)

    @property
    def cohort_id(self) -> int:
        """Return the class, so that its trail holds the leave."""
        return self.enrolment.cohort_id

    @property
    def label(self) -> str:
        """Return what the audit trail calls it; the reason is no part of it."""
        return f"{self.enrolment.number} {self.enrolment.name} {self.word}"

    @property
    def word(self) -> str:
        """Return what the class calls this kind of leave."""
        return self.enrolment.cohort.presets.word(self.kind.status.value)


class LeaveSession(OfficeScoped, Base):
    """A session that a leave covers, with the half-day that it was on when leave was asked for."""

    __tablename__ = "leave_session"
    __table_args__ = (UniqueConstraint("office_id", "leave_id", "session_id"),)

    leave_id: Mapped[int] = mapped_column(BigId, ForeignKey("leave.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"), index=True)
    held_on: Mapped[date]
    half_day: Mapped[HalfDay] = mapped_column(stored_enum(HalfDay, "half_day"))
    #: True when the trainee came back before it (提前销假): the leave covers it no longer.
    released: Mapped[bool] = mapped_column(default=False)

    session: Mapped[Session] = relationship()

    @property
    def moved(self) -> bool:
        """Tell whether the session has been moved to another half-day since."""
        return (self.held_on, self.half_day) != (self.session.held_on, self.session.half_day)


class LeaveStep(OfficeScoped, Base):
    """One approver's word on a leave."""

    __tablename__ = "leave_step"
    __table_args__ = (UniqueConstraint("office_id", "leave_id", "position"),)

    leave_id: Mapped[int] = mapped_column(BigId, ForeignKey("leave.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    approver: Mapped[Approver] = mapped_column(stored_enum(Approver, "approver"))
    decision: Mapped[Decision | None] = mapped_column(stored_enum(Decision, "decision"))
    decided_at: Mapped[datetime | None]
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="SET NULL"))
    #: Who decided: the account's name, or the leader whose word the office put on record.
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    note: Mapped[str] = mapped_column(String(200), default="")


class LeaveAttachment(OfficeScoped, Base):
    """The paper that came with a leave, such as a sick note: stored encrypted, loaded only to be handed out."""

    __tablename__ = "leave_attachment"
    __table_args__ = (UniqueConstraint("office_id", "leave_id"),)
    __sensitive__ = frozenset({"content_cipher"})

    leave_id: Mapped[int] = mapped_column(BigId, ForeignKey("leave.id", ondelete="CASCADE"))
    file_name: Mapped[str] = mapped_column(String(120))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int] = mapped_column(Integer)
    content_cipher: Mapped[str] = mapped_column(Text, deferred=True)

    leave: Mapped[Leave] = relationship(back_populates="attachment")

    @property
    def content(self) -> bytes:
        """The file's bytes, decrypted."""
        return base64.b64decode(keyring().decrypt(self.content_cipher, bound_to=f"leave:attachment:{self.id}"))

    @content.setter
    def content(self, content: bytes) -> None:
        if self.id is None:
            self.id = new_id()
        text = base64.b64encode(content).decode()
        self.size = len(content)
        self.content_cipher = keyring().encrypt(text, bound_to=f"leave:attachment:{self.id}")
