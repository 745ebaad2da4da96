"""Tables of sites, visits with their stops, vehicles and duties, seats, and who was counted where and when."""

from datetime import datetime, time

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from trainingapp.cohorts.models import Enrolment
from trainingapp.core.clock import now
from trainingapp.core.database import Base, BigId, OfficeScoped, Published, Versioned, stored_enum
from trainingapp.curriculum.rules import tidy_plate
from trainingapp.timetable.models import Session
from trainingapp.visits.terms import GATHERING, Boarding


class Site(Published, Base):
    """A place that classes visit (现场教学点)."""

    __tablename__ = "site"
    __table_args__ = (
        UniqueConstraint("office_id", "name"),
        CheckConstraint("closes_at > opens_at", name="closes_after_opens"),
    )

    name: Mapped[str] = mapped_column(String(120))
    unit: Mapped[str] = mapped_column(String(120), default="")
    address: Mapped[str] = mapped_column(String(200), default="")
    topic: Mapped[str] = mapped_column(String(200), default="")
    contact: Mapped[str] = mapped_column(String(60), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    capacity: Mapped[int | None] = mapped_column(Integer)
    #: When it receives visitors, by the clock; none is not known.
    opens_at: Mapped[time | None] = mapped_column(Time)
    closes_at: Mapped[time | None] = mapped_column(Time)
    #: The weekdays on which it is closed, Monday 1 to Sunday 7.
    closed_weekdays: Mapped[list[int]] = mapped_column(JSON, default=list)
    illustrative: Mapped[bool] = mapped_column(default=False)


class Visit(Published, Versioned, Base):
    """The itinerary of one session: gather, stop after stop, return."""

    __tablename__ = "visit"
    __table_args__ = (
        UniqueConstraint("office_id", "session_id"),
        CheckConstraint("return_minutes >= 0", name="return_minutes_not_negative"),
    )

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"))
    gather_place: Mapped[str] = mapped_column(String(120), default="")
    gather_at: Mapped[time | None] = mapped_column(Time)
    return_at: Mapped[time | None] = mapped_column(Time)
    #: The way back from the last stop.
    return_minutes: Mapped[int | None] = mapped_column(Integer)
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
    duties: Mapped[list["Duty"]] = relationship(
        cascade="all, delete-orphan", order_by="Duty.position", back_populates="visit"
    )

    @property
    def cohort_id(self) -> int:
        """Return the class whose trail tells of it."""
        return self.session.cohort_id

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.session.label

    @property
    def departures(self) -> dict[str, str]:
        """Return where people are counted before the vehicles leave, by key, in the order of the day."""
        gathering = {GATHERING: self.gather_place or "集合点"}
        return gathering | {stop.public_id: stop.site.name for stop in self.stops}


class Stop(Published, Base):
    """One stop of a visit."""

    __tablename__ = "stop"
    __table_args__ = (
        UniqueConstraint("office_id", "visit_id", "position"),
        CheckConstraint("leave_at IS NULL OR arrive_at IS NULL OR leave_at > arrive_at", name="leave_after_arrive"),
        CheckConstraint("travel_minutes >= 0", name="travel_minutes_not_negative"),
    )

    visit_id: Mapped[int] = mapped_column(BigId, ForeignKey("visit.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    site_id: Mapped[int] = mapped_column(BigId, ForeignKey("site.id"))
    #: The way here from the place before.
    travel_minutes: Mapped[int | None] = mapped_column(Integer)
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
    in_charge_phone: Mapped[str] = mapped_column(String(40), default="")

    visit: Mapped[Visit] = relationship(back_populates="vehicles")

    @validates("plate")
    def _tidy_plate(self, _name: str, plate: str) -> str:
        """Keep a plate in one spelling: by it a vehicle is known again, on another visit and in the library."""
        return tidy_plate(plate)


class Duty(Published, Base):
    """Who does what on a visit (分工): safety, first aid, photographs."""

    __tablename__ = "visit_duty"
    __table_args__ = (UniqueConstraint("office_id", "visit_id", "position"),)

    visit_id: Mapped[int] = mapped_column(BigId, ForeignKey("visit.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    task: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(40), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")

    visit: Mapped[Visit] = relationship(back_populates="duties")


class Seat(OfficeScoped, Base):
    """In which vehicle a trainee has a seat."""

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("office_id", "visit_id", "enrolment_id"),)

    visit_id: Mapped[int] = mapped_column(BigId, ForeignKey("visit.id", ondelete="CASCADE"))
    vehicle_id: Mapped[int] = mapped_column(BigId, ForeignKey("vehicle.id", ondelete="CASCADE"), index=True)
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))


class BoardingCount(OfficeScoped, Base):
    """One word about one trainee at one departure: never changed, never deleted.

    Two phones may have said different things without knowing of each other: then both rows stand, and `device` and
    `seen` tell that neither answered the other.
    """

    __tablename__ = "boarding_count"
    __table_args__ = (
        UniqueConstraint("office_id", "client_id"),
        Index(None, "office_id", "visit_id"),
    )

    visit_id: Mapped[int] = mapped_column(BigId, ForeignKey("visit.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))
    #: Made by the phone when it was tapped: the same count sent twice is one row.
    client_id: Mapped[str] = mapped_column(String(36))
    device: Mapped[str] = mapped_column(String(36))
    #: GATHERING, or the public id of the stop; the names as they were then stay when the itinerary changes.
    departure: Mapped[str] = mapped_column(String(16))
    place: Mapped[str] = mapped_column(String(120))
    vehicle_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("vehicle.id", ondelete="SET NULL"))
    vehicle_name: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[Boarding] = mapped_column(stored_enum(Boarding, "state"))
    #: The newest count of this trainee at this departure that the phone knew of; 0 for none.
    seen: Mapped[int] = mapped_column(BigId, default=0)
    counted_at: Mapped[datetime] = mapped_column(default=now)
    received_at: Mapped[datetime] = mapped_column(default=now)
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="SET NULL"))
    actor_name: Mapped[str] = mapped_column(String(60))

    enrolment: Mapped[Enrolment] = relationship()
