"""Tables of rosters and edited papers on their way in, and of an office's own templates."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.accounts.models import User
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import Base, BigId, Published, Versioned, stored_enum
from trainingapp.people.models import Organisation
from trainingapp.registers.terms import PaperKind, UploadKind

LONGEST_FILE_NAME = 200
LONGEST_PRESETS_NAME = 40
LONGEST_UNIT = 120


class Upload(Published, Versioned, Base):
    """A roster or a machine's file on its way in: its bytes, what the organiser chose, and what came of it.

    The bytes are encrypted, for a roster holds numbers that belong to a person alone; they go once it is imported.
    """

    __tablename__ = "upload"
    __sensitive__ = frozenset({"sealed"})

    kind: Mapped[UploadKind] = mapped_column(stored_enum(UploadKind, "kind"))
    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    file_name: Mapped[str] = mapped_column(String(LONGEST_FILE_NAME))
    sealed: Mapped[str] = mapped_column(Text, default="")
    #: Sheet, header rows and columns where the organiser corrected the guess; whom he named; the session he chose.
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: Equal for files with the same header, so that a correction is remembered for the next one.
    fingerprint: Mapped[str] = mapped_column(String(64), default="", index=True)
    uploaded_at: Mapped[datetime]
    imported_at: Mapped[datetime | None]

    cohort: Mapped[Cohort] = relationship()
    user: Mapped[User | None] = relationship()

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.kind.label}“{self.file_name}”"


class HeaderWord(Published, Base):
    """An office's own word above a column, beside the built-in table of words."""

    __tablename__ = "header_word"
    __table_args__ = (UniqueConstraint("office_id", "word"),)

    #: What a column under this word holds: a field of rosters or of machines' files.
    field: Mapped[str] = mapped_column(String(20))
    word: Mapped[str] = mapped_column(String(30))


class UnitSpelling(Published, Base):
    """A way of writing an organisation that a person confirmed in a file: later files that write so mean it too."""

    __tablename__ = "unit_spelling"
    __table_args__ = (UniqueConstraint("office_id", "key"),)

    written: Mapped[str] = mapped_column(String(LONGEST_UNIT))
    #: What is compared: the written name without spaces and without the words that do not matter.
    key: Mapped[str] = mapped_column(String(LONGEST_UNIT))
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id", ondelete="CASCADE"), index=True)

    organisation: Mapped[Organisation] = relationship()

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"单位写法“{self.written}”"


class PaperReturn(Published, Versioned, Base):
    """A paper that was handed out here and comes back edited: its bytes, encrypted until its changes are taken."""

    __tablename__ = "paper_return"
    __sensitive__ = frozenset({"sealed"})

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="SET NULL"), index=True)
    kind: Mapped[PaperKind] = mapped_column(stored_enum(PaperKind, "kind"))
    file_name: Mapped[str] = mapped_column(String(LONGEST_FILE_NAME))
    sealed: Mapped[str] = mapped_column(Text, default="")
    uploaded_at: Mapped[datetime]
    taken_at: Mapped[datetime | None]

    cohort: Mapped[Cohort] = relationship()

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.kind.label}“{self.file_name}”"


class NamedPresets(Published, Versioned, Base):
    """What papers look like, kept by name: saved of one class, taken over by others."""

    __tablename__ = "named_presets"
    __table_args__ = (UniqueConstraint("office_id", "name"),)

    name: Mapped[str] = mapped_column(String(LONGEST_PRESETS_NAME))
    stored: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_from: Mapped[str] = mapped_column(String(60))
    saved_at: Mapped[datetime]

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"版式“{self.name}”"


class OfficeTemplate(Published, Versioned, Base):
    """An office's own workbook for a kind of paper, with placeholders; one that was replaced stays, out of use."""

    __tablename__ = "office_template"

    kind: Mapped[PaperKind] = mapped_column(stored_enum(PaperKind, "kind"))
    file_name: Mapped[str] = mapped_column(String(LONGEST_FILE_NAME))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    uploaded_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.kind.label}模板"
