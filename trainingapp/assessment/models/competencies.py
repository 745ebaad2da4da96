"""Tables of competencies: how trainees are rated, and which part of a scheme tells of one."""

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from trainingapp.assessment.terms import Rater
from trainingapp.core.database import Base, BigId, OfficeScoped, stored_enum


class CompetencyRating(OfficeScoped, Base):
    """How somebody rates a trainee in one competency, from 1 to 5; each mentor of a trainee rates on his own."""

    __tablename__ = "competency_rating"
    __table_args__ = (
        UniqueConstraint("office_id", "enrolment_id", "competency_id", "rater", "mentor"),
        CheckConstraint("points >= 1 AND points <= 5", name="one_to_five"),
    )

    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))
    competency_id: Mapped[int] = mapped_column(BigId, ForeignKey("competency.id", ondelete="CASCADE"))
    rater: Mapped[Rater] = mapped_column(stored_enum(Rater, "rater"))
    #: The mentor's name; blank for a trainee's own rating, and for a paper that does not say whose it is.
    mentor: Mapped[str] = mapped_column(String(60), default="")
    points: Mapped[int] = mapped_column(Integer)
    rated_by: Mapped[str] = mapped_column(String(60))


class ComponentCompetency(OfficeScoped, Base):
    """The points of a component tell of a competency."""

    __tablename__ = "component_competency"
    __table_args__ = (UniqueConstraint("office_id", "component_id", "competency_id"),)

    component_id: Mapped[int] = mapped_column(BigId, ForeignKey("component.id", ondelete="CASCADE"))
    competency_id: Mapped[int] = mapped_column(BigId, ForeignKey("competency.id", ondelete="CASCADE"), index=True)
