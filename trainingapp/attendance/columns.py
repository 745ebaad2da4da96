"""The one list of columns of the attendance register, for the class grid, the workbook and the paper."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from trainingapp.attendance.models import MarkEvent
from trainingapp.attendance.queries import Register, RegisterRow
from trainingapp.attendance.rules import HalfDayColumn
from trainingapp.attendance.terms import Status
from trainingapp.core.clock import to_local
from trainingapp.core.columns import Align, Column, Kind

NOT_EXPECTED = "／"
"""Stands where a half-day does not expect the trainee; a blank means that nothing was recorded."""
NOT_EXPECTED_LABEL = "不参加"
MARK_WIDTH = 3.4
HALF_DAYS = "各半天考勤"
"""What people call the half-days together."""

WHO: Sequence[Column[RegisterRow]] = (
    Column("number", "序号", lambda row: row.member.number, width=5.6, kind=Kind.NUMBER),
    Column("name", "姓名", lambda row: row.member.name, width=10),
    Column("unit", "单位", lambda row: row.member.unit, width=22, align=Align.LEFT, size=10),
)


def _count_key(status: Status) -> str:
    return f"count_{status.value}"


def _count_column(status: Status) -> Column[RegisterRow]:
    return Column(
        _count_key(status),
        status.label,
        lambda row: row.tally.counts.get(status, 0),
        width=5,
        kind=Kind.NUMBER,
        groups=("考勤统计（半天）",),
    )


TOTALS: Sequence[Column[RegisterRow]] = (
    *(_count_column(status) for status in Status),
    Column(
        "unrecorded",
        "未登记",
        lambda row: row.tally.unrecorded,
        width=5,
        kind=Kind.NUMBER,
        groups=("考勤统计（半天）",),
    ),
    Column("hours", "出勤学时", lambda row: row.tally.hours, width=7, kind=Kind.HOURS),
    Column("rate", "到课率", lambda row: row.tally.rate, width=8, kind=Kind.PERCENT),
    Column("rate_with_leave", "到课+准假率", lambda row: row.tally.rate_with_leave, width=8, kind=Kind.PERCENT),
)


def total_columns(words: Mapping[Status, str]) -> list[Column[RegisterRow]]:
    """Return the totals under the class's own words; files and templates know them by the usual ones."""
    named = {_count_key(status): word for status, word in words.items()}
    return [replace(column, header=named.get(column.key, column.header)) for column in TOTALS]


def history_columns(words: Mapping[Status, str]) -> list[Column[MarkEvent]]:
    """Return the columns of how marks came about, in the class's own words."""

    def said(status: Status | None) -> str:
        return words[status] if status else "未登记"

    return [
        Column("at", "时间", lambda event: f"{to_local(event.occurred_at):%m-%d %H:%M:%S}", width=14),
        Column("who", "学员", lambda event: f"{event.enrolment.number} {event.enrolment.name}", width=12),
        Column("layer", "哪一层", lambda event: event.layer.label, width=8),
        Column("before", "原来", lambda event: said(event.before), width=8),
        Column("after", "改成", lambda event: said(event.after), width=8),
        Column("way", "怎么记的", lambda event: event.way.label, width=10),
        Column("by", "谁记的", lambda event: event.actor_name, width=10),
        Column("reason", "备注、理由", lambda event: event.reason, width=30, align=Align.LEFT),
    ]


def mark_key(place: int) -> str:
    """Return the key of the column of the half-day at this place, counted from 0."""
    return f"half_day_{place}"


def sign(register: Register, row: RegisterRow, place: int) -> str:
    """Return what stands in a cell of the register: a sign, NOT_EXPECTED, or nothing when nothing was recorded."""
    status = row.tally.cells[place]
    if status is not None:
        return register.symbols[status]
    return "" if row.tally.awaited[place] else NOT_EXPECTED


def mark_columns(register: Register) -> list[Column[RegisterRow]]:
    """Return one column per half-day under its month and day."""

    def sign_at(place: int) -> Callable[[RegisterRow], str]:
        return lambda row: sign(register, row, place)

    return [
        Column(
            mark_key(place),
            column.half_day.label,
            sign_at(place),
            width=MARK_WIDTH,
            groups=(f"{column.day.month}月", f"{column.day.day}日"),
            family=HALF_DAYS,
        )
        for place, column in enumerate(register.columns)
    ]


def register_columns(register: Register) -> list[Column[RegisterRow]]:
    """Return every column of the register: who, the half-days, the totals."""
    return [*WHO, *mark_columns(register), *total_columns(register.words)]


def legend(register: Register) -> list[tuple[str, str]]:
    """Return (sign, meaning) of every sign that the register may show; a blank is explained by whoever prints it."""
    return [
        *((symbol, register.words[status]) for status, symbol in register.symbols.items()),
        (NOT_EXPECTED, NOT_EXPECTED_LABEL),
    ]


def days(columns: Sequence[HalfDayColumn]) -> list[tuple[str, list[HalfDayColumn]]]:
    """Return the columns under their dates: the heading that is merged over a day's half-days."""
    found: dict[str, list[HalfDayColumn]] = {}
    for column in columns:
        found.setdefault(f"{column.day.month}月{column.day.day}日", []).append(column)
    return list(found.items())
