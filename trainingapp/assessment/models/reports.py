"""Table of what an office files: a draft that people edit, and every version that was filed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.assessment.terms import ReportKind
from trainingapp.core.database import Base, Published, Versioned, stored_enum


class OfficeReport(Published, Versioned, Base):
    """One version of a month's report (月报) or of a year's ledger of classes (培训台账); a filed one never changes."""

    __tablename__ = "office_report"
    __table_args__ = (
        UniqueConstraint("office_id", "kind", "year", "month", "number"),
        CheckConstraint("month >= 0 AND month <= 12", name="month_of_year"),
    )

    kind: Mapped[ReportKind] = mapped_column(stored_enum(ReportKind, "kind"))
    year: Mapped[int] = mapped_column(Integer)
    #: 0 for the whole year.
    month: Mapped[int] = mapped_column(Integer, default=0)
    #: 1 for the first, 2 for a correction, and so on.
    number: Mapped[int] = mapped_column(Integer)
    #: The paragraphs or cells by name, as people left them.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: The figures that it was drafted from, as its paper prints them.
    figures: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    drafted_by: Mapped[str] = mapped_column(String(60))
    filed_at: Mapped[datetime | None]
    filed_by: Mapped[str] = mapped_column(String(60), default="")

    @property
    def filed(self) -> bool:
        """Tell whether it was filed."""
        return self.filed_at is not None

    @property
    def title(self) -> str:
        """Return what it is, whatever its version."""
        return f"{self.year}年{f'{self.month}月' if self.month else ''}{self.kind.label}"

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.title}（第 {self.number} 版）"
