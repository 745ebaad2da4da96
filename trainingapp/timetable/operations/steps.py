"""Undoing and doing again: each act on a class's draft leaves a step with what it changed."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from sqlalchemy import ColumnElement, delete, select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.core import changes, events
from trainingapp.core.changes import Changes, Recorded
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable import queries
from trainingapp.timetable.models import Session, Step
from trainingapp.timetable.operations.plans import refuse_if_blocking
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.terms import HalfDay, SessionState

#: How recorded values are read back; the others are kept as they are.
READ_BACK: Mapping[str, Callable[[str], object]] = {
    "held_on": date.fromisoformat,
    "half_day": HalfDay,
    "starts_at": time.fromisoformat,
    "ends_at": time.fromisoformat,
    "hours": Decimal,
    "state": SessionState,
    "form": Form,
    "category": Category,
}
TIMES = frozenset({"held_on", "half_day", "starts_at", "ends_at", "venue_id"})


@dataclass(frozen=True)
class Edit:
    """What an act changed of a session; `changed` is None where it added the session."""

    session: Session
    changed: Changes | None


def keep_step(actor: Actor, cohort: Cohort, *, label: str, edits: Iterable[Edit]) -> Step | None:
    """Keep a step to undo; whatever the actor has undone before can then no longer be done again."""
    kept = [_recorded(edit) for edit in edits]
    if not kept:
        return None
    _forget(actor, cohort, Step.undone.is_(True))
    step = Step(cohort_id=cohort.id, user_id=actor.user_id, label=label[:200], edits=kept)
    db.session.add(step)
    return step


def _recorded(edit: Edit) -> dict[str, Recorded]:
    before = dict(edit.changed.before) if edit.changed else None
    after = dict(edit.changed.after) if edit.changed else None
    return {"session": edit.session.id, "before": before, "after": after}


def undo_step(actor: Actor, cohort: Cohort) -> tuple[Step, list[Conflict]]:
    """Take back the actor's own newest step in a class; return it and the conflicts of what it put back.

    Refuses where there is none, where a session was changed since, and what the rules call BLOCK. A session that the
    step added is removed, and then the step cannot be done again.
    """
    step = queries.last_step(actor, cohort)
    if step is None:
        raise Refused("没有可以撤销的操作：您在本班课表上还没有做过改动，或者都已撤销")
    conflicts = _turn(actor, cohort, step, ("after", "before"), f"撤销：{step.label}")
    if any(edit["before"] is None for edit in step.edits):
        _forget(actor, cohort, Step.id >= step.id)
    else:
        step.undone = True
    return step, conflicts


def redo_step(actor: Actor, cohort: Cohort) -> tuple[Step, list[Conflict]]:
    """Do again what the actor has undone last; refuses what `undo_step` refuses."""
    step = queries.undone_step(actor, cohort)
    if step is None:
        raise Refused("没有可以重做的操作")
    conflicts = _turn(actor, cohort, step, ("before", "after"), f"重做：{step.label}")
    step.undone = False
    return step, conflicts


def _forget(actor: Actor, cohort: Cohort, limit: ColumnElement[bool]) -> None:
    own = (Step.cohort_id == cohort.id, Step.user_id.is_not_distinct_from(actor.user_id))
    db.session.execute(delete(Step).where(*own, limit))


def _turn(actor: Actor, cohort: Cohort, step: Step, sides: tuple[str, str], reason: str) -> list[Conflict]:
    """Bring every session of a step from one side to the other, judge them together and tell the trail."""
    wanted = [int(str(edit["session"])) for edit in step.edits]
    own = {
        one.id: one
        for one in db.session.scalars(select(Session).where(Session.cohort_id == cohort.id, Session.id.in_(wanted)))
    }
    turned = [_turn_one(actor, own.get(int(str(edit["session"]))), edit, sides, reason) for edit in step.edits]
    db.session.flush()
    held = [session for session in turned if session is not None and session.state is SessionState.PLANNED]
    for session in held:
        db.session.expire(session, ["venue"])
    conflicts = queries.conflicts_of(held)
    refuse_if_blocking(conflicts)
    return conflicts


def _turn_one(
    actor: Actor, session: Session | None, edit: Mapping[str, Recorded], sides: tuple[str, str], reason: str
) -> Session | None:
    """Bring one session to the other side; return it, or None where it has been removed."""
    if session is None:
        raise Refused("这一步里的课次已经不在了，不能再撤销或重做")
    if edit["before"] is None:
        audit.record(actor, "session.removed", session, changes.removed(session), reason=reason)
        db.session.delete(session)
        return None
    here, there = (read_back(edit[side]) for side in sides)
    if any(getattr(session, name) != value for name, value in here.items()):
        raise Refused(f"“{session.label}”后来又改过，不能撤销或重做这一步；请直接移动或修改")
    changed = changes.apply(session, **there)
    audit.record(actor, verb_of(changed), session, changed, reason=reason)
    if session.state is SessionState.CANCELLED and "state" in there:
        events.session_cancelled.send(None, session=session)
    return session


def verb_of(changed: Changes) -> str:
    """Return the verb by which the trail tells of a change of a session."""
    if "state" in changed.after:
        return "session.cancelled" if changed.after["state"] == SessionState.CANCELLED.value else "session.restored"
    return "session.moved" if TIMES & changed.after.keys() else "session.changed"


def read_back(recorded: Recorded) -> dict[str, object]:
    """Return recorded columns as the values that they were."""
    values = recorded if isinstance(recorded, dict) else {}
    return {
        name: READ_BACK[name](str(value)) if name in READ_BACK and value is not None else value
        for name, value in values.items()
    }
