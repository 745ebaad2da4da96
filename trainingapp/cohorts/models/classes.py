"""Tables of programmes, classes, tracks, groups and enrolments."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.cohorts.terms import BranchRole, ClassRole, EnrolmentState, GroupRole, Presets, Stage
from trainingapp.core.database import Base, BigId, OfficeScoped, Published, StudyHours, Versioned, stored_enum
from trainingapp.curriculum.models import Competency
from trainingapp.people.models import Organisation, Person
from trainingapp.people.terms import Gender


def in_code_order(length: int) -> String:
    """Return a text column's type that PostgreSQL sorts as SQLite does: by characters, whatever its own language."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


class Programme(Published, Base):
    """A programme such as 青蓝接力, under which classes are held year after year."""

    __tablename__ = "programme"
    __table_args__ = (UniqueConstraint("office_id", "code"),)

    code: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(200), default="")

    links: Mapped[list["ProgrammeCompetency"]] = relationship(
        cascade="all, delete-orphan", order_by="ProgrammeCompetency.position"
    )

    @property
    def competencies(self) -> list[Competency]:
        """Return the programme's own competencies in order."""
        return [link.competency for link in self.links]


class ProgrammeCompetency(OfficeScoped, Base):
    """A programme's own competency."""

    __tablename__ = "programme_competency"
    __table_args__ = (UniqueConstraint("office_id", "programme_id", "competency_id"),)

    programme_id: Mapped[int] = mapped_column(BigId, ForeignKey("programme.id", ondelete="CASCADE"))
    competency_id: Mapped[int] = mapped_column(BigId, ForeignKey("competency.id"))
    position: Mapped[int] = mapped_column(Integer, default=0)

    competency: Mapped[Competency] = relationship()


class Cohort(Published, Versioned, Base):
    """A class (班次): the thing that has a roster, a timetable and registers."""

    __tablename__ = "cohort"
    __table_args__ = (
        UniqueConstraint("office_id", "code"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("hours_per_half_day > 0", name="hours_positive"),
    )

    code: Mapped[str] = mapped_column(String(64))
    #: The name on papers; the short name is what people say. Seed 000 has both, and they differ.
    formal_name: Mapped[str] = mapped_column(String(120))
    short_name: Mapped[str] = mapped_column(String(60))
    batch: Mapped[str] = mapped_column(String(20), default="")
    programme_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("programme.id"))
    host_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    organiser: Mapped[str] = mapped_column(String(120), default="")
    place: Mapped[str] = mapped_column(String(120), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    #: What is known of an open end, such as 持续至6月.
    end_note: Mapped[str] = mapped_column(String(60), default="")
    expected_size: Mapped[int | None] = mapped_column(Integer)
    hours_per_half_day: Mapped[Decimal] = mapped_column(StudyHours, default=Decimal(4))
    stage: Mapped[Stage] = mapped_column(stored_enum(Stage, "stage"), default=Stage.PREPARING)
    note: Mapped[str] = mapped_column(Text, default="")
    illustrative: Mapped[list[str]] = mapped_column(JSON, default=list)
    stored_presets: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    programme: Mapped[Programme | None] = relationship()
    host: Mapped[Organisation] = relationship()
    tracks: Mapped[list["Track"]] = relationship(order_by="Track.position", back_populates="cohort")
    groups: Mapped[list["Group"]] = relationship(order_by="Group.position", back_populates="cohort")

    @property
    def presets(self) -> Presets:
        """Return the presets of the class's papers."""
        return Presets.read(self.stored_presets or {})

    @property
    def archived(self) -> bool:
        """Whether the class is closed: what its file holds stays as it is until the class is reopened."""
        return self.stage is Stage.CLOSED

    @property
    def cohort_id(self) -> int:
        """Return its own id, so that the trail of a class holds the acts on the class."""
        return self.id

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.formal_name


class Track(Published, Base):
    """A kind of trainee within a class that has courses of its own: 书记, 副书记, 书记助理."""

    __tablename__ = "track"
    __table_args__ = (UniqueConstraint("office_id", "cohort_id", "name"),)

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(Integer, default=0)

    cohort: Mapped[Cohort] = relationship(back_populates="tracks")


class Group(Published, Base):
    """A group of a class and, for a structured seminar, its theme; its leader is marked on the enrolment."""

    __tablename__ = "cohort_group"
    __table_args__ = (UniqueConstraint("office_id", "cohort_id", "name"),)

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(40))
    position: Mapped[int] = mapped_column(Integer, default=0)
    theme: Mapped[str] = mapped_column(String(120), default="")

    cohort: Mapped[Cohort] = relationship(back_populates="groups")


class Enrolment(Published, Versioned, Base):
    """A trainee in a class: a snapshot of who the person was at that time (时任职务), apart from the person."""

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("office_id", "cohort_id", "person_id"),
        Index(None, "office_id", "cohort_id", "number"),
        Index(None, "office_id", "person_id", "cohort_id"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("left_on IS NULL OR joined_on IS NULL OR left_on >= joined_on", name="left_after_joined"),
    )

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(40))
    gender: Mapped[Gender | None] = mapped_column(stored_enum(Gender, "gender"))
    ethnic: Mapped[str] = mapped_column(String(20), default="")
    birth_month: Mapped[str] = mapped_column(String(7), default="")
    education: Mapped[str] = mapped_column(String(40), default="")
    politics: Mapped[str] = mapped_column(String(20), default="")
    party_month: Mapped[str] = mapped_column(String(7), default="")
    post_month: Mapped[str] = mapped_column(String(7), default="")
    organisation_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("organisation.id"))
    organisation_name: Mapped[str] = mapped_column(in_code_order(120), default="")
    post: Mapped[str] = mapped_column(String(80), default="")
    reserve_category: Mapped[str] = mapped_column(String(40), default="")
    track_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("track.id", ondelete="SET NULL"))
    group_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cohort_group.id", ondelete="SET NULL"))
    group_role: Mapped[GroupRole] = mapped_column(stored_enum(GroupRole, "group_role"), default=GroupRole.MEMBER)
    class_role: Mapped[ClassRole] = mapped_column(stored_enum(ClassRole, "class_role"), default=ClassRole.MEMBER)
    branch_role: Mapped[BranchRole] = mapped_column(stored_enum(BranchRole, "branch_role"), default=BranchRole.NONE)
    state: Mapped[EnrolmentState] = mapped_column(stored_enum(EnrolmentState, "state"), default=EnrolmentState.ENROLLED)
    joined_on: Mapped[date | None]
    left_on: Mapped[date | None]
    #: When the trainee reported to the class (报到), where the office notes it; it marks no attendance.
    arrived_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(String(200), default="")
    #: Sort keys are stored, so that both databases order alike.
    stroke_key: Mapped[str] = mapped_column(in_code_order(200), default="")
    name_stroke_key: Mapped[str] = mapped_column(in_code_order(200), default="")
    pinyin_key: Mapped[str] = mapped_column(in_code_order(200), default="")

    cohort: Mapped[Cohort] = relationship()
    person: Mapped[Person] = relationship()
    organisation: Mapped[Organisation | None] = relationship()
    track: Mapped[Track | None] = relationship()
    group: Mapped[Group | None] = relationship()
