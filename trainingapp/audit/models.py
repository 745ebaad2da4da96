"""The table of acts: append-only, one row per act."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.core.changes import Recorded
from trainingapp.core.clock import now
from trainingapp.core.database import Base, BigId, Published


class AuditEvent(Published, Base):
    """Who did what to which row, with the values before and after and, where one was asked for, the reason."""

    __tablename__ = "audit_event"
    __table_args__ = (Index(None, "office_id", "cohort_id", "id"),)

    occurred_at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="SET NULL"))
    actor_name: Mapped[str] = mapped_column(String(60))
    verb: Mapped[str] = mapped_column(String(60))
    subject_kind: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[int | None] = mapped_column(BigId)
    subject_label: Mapped[str] = mapped_column(String(200), default="")
    #: No foreign key: the trail outlives what it tells of.
    cohort_id: Mapped[int | None] = mapped_column(BigId)
    before: Mapped[dict[str, Recorded]] = mapped_column(JSON, default=dict)
    after: Mapped[dict[str, Recorded]] = mapped_column(JSON, default=dict)
    reason: Mapped[str] = mapped_column(Text, default="")
