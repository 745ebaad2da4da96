"""Tables of work handed in: tasks, works, marks, and which texts are alike."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.assessment.models.schemes import Component
from trainingapp.assessment.terms import TaskKind, WorkState
from trainingapp.cohorts.models import Cohort, Enrolment, Group
from trainingapp.core.database import Base, BigId, OfficeScoped, Points, Published, Versioned, stored_enum
from trainingapp.core.uploads import StoredFile
from trainingapp.curriculum.models import Competency


class Task(Published, Versioned, Base):
    """Work that a class is asked for."""

    __tablename__ = "task"

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    kind: Mapped[TaskKind] = mapped_column(stored_enum(TaskKind, "kind"))
    title: Mapped[str] = mapped_column(String(200))
    instructions: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date]
    #: What a group answers in a structured seminar, each with an output of its own; empty asks for one output.
    questions: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: The component of the scheme that its marks go into.
    component_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("component.id", ondelete="SET NULL"))
    competency_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("competency.id"))

    cohort: Mapped[Cohort] = relationship()
    component: Mapped[Component | None] = relationship()
    competency: Mapped[Competency | None] = relationship()

    @property
    def by_group(self) -> bool:
        """Tell whether groups answer, not each trainee."""
        return self.kind is TaskKind.GROUP

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.title


class Work(Published, Versioned, Base):
    """A piece of work: an essay or project of one, or a group's output to one question of the seminar."""

    __tablename__ = "work"
    __table_args__ = (
        Index(
            None,
            "office_id",
            "task_id",
            "enrolment_id",
            "question",
            unique=True,
            sqlite_where=text("group_id IS NULL"),
            postgresql_where=text("group_id IS NULL"),
        ),
        UniqueConstraint("office_id", "task_id", "group_id", "question"),
    )

    task_id: Mapped[int] = mapped_column(BigId, ForeignKey("task.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    #: Whose output it is, where a group is asked; the enrolment is then whoever handed it in last.
    group_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cohort_group.id", ondelete="SET NULL"), index=True)
    question: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[WorkState] = mapped_column(stored_enum(WorkState, "state"), default=WorkState.HANDED_IN)
    handed_in_at: Mapped[datetime]
    late: Mapped[bool] = mapped_column(default=False)
    returned_note: Mapped[str] = mapped_column(String(200), default="")
    #: Whether lines of it may be printed in the bulletin, and which were chosen.
    consent: Mapped[bool] = mapped_column(default=False)
    chosen: Mapped[str] = mapped_column(Text, default="")

    task: Mapped[Task] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    group: Mapped[Group | None] = relationship()
    papers: Mapped[list["WorkPaper"]] = relationship(cascade="all, delete-orphan", order_by="WorkPaper.id")
    marks: Mapped[list["WorkMark"]] = relationship(cascade="all, delete-orphan", order_by="WorkMark.id")

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.group.name if self.group else f"{self.enrolment.number} {self.enrolment.name}"


class WorkPaper(StoredFile, Published, Base):
    """A file handed in with a piece of work: a photograph or a report; its content lies outside the database."""

    __tablename__ = "work_paper"

    work_id: Mapped[int] = mapped_column(BigId, ForeignKey("work.id", ondelete="CASCADE"), index=True)


class WorkMark(OfficeScoped, Base):
    """One marker's points for a piece of work."""

    __tablename__ = "work_mark"
    __table_args__ = (
        UniqueConstraint("office_id", "work_id", "marker"),
        CheckConstraint("points >= 0 AND points <= 1000", name="points_in_range"),
    )

    work_id: Mapped[int] = mapped_column(BigId, ForeignKey("work.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="SET NULL"))
    marker: Mapped[str] = mapped_column(String(60))
    points: Mapped[Decimal] = mapped_column(Points)
    comment: Mapped[str] = mapped_column(String(200), default="")


class WorkShingle(OfficeScoped, Base):
    """One value of a text's sketch: texts that share several are compared, whatever class or year they are of."""

    __tablename__ = "work_shingle"
    __table_args__ = (Index(None, "office_id", "value"),)

    work_id: Mapped[int] = mapped_column(BigId, ForeignKey("work.id", ondelete="CASCADE"), index=True)
    value: Mapped[int] = mapped_column(BigId)


class WorkLikeness(OfficeScoped, Base):
    """Two texts of which much agrees, found when the later one was handed in: pointed out, never judged."""

    __tablename__ = "work_likeness"
    __table_args__ = (UniqueConstraint("office_id", "work_id", "other_id"),)

    work_id: Mapped[int] = mapped_column(BigId, ForeignKey("work.id", ondelete="CASCADE"))
    other_id: Mapped[int] = mapped_column(BigId, ForeignKey("work.id", ondelete="CASCADE"), index=True)
    percent: Mapped[int] = mapped_column(Integer)
