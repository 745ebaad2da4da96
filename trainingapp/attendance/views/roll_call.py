"""Pages of attendance: the sessions of a class, one roll call, and the class grid of all half-days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.accounts.terms import Actor
from trainingapp.attendance import columns, operations, queries
from trainingapp.attendance.forms.roll_call import ReopenForm, read_marks, write_seen
from trainingapp.attendance.queries import Register, RegisterRow, RollRow
from trainingapp.attendance.rules import HalfDayColumn
from trainingapp.attendance.terms import CLASS_OF, KEYS, Layer, RollState, Status
from trainingapp.attendance.views.blueprint import back_to_roll_call, blueprint, load
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort, trainees_reached
from trainingapp.core import events
from trainingapp.core.clock import to_local
from trainingapp.core.errors import NotFound
from trainingapp.timetable.models import Session

TONES = {RollState.NOT_TAKEN: "warn", RollState.DRAFT: "note", RollState.CONFIRMED: "good"}


@blueprint.get("/classes/<public_id>/attendance")
@gate.permit(Permission.ATTENDANCE_VIEW)
def sessions(public_id: str) -> ResponseReturnValue:
    """List the sessions of a class with how far each roll call is."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ATTENDANCE_VIEW, public_id)
    counts = queries.count_sessions(_register(actor, cohort))
    return render_template("attendance/sessions.html", cohort=cohort, counts=counts, tones=TONES)


@blueprint.get("/classes/<public_id>/attendance/register")
@gate.permit(Permission.ATTENDANCE_VIEW)
def register(public_id: str) -> ResponseReturnValue:
    """Show the class grid: every trainee, every half-day, and the totals that the workbook prints."""
    actor = gate.signed_in_actor()
    cohort = find_cohort(actor, Permission.ATTENDANCE_VIEW, public_id)
    found = _register(actor, cohort)
    return render_template(
        "attendance/register.html",
        cohort=cohort,
        days=_days(cohort, found.columns),
        rows=_grid_rows(found),
        totals=[column.header for column in columns.total_columns(found.words)],
        legend=columns.legend(found),
        concerns=queries.list_concerns(cohort, found),
        markable=may(actor, Permission.ATTENDANCE_TAKE),
    )


@blueprint.get("/classes/<public_id>/attendance/<session>")
@gate.permit(Permission.ATTENDANCE_VIEW)
def roll_call(public_id: str, session: str) -> ResponseReturnValue:
    """Show a session's roll call: to be marked by whoever may, else to be read."""
    actor = gate.signed_in_actor()
    cohort, held = load(actor, Permission.ATTENDANCE_VIEW, public_id, session)
    found = queries.find_roll_call(held)
    confirmed = found is not None and found.state is RollState.CONFIRMED
    rows = queries.roll_rows(actor, Permission.ATTENDANCE_VIEW, held, sort=cohort.presets.sort_rule)
    offered = operations.statuses_of(actor)
    words = queries.words_of(cohort)
    groups = _groups(cohort, rows)
    lines = [_Line.of(row, offered, words, groups) for row in rows]
    signed = "signed" in request.args
    return render_template(
        "attendance/roll_call.html",
        cohort=cohort,
        session=held,
        roll_call=found,
        confirmed=confirmed,
        editable=_may_write(actor, held, confirmed=confirmed),
        locked=cohort.archived,
        guests=queries.session_guests(held),
        head_counts=queries.head_counts(held),
        to_local=to_local,
        waiting=queries.waiting_check_ins(actor, held),
        check_in=queries.settings_of(cohort.id).check_in,
        may_confirm=may(actor, Permission.ATTENDANCE_CONFIRM),
        counts=queries.held(held).counts,
        roll=rows,
        words=words,
        groups=list(groups.values()),
        rows=lines,
        signed=signed,
        pages=_signed_pages(held, lines) if signed else None,
        seen=write_seen(rows),
        marks=_buttons(cohort, offered),
        question=_confirm_question([row for row in rows if row.status is None], words[Status.ABSENT]),
        reopen=ReopenForm(),
    )


@blueprint.get("/classes/<public_id>/attendance/<session>/trainees/<trainee>")
@gate.permit(Permission.ATTENDANCE_TAKE)
def cell(public_id: str, session: str, trainee: str) -> ResponseReturnValue:
    """Show a trainee's marks in the sessions of a half-day, to be changed: what a cell of the class grid opens."""
    actor = gate.signed_in_actor()
    cohort, held = load(actor, Permission.ATTENDANCE_TAKE, public_id, session)
    found = [
        (one, row)
        for one in queries.sessions_of_day(cohort.id, held.held_on)
        if one.half_day is held.half_day and one.takes_attendance
        for row in queries.roll_rows(actor, Permission.ATTENDANCE_TAKE, one, sort=cohort.presets.sort_rule)
        if row.member.public_id == trainee
    ]
    offered = operations.statuses_of(actor)
    if not found:
        raise NotFound("这个半天没有要这名学员上的课，或者不归您点名。请回到全班考勤表，点别的格")
    return render_template(
        "attendance/cell.html",
        cohort=cohort,
        lines=[(one, row, _may_change(actor, one, row, offered)) for one, row in found],
        member=found[0][1].member,
        marks=_buttons(cohort, offered),
        locked=cohort.archived,
        seen=write_seen,
    )


@blueprint.get("/classes/<public_id>/attendance/<session>/history")
@gate.permit(Permission.ATTENDANCE_VIEW)
def history(public_id: str, session: str) -> ResponseReturnValue:
    """Show how every mark of a session came about."""
    actor = gate.signed_in_actor()
    cohort, held = load(actor, Permission.ATTENDANCE_VIEW, public_id, session)
    return render_template(
        "attendance/history.html",
        cohort=cohort,
        session=held,
        events=queries.session_history(actor, held),
        columns=columns.history_columns(queries.words_of(cohort)),
    )


@blueprint.post("/classes/<public_id>/attendance/<session>")
@gate.permit(Permission.ATTENDANCE_TAKE, after_closing="考勤更正要写理由，逐条留痕，结班页列出")
def save_roll_call(public_id: str, session: str) -> ResponseReturnValue:
    """Save the marks that the person changed."""
    actor = gate.signed_in_actor()
    cohort, held = load(actor, Permission.ATTENDANCE_TAKE, public_id, session)
    confirmed = queries.is_confirmed(held)
    final = confirmed or cohort.archived
    layer = Layer.CONFIRMED if final and may(actor, Permission.ATTENDANCE_CONFIRM) else Layer.TAKEN
    reached = trainees_reached(actor, operations.PERMISSION_FOR[layer])
    sent = read_marks(request.form, queries.list_members(cohort.id, reached=reached))
    changed = operations.record_marks(
        actor,
        held,
        marks=sent.marks,
        reasons=sent.reasons,
        versions=sent.versions,
        layer=layer,
        correction=request.form.get("correction", ""),
    )
    flash(_saved(len(changed), overruled=confirmed and layer is Layer.TAKEN))
    row = request.form.get("row")
    if row:
        return redirect(url_for("attendance.register", public_id=cohort.public_id, _anchor=row))
    return back_to_roll_call(cohort, held)


@blueprint.post("/classes/<public_id>/attendance/<session>/present")
@gate.permit(Permission.ATTENDANCE_TAKE)
def mark_present(public_id: str, session: str) -> ResponseReturnValue:
    """Mark everybody without a mark as present, for a browser without scripts."""
    actor = gate.signed_in_actor()
    cohort, held = load(actor, Permission.ATTENDANCE_TAKE, public_id, session)
    changed = operations.mark_all_present(actor, held)
    flash(_saved(len(changed), overruled=False))
    return back_to_roll_call(cohort, held)


@blueprint.post("/classes/<public_id>/attendance/<session>/confirm")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def confirm(public_id: str, session: str) -> ResponseReturnValue:
    """Confirm a session's marks; the page has listed the unmarked before."""
    actor = gate.signed_in_actor()
    cohort, held = load(actor, Permission.ATTENDANCE_CONFIRM, public_id, session)
    operations.confirm_roll_call(actor, held, accept_unmarked=request.form.get("accept_unmarked") == "1")
    flash("考勤已确认")
    return back_to_roll_call(cohort, held)


@blueprint.post("/classes/<public_id>/attendance/<session>/reopen")
@gate.permit(Permission.ATTENDANCE_CONFIRM)
def reopen(public_id: str, session: str) -> ResponseReturnValue:
    """Open a confirmed roll call again, for a reason."""
    actor = gate.signed_in_actor()
    cohort, held = load(actor, Permission.ATTENDANCE_CONFIRM, public_id, session)
    form = ReopenForm()
    form.refuse_unfit()
    operations.reopen_roll_call(actor, held, reason=form.reason.data)
    flash("考勤已重新打开，可以修改")
    return back_to_roll_call(cohort, held)


@blueprint.post("/classes/<public_id>/attendance/<session>/undo")
@gate.permit(Permission.ATTENDANCE_TAKE)
def undo(public_id: str, session: str) -> ResponseReturnValue:
    """Take one's own last save back."""
    actor = gate.signed_in_actor()
    cohort, held = load(actor, Permission.ATTENDANCE_TAKE, public_id, session)
    undone = operations.undo_last_save(actor, held)
    flash(f"已撤销上次保存，{len(undone)} 人恢复原样")
    return back_to_roll_call(cohort, held)


def _register(actor: Actor, cohort: Cohort) -> Register:
    return queries.cohort_register(cohort, reached=trainees_reached(actor, Permission.ATTENDANCE_VIEW))


def _may_write(actor: Actor, session: Session, *, confirmed: bool) -> bool:
    final = confirmed or session.cohort.archived
    permission = Permission.ATTENDANCE_CONFIRM if final else Permission.ATTENDANCE_TAKE
    return may(actor, permission) and queries.held(session).counts


def _may_change(actor: Actor, session: Session, row: RollRow, offered: Sequence[Status]) -> bool:
    return _may_write(actor, session, confirmed=queries.is_confirmed(session)) and not _is_fixed(row, offered)


def _saved(changed: int, *, overruled: bool) -> str:
    if not changed:
        return "没有改动"
    if overruled:
        return f"已留存 {changed} 人的点名；这次课已经确认，以确认的考勤为准"
    return f"已保存，改动 {changed} 人"


def _confirm_question(blank: Sequence[RollRow], absence: str) -> str:
    if not blank:
        return "全部学员都已点名。确认后，组长不能再改。"
    names = "、".join(row.member.label for row in blank)
    return f"还有 {len(blank)} 人没有点名：{names}。确认后保留空白，不算{absence}；组长不能再改。"


def _buttons(cohort: Cohort, offered: Sequence[Status]) -> list[tuple[str, str, str, str, str]]:
    symbols, words = queries.symbols_of(cohort), queries.words_of(cohort)
    return [(status.value, symbols[status], words[status], KEYS[status], CLASS_OF[status].value) for status in offered]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the roll call as the page's part draws it."""

    public_id: str
    number: int
    name: str
    unit: str
    mark: str
    remark: str
    hint: str = ""
    expected: str = ""
    fixed: bool = False
    group: str = ""

    @classmethod
    def of(
        cls, row: RollRow, offered: Sequence[Status], words: Mapping[Status, str], groups: Mapping[int, str]
    ) -> "_Line":
        """Return the line of a trainee; a mark that has no button here is told beside it, and who may change it."""
        member = row.member
        mark = row.status.value if row.status else ""
        fixed = _is_fixed(row, offered)
        told = f"已记{words[row.status]}" if row.status and row.status not in offered else row.hint
        hint = f"{told}，要改请找班主任" if fixed else told
        who = (member.public_id, member.number, member.name, member.unit)
        group = groups.get(member.group_id or 0, "")
        return cls(*who, mark, row.reason, hint, row.expected, fixed, group)


def _groups(cohort: Cohort, rows: Sequence[RollRow]) -> dict[int, str]:
    """Return the names of the groups on a roll call by id, in their order; none where there is nothing to choose."""
    there = {row.member.group_id for row in rows}
    found = {group.id: group.name for group in cohort.groups if group.id in there}
    return found if len(there) > 1 else {}


def _is_fixed(row: RollRow, offered: Sequence[Status]) -> bool:
    """Return whether the mark is one that only the office gives: what follows from granted leave is no such word."""
    return row.status is not None and row.status not in offered and row.expected != row.status.value


def _signed_pages(session: Session, lines: Sequence[_Line]) -> list[tuple[list[_Line], list[_Line]]]:
    """Return the lines as the session's sign-in sheet has them, page by page: its left half and its right one."""
    known = {line.number: line for line in lines}
    ((_, pages),) = events.signed_pages_asked.send(None, session=session)
    halves = [[[known[number] for number in half if number in known] for half in page] for page in pages]
    return [(left, right) for left, right in halves if left or right]


@dataclass(frozen=True, slots=True)
class _GridRow:
    """A line of the class grid as the page's part draws it."""

    number: int
    name: str
    marks: list[tuple[str, str]]
    totals: list[str]
    public_id: str
    url: str | None = None


def _grid_rows(found: Register) -> list[_GridRow]:
    drawn = {status: (symbol, CLASS_OF[status].value) for status, symbol in found.symbols.items()}
    return [_grid_row(row, drawn) for row in found.rows]


def _grid_row(row: RegisterRow, drawn: dict[Status, tuple[str, str]]) -> _GridRow:
    marks = [
        drawn[cell] if cell is not None else _BLANK if awaited else _NOT_EXPECTED
        for cell, awaited in zip(row.tally.cells, row.tally.awaited, strict=True)
    ]
    totals = [column.text(row) for column in columns.TOTALS]
    return _GridRow(row.member.number, row.member.name, marks, totals, row.member.public_id)


_BLANK = ("", "")
_NOT_EXPECTED = (columns.NOT_EXPECTED, "")


def _days(cohort: Cohort, found: Sequence[HalfDayColumn]) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(label, [_head(cohort, half) for half in halves]) for label, halves in columns.days(found)]


def _head(cohort: Cohort, column: HalfDayColumn) -> tuple[str, str]:
    first = column.sessions[0]
    return column.half_day.label, url_for("attendance.roll_call", public_id=cohort.public_id, session=first.public_id)
