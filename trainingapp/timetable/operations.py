"""Acts on sessions: adding, changing, moving, cancelling and restoring them. The rules advise; only a BLOCK refuses."""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Group, Track
from trainingapp.core import changes, events
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale
from trainingapp.curriculum.models import Course, Lecturer, Venue
from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable import queries
from trainingapp.timetable.models import Session, SessionAudience, SessionLecturer
from trainingapp.timetable.rules.conflicts import Conflict, blocking, find_conflicts, sentence, warnings
from trainingapp.timetable.terms import HalfDay, SessionState, Teaching

USUAL_START = {HalfDay.MORNING: time(9, 0), HalfDay.AFTERNOON: time(13, 30), HalfDay.EVENING: time(18, 30)}


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
    speakers: Sequence[Lecturer] = field(default=())
    host: Lecturer | None = None
    tracks: Sequence[Track] = field(default=())
    groups: Sequence[Group] = field(default=())

    @property
    def columns(self) -> dict[str, object]:
        """Return the values of the session's own columns."""
        apart = {"speakers", "host", "tracks", "groups", "course", "venue"}
        values = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in apart}
        return {
            **values,
            "course_id": self.course.id if self.course else None,
            "venue_id": self.venue.id if self.venue else None,
        }


def add_session(actor: Actor, cohort: Cohort, *, plan: Plan, accepted_reason: str = "") -> list[Conflict]:
    """Add a session to a class and return the conflicts it has.

    Refuses what the rules call BLOCK, and warnings that nobody has accepted with a reason.
    """
    _refuse_times(plan.starts_at, plan.ends_at)
    session = Session(cohort=cohort, accepted_reason=accepted_reason, **plan.columns)
    _set_people(session, plan)
    session.course, session.venue = plan.course, plan.venue
    db.session.add(session)
    db.session.flush()
    conflicts = find_session_conflicts(session)
    refuse_if_blocking(conflicts)
    _refuse_unaccepted(conflicts, accepted_reason)
    audit.record(actor, "session.added", session, changes.created(session), reason=accepted_reason)
    return conflicts


def change_session(
    actor: Actor, session: Session, *, plan: Plan, version: int, accepted_reason: str = ""
) -> list[Conflict]:
    """Change a session and return the conflicts it now has; refuses what `add_session` refuses.

    `version` is that of the session as the actor saw it: raises Stale when somebody else saved it meanwhile.
    """
    _refuse_stale(session, version)
    _refuse_times(plan.starts_at, plan.ends_at)
    before = _people(session)
    changed = changes.apply(session, accepted_reason=accepted_reason, **plan.columns)
    _set_people(session, plan)
    session.course, session.venue = plan.course, plan.venue
    named = changes.between(before, _people(session))
    whole = Changes({**changed.before, **named.before}, {**changed.after, **named.after})
    db.session.flush()
    conflicts = find_session_conflicts(session)
    refuse_if_blocking(conflicts)
    _refuse_unaccepted(conflicts, accepted_reason)
    if whole:
        audit.record(actor, "session.changed", session, whole, reason=accepted_reason)
    return conflicts


def move_session(actor: Actor, session: Session, *, day: date, half_day: HalfDay, version: int) -> list[Conflict]:
    """Move a session to a half-day and return the conflicts it now has; its length stays.

    Within the same half-day of another date the times stay too, else it begins when that half-day usually does.
    Refuses what the rules call BLOCK; raises Stale when somebody else saved it meanwhile.
    """
    _refuse_stale(session, version)
    if session.state is SessionState.CANCELLED:
        raise Refused(f"“{session.label}”已取消，请先恢复再移动")
    starts_at, ends_at = moved_times(session, half_day)
    before = session.label
    changed = changes.apply(session, held_on=day, half_day=half_day, starts_at=starts_at, ends_at=ends_at)
    db.session.flush()
    conflicts = find_session_conflicts(session)
    refuse_if_blocking(conflicts)
    if changed:
        audit.record(actor, "session.moved", session, changed, reason=f"原为{before}")
    return conflicts


def moved_times(session: Session, half_day: HalfDay) -> tuple[time, time]:
    """Return when a session would begin and end in a half-day; refuses one that would run past midnight."""
    if half_day is session.half_day:
        return session.starts_at, session.ends_at
    starts = datetime.combine(session.held_on, USUAL_START[half_day])
    ends = starts + (session.ends - session.starts)
    if ends.date() != starts.date():
        raise Refused(f"“{session.label}”太长，放到{half_day.label}会过半夜")
    return starts.time(), ends.time()


def cancel_session(actor: Actor, session: Session, *, reason: str) -> Changes:
    """Cancel a session for a reason; it stays on record, and its roll call no longer counts."""
    if not reason.strip():
        raise Refused("请写明取消的原因，例如 讲师临时有事")
    if session.state is SessionState.CANCELLED:
        raise Refused(f"“{session.label}”已经取消了")
    changed = changes.apply(session, state=SessionState.CANCELLED)
    audit.record(actor, "session.cancelled", session, changed, reason=reason.strip())
    events.session_cancelled.send(None, session=session)
    return changed


def restore_session(actor: Actor, session: Session) -> list[Conflict]:
    """Bring a cancelled session back where it was, with its roll call; refuses when its place is taken."""
    changed = changes.apply(session, state=SessionState.PLANNED)
    db.session.flush()
    conflicts = find_session_conflicts(session)
    refuse_if_blocking(conflicts)
    if changed:
        audit.record(actor, "session.restored", session, changed)
    return conflicts


def find_session_conflicts(session: Session) -> list[Conflict]:
    """Return what is wrong with a session where it stands now, among its class and all classes of the day."""
    near = {one.id: one for one in queries.list_sessions(session.cohort)}
    near |= {one.id: one for one in queries.sessions_on([session.held_on])}
    cards = queries.cards_of([*(one for one in near.values() if one is not session), session])
    return find_conflicts(cards[-1], cards[:-1], queries.day_of)


def refuse_if_blocking(conflicts: Sequence[Conflict]) -> None:
    """Refuse with every blocking conflict in words."""
    blocked = blocking(conflicts)
    if blocked:
        raise Refused(*(sentence(conflict) for conflict in blocked))


class Unaccepted(Refused):
    """The rules warn and nobody has given a reason yet; the page shows the conflicts and asks."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        """Keep the conflicts as data."""
        super().__init__(*(sentence(conflict) for conflict in conflicts))
        self.conflicts = conflicts


def _refuse_unaccepted(conflicts: Sequence[Conflict], reason: str) -> None:
    found = warnings(conflicts)
    if found and not reason.strip():
        raise Unaccepted(found)


def _refuse_times(starts_at: time, ends_at: time) -> None:
    if ends_at <= starts_at:
        raise Refused(f"结束时间 {ends_at:%H:%M} 不晚于开始时间 {starts_at:%H:%M}")


def _refuse_stale(session: Session, version: int) -> None:
    if session.version != version:
        raise Stale(
            f"别人刚刚改过这次课，现在是“{session.label}”（{session.starts_at:%H:%M}–{session.ends_at:%H:%M}）。请刷新后再改"
        )


def _people(session: Session) -> dict[str, object]:
    return {
        "speakers": [lecturer.name for lecturer in session.speakers],
        "host": session.host.name if session.host else None,
        "audience": session.audience_label,
    }


def _set_people(session: Session, plan: Plan) -> None:
    """Set who teaches and for whom; rows that stay are kept, so that nothing is written twice."""
    wanted = [(lecturer, Teaching.SPEAKER) for lecturer in plan.speakers]
    wanted += [(plan.host, Teaching.HOST)] if plan.host else []
    kept = {(row.lecturer_id, row.role): row for row in session.teachings}
    session.teachings = [
        kept.get((lecturer.id, role)) or SessionLecturer(lecturer=lecturer, role=role) for lecturer, role in wanted
    ]
    for position, row in enumerate(session.teachings):
        row.position = position
    audiences = {(row.track_id, row.group_id): row for row in session.audiences}
    session.audiences = [
        *(audiences.get((track.id, None)) or SessionAudience(track=track) for track in plan.tracks),
        *(audiences.get((None, group.id)) or SessionAudience(group=group) for group in plan.groups),
    ]


def usual_times(half_day: HalfDay, *, length: timedelta = timedelta(hours=2, minutes=30)) -> tuple[time, time]:
    """Return when a session of a half-day usually begins and ends."""
    starts = datetime.combine(date.min, USUAL_START[half_day])
    return starts.time(), (starts + length).time()
