"""The table of import plans: what was previewed is what is committed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.core.database import Base, BigId, Published, Versioned


class RosterUpload(Published, Versioned, Base):
    """A roster file on its way in: the reading that was shown, and when it was committed."""

    __tablename__ = "roster_upload"
    __sensitive__ = frozenset({"content"})

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    #: Sheet, header row and columns where the organiser corrected the guess.
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    uploaded_at: Mapped[datetime]
    committed_at: Mapped[datetime | None]
    #: How many trainees were added, changed, unchanged and left out when it was committed.
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
