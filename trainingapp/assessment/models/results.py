"""Tables of results: scores, breaches of discipline, and what a person decided."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.assessment.terms import Completion, OffenceKind
from trainingapp.core.clock import now
from trainingapp.core.database import Base, BigId, Points, Published, Versioned, stored_enum


class Score(Published, Versioned, Base):
    """One trainee's points in one component; no row means not yet scored, no points mean 缺考."""

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint("office_id", "component_id", "enrolment_id"),
        CheckConstraint("points IS NULL OR (points >= -1000 AND points <= 1000)", name="points_in_range"),
    )

    component_id: Mapped[int] = mapped_column(BigId, ForeignKey("component.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    points: Mapped[Decimal | None] = mapped_column(Points)


class Offence(Published, Base):
    """A breach of discipline that somebody put on record."""

    __tablename__ = "offence"

    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    kind: Mapped[OffenceKind] = mapped_column(stored_enum(OffenceKind, "kind"))
    found_on: Mapped[date]
    note: Mapped[str] = mapped_column(String(200))
    recorded_by: Mapped[str] = mapped_column(String(60))


class Outcome(Published, Versioned, Base):
    """What a person decided for a trainee; where nothing is decided, the rules only suggest."""

    __tablename__ = "outcome"
    __table_args__ = (UniqueConstraint("office_id", "enrolment_id"),)

    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))
    band: Mapped[str] = mapped_column(String(20), default="")
    completion: Mapped[Completion] = mapped_column(stored_enum(Completion, "completion"))
    outstanding: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(String(200), default="")
    remark: Mapped[str] = mapped_column(String(200), default="")
    #: The edition of the scheme it was decided by, and what the rules said then.
    edition: Mapped[int | None] = mapped_column(Integer)
    told: Mapped[list[str]] = mapped_column(JSON, default=list)
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    decided_at: Mapped[datetime] = mapped_column(default=now)
