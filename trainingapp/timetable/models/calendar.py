"""Tables of the working calendar: the years that an office keeps itself, and their days off and days made up for."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.core.database import Base, BigId, OfficeScoped, Published, Versioned, stored_enum
from trainingapp.timetable.rules.calendar import CalendarRow, DayKind


class CalendarYear(Published, Versioned, Base):
    """A year whose arrangement the office keeps itself; years without a row are as the built-in table has them.

    `complete` says that every festival of the year has been entered; the days of a year that is not are guessed.
    """

    __tablename__ = "calendar_year"
    __table_args__ = (UniqueConstraint("office_id", "year"),)

    year: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(200), default="")
    complete: Mapped[bool] = mapped_column(default=True)

    days: Mapped[list["CalendarDay"]] = relationship(cascade="all, delete-orphan", order_by="CalendarDay.day")

    @property
    def rows(self) -> list[CalendarRow]:
        """Return the days as the rules see them, in order."""
        return [CalendarRow(one.day, one.kind, one.name) for one in self.days]

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.year}年节假日"


class CalendarDay(OfficeScoped, Base):
    """A day that differs from the plain week; the days around New Year's Day may lie in the December before."""

    __tablename__ = "calendar_day"
    __table_args__ = (
        UniqueConstraint("office_id", "year_id", "day"),
        CheckConstraint("kind IN ('holiday', 'adjusted_workday')", name="differs_from_week"),
    )

    year_id: Mapped[int] = mapped_column(BigId, ForeignKey("calendar_year.id", ondelete="CASCADE"), index=True)
    day: Mapped[date]
    kind: Mapped[DayKind] = mapped_column(stored_enum(DayKind, "kind"))
    name: Mapped[str] = mapped_column(String(40))
