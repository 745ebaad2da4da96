"""Tables of structured seminars (结构化研讨): groups that discuss in parallel, each its theme and questions."""

from sqlalchemy import ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.cohorts.models import Cohort, Group
from trainingapp.core.database import Base, BigId, Published, Versioned
from trainingapp.timetable.models.sessions import Session


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
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.title


class SeminarTable(Published, Base):
    """One group of a seminar: its session, its theme, the questions it answers, and what came of it."""

    __tablename__ = "seminar_table"
    __table_args__ = (UniqueConstraint("office_id", "session_id"),)

    seminar_id: Mapped[int] = mapped_column(BigId, ForeignKey("seminar.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    theme: Mapped[str] = mapped_column(String(100))
    questions: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str] = mapped_column(Text, default="")

    seminar: Mapped[Seminar] = relationship(back_populates="tables")
    session: Mapped[Session] = relationship()

    @property
    def group(self) -> Group | None:
        """Return the group that meets, or None where it has been dissolved since."""
        return next(iter(self.session.groups), None)

    @property
    def cohort_id(self) -> int:
        """Return the class whose trail tells of it."""
        return self.seminar.cohort_id

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.seminar.title}：{self.theme}"
