"""Tables of the libraries: competencies, courses, lecturers, venues."""

from datetime import date, time
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.core.database import Base, BigId, OfficeScoped, Published, StudyHours, stored_enum
from trainingapp.curriculum.terms import Availability, Category, DayPart, Form, LecturerKind, part_of_day


class Competency(Published, Base):
    """An ability that a programme wants to raise, such as 组织动员."""

    __tablename__ = "competency"
    __table_args__ = (UniqueConstraint("office_id", "name"),)

    name: Mapped[str] = mapped_column(String(40))


class Course(Published, Base):
    """A course of the library; what is taught, not when."""

    __tablename__ = "course"
    __table_args__ = (
        UniqueConstraint("office_id", "title"),
        CheckConstraint("hours >= 0", name="hours_not_negative"),
    )

    title: Mapped[str] = mapped_column(String(200))
    category: Mapped[Category | None] = mapped_column(stored_enum(Category, "category"))
    form: Mapped[Form] = mapped_column(stored_enum(Form, "form"))
    hours: Mapped[Decimal] = mapped_column(StudyHours)
    outline: Mapped[str] = mapped_column(Text, default="")
    illustrative: Mapped[bool] = mapped_column(default=False)

    links: Mapped[list["CourseCompetency"]] = relationship(cascade="all, delete-orphan")

    @property
    def competencies(self) -> list[Competency]:
        """Return the competencies that the course raises."""
        return [link.competency for link in self.links]

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.title


class CourseCompetency(OfficeScoped, Base):
    """A course raises a competency."""

    __tablename__ = "course_competency"
    __table_args__ = (UniqueConstraint("office_id", "course_id", "competency_id"),)

    course_id: Mapped[int] = mapped_column(BigId, ForeignKey("course.id", ondelete="CASCADE"))
    competency_id: Mapped[int] = mapped_column(BigId, ForeignKey("competency.id", ondelete="CASCADE"))

    competency: Mapped[Competency] = relationship()


class Lecturer(Published, Base):
    """Somebody who teaches, speaks or hosts."""

    __tablename__ = "lecturer"
    __table_args__ = (
        UniqueConstraint("office_id", "name", "unit"),
        CheckConstraint("fee_per_hour >= 0", name="fee_not_negative"),
    )

    name: Mapped[str] = mapped_column(String(40))
    kind: Mapped[LecturerKind] = mapped_column(stored_enum(LecturerKind, "kind"))
    unit: Mapped[str] = mapped_column(String(120), default="")
    title: Mapped[str] = mapped_column(String(120), default="")
    #: Yuan per study hour after tax; the office's own decision, by 培训费管理办法 at most 500 / 1000 / 1500 by title.
    fee_per_hour: Mapped[int | None] = mapped_column(Integer)
    illustrative: Mapped[bool] = mapped_column(default=False)

    @property
    def described(self) -> str:
        """Return unit, title and name as a timetable prints them."""
        return " ".join(part for part in (self.unit, self.title, self.name) if part)


class LecturerTime(Published, Base):
    """Days on which a lecturer cannot come, or, with ONLY, the only ones on which he can; perhaps part of each day."""

    __tablename__ = "lecturer_time"
    __table_args__ = (
        Index(None, "office_id", "lecturer_id", "first_on"),
        CheckConstraint("last_on >= first_on", name="last_after_first"),
        CheckConstraint("weekday IS NULL OR weekday BETWEEN 1 AND 7", name="weekday_known"),
        CheckConstraint("(begins_at IS NULL) = (ends_at IS NULL)", name="both_times"),
        CheckConstraint("ends_at IS NULL OR ends_at > begins_at", name="ends_after_begins"),
    )

    lecturer_id: Mapped[int] = mapped_column(BigId, ForeignKey("lecturer.id", ondelete="CASCADE"))
    kind: Mapped[Availability] = mapped_column(stored_enum(Availability, "kind"))
    first_on: Mapped[date]
    last_on: Mapped[date]
    #: Only this day of each week, Monday 1; none is every day.
    weekday: Mapped[int | None] = mapped_column(Integer)
    #: The part of each day by the clock; none is the whole day.
    begins_at: Mapped[time | None] = mapped_column(Time)
    ends_at: Mapped[time | None] = mapped_column(Time)
    reason: Mapped[str] = mapped_column(String(200), default="")

    lecturer: Mapped[Lecturer] = relationship()

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.lecturer.name}（{self.kind.label}：{self.described}）"

    @property
    def described(self) -> str:
        """Return the days and the part of the day in words."""
        days = f"{self.first_on:%Y-%m-%d}"
        if self.last_on != self.first_on:
            days += f" 至 {self.last_on:%Y-%m-%d}"
        weekly = f" 每周{'一二三四五六日'[self.weekday - 1]}" if self.weekday else ""
        return f"{days}{weekly} {part_of_day(self.begins_at, self.ends_at) or DayPart.WHOLE.label}"


class Venue(Published, Base):
    """A room or hall; `parallel` says that it may hold two sessions at once (a yard, a large hall)."""

    __tablename__ = "venue"
    __table_args__ = (
        UniqueConstraint("office_id", "name"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
    )

    name: Mapped[str] = mapped_column(String(120))
    address: Mapped[str] = mapped_column(String(200), default="")
    capacity: Mapped[int | None] = mapped_column(Integer)
    parallel: Mapped[bool] = mapped_column(default=False)
    #: What is there beside seats, in short words: 投影, 可移动桌椅.
    features: Mapped[list[str]] = mapped_column(JSON, default=list)
    illustrative: Mapped[bool] = mapped_column(default=False)


class Coach(Published, Base):
    """A bus that the office hires or owns (车辆), by its number plate; `seats` are those for passengers."""

    __tablename__ = "coach"
    __table_args__ = (
        UniqueConstraint("office_id", "plate"),
        CheckConstraint("seats > 0", name="seats_positive"),
    )

    plate: Mapped[str] = mapped_column(String(20))
    seats: Mapped[int] = mapped_column(Integer)
    driver: Mapped[str] = mapped_column(String(40), default="")
    driver_phone: Mapped[str] = mapped_column(String(40), default="")
    company: Mapped[str] = mapped_column(String(120), default="")

    @property
    def label(self) -> str:
        """Return what a choice and the audit trail call it: 沪A12345（45 座，示例客运）."""
        return f"{self.plate}（{'，'.join(filter(None, [f'{self.seats} 座', self.company]))}）"
