"""Acts on one session: adding, changing, cancelling and restoring it. The rules advise; only a BLOCK refuses."""

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.core import changes, events
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.timetable import queries
from trainingapp.timetable.models import Session
from trainingapp.timetable.operations.plans import (
    Plan,
    links_of,
    people_of,
    refuse_if_blocking,
    refuse_stale,
    refuse_times,
    refuse_unaccepted,
    set_people,
)
from trainingapp.timetable.operations.steps import Edit, keep_step
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.terms import SessionState


def add_session(actor: Actor, cohort: Cohort, *, plan: Plan, accepted_reason: str = "") -> list[Conflict]:
    """Add a session to a class and return the conflicts it has.

    Refuses what the rules call BLOCK, and warnings that nobody has accepted with a reason.
    """
    refuse_times(plan.starts_at, plan.ends_at)
    session, conflicts = add_planned(actor, cohort, plan, accepted_reason)
    refuse_unaccepted(conflicts, accepted_reason)
    keep_step(actor, cohort, label=f"新增“{plan.title}”", edits=[Edit(session, None)])
    return conflicts


def add_planned(actor: Actor, cohort: Cohort, plan: Plan, reason: str = "") -> tuple[Session, list[Conflict]]:
    """Add a session and return it with its conflicts; refuses what the rules call BLOCK, warnings are the caller's."""
    session = Session(cohort=cohort, accepted_reason=reason.strip(), **plan.columns)
    set_people(session, plan)
    session.course, session.venue = plan.course, plan.venue
    db.session.add(session)
    db.session.flush()
    conflicts = queries.session_conflicts(session)
    refuse_if_blocking(conflicts)
    audit.record(actor, "session.added", session, changes.created(session), reason=reason.strip())
    return session, conflicts


def change_session(
    actor: Actor, session: Session, *, plan: Plan, version: int, accepted_reason: str = ""
) -> list[Conflict]:
    """Change a session and return the conflicts it now has; refuses what `add_session` refuses.

    `version` is that of the session as the actor saw it: raises Stale when somebody else saved it meanwhile.
    """
    refuse_stale(session, version, wanted=f"“{plan.title}”（{plan.starts_at:%H:%M}–{plan.ends_at:%H:%M}）")
    refuse_times(plan.starts_at, plan.ends_at)
    before, links = people_of(session), links_of(session)
    changed = changes.apply(session, accepted_reason=accepted_reason, **plan.columns)
    set_people(session, plan)
    session.course, session.venue = plan.course, plan.venue
    named = changes.between(before, people_of(session))
    whole = changed | named
    db.session.flush()
    conflicts = queries.session_conflicts(session)
    refuse_if_blocking(conflicts)
    refuse_unaccepted(conflicts, accepted_reason)
    if whole:
        audit.record(actor, "session.changed", session, whole, reason=accepted_reason)
    turned = changed | changes.between(links, links_of(session))
    if turned:
        keep_step(actor, session.cohort, label=f"修改“{session.title}”", edits=[Edit(session, turned)])
    return conflicts


def order_session(actor: Actor, session: Session, *, after: Session | None) -> list[Conflict]:
    """Let a session have to follow another of its class (a visit its lecture), or none; return its conflicts.

    Refuses a session of another class, itself, and a circle.
    """
    first = after
    while first is not None:
        if first is session or first.cohort_id != session.cohort_id:
            raise Refused(f"“{session.title}”不能排在“{after.title if after else ''}”之后：两次课会互相等")
        first = first.after
    changed = changes.apply(session, after_id=after.id if after else None)
    db.session.flush()
    db.session.expire(session, ["after"])
    if changed:
        audit.record(actor, "session.changed", session, changed)
        keep_step(actor, session.cohort, label=f"“{session.title}”的先后", edits=[Edit(session, changed)])
    return queries.session_conflicts(session)


def cancel_session(actor: Actor, session: Session, *, reason: str) -> Changes:
    """Cancel a session for a reason; it stays on record, and its roll call no longer counts."""
    if not reason.strip():
        raise Refused("请写明取消的原因，例如 讲师临时有事")
    if session.state is SessionState.CANCELLED:
        raise Refused(f"“{session.label}”已经取消了")
    changed = drop_session(actor, session, reason=reason.strip())
    keep_step(actor, session.cohort, label=f"取消“{session.title}”", edits=[Edit(session, changed)])
    return changed


def drop_session(actor: Actor, session: Session, *, reason: str) -> Changes:
    """Cancel a session as part of a larger act, which keeps the step to undo."""
    changed = changes.apply(session, state=SessionState.CANCELLED)
    audit.record(actor, "session.cancelled", session, changed, reason=reason)
    events.session_cancelled.send(None, session=session)
    return changed


def restore_session(actor: Actor, session: Session) -> list[Conflict]:
    """Bring a cancelled session back where it was, with its roll call; refuses when its place is taken."""
    changed = changes.apply(session, state=SessionState.PLANNED)
    db.session.flush()
    conflicts = queries.session_conflicts(session)
    refuse_if_blocking(conflicts)
    if changed:
        audit.record(actor, "session.restored", session, changed)
        keep_step(actor, session.cohort, label=f"恢复“{session.title}”", edits=[Edit(session, changed)])
    return conflicts
