"""Tables of sessions: when, what, by whom, where, for whom."""

from datetime import date, datetime, time
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.cohorts.models import Cohort, Group, Track
from trainingapp.core.database import Base, BigId, OfficeScoped, Published, StudyHours, Versioned, stored_enum
from trainingapp.curriculum.models import Course, Lecturer, Venue
from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable.terms import HalfDay, SessionState, Teaching


class Session(Published, Versioned, Base):
    """One item of a class's timetable (课次): a lecture, a visit, a ceremony."""

    __tablename__ = "session"
    __table_args__ = (
        Index(None, "office_id", "cohort_id", "held_on"),
        Index(None, "office_id", "held_on"),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("hours >= 0", name="hours_not_negative"),
        CheckConstraint("after_id <> id", name="not_after_itself"),
    )

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    #: Wall-clock date and times in the office's zone: what the paper says.
    held_on: Mapped[date]
    half_day: Mapped[HalfDay] = mapped_column(stored_enum(HalfDay, "half_day"))
    starts_at: Mapped[time] = mapped_column(Time)
    ends_at: Mapped[time] = mapped_column(Time)
    hours: Mapped[Decimal] = mapped_column(StudyHours, default=Decimal(0))
    title: Mapped[str] = mapped_column(String(200))
    form: Mapped[Form] = mapped_column(stored_enum(Form, "form"))
    category: Mapped[Category | None] = mapped_column(stored_enum(Category, "category"))
    course_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("course.id"))
    venue_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("venue.id"))
    #: What its venue should have beside seats, in short words: 投影, 可移动桌椅.
    features: Mapped[list[str]] = mapped_column(JSON, default=list)
    #: Who speaks or leads where the paper names a unit or an office instead of a lecturer of the library.
    speaker_note: Mapped[str] = mapped_column(String(200), default="")
    #: Whom the session admits beside the class (列席), such as 机关事业党支部书记.
    observers: Mapped[str] = mapped_column(String(200), default="")
    #: False for what nobody signs for, such as a break or self-study.
    takes_attendance: Mapped[bool] = mapped_column(default=True)
    state: Mapped[SessionState] = mapped_column(stored_enum(SessionState, "state"), default=SessionState.PLANNED)
    #: The session of the class that it has to follow: a visit its lecture, a reflection its visit.
    after_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("session.id", ondelete="SET NULL"), index=True)
    #: Why a warning was accepted when the session was placed.
    accepted_reason: Mapped[str] = mapped_column(String(200), default="")
    note: Mapped[str] = mapped_column(String(200), default="")
    illustrative: Mapped[bool] = mapped_column(default=False)

    cohort: Mapped[Cohort] = relationship()
    course: Mapped[Course | None] = relationship()
    venue: Mapped[Venue | None] = relationship()
    after: Mapped["Session | None"] = relationship(remote_side="Session.id")
    teachings: Mapped[list["SessionLecturer"]] = relationship(
        cascade="all, delete-orphan", order_by="SessionLecturer.position"
    )
    audiences: Mapped[list["SessionAudience"]] = relationship(cascade="all, delete-orphan")

    @property
    def speakers(self) -> list[Lecturer]:
        """Return those who teach, in order."""
        return [teaching.lecturer for teaching in self.teachings if teaching.role is Teaching.SPEAKER]

    @property
    def host(self) -> Lecturer | None:
        """Return who hosts (主持人)."""
        return next((teaching.lecturer for teaching in self.teachings if teaching.role is Teaching.HOST), None)

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
    def starts(self) -> datetime:
        """Return the local start as one value for comparing."""
        return datetime.combine(self.held_on, self.starts_at)

    @property
    def ends(self) -> datetime:
        """Return the local end as one value for comparing."""
        return datetime.combine(self.held_on, self.ends_at)

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.held_on.month}月{self.held_on.day}日{self.half_day.label} {self.title}"


class SessionLecturer(OfficeScoped, Base):
    """A lecturer speaks at or hosts a session."""

    __tablename__ = "session_lecturer"
    __table_args__ = (
        UniqueConstraint("office_id", "session_id", "lecturer_id", "role"),
        Index(None, "office_id", "lecturer_id"),
    )

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"), index=True)
    lecturer_id: Mapped[int] = mapped_column(BigId, ForeignKey("lecturer.id"))
    role: Mapped[Teaching] = mapped_column(stored_enum(Teaching, "role"), default=Teaching.SPEAKER)
    position: Mapped[int] = mapped_column(Integer, default=0)

    lecturer: Mapped[Lecturer] = relationship()


class SessionAudience(OfficeScoped, Base):
    """A track or a group that a session is for; a session without rows is for the whole class."""

    __tablename__ = "session_audience"
    __table_args__ = (
        UniqueConstraint("office_id", "session_id", "track_id", "group_id"),
        CheckConstraint("(track_id IS NULL) <> (group_id IS NULL)", name="track_or_group"),
    )

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("session.id", ondelete="CASCADE"), index=True)
    track_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("track.id", ondelete="CASCADE"))
    group_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cohort_group.id", ondelete="CASCADE"))

    track: Mapped[Track | None] = relationship()
    group: Mapped[Group | None] = relationship()
