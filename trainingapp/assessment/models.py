"""Tables of assessment: the class's scheme, scores and decided outcomes."""

from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.assessment.terms import Completion, Source
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import Base, BigId, Points, Published, Versioned, stored_enum


class Scheme(Published, Versioned, Base):
    """How a class is assessed: weighted components and bands, with the text they come from."""

    __tablename__ = "scheme"
    __table_args__ = (UniqueConstraint("office_id", "cohort_id"),)

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    source_text: Mapped[str] = mapped_column(String(200), default="")

    cohort: Mapped[Cohort] = relationship()
    components: Mapped[list["Component"]] = relationship(
        cascade="all, delete-orphan", order_by="Component.position", back_populates="scheme"
    )
    bands: Mapped[list["Band"]] = relationship(cascade="all, delete-orphan", order_by="Band.minimum.desc()")


class Component(Published, Base):
    """A weighted part of the total, scored out of 100."""

    __tablename__ = "component"
    __table_args__ = (
        UniqueConstraint("office_id", "scheme_id", "name"),
        CheckConstraint("weight > 0 AND weight <= 100", name="weight_percent"),
    )

    scheme_id: Mapped[int] = mapped_column(BigId, ForeignKey("scheme.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(40))
    weight: Mapped[int] = mapped_column(Integer)
    source: Mapped[Source] = mapped_column(stored_enum(Source, "source"), default=Source.SCORE)

    scheme: Mapped[Scheme] = relationship(back_populates="components")


class Band(Published, Base):
    """A band such as 优秀, from its least total up to the next band."""

    __tablename__ = "band"
    __table_args__ = (
        UniqueConstraint("office_id", "scheme_id", "name"),
        UniqueConstraint("office_id", "scheme_id", "minimum"),
    )

    scheme_id: Mapped[int] = mapped_column(BigId, ForeignKey("scheme.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(20))
    minimum: Mapped[Decimal] = mapped_column(Points)
    #: Whether a total in this band completes the class.
    passes: Mapped[bool] = mapped_column(default=True)


class Score(Published, Versioned, Base):
    """One trainee's points in one component; no row means not yet scored."""

    __tablename__ = "score"
    __table_args__ = (
        UniqueConstraint("office_id", "component_id", "enrolment_id"),
        CheckConstraint("points >= 0 AND points <= 1000", name="points_in_range"),
    )

    component_id: Mapped[int] = mapped_column(BigId, ForeignKey("component.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    points: Mapped[Decimal] = mapped_column(Points)


class Outcome(Published, Versioned, Base):
    """What a person decided for a trainee; where nothing is decided, the rules only suggest."""

    __tablename__ = "outcome"
    __table_args__ = (UniqueConstraint("office_id", "enrolment_id"),)

    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))
    band: Mapped[str] = mapped_column(String(20), default="")
    completion: Mapped[Completion] = mapped_column(stored_enum(Completion, "completion"))
    reason: Mapped[str] = mapped_column(String(200), default="")
    certificate_number: Mapped[str] = mapped_column(String(60), default="")
    remark: Mapped[str] = mapped_column(String(200), default="")
