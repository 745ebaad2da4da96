"""What a session is to be, and what the rules refuse of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Group, Track
from trainingapp.core import events
from trainingapp.core.database import Published, db
from trainingapp.core.errors import Refused, Stale
from trainingapp.core.times import show_span
from trainingapp.curriculum.models import Course, Lecturer, Venue
from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable.models import (
    PlannedCourse,
    PlannedSession,
    SeminarTable,
    Session,
    SessionAudience,
    SessionLecturer,
)
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.conflicts import blocking, sentence, warnings
from trainingapp.timetable.terms import HalfDay, Teaching


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What a session is to be: the values of its form."""

    title: str
    held_on: date
    half_day: HalfDay
    starts_at: time
    ends_at: time
    hours: Decimal
    form: Form
    category: Category | None = None
    course: Course | None = None
    venue: Venue | None = None
    speaker_note: str = ""
    observers: str = ""
    takes_attendance: bool = True
    note: str = ""
    features: Sequence[str] = field(default=())
    speakers: Sequence[Lecturer] = field(default=())
    host: Lecturer | None = None
    tracks: Sequence[Track] = field(default=())
    groups: Sequence[Group] = field(default=())

    @classmethod
    def of(cls, session: Session) -> "Plan":
        """Return what a session is, to plan another like it."""
        names = {one.name for one in fields(cls)}
        return cls(**{name: getattr(session, name) for name in names})

    @property
    def columns(self) -> dict[str, object]:
        """Return the values of the session's own columns."""
        apart = {"speakers", "host", "tracks", "groups", "course", "venue"}
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in apart}
        return {
            **values,
            "features": list(self.features),
            "course_id": self.course.id if self.course else None,
            "venue_id": self.venue.id if self.venue else None,
        }


def take_along(actor: Actor, session: Session, starts_at: time) -> None:
    """Let a visit go along with its session, which began at `starts_at` and has been moved to other hours."""
    later = session.starts - datetime.combine(session.held_on, starts_at)
    if later and session.form is Form.VISIT:
        events.session_shifted.send(None, actor=actor, session=session, later=later)


class Clashing(Refused):
    """The rules stand against it: refused with the conflicts as data, so that a page can lead to their ways out."""

    def __init__(self, conflicts: Sequence[Conflict], *headlines: str) -> None:
        """Keep the conflicts; what is said before them are the headlines."""
        super().__init__(*headlines, *(sentence(conflict) for conflict in conflicts))
        self.headlines, self.conflicts = headlines, conflicts


class Unaccepted(Clashing):
    """The rules warn and nobody has given a reason yet; the page shows the conflicts and asks."""


def refuse_if_blocking(conflicts: Sequence[Conflict]) -> None:
    """Refuse with every blocking conflict."""
    blocked = blocking(conflicts)
    if blocked:
        raise Clashing(blocked)


def refuse_unaccepted(conflicts: Sequence[Conflict], reason: str) -> None:
    """Raise Unaccepted for warnings that nobody has given a reason for."""
    found = warnings(conflicts)
    if found and not reason.strip():
        raise Unaccepted(found)


def refuse_times(starts_at: time, ends_at: time) -> None:
    """Refuse a session that does not end after it starts."""
    if ends_at <= starts_at:
        raise Refused(f"结束时间 {ends_at:%H:%M} 不晚于开始时间 {starts_at:%H:%M}")


def refuse_stale(session: Session, version: int, *, wanted: str = "") -> None:
    """Raise Stale, with what the session is now and what the actor wanted, where somebody saved it meanwhile."""
    if session.version != version:
        now = f"“{session.label}”（{show_span(session.starts_at, session.ends_at)}）"
        own = f"；您要改成：{wanted}" if wanted else ""
        raise Stale(f"别人刚刚改过这次课，现在是{now}{own}。没有保存，请刷新看过再改")


def people_of(session: Session) -> dict[str, object]:
    """Return who teaches and for whom, as the trail tells it."""
    return {
        "speakers": [lecturer.name for lecturer in session.speakers],
        "host": session.host.name if session.host else None,
        "audience": session.audience_label,
    }


#: What sessions are linked with by rows of their own, and whose rows those are.
LINKED: Mapping[str, type[Published]] = {"speakers": Lecturer, "hosts": Lecturer, "tracks": Track, "groups": Group}


def links_of(session: Session) -> dict[str, object]:
    """Return who teaches and for whom, by ids: what a step back restores."""
    hosts = [session.host] if session.host else []
    linked: dict[str, Sequence[Published]] = {
        "speakers": session.speakers,
        "hosts": hosts,
        "tracks": session.tracks,
        "groups": session.groups,
    }
    return {name: [row.id for row in rows] for name, rows in linked.items()}


def set_links(session: Session, links: Mapping[str, Sequence[int]]) -> None:
    """Set who teaches and for whom by ids, in their order; refuses somebody or something that there is no more."""
    rows: dict[str, Any] = {name: _rows_of(LINKED[name], ids) for name, ids in links.items()}
    hosts = rows.pop("hosts", None)
    if hosts is not None:
        rows["host"] = next(iter(hosts), None)
    set_people(session, replace(Plan.of(session), **rows))


def _rows_of(kind: type[Published], ids: Sequence[int]) -> list[Any]:
    found = {row.id: row for row in db.session.scalars(select(kind).where(kind.id.in_(ids)))}
    if len(found) < len(ids):
        raise Refused("这一步里的讲师、班型或小组已经删除，不能再撤销或重做")
    return [found[key] for key in ids]


def link_planned(actor: Actor, planned: PlannedCourse, number: int, session: Session, *, fixed: bool = False) -> None:
    """Let a session stand for one time of a course of the plan; a visit gets its stops, a seminar's group gets it."""
    db.session.add(PlannedSession(planned=planned, number=number, session=session, fixed=fixed))
    if planned.form is Form.SEMINAR:
        table = db.session.scalar(select(SeminarTable).where(SeminarTable.planned_id == planned.id))
        if table is not None:
            table.session = session
    if planned.stops:
        events.visit_drafted.send(None, actor=actor, session=session, stops=planned.stops)


def set_people(session: Session, plan: Plan) -> None:
    """Set who teaches and for whom; rows that stay are kept, so that nothing is written twice."""
    wanted = [(lecturer, Teaching.SPEAKER) for lecturer in plan.speakers]
    wanted += [(plan.host, Teaching.HOST)] if plan.host else []
    kept = {(row.lecturer_id, row.role): row for row in session.teachings}
    session.teachings = [
        kept.get((lecturer.id, role)) or SessionLecturer(lecturer=lecturer, lecturer_id=lecturer.id, role=role)
        for lecturer, role in wanted
    ]
    for position, row in enumerate(session.teachings):
        row.position = position
    audiences = {(row.track_id, row.group_id): row for row in session.audiences}
    session.audiences = [
        *(audiences.get((track.id, None)) or SessionAudience(track=track) for track in plan.tracks),
        *(audiences.get((None, group.id)) or SessionAudience(group=group) for group in plan.groups),
    ]
