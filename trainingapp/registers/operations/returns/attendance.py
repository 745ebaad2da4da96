"""An edited attendance register: signs become marks again, half-day by half-day."""

from collections.abc import Mapping, Sequence

from trainingapp.accounts.terms import Actor
from trainingapp.attendance import operations as attendance
from trainingapp.attendance.columns import NOT_EXPECTED, legend
from trainingapp.attendance.queries import Register, cohort_register
from trainingapp.attendance.rules import expected
from trainingapp.attendance.terms import DEFAULT_SYMBOLS, Layer, RollState, Status, Way
from trainingapp.cohorts.models import Cohort
from trainingapp.core.errors import Refused
from trainingapp.registers.queries import half_day_key
from trainingapp.registers.rules.returning import Difference, Meaning
from trainingapp.timetable.queries import list_sessions

TICKS = frozenset("✓✔√")


def meaning(cohort: Cohort) -> Meaning:
    """Return what a sign means here: one of the class's legend, its word, or the usual sign where no other has it."""
    register = cohort_register(cohort)
    known = _known(register)
    members = {row.member.public_id: row.member for row in register.rows}
    columns = {half_day_key(column): column for column in register.columns}
    told = " ".join(f"{sign}{word}" for sign, word in legend(register))

    def read(row_id: str, key: str, text: str) -> str:
        if text and text not in known:
            raise Refused(f"图例里没有这个符号，请用：{told}，或留空")
        if row_id in members and key in columns:
            asked = [one for one in columns[key].sessions if expected(one, members[row_id])]
            if not asked:
                raise Refused("这个半天不要求这名学员参加，不能记考勤")
            if not text and any(register.state(one) is RollState.CONFIRMED for one in asked):
                raise Refused("这个半天的考勤已经确认，不能改成空白；确实要改，请先重新打开点名")
        return register.symbols[known[text]] if text else ""

    return read


def _known(register: Register) -> Mapping[str, Status]:
    usual = {sign: status for status, sign in DEFAULT_SYMBOLS.items()} | dict.fromkeys(TICKS, Status.PRESENT)
    words = {status.label: status for status in Status} | {word: status for status, word in register.words.items()}
    known = usual | words | {sign: status for status, sign in register.symbols.items()}
    return {sign: status for sign, status in known.items() if sign != NOT_EXPECTED}


def take(actor: Actor, cohort: Cohort, edits: Sequence[Difference], reason: str) -> None:
    """Record the marks of a set of edits: a half-day's sign goes to each of its sessions that expects the trainee.

    A confirmed roll call, and that of a class that is closed, is corrected in its confirmed layer.
    """
    register = cohort_register(cohort)
    marks = _marks(register, edits)
    for session in list_sessions(cohort):
        if session.id in marks:
            confirmed = register.states.get(session.id) is RollState.CONFIRMED or cohort.archived
            attendance.record_marks(
                actor,
                session,
                marks=marks[session.id],
                layer=Layer.CONFIRMED if confirmed else Layer.TAKEN,
                way=Way.IMPORT,
                correction=reason,
            )


def _marks(register: Register, edits: Sequence[Difference]) -> dict[int, dict[int, Status | None]]:
    """Return the marks to record, by session id and enrolment id."""
    statuses = {sign: status for status, sign in register.symbols.items()}
    members = {row.member.public_id: row.member for row in register.rows}
    columns = {half_day_key(column): column for column in register.columns}
    marks: dict[int, dict[int, Status | None]] = {}
    for edit in edits:
        member = members[edit.row_id]
        for held in columns[edit.key].sessions:
            if expected(held, member):
                marks.setdefault(held.id, {})[member.id] = statuses.get(edit.change)
    return marks
