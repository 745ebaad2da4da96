"""Tables of the hours ledger: entries by person and year, what is asked of whom, who is asked for less."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.assessment.terms import EntryState, ExemptionKind, HoursSource
from trainingapp.core.clock import now
from trainingapp.core.database import Base, BigId, Published, StudyHours, Versioned, stored_enum
from trainingapp.people.models import Person

#: What few entries do; written out in the statement, too, so that SQLite finds them by their own small index.
WAITING = "state = 'pending'"


class HoursEntry(Published, Versioned, Base):
    """Study hours of one person in one year from one source; a class's are archived by closing it."""

    __tablename__ = "hours_entry"
    __table_args__ = (
        Index(None, "office_id", "year", "person_id"),
        Index(None, "office_id", "person_id"),
        Index(None, "office_id", "state", sqlite_where=text(WAITING), postgresql_where=text(WAITING)),
        CheckConstraint("hours >= 0", name="hours_not_negative"),
    )

    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"))
    year: Mapped[int] = mapped_column(Integer)
    source: Mapped[HoursSource] = mapped_column(stored_enum(HoursSource, "source"))
    title: Mapped[str] = mapped_column(String(200))
    hours: Mapped[Decimal] = mapped_column(StudyHours)
    #: Whether it is 集中培训, of which some need at least one a year.
    concentrated: Mapped[bool] = mapped_column(default=False)
    cohort_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cohort.id"), index=True)
    closing_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("closing.id"), index=True)
    ended_on: Mapped[date]
    state: Mapped[EntryState] = mapped_column(stored_enum(EntryState, "state"))
    note: Mapped[str] = mapped_column(String(200), default="")
    entered_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="SET NULL"))
    entered_by: Mapped[str] = mapped_column(String(60))
    entered_at: Mapped[datetime] = mapped_column(default=now)
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    decided_note: Mapped[str] = mapped_column(String(200), default="")

    person: Mapped[Person] = relationship()

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.title} {self.hours} 学时"


class HoursRule(Published, Versioned, Base):
    """What is asked in a year of those whose post holds one of the words; the first that fits by position counts."""

    __tablename__ = "hours_rule"
    __table_args__ = (UniqueConstraint("office_id", "label", "from_year"),)

    position: Mapped[int] = mapped_column(Integer)
    label: Mapped[str] = mapped_column(String(40))
    #: Words of posts, separated by 、; blank is everybody else.
    posts: Mapped[str] = mapped_column(String(200), default="")
    hours: Mapped[Decimal] = mapped_column(StudyHours)
    concentrated: Mapped[int] = mapped_column(Integer, default=0)
    from_year: Mapped[int] = mapped_column(Integer)
    source_text: Mapped[str] = mapped_column(String(200), default="")
    binding: Mapped[bool] = mapped_column(default=False)


class HoursExemption(Published, Base):
    """Somebody who is asked for less in one year, with the reason."""

    __tablename__ = "hours_exemption"
    __table_args__ = (
        UniqueConstraint("office_id", "person_id", "year"),
        CheckConstraint("from_month IS NULL OR (from_month >= 1 AND from_month <= 12)", name="month_of_year"),
    )

    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="CASCADE"))
    year: Mapped[int] = mapped_column(Integer)
    kind: Mapped[ExemptionKind] = mapped_column(stored_enum(ExemptionKind, "kind"))
    #: The month in which a newcomer began.
    from_month: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(String(200), default="")
    entered_by: Mapped[str] = mapped_column(String(60))
