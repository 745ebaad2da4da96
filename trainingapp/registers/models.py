"""The table of rosters on their way in: what was previewed is what is committed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.accounts.models import User
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import Base, BigId, Published, Versioned


class RosterUpload(Published, Versioned, Base):
    """A roster file on its way in: its bytes, what the organiser chose, and what came of it.

    The bytes are encrypted, for a roster holds numbers that belong to a person alone; they go once it is imported.
    """

    __tablename__ = "roster_upload"
    __sensitive__ = frozenset({"sealed"})

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sealed: Mapped[str] = mapped_column(Text, default="")
    #: Sheet, header rows and columns where the organiser corrected the guess.
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: Equal for files with the same header, so that a correction is remembered for the next one.
    fingerprint: Mapped[str] = mapped_column(String(64), default="", index=True)
    uploaded_at: Mapped[datetime]
    imported_at: Mapped[datetime | None]

    cohort: Mapped[Cohort] = relationship()
    user: Mapped[User | None] = relationship()
