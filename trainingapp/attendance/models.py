"""Tables of attendance: the current mark, its append-only history, and the state of each roll call."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.attendance.terms import Layer, RollState, Status, Way
from trainingapp.core.clock import now
from trainingapp.core.database import Base, BigId, OfficeScoped, Versioned, stored_enum


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


class RollCall(OfficeScoped, Versioned, Base):
    """The state of one session's roll call; a session without a row has not been taken."""

    __tablename__ = "roll_call"
    __table_args__ = (UniqueConstraint("office_id", "session_id"),)

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"))
    state: Mapped[RollState] = mapped_column(stored_enum(RollState, "state"), default=RollState.DRAFT)
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[str] = mapped_column(String(60), default="")
