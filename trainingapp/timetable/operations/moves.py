"""Acts that give sessions another time or place: one, two that change places, a day, everything from a day on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from typing import TypeAlias

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Venue
from trainingapp.timetable import queries
from trainingapp.timetable.models import Session
from trainingapp.timetable.operations.plans import refuse_if_blocking, refuse_stale, take_along
from trainingapp.timetable.operations.steps import Edit, keep_steps
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.conflicts import blocking
from trainingapp.timetable.rules.slots import Span, later_half_day, moved_start
from trainingapp.timetable.terms import HalfDay, SessionState

#: The columns that say where a session is, with the values that they are to have.
Place: TypeAlias = Mapping[str, object]


def move_session(
    actor: Actor,
    session: Session,
    *,
    day: date,
    half_day: HalfDay,
    version: int,
    venue: Venue | None = None,
    accepted_reason: str = "",
) -> list[Conflict]:
    """Move a session to a half-day, and to another venue where one is given; return the conflicts it now has.

    Its length stays, and so do its times within the same half-day; else it begins as long after that half-day's usual
    start as before. Where its class is busy then, it follows the sessions that are there. A reason that was given for
    the old place is replaced. Refuses what the rules call BLOCK; raises Stale when somebody else saved it meanwhile.
    """
    wanted = f"{day.month}月{day.day}日{half_day.label}"
    refuse_stale(session, version, wanted=wanted)
    _refuse_cancelled(session)
    starts_at, ends_at = find_times(session, day, half_day)
    place = {"held_on": day, "half_day": half_day, "starts_at": starts_at, "ends_at": ends_at}
    whole = {**place, "venue_id": venue.id if venue else session.venue_id}
    label = f"移动“{session.title}”到{wanted}"
    return place_sessions(actor, [(session, whole)], label=label, accepted_reason=accepted_reason)


def find_times(session: Session, day: date, half_day: HalfDay, *, again: bool = False) -> Span:
    """Return when a session, or a second one like it (`again`), would begin and end in a half-day.

    Refuses one that would run past midnight.
    """
    card = queries.find_place(session, (day, half_day), again=again)
    if card is None:
        raise Refused(f"“{session.label}”太长，放到{half_day.label}会过半夜")
    return card.starts.time(), card.ends.time()


def swap_sessions(actor: Actor, one: Session, other: Session, *, versions: tuple[int, int]) -> list[Conflict]:
    """Let two sessions of a class change places: each begins when the other did, with its own length and venue.

    Refuses what `move_session` refuses, of both.
    """
    for session, version, partner in ((one, versions[0], other), (other, versions[1], one)):
        refuse_stale(session, version, wanted=f"与“{partner.title}”对调")
        _refuse_cancelled(session)
    if one is other:
        raise Refused("请选另一次课来对调")
    places = [(one, _place_of(one, other)), (other, _place_of(other, one))]
    return place_sessions(actor, places, label=f"对调“{one.title}”和“{other.title}”")


def move_day(actor: Actor, *cohorts: Cohort, day: date, to: date) -> list[Conflict]:
    """Move everything that classes have on a day to another day, at the same times; return the conflicts.

    It is one act, judged where all of them then stand. Refuses an empty day, and what the rules call BLOCK unless it
    was there before.
    """
    sessions = [session for session in queries.list_sessions(*cohorts) if session.held_on == day]
    if not sessions:
        raise Refused(f"{day.month}月{day.day}日没有课，不用移动")
    places = [(session, {"held_on": to}) for session in sessions]
    label = f"{day.month}月{day.day}日的课整天移到{to.month}月{to.day}日"
    return place_sessions(actor, places, label=label)


def shift_later(actor: Actor, *cohorts: Cohort, first: date, half_day: HalfDay, half_days: int) -> list[Conflict]:
    """Shift everything of classes from a half-day on by some half-days of working days; return the conflicts.

    Mornings and afternoons count; what is held in an evening stays in the evening of the day that its afternoon goes
    to. It is one act, judged where all of them then stand. Refuses less than one half-day, nothing to shift, and what
    the rules call BLOCK unless it was there before.
    """
    if half_days < 1:
        raise Refused("请填顺延几个半天，至少 1 个")
    begins = (first, half_day.order)
    later = [one for one in queries.list_sessions(*cohorts) if (one.held_on, one.half_day.order) >= begins]
    if not later:
        raise Refused(f"{first.month}月{first.day}日{half_day.label}以后没有课，不用顺延")
    places = [(session, _shifted(session, half_days)) for session in later]
    label = f"{first.month}月{first.day}日{half_day.label}起顺延 {half_days} 个半天"
    return place_sessions(actor, places, label=label)


def _shifted(session: Session, half_days: int) -> Place:
    def is_worked(day: date) -> bool:
        return queries.day_of(day).is_worked

    day, half_day = later_half_day(session.held_on, session.half_day, half_days, is_worked)
    return _begin_at(session, day, half_day, moved_start(session.starts_at, session.half_day, half_day))


def _place_of(session: Session, partner: Session) -> Place:
    return _begin_at(session, partner.held_on, partner.half_day, partner.starts_at)


def _begin_at(session: Session, day: date, half_day: HalfDay, starts_at: time) -> Place:
    ends = datetime.combine(day, starts_at) + (session.ends - session.starts)
    if ends.date() != day:
        raise Refused(f"“{session.label}”太长，放到{half_day.label}会过半夜")
    return {"held_on": day, "half_day": half_day, "starts_at": starts_at, "ends_at": ends.time()}


def place_sessions(
    actor: Actor, places: Sequence[tuple[Session, Place]], *, label: str, accepted_reason: str = ""
) -> list[Conflict]:
    """Put sessions elsewhere in one act, their visits with them; return the conflicts that they have there.

    Refuses what the rules call BLOCK, except a clash that two of them had before. `label` tells the step in words.
    """
    sessions = [session for session, _ in places]
    known = _clashes(queries.conflicts_of(sessions)) if len(sessions) > 1 else set()
    began = {session.id: session.starts_at for session in sessions}
    moved = [found for session, place in places if (found := _apply(session, place, accepted_reason)) is not None]
    db.session.flush()
    for session in sessions:
        take_along(actor, session, began[session.id])
    for session in sessions:
        db.session.expire(session, ["venue"])
    conflicts = queries.conflicts_of(sessions)
    refuse_if_blocking([one for one in conflicts if _key(one) not in known])
    for session, changed, was in moved:
        audit.record(actor, "session.moved", session, changed, reason=f"原为{was}")
    keep_steps(actor, label=label, edits=[Edit(session, changed, moved=True) for session, changed, _ in moved])
    return conflicts


def _apply(session: Session, place: Place, accepted_reason: str) -> tuple[Session, Changes, str] | None:
    """Put a session elsewhere; return what changed and where it was, None where it is there already."""
    was = session.label
    moved = changes.apply(session, **place)
    if not moved:
        return None
    reason = changes.apply(session, accepted_reason=accepted_reason.strip())
    return session, reason | moved, was


def _clashes(conflicts: Iterable[Conflict]) -> set[object]:
    return {_key(conflict) for conflict in blocking(conflicts)}


def _key(conflict: Conflict) -> object:
    return conflict.kind, frozenset(card.id for card in conflict.cards)


def _refuse_cancelled(session: Session) -> None:
    if session.state is SessionState.CANCELLED:
        raise Refused(f"“{session.label}”已取消，请先恢复再移动")
