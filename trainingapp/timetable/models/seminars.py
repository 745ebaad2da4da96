"""Tables of structured seminars (结构化研讨): groups that discuss in parallel, each its theme and questions."""

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.cohorts.models import Cohort, Group
from trainingapp.core.database import Base, BigId, Published, Versioned
from trainingapp.timetable.models.course_plans import PlannedCourse
from trainingapp.timetable.models.sessions import Session
from trainingapp.timetable.rules.titles import group_title
from trainingapp.timetable.terms import SessionState


class Seminar(Published, Versioned, Base):
    """One seminar of a class; when, where and with whom each group meets stands on that group's session alone."""

    __tablename__ = "seminar"

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(80))

    cohort: Mapped[Cohort] = relationship()
    tables: Mapped[list["SeminarTable"]] = relationship(
        cascade="all, delete-orphan", order_by="SeminarTable.position", back_populates="seminar"
    )

    @property
    def placed(self) -> list["SeminarTable"]:
        """Return the groups whose sessions stand on the timetable."""
        return [table for table in self.tables if table.held is not None]

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.title


class SeminarTable(Published, Base):
    """One group of a seminar: its theme, the questions it answers, and what came of it.

    When, where and with whom it meets stands on its session, as soon as it has one; until then on its course of the
    class's plan, if the planner is to place it.
    """

    __tablename__ = "seminar_table"
    __table_args__ = (UniqueConstraint("office_id", "session_id"), UniqueConstraint("office_id", "planned_id"))

    seminar_id: Mapped[int] = mapped_column(BigId, ForeignKey("seminar.id", ondelete="CASCADE"), index=True)
    group_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cohort_group.id", ondelete="SET NULL"))
    session_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("session.id", ondelete="SET NULL"))
    planned_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("planned_course.id", ondelete="SET NULL"))
    position: Mapped[int] = mapped_column(Integer)
    theme: Mapped[str] = mapped_column(String(100))
    questions: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")

    seminar: Mapped[Seminar] = relationship(back_populates="tables")
    #: The group that meets; none where it has been dissolved since.
    group: Mapped[Group | None] = relationship()
    session: Mapped[Session | None] = relationship()
    planned: Mapped[PlannedCourse | None] = relationship()

    @property
    def held(self) -> Session | None:
        """Return its session where it stands on the timetable, neither cancelled nor still to be placed."""
        session = self.session
        return session if session is not None and session.state is SessionState.PLANNED else None

    @property
    def cohort_id(self) -> int:
        """Return the class whose trail tells of it."""
        return self.seminar.cohort_id

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        others = [one.theme for one in self.seminar.tables if one is not self]
        return group_title(self.seminar.title, self.theme, self.group.name if self.group else "", others)
