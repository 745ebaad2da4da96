"""Tables of sites, visits, their ordered stops and vehicles."""

from datetime import time

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.core.database import Base, BigId, Published, Versioned
from trainingapp.timetable.models import Session


class Site(Published, Base):
    """A place that classes visit (现场教学点)."""

    __tablename__ = "site"
    __table_args__ = (UniqueConstraint("office_id", "name"),)

    name: Mapped[str] = mapped_column(String(120))
    unit: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    topic: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    capacity: Mapped[int | None] = mapped_column(Integer)
    illustrative: Mapped[bool] = mapped_column(default=False)


class Visit(Published, Versioned, Base):
    """The itinerary of one session: gather, stop after stop, return."""

    __tablename__ = "visit"
    __table_args__ = (UniqueConstraint("office_id", "session_id"),)

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"))
    gather_place: Mapped[str] = mapped_column(String(120), default="")
    gather_at: Mapped[time | None] = mapped_column(Time)
    return_at: Mapped[time | None] = mapped_column(Time)
    #: 带队负责人: liable for the visit by the rules on trainees.
    escort: Mapped[str] = mapped_column(String(60), default="")
    escort_phone: Mapped[str] = mapped_column(String(40), default="")
    discipline: Mapped[str] = mapped_column(Text, default="")
    safety_plan: Mapped[str] = mapped_column(Text, default="")

    session: Mapped[Session] = relationship()
    stops: Mapped[list["Stop"]] = relationship(
        cascade="all, delete-orphan", order_by="Stop.position", back_populates="visit"
    )
    vehicles: Mapped[list["Vehicle"]] = relationship(
        cascade="all, delete-orphan", order_by="Vehicle.position", back_populates="visit"
    )

    @property
    def cohort_id(self) -> int:
        """Return the class whose trail tells of it."""
        return self.session.cohort_id

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.session.label


class Stop(Published, Base):
    """One stop of a visit."""

    __tablename__ = "stop"
    __table_args__ = (
        UniqueConstraint("office_id", "visit_id", "position"),
        CheckConstraint("leave_at IS NULL OR arrive_at IS NULL OR leave_at > arrive_at", name="leave_after_arrive"),
    )

    visit_id: Mapped[int] = mapped_column(BigId, ForeignKey("visit.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    site_id: Mapped[int] = mapped_column(BigId, ForeignKey("site.id"))
    arrive_at: Mapped[time | None] = mapped_column(Time)
    leave_at: Mapped[time | None] = mapped_column(Time)
    contact: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    activity: Mapped[str] = mapped_column(String(200), default="")

    visit: Mapped[Visit] = relationship(back_populates="stops")
    site: Mapped[Site] = relationship()


class Vehicle(Published, Base):
    """A bus of a visit, with who is in charge of it (车长)."""

    __tablename__ = "vehicle"
    __table_args__ = (
        UniqueConstraint("office_id", "visit_id", "position"),
        CheckConstraint("seats > 0", name="seats_positive"),
    )

    visit_id: Mapped[int] = mapped_column(BigId, ForeignKey("visit.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(40))
    plate: Mapped[str] = mapped_column(String(20), default="")
    driver: Mapped[str] = mapped_column(String(40), default="")
    driver_phone: Mapped[str] = mapped_column(String(40), default="")
    seats: Mapped[int] = mapped_column(Integer)
    in_charge: Mapped[str] = mapped_column(String(40), default="")

    visit: Mapped[Visit] = relationship(back_populates="vehicles")
