"""Tables of proposals: timetables that the planner drafted beside today's, to be accepted or discarded."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Integer, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import Base, BigId, OfficeScoped, Published, Versioned, stored_enum
from trainingapp.curriculum.models import Lecturer, Venue
from trainingapp.timetable.models.course_plans import PlannedCourse
from trainingapp.timetable.models.sessions import Session
from trainingapp.timetable.terms import HalfDay, PlaceState, ProposalKind, ProposalState, Teaching


class Proposal(Published, Versioned, Base):
    """What the planner makes of a class's plan: on its way, ready, taken over or dropped. The draft is not in it."""

    __tablename__ = "proposal"
    __table_args__ = (Index(None, "office_id", "cohort_id"),)

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    kind: Mapped[ProposalKind] = mapped_column(stored_enum(ProposalKind, "kind"))
    state: Mapped[ProposalState] = mapped_column(stored_enum(ProposalState, "state"))
    #: Which of several alternatives, 1 where there is one.
    number: Mapped[int] = mapped_column(Integer, default=1)
    seed: Mapped[int] = mapped_column(Integer, default=0)
    started_at: Mapped[datetime]
    started_by: Mapped[str] = mapped_column(String(40), default="")
    #: The folder in which the planner's own process works; the proposals of all classes of one search have the same.
    #: Nothing where it was not one of its own.
    folder: Mapped[str] = mapped_column(String(40), default="")
    cost: Mapped[int | None] = mapped_column(Integer)
    bound: Mapped[int | None] = mapped_column(Integer)
    proven: Mapped[bool] = mapped_column(default=False)
    #: What a person reads beside it: {wishes: [...], unplaced: [...], conflicts: [...], explanation: {...}, ...}.
    findings: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    cohort: Mapped[Cohort] = relationship()
    places: Mapped[list["ProposedPlace"]] = relationship(
        cascade="all, delete-orphan",
        order_by="(ProposedPlace.held_on, ProposedPlace.starts_at, ProposedPlace.id)",
        back_populates="proposal",
    )

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        several = self.kind is ProposalKind.ALTERNATIVE and self.state is not ProposalState.RUNNING
        return f"{self.kind.label}第{self.number}案" if several else self.kind.label

    @property
    def worth(self) -> str:
        """Return how good it is, in a few words; nothing before it is found."""
        if self.cost is None:
            return ""
        missing = len(self.findings.get("unplaced", ()))
        told = [f"{missing} 次课没有排上"] if missing else []
        if self.cost:
            told.append(f"代价 {self.cost}")
        elif not missing:
            told.append("愿望都做到了")
        return "，".join(told)


class ProposedPlace(Published, Base):
    """Where a proposal puts one card: the n-th time of a course of the plan, or a session that stands already."""

    __tablename__ = "proposed_place"
    __table_args__ = (UniqueConstraint("office_id", "proposal_id", "planned_id", "number", "session_id"),)

    proposal_id: Mapped[int] = mapped_column(BigId, ForeignKey("proposal.id", ondelete="CASCADE"), index=True)
    planned_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("planned_course.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer, default=1)
    session_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"))
    #: The session as it was when the planner began, so that nothing that somebody did since is overwritten.
    session_version: Mapped[int | None] = mapped_column(Integer)
    held_on: Mapped[date]
    half_day: Mapped[HalfDay] = mapped_column(stored_enum(HalfDay, "half_day"))
    starts_at: Mapped[time] = mapped_column(Time)
    ends_at: Mapped[time] = mapped_column(Time)
    venue_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("venue.id"))
    reason: Mapped[str] = mapped_column(String(400), default="")
    state: Mapped[PlaceState] = mapped_column(stored_enum(PlaceState, "state"), default=PlaceState.OPEN)

    proposal: Mapped[Proposal] = relationship(back_populates="places")
    planned: Mapped[PlannedCourse | None] = relationship()
    session: Mapped[Session | None] = relationship()
    venue: Mapped[Venue | None] = relationship()
    lecturer_links: Mapped[list["ProposedLecturer"]] = relationship(
        cascade="all, delete-orphan", order_by="ProposedLecturer.position"
    )

    @property
    def lecturers(self) -> list[Lecturer]:
        """Return who is to teach it, in order."""
        return [link.lecturer for link in self.lecturer_links]


class ProposedLecturer(OfficeScoped, Base):
    """A lecturer whom a proposal chose for a card."""

    __tablename__ = "proposed_lecturer"
    __table_args__ = (UniqueConstraint("office_id", "place_id", "lecturer_id", "role"),)

    place_id: Mapped[int] = mapped_column(BigId, ForeignKey("proposed_place.id", ondelete="CASCADE"), index=True)
    lecturer_id: Mapped[int] = mapped_column(BigId, ForeignKey("lecturer.id"))
    role: Mapped[Teaching] = mapped_column(stored_enum(Teaching, "role"))
    position: Mapped[int] = mapped_column(Integer, default=0)

    lecturer: Mapped[Lecturer] = relationship()
