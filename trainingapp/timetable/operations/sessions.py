"""Acts on one session: adding, changing, cancelling and restoring it. The rules advise; only a BLOCK refuses."""

from collections.abc import Sequence
from dataclasses import replace

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.core import changes, events
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.core.times import show_span
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
    take_along,
)
from trainingapp.timetable.operations.steps import Edit, keep_step, verb_of
from trainingapp.timetable.rules.cards import Card, Conflict
from trainingapp.timetable.rules.fitting import put_card
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
    refuse_stale(session, version, wanted=f"“{plan.title}”（{show_span(plan.starts_at, plan.ends_at)}）")
    refuse_times(plan.starts_at, plan.ends_at)
    whole, turned = _rewrite(session, plan, accepted_reason)
    db.session.flush()
    conflicts = queries.session_conflicts(session)
    refuse_if_blocking(conflicts)
    refuse_unaccepted(conflicts, accepted_reason)
    if whole:
        audit.record(actor, "session.changed", session, whole, reason=accepted_reason)
    if turned:
        keep_step(actor, session.cohort, label=f"修改“{session.title}”", edits=[Edit(session, turned)])
    return conflicts


def change_sessions(
    actor: Actor, cohort: Cohort, plans: Sequence[tuple[Session, Plan]], *, label: str, accepted_reason: str = ""
) -> list[Conflict]:
    """Change sessions of a class in one step, judged where all of them then stand; return the conflicts they have.

    Visits go along with sessions that begin at another time. A reason that somebody gave holds where a session is not
    moved. Refuses what `change_session` refuses, all or none. `label` tells the step in words.
    """
    began = {session.id: session.starts for session, _plan in plans}
    reasons = {session.id: accepted_reason.strip() or _lasting_reason(session, plan) for session, plan in plans}
    for _session, plan in plans:
        refuse_times(plan.starts_at, plan.ends_at)
    rewritten = [(session, *_rewrite(session, plan, reasons[session.id])) for session, plan in plans]
    db.session.flush()
    for session, _plan in plans:
        take_along(actor, session, began[session.id].time())
    conflicts = queries.conflicts_of([session for session, _plan in plans])
    refuse_if_blocking(conflicts)
    refuse_unaccepted([one for one in conflicts if not one.accepted], accepted_reason)
    for session, whole, _turned in rewritten:
        if whole:
            audit.record(actor, verb_of(whole), session, whole, reason=accepted_reason)
    edits = [Edit(session, turned, moved=session.starts != began[session.id]) for session, _whole, turned in rewritten]
    keep_step(actor, cohort, label=label, edits=edits)
    return conflicts


def judge_plans(plans: Sequence[tuple[Session, Plan]]) -> list[Conflict]:
    """Return the conflicts that `change_sessions` would meet; nothing is changed."""
    wanted = {session.id: plan for session, plan in plans}
    placed = [(session, plan.held_on) for session, plan in plans]
    return queries.conflicts_if(placed, lambda card: _as_planned(card, wanted[card.id]))


def _as_planned(card: Card, plan: Plan) -> Card:
    return replace(
        put_card(card, (plan.held_on, plan.half_day), plan.starts_at, plan.ends_at),
        label=plan.title,
        hours=plan.hours,
        form=plan.form,
        speakers={one.id: one.name for one in plan.speakers},
        hosts={plan.host.id: plan.host.name} if plan.host else {},
        speaker_named=bool(plan.speaker_note),
        room=queries.room_of(plan.venue),
    )


def _lasting_reason(session: Session, plan: Plan) -> str:
    there, wanted = Plan.of(session), (plan.held_on, plan.half_day, plan.starts_at, plan.ends_at, plan.venue)
    same = wanted == (there.held_on, there.half_day, there.starts_at, there.ends_at, there.venue)
    return session.accepted_reason if same else ""


def _rewrite(session: Session, plan: Plan, reason: str) -> tuple[Changes, Changes]:
    """Let a session be what a plan says; return what the trail tells of it, and what a step back restores."""
    before, links = people_of(session), links_of(session)
    changed = changes.apply(session, accepted_reason=reason, **plan.columns)
    set_people(session, plan)
    session.course, session.venue = plan.course, plan.venue
    return changed | changes.between(before, people_of(session)), changed | changes.between(links, links_of(session))


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
