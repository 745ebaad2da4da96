"""Acts that give sessions another time or place: moving, putting back, making another like it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.audit.models import AuditEvent
from trainingapp.core import changes
from trainingapp.core.changes import Changes, Recorded
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Venue
from trainingapp.timetable import queries
from trainingapp.timetable.models import Session
from trainingapp.timetable.operations.plans import Plan, refuse_if_blocking, refuse_stale
from trainingapp.timetable.operations.sessions import add_planned
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.slots import Span, first_free, moved_start
from trainingapp.timetable.terms import HalfDay, SessionState


def move_session(
    actor: Actor, session: Session, *, day: date, half_day: HalfDay, version: int, venue: Venue | None = None
) -> list[Conflict]:
    """Move a session to a half-day, and to another venue where one is given; return the conflicts it now has.

    Its length stays, and so do its times within the same half-day; else it begins as long after that half-day's usual
    start as before. Where its class is busy then, it follows the sessions that are there. A reason that was given for
    the old place is dropped. Refuses what the rules call BLOCK; raises Stale when somebody else saved it meanwhile.
    """
    refuse_stale(session, version)
    if session.state is SessionState.CANCELLED:
        raise Refused(f"“{session.label}”已取消，请先恢复再移动")
    starts_at, ends_at = find_times(session, day, half_day)
    place = {"held_on": day, "half_day": half_day, "starts_at": starts_at, "ends_at": ends_at}
    return _place(actor, session, {**place, "venue_id": venue.id if venue else session.venue_id})


def undo_move(actor: Actor, session: Session, *, version: int) -> list[Conflict]:
    """Put a session back to where it was before its last move; done twice, it is moved again.

    Refuses what `move_session` refuses, and a session that has not been moved or was changed since.
    """
    refuse_stale(session, version)
    move = queries.last_move(session)
    if move is None or not is_where_it_went(session, move):
        raise Refused(f"“{session.label}”移动以后又改过，不能撤销；请直接移动或修改")
    return _place(actor, session, _values(move.before))


def is_where_it_went(session: Session, move: AuditEvent) -> bool:
    """Tell whether a session still takes place where a move has put it."""
    held = session.state is SessionState.PLANNED
    return held and all(getattr(session, name) == value for name, value in _values(move.after).items())


def _place(actor: Actor, session: Session, place: Mapping[str, object]) -> list[Conflict]:
    """Put a session somewhere, judge it there and keep the move in the trail."""
    before = session.label
    moved = changes.apply(session, **place)
    if not moved:
        return queries.session_conflicts(session)
    dropped = changes.apply(session, accepted_reason=place.get("accepted_reason", ""))
    db.session.flush()
    db.session.expire(session, ["venue"])
    conflicts = queries.session_conflicts(session)
    refuse_if_blocking(conflicts)
    whole = Changes({**dropped.before, **moved.before}, {**dropped.after, **moved.after})
    audit.record(actor, queries.MOVED, session, whole, reason=f"原为{before}")
    return conflicts


#: How the trail's values are read back: what an undone move needs.
READ_BACK: Mapping[str, Callable[[str], object]] = {
    "held_on": date.fromisoformat,
    "half_day": HalfDay,
    "starts_at": time.fromisoformat,
    "ends_at": time.fromisoformat,
}


def _values(recorded: Mapping[str, Recorded]) -> dict[str, object]:
    return {name: READ_BACK[name](str(value)) if name in READ_BACK else value for name, value in recorded.items()}


def find_times(session: Session, day: date, half_day: HalfDay, *, again: bool = False) -> Span:
    """Return when a session, or a second one like it (`again`), would begin and end in a half-day.

    Refuses one that would run past midnight.
    """
    starts_at = moved_start(session.starts_at, session.half_day, half_day)
    ends = datetime.combine(day, starts_at) + (session.ends - session.starts)
    if ends.date() != day:
        raise Refused(f"“{session.label}”太长，放到{half_day.label}会过半夜")
    wanted = (starts_at, ends.time())
    taken = queries.taken_times(session, day, half_day, again=again)
    return first_free(half_day, wanted, taken) or wanted


def duplicate_session(
    actor: Actor, session: Session, *, day: date, half_day: HalfDay, venue: Venue | None = None
) -> tuple[Session, list[Conflict]]:
    """Add a session like this one in another half-day; return it and its conflicts. Refuses what the rules call BLOCK.

    Times are found as for a move; attendance and the reason of an accepted warning are not taken along.
    """
    starts_at, ends_at = find_times(session, day, half_day, again=True)
    plan = replace(
        Plan.of(session),
        held_on=day,
        half_day=half_day,
        starts_at=starts_at,
        ends_at=ends_at,
        venue=venue or session.venue,
    )
    return add_planned(actor, session.cohort, plan)
