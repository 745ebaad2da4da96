"""Acts that change how long a session is, or make two of one: lengthening, splitting, another like it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core import changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Venue
from trainingapp.timetable import queries
from trainingapp.timetable.models import Session
from trainingapp.timetable.operations.moves import find_times
from trainingapp.timetable.operations.plans import Plan, refuse_if_blocking, refuse_stale, refuse_times
from trainingapp.timetable.operations.sessions import add_planned
from trainingapp.timetable.operations.steps import Edit, keep_step
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.terms import HalfDay, SessionState

#: The parts of a split session end on a round time.
ROUND_MINUTES = 5


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
    copy, conflicts = add_planned(actor, session.cohort, plan)
    keep_step(actor, session.cohort, label=f"复制“{session.title}”", edits=[Edit(copy, None)])
    return copy, conflicts


def resize_session(actor: Actor, session: Session, *, ends_at: time, hours: Decimal, version: int) -> list[Conflict]:
    """Let a session end at another time and count other hours; return the conflicts it now has.

    Refuses an end before its start and what the rules call BLOCK; raises Stale when somebody else saved it meanwhile.
    """
    refuse_stale(session, version, wanted=f"{ends_at:%H:%M} 结束，{hours} 学时")
    refuse_times(session.starts_at, ends_at)
    _refuse_cancelled(session)
    changed = changes.apply(session, ends_at=ends_at, hours=hours)
    conflicts = _judge(session)
    if changed:
        audit.record(actor, "session.changed", session, changed)
        keep_step(actor, session.cohort, label=f"“{session.title}”改时长", edits=[Edit(session, changed)])
    return conflicts


def split_session(
    actor: Actor, session: Session, *, first_hours: Decimal, day: date, half_day: HalfDay, version: int
) -> tuple[Session, list[Conflict]]:
    """Split a session: the first part stays with its hours, the rest is held in another half-day, after it.

    Returns the second part and the conflicts of both. Refuses a part without hours and what the rules call BLOCK.
    """
    refuse_stale(session, version, wanted=f"拆分，前一次 {first_hours} 学时")
    _refuse_cancelled(session)
    if not 0 < first_hours < session.hours:
        raise Refused(f"“{session.title}”共 {session.hours} 学时，前一次要多于 0、少于 {session.hours} 学时")
    title, length = session.title, session.ends - session.starts
    rest = session.hours - first_hours
    first_length = _share(length, first_hours, session.hours)
    changed = changes.apply(
        session, title=f"{title}（上）"[:200], hours=first_hours, ends_at=(session.starts + first_length).time()
    )
    conflicts = _judge(session)
    audit.record(actor, "session.changed", session, changed, reason="拆成两次")
    plan = replace(Plan.of(session), title=f"{title}（下）"[:200], hours=rest)
    second, _ = _add_part(actor, session, plan, length - first_length, (day, half_day))
    second.after_id = session.id
    later = _judge(second)
    edits = [Edit(session, changed), Edit(second, None)]
    keep_step(actor, session.cohort, label=f"拆分“{title}”", edits=edits)
    return second, [*conflicts, *later]


def _share(length: timedelta, hours: Decimal, total: Decimal) -> timedelta:
    minutes = float(length.total_seconds()) / 60 * float(hours / total)
    return timedelta(minutes=max(1, round(minutes / ROUND_MINUTES)) * ROUND_MINUTES)


def _add_part(
    actor: Actor, session: Session, plan: Plan, length: timedelta, cell: tuple[date, HalfDay]
) -> tuple[Session, list[Conflict]]:
    """Add the second part of a session where it fits into a half-day."""
    day, half_day = cell
    starts_at, _ = find_times(session, day, half_day, again=True)
    ends = datetime.combine(day, starts_at) + length
    if ends.date() != day:
        raise Refused(f"“{plan.title}”太长，放到{half_day.label}会过半夜")
    return add_planned(
        actor,
        session.cohort,
        replace(plan, held_on=day, half_day=half_day, starts_at=starts_at, ends_at=ends.time()),
    )


def _judge(session: Session) -> list[Conflict]:
    db.session.flush()
    conflicts = queries.session_conflicts(session)
    refuse_if_blocking(conflicts)
    return conflicts


def _refuse_cancelled(session: Session) -> None:
    if session.state is SessionState.CANCELLED:
        raise Refused(f"“{session.label}”已取消，请先恢复再改")
