"""Tables of what an office sets for its timetables: how grave each conflict is, and the way between its venues."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.core.database import Base, BigId, Published, StudyHours, Versioned, stored_enum
from trainingapp.core.terms import Severity
from trainingapp.curriculum.models import Venue
from trainingapp.timetable.terms import ConflictKind


class ConflictRule(Published, Versioned, Base):
    """How an office takes one kind of conflict, with the text that says so; without a row the usual rule holds."""

    __tablename__ = "conflict_rule"
    __table_args__ = (
        UniqueConstraint("office_id", "kind"),
        CheckConstraint("most IS NULL OR most > 0", name="most_positive"),
    )

    kind: Mapped[ConflictKind] = mapped_column(stored_enum(ConflictKind, "kind"))
    severity: Mapped[Severity] = mapped_column(stored_enum(Severity, "severity"))
    source: Mapped[str] = mapped_column(String(300), default="")
    #: A figure of the kinds that compare with one: hours a day, half-days a week.
    most: Mapped[Decimal | None] = mapped_column(StudyHours)

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"排课规则：{self.kind.label}"


class TravelTime(Published, Base):
    """The minutes between two venues, the same in both directions."""

    __tablename__ = "travel_time"
    __table_args__ = (
        UniqueConstraint("office_id", "first_id", "second_id"),
        CheckConstraint("first_id < second_id", name="smaller_first"),
        CheckConstraint("minutes > 0", name="minutes_positive"),
    )

    first_id: Mapped[int] = mapped_column(BigId, ForeignKey("venue.id", ondelete="CASCADE"))
    second_id: Mapped[int] = mapped_column(BigId, ForeignKey("venue.id", ondelete="CASCADE"))
    minutes: Mapped[int] = mapped_column(Integer)

    first: Mapped[Venue] = relationship(foreign_keys=first_id)
    second: Mapped[Venue] = relationship(foreign_keys=second_id)

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.first.name}—{self.second.name}"
