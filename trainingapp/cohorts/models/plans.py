"""Tables of the year plan: which classes a year holds, for whom, and who approved it."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.cohorts.models.classes import Cohort, Programme
from trainingapp.core.database import Base, BigId, Published, StudyHours, Versioned
from trainingapp.core.uploads import StoredFile


class YearPlan(Published, Versioned, Base):
    """The office's plan of classes for one year, and its approval."""

    __tablename__ = "year_plan"
    __table_args__ = (UniqueConstraint("office_id", "year"),)

    year: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(Text, default="")
    approved_on: Mapped[date | None]
    approved_by: Mapped[str] = mapped_column(String(60), default="")
    #: The number of the approving document (文号).
    approval_number: Mapped[str] = mapped_column(String(60), default="")

    items: Mapped[list["PlanItem"]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="PlanItem.position"
    )
    papers: Mapped[list["PlanPaper"]] = relationship(
        back_populates="plan", cascade="all, delete-orphan", order_by="PlanPaper.id"
    )

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.year}年培训计划"


class PlanItem(Published, Versioned, Base):
    """One class, or one batch of a class, that a year's plan holds."""

    __tablename__ = "plan_item"
    __table_args__ = (
        UniqueConstraint("office_id", "cohort_id"),
        CheckConstraint("hours >= 0", name="hours_not_negative"),
        CheckConstraint("people >= 0", name="people_not_negative"),
        CheckConstraint("month BETWEEN 1 AND 12", name="month_of_a_year"),
    )

    plan_id: Mapped[int] = mapped_column(BigId, ForeignKey("year_plan.id", ondelete="CASCADE"), index=True)
    programme_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("programme.id"))
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(120))
    batch: Mapped[str] = mapped_column(String(20), default="")
    month: Mapped[int | None] = mapped_column(Integer)
    people: Mapped[int] = mapped_column(Integer, default=0)
    hours: Mapped[Decimal] = mapped_column(StudyHours, default=Decimal(0))
    target: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    #: Added after the plan was approved (临时增加).
    unplanned: Mapped[bool] = mapped_column(default=False)
    cohort_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="SET NULL"))

    plan: Mapped[YearPlan] = relationship(back_populates="items")
    programme: Mapped[Programme | None] = relationship()
    cohort: Mapped[Cohort | None] = relationship()

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.name}{self.batch}"


class PlanPaper(Published, StoredFile, Base):
    """A file of a plan's approval, such as the signed note."""

    __tablename__ = "plan_paper"

    plan_id: Mapped[int] = mapped_column(BigId, ForeignKey("year_plan.id", ondelete="CASCADE"), index=True)

    plan: Mapped[YearPlan] = relationship(back_populates="papers")

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.file_name
