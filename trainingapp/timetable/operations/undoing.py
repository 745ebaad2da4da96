"""Undoing the steps that acts on a class's draft left, and doing them again."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, time
from decimal import Decimal

from sqlalchemy import select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Group
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core import changes, events
from trainingapp.core.changes import Recorded
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.terms import Category, Form
from trainingapp.timetable import queries
from trainingapp.timetable.models import PlannedCourse, Seminar, Session, Step
from trainingapp.timetable.operations.plans import (
    LINKED,
    link_planned,
    links_of,
    people_of,
    refuse_if_blocking,
    set_links,
    take_along,
)
from trainingapp.timetable.operations.seminar_steps import (
    find_table,
    make_seminar_again,
    make_table_again,
    unmake_seminar,
    unmake_table,
)
from trainingapp.timetable.operations.steps import records_of, verb_of
from trainingapp.timetable.queries.course_plans import find_planned_session
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
#: What a step turns beside sessions and a seminar's groups, by table, with the verb by which the trail tells of it.
BESIDE: Mapping[str, tuple[type[Group | Seminar], str]] = {
    Group.__tablename__: (Group, "group.changed"),
    Seminar.__tablename__: (Seminar, "seminar.changed"),
}


def undo_step(actor: Actor, cohort: Cohort) -> tuple[Step, list[Conflict]]:
    """Take back the actor's own newest step in a class; return it and the conflicts of what it put back.

    Refuses where there is none, where a session was changed since, and what the rules call BLOCK. A session that the
    step added is removed, unless something hangs on it by now: attendance, an itinerary.
    """
    step = queries.last_step(actor, [cohort])
    if step is None:
        raise Refused("没有可以撤销的操作：您在本班课表上还没有做过改动，或者都已撤销")
    return step, _turn(actor, [step], undoing=True)


def redo_step(actor: Actor, cohort: Cohort) -> tuple[Step, list[Conflict]]:
    """Do again what the actor has undone last; refuses what `undo_step` refuses."""
    step = queries.undone_step(actor, [cohort])
    if step is None:
        raise Refused("没有可以重做的操作")
    return step, _turn(actor, [step], undoing=False)


def undo_act(actor: Actor, cohorts: Collection[Cohort]) -> tuple[Sequence[Step], list[Conflict]]:
    """Take back the actor's own newest act in any of these classes, in all that it changed; refuses as `undo_step`."""
    newest = queries.last_step(actor, cohorts)
    if newest is None:
        raise Refused("没有可以撤销的操作：您在这些班的课表上还没有做过改动，或者都已撤销")
    steps = _whole_act(newest, cohorts)
    return steps, _turn(actor, steps, undoing=True)


def redo_act(actor: Actor, cohorts: Collection[Cohort]) -> tuple[Sequence[Step], list[Conflict]]:
    """Do again what the actor has undone last in any of these classes; refuses what `undo_act` refuses."""
    first = queries.undone_step(actor, cohorts)
    if first is None:
        raise Refused("没有可以重做的操作")
    steps = _whole_act(first, cohorts)
    return steps, _turn(actor, steps, undoing=False)


def _whole_act(step: Step, cohorts: Collection[Cohort]) -> Sequence[Step]:
    """Return the steps of an act; refuses one that changed a class beside these."""
    steps, known = queries.steps_of_act(step), {cohort.id for cohort in cohorts}
    beside = [one.cohort.short_name for one in steps if one.cohort_id not in known]
    if beside:
        told = f"“{step.label}”同时改了{'、'.join(beside)}，这里没有显示、已经结班，或者您不能改"
        raise Refused(f"{told}；请先显示这些班，或到各班课表分别撤销")
    return steps


def _turn(actor: Actor, steps: Sequence[Step], *, undoing: bool) -> list[Conflict]:
    """Bring every session of an act's steps from one side to the other and judge them where all then stand."""
    held = [session for step in steps for session in _turn_step(actor, step, undoing=undoing)]
    for step in steps:
        step.undone = undoing
    db.session.flush()
    for session in held:
        db.session.expire(session, ["venue", "course"])
    conflicts = queries.conflicts_of(held)
    refuse_if_blocking(conflicts)
    return conflicts


def _turn_step(actor: Actor, step: Step, *, undoing: bool) -> list[Session]:
    """Bring every session of a step from one side to the other and tell the trail; return those that are held then."""
    cohort = step.cohort
    sides = ("after", "before") if undoing else ("before", "after")
    reason = f"{'撤销' if undoing else '重做'}：{step.label}"
    refuse_closed(cohort, "课表")
    wanted = [int(str(edit["session"])) for edit in step.edits]
    own = {
        one.id: one
        for one in db.session.scalars(select(Session).where(Session.cohort_id == cohort.id, Session.id.in_(wanted)))
    }
    turned = []
    for edit in reversed(step.edits) if undoing else step.edits:
        session = _turn_one(actor, cohort, own, edit, sides=sides, reason=reason)
        _turn_made(actor, cohort, edit.get("made"), undoing=undoing, reason=reason)
        _turn_table(actor, edit.get("table"), session, side=sides[1], reason=reason)
        _turn_rows(actor, edit.get("rows"), sides=sides, reason=reason)
        if session is not None and edit.get("freed"):
            _turn_place(actor, session, edit["freed"], undoing=undoing)
        turned.append(session)
    return [session for session in turned if session is not None and session.state is SessionState.PLANNED]


def _turn_one(
    actor: Actor,
    cohort: Cohort,
    own: Mapping[int, Session],
    edit: Mapping[str, Recorded],
    *,
    sides: tuple[str, str],
    reason: str,
) -> Session | None:
    """Bring one session to the other side; return it, or None where it has been removed."""
    here, there = (edit[side] for side in sides)
    session = own.get(int(str(edit["session"])))
    if here is None and session is None:
        return _make_again(actor, cohort, edit, reason)
    if session is None or here is None:
        raise Refused("这一步里的课次已经不在了，不能再撤销或重做")
    _refuse_changed(session, here)
    if there is None:
        _remove(actor, session, reason)
        return None
    began = session.starts_at
    _change(actor, session, there, reason)
    if edit.get("moved"):
        take_along(actor, session, began)
    return session


def _refuse_changed(session: Session, recorded: Recorded) -> None:
    columns, links = read_back(recorded)
    now = links_of(session)
    if any(getattr(session, name) != value for name, value in columns.items()) or any(
        now[name] != ids for name, ids in links.items()
    ):
        raise Refused(f"“{session.label}”后来又改过，不能撤销或重做这一步；请直接移动或修改")


def _change(actor: Actor, session: Session, recorded: Recorded, reason: str) -> None:
    columns, links = read_back(recorded)
    before = people_of(session)
    changed = changes.apply(session, **columns)
    set_links(session, links)
    changed |= changes.between(before, people_of(session))
    audit.record(actor, verb_of(changed), session, changed, reason=reason)
    if session.state is SessionState.CANCELLED and "state" in columns:
        events.session_cancelled.send(None, session=session)


def _remove(actor: Actor, session: Session, reason: str) -> None:
    """Remove a session that a step added; refuses one on which something hangs that would be lost with it."""
    used = records_of(session)
    if used:
        raise Refused(f"“{session.label}”{used}，撤销会丢掉这些记录；要停课请用“取消这次课”")
    audit.record(actor, "session.removed", session, changes.removed(session), reason=reason)
    db.session.delete(session)


def _make_again(actor: Actor, cohort: Cohort, edit: Mapping[str, Recorded], reason: str) -> Session:
    """Make a session that was undone again, under its old ids and for its course of the plan."""
    columns, links = read_back(edit["after"])
    ids = {"id": int(str(edit["session"])), "public_id": edit["public_id"]}
    session = Session(cohort=cohort, **ids, **columns)
    set_links(session, links)
    db.session.add(session)
    db.session.flush()
    audit.record(actor, "session.added", session, changes.created(session), reason=reason)
    _plan_again(actor, session, edit["planned"])
    return session


def _plan_again(actor: Actor, session: Session, place: Recorded) -> None:
    """Let a session stand again for its time of a course of the plan, where both are still free for each other."""
    if not isinstance(place, list):
        return
    planned_id, number, fixed = (int(one) for one in place if isinstance(one, int))
    planned = db.session.scalar(select(PlannedCourse).where(PlannedCourse.id == planned_id))
    if planned is None:
        return
    db.session.flush()
    db.session.expire(planned, ["sessions"])
    if all(link.number != number for link in planned.sessions):
        link_planned(actor, planned, number, session, fixed=bool(fixed))


def _turn_made(actor: Actor, cohort: Cohort, kept: Recorded, *, undoing: bool, reason: str) -> None:
    if not isinstance(kept, dict):
        return
    if undoing:
        unmake_seminar(actor, kept, reason)
    else:
        make_seminar_again(actor, cohort, kept, reason)


def _turn_table(actor: Actor, kept: Recorded, session: Session | None, *, side: str, reason: str) -> None:
    """Give a group of a seminar its session of this side, and its theme and questions."""
    if not isinstance(kept, dict):
        return
    table, values, undoing = find_table(kept), kept[side], side == "before"
    if table is None and not undoing:
        table = make_table_again(actor, kept, kept.get("whole"), reason)
    if table is None or not isinstance(values, dict):
        return
    table.session = session
    changed = changes.apply(table, **values)
    if changed:
        audit.record(actor, "seminar.changed", table, changed, reason=reason)
    if undoing and kept.get("whole"):
        unmake_table(actor, table, reason)


def _turn_rows(actor: Actor, kept: Recorded, *, sides: tuple[str, str], reason: str) -> None:
    for row in kept if isinstance(kept, list) else ():
        if isinstance(row, dict):
            _turn_row(actor, row, sides=sides, reason=reason)


def _turn_row(actor: Actor, kept: Mapping[str, Recorded], *, sides: tuple[str, str], reason: str) -> None:
    """Bring the name of a seminar or the theme of a group to the other side, unless somebody changed it since."""
    kind, verb = BESIDE[str(kept["of"])]
    row = db.session.scalar(select(kind).where(kind.id == kept["id"]))
    here, there = (kept[side] for side in sides)
    if not isinstance(row, Group | Seminar) or not isinstance(here, dict) or not isinstance(there, dict):
        return
    if all(getattr(row, name) == value for name, value in here.items()):
        audit.record(actor, verb, row, changes.apply(row, **there), reason=reason)


def _turn_place(actor: Actor, session: Session, place: Recorded, *, undoing: bool) -> None:
    """Give a session back the place in the course plan that it made way at, or let it make way again."""
    if undoing:
        _plan_again(actor, session, place)
        return
    link = find_planned_session(session)
    if link is not None:
        db.session.delete(link)
        db.session.flush()


def read_back(recorded: Recorded) -> tuple[dict[str, object], dict[str, list[int]]]:
    """Return recorded columns as the values that they were, and the links by ids."""
    values = recorded if isinstance(recorded, dict) else {}
    columns = {
        name: READ_BACK[name](str(value)) if name in READ_BACK and value is not None else value
        for name, value in values.items()
        if name not in LINKED
    }
    linked = ((name, ids) for name, ids in values.items() if name in LINKED and isinstance(ids, list))
    links = {name: [int(str(key)) for key in ids] for name, ids in linked}
    return columns, links
