"""Tables of course plans: what must be taught, by whom, how long, to whom, in what order - without times."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.cohorts.models import Cohort, Group, Track
from trainingapp.core.database import Base, BigId, OfficeScoped, Published, StudyHours, Versioned, stored_enum
from trainingapp.curriculum.models import Course, Lecturer, Venue
from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable.models.sessions import Session
from trainingapp.timetable.terms import Edge, HalfDay

#: What a course of a plan and the session that stands for one of its times have alike.
SAME_AS_SESSION = (
    "course_id",
    "form",
    "category",
    "hours",
    "speaker_note",
    "observers",
    "features",
    "takes_attendance",
    "note",
    "illustrative",
)


class CoursePlan(Published, Versioned, Base):
    """How a class's plan is to be drafted: between which days, where by habit, and what is wished."""

    __tablename__ = "course_plan"
    __table_args__ = (
        UniqueConstraint("office_id", "cohort_id"),
        CheckConstraint("first_on IS NULL OR last_on IS NULL OR last_on >= first_on", name="last_after_first"),
    )

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    #: Empty ends are those of the class.
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    venue_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("venue.id"))
    #: The weekdays that the class would like, Monday 1 to Sunday 7; none is any.
    weekdays: Mapped[list[int]] = mapped_column(JSON, default=list)
    #: Weight by kind of wish; what is not named has the planner's usual weight.
    wishes: Mapped[dict[str, int]] = mapped_column(JSON, default=dict)
    #: Half-days a week and days between two teaching days that should not be exceeded; 0 is no wish.
    weekly_half_days: Mapped[int] = mapped_column(Integer, default=0)
    longest_gap: Mapped[int] = mapped_column(Integer, default=0)

    cohort: Mapped[Cohort] = relationship()
    venue: Mapped[Venue | None] = relationship()

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.cohort.short_name}课程计划"


class PlannedCourse(Published, Versioned, Base):
    """One line of a class's course plan: a course or title, held once or several times."""

    __tablename__ = "planned_course"
    __table_args__ = (
        Index(None, "office_id", "cohort_id", "position"),
        CheckConstraint("hours >= 0", name="hours_not_negative"),
        CheckConstraint("minutes > 0", name="minutes_positive"),
        CheckConstraint("times > 0", name="times_positive"),
    )

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer, default=0)
    title: Mapped[str] = mapped_column(String(200))
    course_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("course.id"))
    form: Mapped[Form] = mapped_column(stored_enum(Form, "form"))
    category: Mapped[Category | None] = mapped_column(stored_enum(Category, "category"))
    #: Study hours and minutes by the clock of each time, and how many times.
    hours: Mapped[Decimal] = mapped_column(StudyHours, default=Decimal(0))
    minutes: Mapped[int] = mapped_column(Integer)
    times: Mapped[int] = mapped_column(Integer, default=1)
    #: Whether all the lecturers of the list come, or any one of them.
    all_speak: Mapped[bool] = mapped_column(default=False)
    host_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("lecturer.id"))
    #: What its venue should have beside seats, in short words: 投影, 可移动桌椅.
    features: Mapped[list[str]] = mapped_column(JSON, default=list)
    speaker_note: Mapped[str] = mapped_column(String(200), default="")
    observers: Mapped[str] = mapped_column(String(200), default="")
    takes_attendance: Mapped[bool] = mapped_column(default=True)
    note: Mapped[str] = mapped_column(String(200), default="")
    edge: Mapped[Edge] = mapped_column(stored_enum(Edge, "edge"), default=Edge.NONE)
    #: The only days on which it may be held, as ISO dates; none is any day of the class. One is a fixed date.
    dates: Mapped[list[str]] = mapped_column(JSON, default=list)
    half_day: Mapped[HalfDay | None] = mapped_column(stored_enum(HalfDay, "half_day"))
    half_day_fixed: Mapped[bool] = mapped_column(default=False)
    together_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("planned_course.id", ondelete="SET NULL"))
    #: The itinerary of a visit without its day: {site, arrive, leave, activity}, minutes after the session's start.
    stops: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    illustrative: Mapped[bool] = mapped_column(default=False)

    cohort: Mapped[Cohort] = relationship()
    course: Mapped[Course | None] = relationship()
    host: Mapped[Lecturer | None] = relationship()
    together: Mapped["PlannedCourse | None"] = relationship(remote_side="PlannedCourse.id")
    lecturer_links: Mapped[list["PlannedLecturer"]] = relationship(
        cascade="all, delete-orphan", order_by="PlannedLecturer.position"
    )
    venue_links: Mapped[list["PlannedVenue"]] = relationship(
        cascade="all, delete-orphan", order_by="PlannedVenue.position"
    )
    audiences: Mapped[list["PlannedAudience"]] = relationship(cascade="all, delete-orphan")
    earlier: Mapped[list["PlannedOrder"]] = relationship(
        cascade="all, delete-orphan", foreign_keys="PlannedOrder.after_id", back_populates="after"
    )
    later: Mapped[list["PlannedOrder"]] = relationship(
        cascade="all, delete-orphan", foreign_keys="PlannedOrder.before_id", back_populates="before"
    )
    sessions: Mapped[list["PlannedSession"]] = relationship(
        cascade="all, delete-orphan", order_by="PlannedSession.number", back_populates="planned"
    )

    @property
    def lecturers(self) -> list[Lecturer]:
        """Return who may teach it, in order."""
        return [link.lecturer for link in self.lecturer_links]

    @property
    def venues(self) -> list[Venue]:
        """Return where it may be held, in order; none is any room that fits."""
        return [link.venue for link in self.venue_links]

    @property
    def tracks(self) -> list[Track]:
        """Return the tracks it is for; none means all."""
        return [audience.track for audience in self.audiences if audience.track is not None]

    @property
    def groups(self) -> list[Group]:
        """Return the groups it is for; none means all."""
        return [audience.group for audience in self.audiences if audience.group is not None]

    @property
    def audience_label(self) -> str:
        """Return whom it is for, in words."""
        names = [*(track.name for track in self.tracks), *(group.name for group in self.groups)]
        return "、".join(names) if names else "全体学员"

    @property
    def days(self) -> list[date]:
        """Return the only days on which it may be held."""
        return [date.fromisoformat(day) for day in self.dates]

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.title


class PlannedLecturer(OfficeScoped, Base):
    """A lecturer who may teach a course of a plan."""

    __tablename__ = "planned_lecturer"
    __table_args__ = (UniqueConstraint("office_id", "planned_id", "lecturer_id"),)

    planned_id: Mapped[int] = mapped_column(BigId, ForeignKey("planned_course.id", ondelete="CASCADE"), index=True)
    lecturer_id: Mapped[int] = mapped_column(BigId, ForeignKey("lecturer.id"))
    position: Mapped[int] = mapped_column(Integer, default=0)

    lecturer: Mapped[Lecturer] = relationship()


class PlannedVenue(OfficeScoped, Base):
    """A room where a course of a plan may be held."""

    __tablename__ = "planned_venue"
    __table_args__ = (UniqueConstraint("office_id", "planned_id", "venue_id"),)

    planned_id: Mapped[int] = mapped_column(BigId, ForeignKey("planned_course.id", ondelete="CASCADE"), index=True)
    venue_id: Mapped[int] = mapped_column(BigId, ForeignKey("venue.id"))
    position: Mapped[int] = mapped_column(Integer, default=0)

    venue: Mapped[Venue] = relationship()


class PlannedAudience(OfficeScoped, Base):
    """A track or a group that a course of a plan is for; one without rows is for the whole class."""

    __tablename__ = "planned_audience"
    __table_args__ = (
        UniqueConstraint("office_id", "planned_id", "track_id", "group_id"),
        CheckConstraint("(track_id IS NULL) <> (group_id IS NULL)", name="track_or_group"),
    )

    planned_id: Mapped[int] = mapped_column(BigId, ForeignKey("planned_course.id", ondelete="CASCADE"), index=True)
    track_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("track.id", ondelete="CASCADE"))
    group_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cohort_group.id", ondelete="CASCADE"))

    track: Mapped[Track | None] = relationship()
    group: Mapped[Group | None] = relationship()


class PlannedOrder(OfficeScoped, Base):
    """All times of one course of a plan come after all of another's, at least so many half-days later."""

    __tablename__ = "planned_order"
    __table_args__ = (
        UniqueConstraint("office_id", "before_id", "after_id"),
        CheckConstraint("before_id <> after_id", name="two_courses"),
        CheckConstraint("half_days >= 0", name="half_days_not_negative"),
    )

    before_id: Mapped[int] = mapped_column(BigId, ForeignKey("planned_course.id", ondelete="CASCADE"), index=True)
    after_id: Mapped[int] = mapped_column(BigId, ForeignKey("planned_course.id", ondelete="CASCADE"), index=True)
    half_days: Mapped[int] = mapped_column(Integer, default=0)

    before: Mapped[PlannedCourse] = relationship(foreign_keys=[before_id], back_populates="later")
    after: Mapped[PlannedCourse] = relationship(foreign_keys=[after_id], back_populates="earlier")


class PlannedSession(OfficeScoped, Base):
    """The session that stands for the n-th time of a course of the plan; `fixed` keeps it from being moved."""

    __tablename__ = "planned_session"
    __table_args__ = (
        UniqueConstraint("office_id", "planned_id", "number"),
        UniqueConstraint("office_id", "session_id"),
        CheckConstraint("number > 0", name="number_positive"),
    )

    planned_id: Mapped[int] = mapped_column(BigId, ForeignKey("planned_course.id", ondelete="CASCADE"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"))
    fixed: Mapped[bool] = mapped_column(default=False)

    planned: Mapped[PlannedCourse] = relationship(back_populates="sessions")
    session: Mapped[Session] = relationship()
