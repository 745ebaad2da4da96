"""Each act on a class's draft leaves a step with what it changed; `undoing` turns it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, or_, select

from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort, Group
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core import changes, events
from trainingapp.core.changes import Changes, Recorded
from trainingapp.core.database import db
from trainingapp.core.ids import new_public_id
from trainingapp.timetable import queries
from trainingapp.timetable.models import Seminar, SeminarTable, Session, Step
from trainingapp.timetable.operations.plans import (
    Plan,
    links_of,
)
from trainingapp.timetable.operations.seminar_steps import (
    keep_seminar,
    keep_table,
)
from trainingapp.timetable.terms import SessionState

TIMES = frozenset({"held_on", "half_day", "starts_at", "ends_at", "venue_id"})


@dataclass(frozen=True)
class Edit:
    """What an act changed of a session, columns and links; `changed` is None where it added the session.

    A session that was `moved` took its visit along, and does so on the way back. Of a seminar's session `table` is the
    group whose it is, with what was changed of its theme and questions; `rows` are what else of the seminar and of the
    class's groups was changed with it, `made` is a seminar that is new, `new_table` tells that the group took no part
    before. `freed` is the place in the course plan that a session made way for another at: course, which time of it,
    whether fixed.
    """

    session: Session
    changed: Changes | None
    moved: bool = False
    table: tuple[SeminarTable, Changes] | None = None
    rows: Sequence[tuple[Group | Seminar, Changes]] = ()
    freed: tuple[int, int, bool] | None = None
    made: Seminar | None = None
    new_table: bool = False

    @property
    def did_something(self) -> bool:
        """Tell whether there is anything to undo."""
        told = [self.changed, self.table and self.table[1], *(changed for _, changed in self.rows)]
        return self.changed is None or any(told)

    @property
    def beside(self) -> dict[str, Recorded]:
        """Return what it changed beside the session itself, as a step keeps it."""
        kept: dict[str, Recorded] = {"freed": list(self.freed)} if self.freed else {}
        if self.table:
            table, told = self.table
            new: dict[str, Recorded] = (
                {"whole": keep_table(table), "seminar": table.seminar_id} if self.new_table else {}
            )
            kept["table"] = {**_sides(table, told), **new}
        if self.made:
            kept["made"] = keep_seminar(self.made)
        kept["rows"] = [{"of": row.__tablename__, **_sides(row, told)} for row, told in self.rows if told]
        return kept


def _sides(row: Group | Seminar | SeminarTable, told: Changes) -> dict[str, Recorded]:
    return {"id": row.id, "before": dict(told.before), "after": dict(told.after)}


def keep_steps(actor: Actor, *, label: str, edits: Iterable[Edit]) -> None:
    """Keep one act on sessions of any classes: a step for each class, which a board undoes together."""
    by_class: dict[int, list[Edit]] = {}
    for edit in edits:
        by_class.setdefault(edit.session.cohort_id, []).append(edit)
    act = new_public_id() if len(by_class) > 1 else None
    for found in by_class.values():
        keep_step(actor, found[0].session.cohort, label=label, edits=found, act=act)


def keep_step(
    actor: Actor, cohort: Cohort, *, label: str, edits: Iterable[Edit], act: str | None = None
) -> Step | None:
    """Keep a step to undo; whatever the actor has undone before can then no longer be done again.

    `act` names the act where it changed other classes, too. Refuses to change the timetable of a closed class.
    """
    refuse_closed(cohort, "课表")
    told = [edit for edit in edits if edit.did_something]
    if not told:
        return None
    planned = queries.planned_places(edit.session.id for edit in told if edit.changed is None)
    kept = [_recorded(edit, planned) for edit in told]
    undone = (Step.user_id.is_not_distinct_from(actor.user_id), Step.undone.is_(True))
    acts = select(Step.act).where(*undone, Step.cohort_id == cohort.id, Step.act.is_not(None)).scalar_subquery()
    db.session.execute(delete(Step).where(*undone, or_(Step.cohort_id == cohort.id, Step.act.in_(acts))))
    step = Step(cohort=cohort, user_id=actor.user_id, label=label[:200], edits=kept, act=act)
    db.session.add(step)
    return step


def _recorded(edit: Edit, planned: Mapping[int, tuple[int, int, bool]]) -> dict[str, Recorded]:
    session, changed = edit.session, edit.changed
    if changed is not None:
        sides = {"before": dict(changed.before), "after": dict(changed.after)}
        return {"session": session.id, "moved": edit.moved, **sides, **edit.beside}
    own = {"public_id": session.public_id, "planned": changes.recorded(planned.get(session.id))}
    return {"session": session.id, "before": None, "after": _whole(session), **own, **edit.beside}


def _whole(session: Session) -> dict[str, Recorded]:
    """Return a session as a step keeps it, to see whether it was changed and to make it again."""
    standing = {name: getattr(session, name) for name in ("state", "after_id", "accepted_reason")}
    values = {**Plan.of(session).columns, **standing, **links_of(session)}
    return {name: changes.recorded(value) for name, value in values.items()}


def records_of(session: Session) -> str:
    """Return in words what is kept of a session and would be lost with it; blank where nothing is."""
    answers = events.session_use_asked.send(None, session=session)
    return "、".join(str(answer) for _, answer in answers if answer)


def verb_of(changed: Changes) -> str:
    """Return the verb by which the trail tells of a change of a session."""
    if "state" in changed.after:
        return "session.cancelled" if changed.after["state"] == SessionState.CANCELLED.value else "session.restored"
    return "session.moved" if TIMES & changed.after.keys() else "session.changed"
