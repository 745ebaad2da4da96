"""Table of monthly reports: a draft that people edit, and every version that was filed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.core.database import Base, Published, Versioned


class MonthlyReport(Published, Versioned, Base):
    """One version of a month's report (月报); a filed one never changes."""

    __tablename__ = "monthly_report"
    __table_args__ = (
        UniqueConstraint("office_id", "year", "month", "number"),
        CheckConstraint("month >= 1 AND month <= 12", name="month_of_year"),
    )

    year: Mapped[int] = mapped_column(Integer)
    month: Mapped[int] = mapped_column(Integer)
    #: 1 for the first, 2 for a correction, and so on.
    number: Mapped[int] = mapped_column(Integer)
    #: The paragraphs by name, as people left them.
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
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.year}年{self.month}月月报（第 {self.number} 版）"
