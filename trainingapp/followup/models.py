"""Tables of what follows a class: relays, mentoring, destinations, points and honours."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.database import Base, BigId, Published, Versioned, stored_enum
from trainingapp.core.uploads import StoredFile
from trainingapp.curriculum.models import Lecturer
from trainingapp.followup.terms import DestinationKind, HonourLevel, MentorshipState, PointsState, RelayForm
from trainingapp.people.models import Organisation, Person


class Cascade(Published, Versioned, Base):
    """A topic of a class that its trainees must relay to the branches below them (传达培训)."""

    __tablename__ = "cascade_duty"

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    topic: Mapped[str] = mapped_column(String(120))
    requirements: Mapped[str] = mapped_column(Text, default="")
    due_on: Mapped[date | None]

    cohort: Mapped[Cohort] = relationship()
    tasks: Mapped[list["CascadeTask"]] = relationship(back_populates="cascade", cascade="all, delete-orphan")

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.topic


class CascadeTask(Published, Versioned, Base):
    """One branch that a trainee must reach, and what he reports of it."""

    __tablename__ = "cascade_task"
    __table_args__ = (
        UniqueConstraint("office_id", "cascade_id", "organisation_id"),
        CheckConstraint("headcount >= 0", name="headcount_not_negative"),
    )

    cascade_id: Mapped[int] = mapped_column(BigId, ForeignKey("cascade_duty.id", ondelete="CASCADE"), index=True)
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    done_on: Mapped[date | None]
    headcount: Mapped[int] = mapped_column(Integer, default=0)
    form: Mapped[RelayForm | None] = mapped_column(stored_enum(RelayForm, "form"))
    note: Mapped[str] = mapped_column(String(400), default="")
    #: Who speaks for the branch and says that it was so; a report changed afterwards is to be confirmed again.
    confirmed_by: Mapped[str] = mapped_column(String(60), default="")

    cascade: Mapped[Cascade] = relationship(back_populates="tasks")
    enrolment: Mapped[Enrolment] = relationship()
    organisation: Mapped[Organisation] = relationship()
    papers: Mapped[list["CascadePaper"]] = relationship(back_populates="task", cascade="all, delete-orphan")

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.organisation.shown_name


class CascadePaper(Published, StoredFile, Base):
    """What proves that a course was relayed: a photo, a signed list."""

    __tablename__ = "cascade_paper"

    task_id: Mapped[int] = mapped_column(BigId, ForeignKey("cascade_task.id", ondelete="CASCADE"), index=True)

    task: Mapped[CascadeTask] = relationship(back_populates="papers")


class Mentorship(Published, Versioned, Base):
    """A mentor and a trainee of a class (带教结对), for a time, with goals."""

    __tablename__ = "mentorship"
    __table_args__ = (CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),)

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))
    mentor: Mapped[str] = mapped_column(String(40))
    #: The mentor among the lecturers, whose account sees the pair, writes down talks and rates; none has no account.
    lecturer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("lecturer.id"), index=True)
    mentor_post: Mapped[str] = mapped_column(String(120), default="")
    goals: Mapped[str] = mapped_column(Text, default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    state: Mapped[MentorshipState] = mapped_column(
        stored_enum(MentorshipState, "state"), default=MentorshipState.ACTIVE
    )
    summary: Mapped[str] = mapped_column(Text, default="")

    enrolment: Mapped[Enrolment] = relationship()
    lecturer: Mapped[Lecturer | None] = relationship()
    talks: Mapped[list["Talk"]] = relationship(
        back_populates="mentorship", cascade="all, delete-orphan", order_by="Talk.held_on.desc()"
    )

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.mentor}带{self.enrolment.name}"


class Talk(Published, Base):
    """A talk between mentor and trainee, as the monthly record keeps it."""

    __tablename__ = "mentor_talk"

    mentorship_id: Mapped[int] = mapped_column(BigId, ForeignKey("mentorship.id", ondelete="CASCADE"), index=True)
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(String(120), default="")
    content: Mapped[str] = mapped_column(Text)
    tasks: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[str] = mapped_column(String(60), default="")

    mentorship: Mapped[Mentorship] = relationship(back_populates="talks")

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.mentorship.label} {self.held_on}"


class Destination(Published, Base):
    """Where a trainee went after the class; each change is a row, the newest counts."""

    __tablename__ = "destination"
    __table_args__ = (Index(None, "office_id", "enrolment_id", "since"),)

    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))
    kind: Mapped[DestinationKind] = mapped_column(stored_enum(DestinationKind, "kind"))
    since: Mapped[date]
    post: Mapped[str] = mapped_column(String(120), default="")
    note: Mapped[str] = mapped_column(String(200), default="")

    enrolment: Mapped[Enrolment] = relationship()

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.enrolment.name


class PointsItem(Published, Versioned, Base):
    """One line of the office's points rules (积分办法), valid for a time, with its source."""

    __tablename__ = "points_item"
    __table_args__ = (CheckConstraint("points <> 0", name="points_not_zero"),)

    name: Mapped[str] = mapped_column(String(80))
    points: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(200), default="")
    valid: Mapped[bool] = mapped_column(default=True)

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.name


class PointsEntry(Published, Versioned, Base):
    """Points of a member by one line of the rules as it was then, with evidence, checked by somebody else."""

    __tablename__ = "points_entry"
    __table_args__ = (Index(None, "office_id", "person_id", "earned_on"),)

    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("person.id", ondelete="CASCADE"))
    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("points_item.id"))
    points: Mapped[int] = mapped_column(Integer)
    earned_on: Mapped[date]
    evidence: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[PointsState] = mapped_column(stored_enum(PointsState, "state"), default=PointsState.ENTERED)
    recorded_by: Mapped[str] = mapped_column(String(60), default="")
    recorder_id: Mapped[int | None] = mapped_column(BigId)
    checked_by: Mapped[str] = mapped_column(String(60), default="")
    check_note: Mapped[str] = mapped_column(String(200), default="")
    #: What the member says against the check; once, and the second word is the last.
    appeal: Mapped[str] = mapped_column(String(200), default="")
    appealed_by: Mapped[str] = mapped_column(String(60), default="")

    person: Mapped[Person] = relationship()
    item: Mapped[PointsItem] = relationship()

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.person.name


class Honour(Published, Versioned, Base):
    """An honour that an organisation or a person holds (评优)."""

    __tablename__ = "honour"
    __table_args__ = (
        CheckConstraint("organisation_id IS NOT NULL OR holder <> ''", name="somebody_holds_it"),
        UniqueConstraint("office_id", "name", "cycle", "holder", "organisation_id"),
    )

    name: Mapped[str] = mapped_column(String(80))
    #: The year or round in which it was given, such as 2025年度 or 第九届.
    cycle: Mapped[str] = mapped_column(String(40), default="")
    level: Mapped[HonourLevel] = mapped_column(stored_enum(HonourLevel, "level"))
    holder: Mapped[str] = mapped_column(String(40), default="")
    organisation_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("organisation.id"))
    given_on: Mapped[date | None]
    giver: Mapped[str] = mapped_column(String(80), default="")
    note: Mapped[str] = mapped_column(String(200), default="")

    organisation: Mapped[Organisation | None] = relationship()

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.holder or (self.organisation.shown_name if self.organisation else '')} {self.name}"
