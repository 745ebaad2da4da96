"""Tables of closing: the papers of the file, and each time that a class was closed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.assessment.terms import ScanKind
from trainingapp.core.clock import now
from trainingapp.core.database import Base, BigId, Published, Versioned, stored_enum
from trainingapp.core.uploads import StoredFile


class Scan(StoredFile, Published, Base):
    """A paper of the closing file; the content lies outside the database, found by its digest."""

    __tablename__ = "scan"
    __table_args__ = (Index(None, "office_id", "cohort_id"),)

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    kind: Mapped[ScanKind] = mapped_column(stored_enum(ScanKind, "kind"))
    added_at: Mapped[datetime] = mapped_column(default=now)
    added_by: Mapped[str] = mapped_column(String(60))

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.kind.label} {self.file_name}"


class ClassImport(Published, Base):
    """A class that was read in from an archive: what came with it, so that it can be taken back whole."""

    __tablename__ = "class_import"
    __table_args__ = (UniqueConstraint("office_id", "cohort_id"),)

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    read_at: Mapped[datetime] = mapped_column(default=now)
    read_by: Mapped[str] = mapped_column(String(60))
    #: The keys, by table, of what was added besides the class: persons, organisations, courses.
    added: Mapped[dict[str, list[int]]] = mapped_column(JSON)
    #: The checksum of the class's rows as they came in.
    checksum: Mapped[str] = mapped_column(String(64))


class Closing(Published, Versioned, Base):
    """One closing of a class: what it consisted of then, so that reopening can show what changed since."""

    __tablename__ = "closing"
    __table_args__ = (UniqueConstraint("office_id", "cohort_id", "number"),)

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id"))
    number: Mapped[int] = mapped_column(Integer)
    closed_at: Mapped[datetime] = mapped_column(default=now)
    closed_by: Mapped[str] = mapped_column(String(60))
    #: The facts by trainee and session, and the SHA-256 of their canonical JSON.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    checksum: Mapped[str] = mapped_column(String(64))
    #: What was still missing and reminded of when it was closed.
    reminders: Mapped[list[str]] = mapped_column(JSON, default=list)
    reopened_at: Mapped[datetime | None]
    reopened_by: Mapped[str] = mapped_column(String(60), default="")
    reopen_reason: Mapped[str] = mapped_column(String(200), default="")
