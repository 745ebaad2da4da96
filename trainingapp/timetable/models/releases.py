"""Tables of releases and of the secret addresses at which calendars ask for them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.clock import to_local
from trainingapp.core.database import Base, BigId, OfficeScoped, Published
from trainingapp.curriculum.models import Lecturer, Venue
from trainingapp.people.models import Person
from trainingapp.timetable.rules.frozen import FrozenSession
from trainingapp.timetable.rules.releases import Edition
from trainingapp.timetable.terms import FeedKind


class Release(Published, Base):
    """A numbered release of a class's timetable (课表发布版): never changed, so that everybody can rely on it."""

    __tablename__ = "timetable_release"
    __table_args__ = (
        UniqueConstraint("office_id", "cohort_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
    )

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(String(200), default="")
    #: What the rules warned of when it was made, in words, and why it was released all the same.
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list)
    accepted_reason: Mapped[str] = mapped_column(String(200), default="")
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_account.id", ondelete="SET NULL"))
    made_by: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]
    #: The sessions as they were then, each as FrozenSession.to_json gives it.
    held: Mapped[list[dict[str, Any]]] = mapped_column(JSON)

    cohort: Mapped[Cohort] = relationship()

    @property
    def sessions(self) -> tuple[FrozenSession, ...]:
        """Return the sessions in order of time, dropped ones as cancelled; read anew each time."""
        return tuple(FrozenSession.from_json(one) for one in self.held)

    @property
    def edition(self) -> Edition:
        """Return the release as the rules see it."""
        return Edition(self.number, self.made_at, self.sessions)

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"课表第{self.number}版"

    @property
    def stamp(self) -> str:
        """Return number and time as they stand on page, sheet and feed: 第3版（2026年5月10日 14:05 发布）."""
        made = to_local(self.made_at)
        return f"第{self.number}版（{made.year}年{made.month}月{made.day}日 {made:%H:%M} 发布）"


class ReleaseLook(OfficeScoped, Base):
    """The newest release that a trainee has said to have seen."""

    __tablename__ = "release_look"
    __table_args__ = (UniqueConstraint("office_id", "enrolment_id"),)

    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Integer)
    seen_at: Mapped[datetime]

    enrolment: Mapped[Enrolment] = relationship()


class FeedAddress(Published, Base):
    """A secret address of a calendar feed: the address holds a random secret, the row only its digest."""

    __tablename__ = "feed_address"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN person_id IS NULL THEN 0 ELSE 1 END + CASE WHEN lecturer_id IS NULL THEN 0 ELSE 1 END"
            " + CASE WHEN cohort_id IS NULL THEN 0 ELSE 1 END + CASE WHEN venue_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_subject",
        ),
        Index(None, "office_id", "person_id"),
        Index(None, "office_id", "lecturer_id"),
        Index(None, "office_id", "cohort_id"),
        Index(None, "office_id", "venue_id"),
    )
    __sensitive__ = frozenset({"secret_digest"})

    secret_digest: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("person.id", ondelete="CASCADE"))
    lecturer_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("lecturer.id", ondelete="CASCADE"))
    cohort_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    venue_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("venue.id", ondelete="CASCADE"))
    made_by: Mapped[str] = mapped_column(String(60))
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    #: Since when calendars' askings are counted, and how many there have been: a flood is answered no more for a while.
    counted_from: Mapped[datetime | None]
    asked: Mapped[int] = mapped_column(Integer, default=0)

    person: Mapped[Person | None] = relationship()
    lecturer: Mapped[Lecturer | None] = relationship()
    cohort: Mapped[Cohort | None] = relationship()
    venue: Mapped[Venue | None] = relationship()

    @property
    def subject(self) -> Person | Lecturer | Cohort | Venue:
        """Return whose sessions it tells of."""
        found = self.person or self.lecturer or self.cohort or self.venue
        assert found is not None  # noqa: S101 - the table's CHECK; this tells mypy
        return found

    @property
    def kind(self) -> FeedKind:
        """Return what kind of feed it is."""
        return FeedKind(type(self.subject).__name__.lower())

    @property
    def use(self) -> str:
        """Return when a calendar read it last, in words and to about ten minutes."""
        if self.counted_from is None:
            return "还没有日历读过"
        read = to_local(self.counted_from)
        return f"最近在{read.month}月{read.day}日 {read:%H:%M} 前后读过"

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        subject = self.subject
        return f"{subject.short_name if isinstance(subject, Cohort) else subject.name}的{self.kind.label}"
