"""The steps of the workbench: what one act changed of which sessions, so that it can be undone and done again."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.cohorts.models import Cohort
from trainingapp.core.changes import Recorded
from trainingapp.core.clock import now
from trainingapp.core.database import Base, BigId, Published


class Step(Published, Base):
    """One act of one person on a class's draft; `edits` are the columns before and after, by session.

    What one act changed in several classes is a step for each of them, with the same `act`.
    """

    __tablename__ = "timetable_step"
    __table_args__ = (Index(None, "office_id", "cohort_id", "user_id", "id"),)

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="CASCADE"))
    made_at: Mapped[datetime] = mapped_column(default=now)
    label: Mapped[str] = mapped_column(String(200))
    #: [{"session": id, "before": {column: value}, "after": {...}}]; "before" null is a session that the act added.
    edits: Mapped[list[dict[str, Recorded]]] = mapped_column(JSON)
    undone: Mapped[bool] = mapped_column(default=False)
    act: Mapped[str | None] = mapped_column(String(16))

    cohort: Mapped[Cohort] = relationship()
