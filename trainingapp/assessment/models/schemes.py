"""Tables of schemes: components, bands, gates, and every edition that a scheme has had."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.assessment.rules import Part
from trainingapp.assessment.terms import Consequence, GateKind, OffenceKind, Rounding, Source, TieRule
from trainingapp.cohorts.models import Cohort, Track
from trainingapp.core.clock import now
from trainingapp.core.database import Base, BigId, OfficeScoped, Points, Published, Versioned, stored_enum


class Scheme(Published, Versioned, Base):
    """How a class is assessed: weighted components, bands and gates, with the text they come from."""

    __tablename__ = "scheme"
    __table_args__ = (
        UniqueConstraint("office_id", "cohort_id"),
        CheckConstraint("edition >= 0", name="edition_not_negative"),
    )

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    source_text: Mapped[str] = mapped_column(String(200), default="")
    #: Whether the source binds the class, or is only followed as a reference.
    binding: Mapped[bool] = mapped_column(default=False)
    #: Counts the versions of the rule; a decision keeps the one it was made by.
    edition: Mapped[int] = mapped_column(Integer, default=1)
    #: The share of 优秀学员 as a fraction such as 1/10; blank has none.
    outstanding_share: Mapped[str] = mapped_column(String(20), default="")
    outstanding_rounding: Mapped[Rounding] = mapped_column(stored_enum(Rounding, "rounding"), default=Rounding.DOWN)
    outstanding_ties: Mapped[TieRule] = mapped_column(stored_enum(TieRule, "ties"), default=TieRule.ALL)
    outstanding_minimum: Mapped[int] = mapped_column(Integer, default=0)
    outstanding_source: Mapped[str] = mapped_column(String(200), default="")
    outstanding_binding: Mapped[bool] = mapped_column(default=False)

    cohort: Mapped[Cohort] = relationship()
    components: Mapped[list["Component"]] = relationship(
        cascade="all, delete-orphan", order_by="Component.position", back_populates="scheme"
    )
    bands: Mapped[list["Band"]] = relationship(cascade="all, delete-orphan", order_by="Band.minimum.desc()")
    gates: Mapped[list["SchemeGate"]] = relationship(cascade="all, delete-orphan", order_by="SchemeGate.position")


class Component(Published, Base):
    """A weighted part of the total, scored out of 100; adjustments have no weight and are added."""

    __tablename__ = "component"
    __table_args__ = (
        UniqueConstraint("office_id", "scheme_id", "name"),
        CheckConstraint("weight >= 0 AND weight <= 100", name="weight_percent"),
    )

    scheme_id: Mapped[int] = mapped_column(BigId, ForeignKey("scheme.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(40))
    weight: Mapped[int] = mapped_column(Integer)
    source: Mapped[Source] = mapped_column(stored_enum(Source, "source"), default=Source.SCORE)
    #: Points off per half-day missed, essays asked for, or most points ±, as the source wants.
    measure: Mapped[Decimal | None] = mapped_column(Points)

    scheme: Mapped[Scheme] = relationship(back_populates="components")
    weights: Mapped[list["ComponentWeight"]] = relationship(
        cascade="all, delete-orphan", order_by="ComponentWeight.track_id"
    )

    @property
    def part(self) -> Part:
        """Return the component as the rules see it."""
        by_kind = tuple((row.track_id, row.weight) for row in self.weights)
        return Part(self.id, self.name, self.weight, self.source, self.measure, by_kind)

    @property
    def weight_text(self) -> str:
        """Return its weights in words, such as 60% or 60%，入党积极分子 0%; blank where it has none."""
        told = [f"{self.weight}%", *(f"{row.track.name} {row.weight}%" for row in self.weights)]
        return "" if self.source is Source.ADJUSTMENT else "，".join(told)


class ComponentWeight(OfficeScoped, Base):
    """The weight of a component for a kind of trainee, where it is not that of all; 0 is not asked of them."""

    __tablename__ = "component_weight"
    __table_args__ = (
        UniqueConstraint("office_id", "component_id", "track_id"),
        CheckConstraint("weight >= 0 AND weight <= 100", name="weight_percent"),
    )

    component_id: Mapped[int] = mapped_column(BigId, ForeignKey("component.id", ondelete="CASCADE"))
    track_id: Mapped[int] = mapped_column(BigId, ForeignKey("track.id", ondelete="CASCADE"), index=True)
    weight: Mapped[int] = mapped_column(Integer)

    track: Mapped[Track] = relationship()


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


class SchemeGate(OfficeScoped, Base):
    """A rule that decides whatever the total, with its source and how far it binds."""

    __tablename__ = "scheme_gate"

    scheme_id: Mapped[int] = mapped_column(BigId, ForeignKey("scheme.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[GateKind] = mapped_column(stored_enum(GateKind, "kind"))
    #: An exact fraction or whole number, as text: 1/7, 3/4, 2.
    limit_text: Mapped[str] = mapped_column(String(20), default="0")
    consequence: Mapped[Consequence] = mapped_column(stored_enum(Consequence, "consequence"))
    #: The component it looks at, by its name in the same scheme.
    part: Mapped[str] = mapped_column(String(40), default="")
    #: The kind of trainee it is for; empty is all.
    track_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("track.id", ondelete="CASCADE"))
    #: The kind of offence that a rule of discipline is for.
    offence: Mapped[OffenceKind | None] = mapped_column(stored_enum(OffenceKind, "offence"))
    source_text: Mapped[str] = mapped_column(String(200), default="")
    binding: Mapped[bool] = mapped_column(default=False)

    track: Mapped[Track | None] = relationship()


class SchemeEdition(OfficeScoped, Base):
    """What a scheme said in one edition: never changed, so that an old verdict still opens to its rule."""

    __tablename__ = "scheme_edition"
    __table_args__ = (UniqueConstraint("office_id", "scheme_id", "number"),)

    scheme_id: Mapped[int] = mapped_column(BigId, ForeignKey("scheme.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    #: What it said in words, and as the rules see it, so that decisions by it are still counted by it.
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    rules: Mapped[dict[str, Any]] = mapped_column(JSON)
    set_at: Mapped[datetime] = mapped_column(default=now)
    set_by: Mapped[str] = mapped_column(String(60))
