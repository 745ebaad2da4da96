"""Writes of attendance: recording marks, confirming a roll call, reopening it, and taking the last save back.

Every act is set-based and leaves one history event per changed mark and one audit row, in the caller's transaction.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, insert

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.attendance import queries
from trainingapp.attendance.models import Mark, MarkEvent, RollCall
from trainingapp.attendance.operations.reserved import refuse_reserved
from trainingapp.attendance.rules import Member, expected
from trainingapp.attendance.terms import Layer, RollState, Status, Way
from trainingapp.audit import operations as audit
from trainingapp.cohorts.queries import trainees_reached
from trainingapp.core import changes
from trainingapp.core.clock import now
from trainingapp.core.database import db
from trainingapp.core.errors import NotPermitted, Refused, Stale
from trainingapp.core.ids import new_id
from trainingapp.timetable.models import Session

NAMES_SHOWN = 20
#: What a class calls each status.
Words = Mapping[Status, str]
PERMISSION_FOR = {Layer.TAKEN: Permission.ATTENDANCE_TAKE, Layer.CONFIRMED: Permission.ATTENDANCE_CONFIRM}


@dataclass(frozen=True, slots=True)
class MarkChange:
    """One mark of one trainee in one layer, before and after, with its remark."""

    member: Member
    mark: Mark | None
    layer: Layer
    before: Status | None
    after: Status | None
    reason: str
    reason_before: str = ""


@dataclass(frozen=True, slots=True)
class Recording:
    """What is to be recorded: marks by enrolment id, in which layer, how, with which remarks and versions seen."""

    marks: Mapping[int, Status | None]
    layer: Layer
    way: Way
    reasons: Mapping[int, str] = field(default_factory=dict)
    versions: Mapping[int, int] | None = None
    why: str = ""
    #: True leaves marks that stand as they are, whatever is to be recorded.
    blanks_only: bool = False


def record_marks(
    actor: Actor,
    session: Session,
    *,
    marks: Mapping[int, Status | None],
    reasons: Mapping[int, str] | None = None,
    layer: Layer = Layer.TAKEN,
    way: Way = Way.ROLL_CALL,
    versions: Mapping[int, int] | None = None,
    correction: str = "",
) -> list[MarkChange]:
    """Record marks (by enrolment id; None makes a blank) and return what changed; equal ones are left alone.

    A trainee without an entry in `reasons` keeps the remark. `versions` are those of the marks as the actor saw them, 0
    for none: raises Stale with both values when somebody else changed one meanwhile. Raises NotPermitted when a trainee
    is out of the actor's reach, Refused when the session does not expect one, or when the class is closed and no reason
    for the `correction` is given. Marks taken never touch confirmed ones.
    """
    _refuse_locked(session, layer, correction)
    members = _find_members(actor, session, list(marks), layer)
    what = Recording(marks, layer, way, reasons or {}, versions, correction.strip())
    return save_marks(actor, session, members, what)


def save_marks(actor: Actor, session: Session, members: Sequence[Member], what: Recording) -> list[MarkChange]:
    """Write marks of members who have been looked up: what roll call, scan, phone and import have in common."""
    queries.lock_session(session)
    current = queries.session_marks(session, list(what.marks), for_update=True)
    found = [
        _changed(member, current.get(member.id), what.layer, what.marks[member.id], what.reasons.get(member.id))
        for member in members
        if not (what.blanks_only and _stands(current.get(member.id)))
    ]
    wanted = [change for change in found if change is not None]
    _refuse_stale(wanted, what.versions, queries.words_of(session.cohort))
    moved = {change.member: (change.before, change.after) for change in wanted if change.after != change.before}
    refuse_reserved(actor, session, moved)
    if wanted:
        _write(actor, wanted, session, what.way)
        _open_roll_call(session)
        _record(actor, "attendance.taken", session, wanted, reason=what.why)
    return wanted


def mark_all_present(actor: Actor, session: Session, *, way: Way = Way.ROLL_CALL) -> list[MarkChange]:
    """Mark everybody whom the actor reaches and who has no mark yet: as the leave granted says, else as present.

    Marks that exist stay as they are.
    """
    leave = queries.expected_leave(session)
    blank = unmarked(actor, session, Permission.ATTENDANCE_TAKE)
    marks = {member.id: leave[member.id].status if member.id in leave else Status.PRESENT for member in blank}
    return record_marks(actor, session, marks=marks, way=way)


def unmarked(actor: Actor, session: Session, permission: Permission) -> list[Member]:
    """Return the expected trainees whom the actor reaches and who have no mark, by number."""
    facts = queries.held(session)
    reached = trainees_reached(actor, permission)
    members = [member for member in queries.list_members(session.cohort_id, reached=reached) if expected(facts, member)]
    marks = queries.session_marks(session, [member.id for member in members])
    return [member for member in members if member.id not in marks or marks[member.id].status is None]


def confirm_roll_call(actor: Actor, session: Session, *, accept_unmarked: bool = False) -> list[Member]:
    """Confirm a session's marks and return who stays blank; a blank is never turned into 旷课.

    Raises Refused with the names when somebody is unmarked and that was not accepted, or when it is confirmed already.
    """
    _refuse_locked(session, Layer.CONFIRMED)
    members = _everybody(actor, session)
    roll_call = queries.find_roll_call(session)
    if roll_call and roll_call.state is RollState.CONFIRMED:
        raise Refused(f"“{session.label}”的考勤已由{roll_call.confirmed_by}确认，不用再确认")
    blank = unmarked(actor, session, Permission.ATTENDANCE_CONFIRM)
    if blank and not accept_unmarked:
        raise Refused(f"还有 {len(blank)} 人没有点名：{name_list(blank)}。请补点，或选择保留空白再确认")
    wanted = _copies(session, members)
    _write(actor, wanted, session, Way.ROLL_CALL)
    _settle(actor, _open_roll_call(session))
    _record(actor, "attendance.confirmed", session, wanted)
    return blank


def reopen_roll_call(actor: Actor, session: Session, *, reason: str) -> None:
    """Make a confirmed roll call a draft again, for a reason; the confirmed marks become the taken ones.

    Raises Refused without a reason, or when it is not confirmed.
    """
    _refuse_locked(session, Layer.CONFIRMED)
    members = _everybody(actor, session)
    roll_call = queries.find_roll_call(session)
    if roll_call is None or roll_call.state is not RollState.CONFIRMED:
        raise Refused(f"“{session.label}”的考勤还没有确认，可以直接修改")
    if not reason.strip():
        raise Refused("请填写重新打开的理由，会留在操作记录里")
    wanted = _returns(session, members, reason.strip())
    _write(actor, wanted, session, Way.ROLL_CALL, keep_reasons=True)
    state = changes.apply(roll_call, state=RollState.DRAFT, confirmed_at=None, confirmed_by="")
    audit.record(actor, "attendance.reopened", session, state, reason=reason.strip())


def undo_last_save(actor: Actor, session: Session) -> list[MarkChange]:
    """Take the actor's own last save of taken marks back and return what changed; the history keeps both.

    Raises Refused when there is none, Stale when one of those marks was changed since.
    """
    _refuse_locked(session, Layer.TAKEN)
    events = queries.session_events(session)
    own = [event for event in events if event.user_id == actor.user_id and event.layer is Layer.TAKEN]
    if not own:
        raise Refused("您还没有在这次课上保存过点名，没有可以撤销的")
    last = [event for event in own if event.occurred_at == own[-1].occurred_at]
    ids = [event.enrolment_id for event in last]
    members = {member.id: member for member in _find_members(actor, session, ids, Layer.TAKEN)}
    current = queries.session_marks(session, ids, for_update=True)
    words = queries.words_of(session.cohort)
    wanted = [_undone(members[event.enrolment_id], current[event.enrolment_id], event, events, words) for event in last]
    _write(actor, wanted, session, Way.ROLL_CALL)
    _record(actor, "attendance.undone", session, wanted)
    return wanted


def name_list(members: Sequence[Member]) -> str:
    """Return numbers and names in one line, at most NAMES_SHOWN of them."""
    names = "、".join(member.label for member in members[:NAMES_SHOWN])
    return f"{names} 等 {len(members)} 人" if len(members) > NAMES_SHOWN else names


def _refuse_locked(session: Session, layer: Layer, correction: str = "") -> None:
    """Refuse marks of a closed class, unless the office corrects a confirmed mark and says why."""
    if not session.cohort.archived:
        return
    if layer is not Layer.CONFIRMED or not correction.strip():
        raise Refused("班次已经结班归档，考勤已锁定。确实要更正，请班主任在点名页填写更正的理由后保存")


def _find_members(actor: Actor, session: Session, ids: Sequence[int], layer: Layer) -> list[Member]:
    """Return these trainees of the session's class; refuse those out of reach and those not expected."""
    reached = trainees_reached(actor, PERMISSION_FOR[layer])
    wanted = set(ids)
    members = [member for member in queries.list_members(session.cohort_id, reached=reached) if member.id in wanted]
    if len(members) < len(wanted):
        missing = len(wanted) - len(members)
        raise NotPermitted(f"有 {missing} 名学员不在您可以点名的范围内，没有保存。组长只能点本组的名")
    facts = queries.held(session)
    if not facts.counts:
        raise Refused(f"“{session.label}”已取消或不记考勤，不能点名")
    outside = [member for member in members if not expected(facts, member)]
    if outside:
        raise Refused(f"“{session.label}”不要求这些学员参加，不能点名：{name_list(outside)}")
    return members


def _everybody(actor: Actor, session: Session) -> dict[int, Member]:
    """Return the class's trainees by id; confirming is for those who reach the whole class."""
    reached = trainees_reached(actor, Permission.ATTENDANCE_CONFIRM)
    members = {member.id: member for member in queries.list_members(session.cohort_id, reached=reached)}
    if not members:
        raise NotPermitted("您不能确认这个班的考勤；请班主任或组织者确认")
    if not queries.held(session).counts:
        raise Refused(f"“{session.label}”已取消或不记考勤，没有可以确认的")
    return members


def _changed(
    member: Member, mark: Mark | None, layer: Layer, after: Status | None, reason: str | None
) -> MarkChange | None:
    before = _value(mark, layer)
    remark_before = mark.reason if mark else ""
    remark = remark_before if reason is None else reason.strip()
    if before == after and remark == remark_before:
        return None
    return MarkChange(member, mark, layer, before, after, remark, remark_before)


def _stands(mark: Mark | None) -> bool:
    return mark is not None and mark.status is not None


def _value(mark: Mark | None, layer: Layer) -> Status | None:
    if mark is None:
        return None
    return mark.taken if layer is Layer.TAKEN else mark.confirmed


def _refuse_stale(wanted: Sequence[MarkChange], versions: Mapping[int, int] | None, words: Words) -> None:
    """Raise Stale for marks that somebody else saved since the actor saw them, with both values."""
    if versions is None:
        return
    reasons = [
        f"{change.member.label}：您记的是“{_word(words, change.after)}”，别人刚改成“{_word(words, change.mark.status)}”"
        for change in wanted
        if change.mark is not None and change.mark.version != versions.get(change.member.id, 0)
    ]
    if reasons:
        raise Stale(*reasons, "没有保存。请刷新页面看过新内容再改")


def _word(words: Words, status: Status | None) -> str:
    return words[status] if status else "未点名"


def _copies(session: Session, members: Mapping[int, Member]) -> list[MarkChange]:
    """Return the changes that copy every taken mark into the confirmed layer."""
    marks = queries.session_marks(session, list(members), for_update=True)
    return [
        MarkChange(members[key], mark, Layer.CONFIRMED, None, mark.taken, mark.reason, mark.reason)
        for key, mark in marks.items()
        if mark.taken is not None and mark.confirmed is None
    ]


def _returns(session: Session, members: Mapping[int, Member], reason: str) -> list[MarkChange]:
    """Return the changes that clear the confirmed layer and leave its marks as the taken ones."""
    marks = queries.session_marks(session, list(members), for_update=True)
    confirmed = [(members[key], mark) for key, mark in marks.items() if mark.confirmed is not None]
    cleared = [MarkChange(member, mark, Layer.CONFIRMED, mark.confirmed, None, reason) for member, mark in confirmed]
    moved = [
        MarkChange(member, mark, Layer.TAKEN, mark.taken, mark.confirmed, reason)
        for member, mark in confirmed
        if mark.taken is not mark.confirmed
    ]
    return [*cleared, *moved]


def _undone(member: Member, mark: Mark, event: MarkEvent, events: Sequence[MarkEvent], words: Words) -> MarkChange:
    same = [each for each in events if each.enrolment_id == member.id and each.layer is Layer.TAKEN]
    if same[-1] is not event or mark.taken is not event.after:
        raise Stale(
            f"{member.label}：您记的是“{_word(words, event.after)}”，后来被改成“{_word(words, mark.taken)}”，不能撤销"
        )
    earlier = same[-2].reason if len(same) > 1 else ""
    return MarkChange(member, mark, Layer.TAKEN, mark.taken, event.before, earlier, mark.reason)


def _write(
    actor: Actor, wanted: Sequence[MarkChange], session: Session, way: Way, *, keep_reasons: bool = False
) -> None:
    """Write the marks and their history in three statements, however many there are."""
    new = [_new_mark(actor, session, change) for change in wanted if change.mark is None]
    for layer in Layer:
        moved = [change for change in wanted if change.mark is not None and change.layer is layer]
        _update(actor, layer, moved, keep_reasons=keep_reasons)
    if new:
        db.session.execute(insert(Mark), new)
    if wanted:
        db.session.execute(insert(MarkEvent), _events(actor, wanted, session, way))
    for change in wanted:
        if change.mark is not None:
            db.session.expire(change.mark)


def _new_mark(actor: Actor, session: Session, change: MarkChange) -> dict[str, Any]:
    taken = change.layer is Layer.TAKEN
    return {
        "id": new_id(),
        "office_id": actor.office_id,
        "session_id": session.id,
        "enrolment_id": change.member.id,
        "taken": change.after if taken else None,
        "confirmed": None if taken else change.after,
        "reason": change.reason,
        "version": 1,
    }


def _update(actor: Actor, layer: Layer, moved: Sequence[MarkChange], *, keep_reasons: bool) -> None:
    """Set one layer of marks that exist, in one statement over the rows that `for_update` read."""
    if not moved:
        return
    table = Mark.__table__
    values: dict[str, Any] = {layer.value: bindparam("after"), "version": table.c.version + 1}
    if not keep_reasons:
        values["reason"] = bindparam("remark")
    statement = (
        table.update()  # type: ignore[attr-defined]  # a mapped class's table is a Table, typed as FromClause
        .where(table.c.office_id == actor.office_id, table.c.id == bindparam("mark_id"))
        .values(values)
    )
    rows = [
        {"mark_id": change.mark.id, "after": change.after, "remark": change.reason}
        for change in moved
        if change.mark is not None
    ]
    db.session.connection().execute(statement, rows)


def _events(actor: Actor, wanted: Sequence[MarkChange], session: Session, way: Way) -> list[dict[str, Any]]:
    moment = now()
    return [
        {
            "id": new_id(),
            "office_id": actor.office_id,
            "session_id": session.id,
            "enrolment_id": change.member.id,
            "layer": change.layer,
            "before": change.before,
            "after": change.after,
            "way": way,
            "user_id": actor.user_id,
            "actor_name": actor.name,
            "occurred_at": moment,
            "reason": change.reason,
        }
        for change in wanted
    ]


def _open_roll_call(session: Session) -> RollCall:
    """Return the session's roll call, begun as a draft when there was none."""
    found = queries.find_roll_call(session)
    if found is None:
        found = RollCall(session_id=session.id, state=RollState.DRAFT)
        db.session.add(found)
    return found


def _settle(actor: Actor, roll_call: RollCall) -> None:
    changes.apply(roll_call, state=RollState.CONFIRMED, confirmed_at=now(), confirmed_by=actor.name)


def _record(actor: Actor, verb: str, session: Session, wanted: Sequence[MarkChange], *, reason: str = "") -> None:
    """Add the act's audit row: each trainee by number and name, before and after."""
    words = queries.words_of(session.cohort)
    before = {change.member.label: _told(_word(words, change.before), change.reason_before) for change in wanted}
    after = {change.member.label: _told(_word(words, change.after), change.reason) for change in wanted}
    audit.record(actor, verb, session, changes.between(before, after), reason=reason)


def _told(word: str, remark: str) -> str:
    return f"{word}（{remark}）" if remark else word
