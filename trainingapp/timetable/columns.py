"""The one list of columns of a timetable, for the page, the paper and the workbook.

A draft is printed as a release would hold it, so that both say where a visit goes.
"""

from collections.abc import Sequence
from datetime import date, time

from trainingapp.core.columns import Align, Column, Kind
from trainingapp.core.times import show_span
from trainingapp.curriculum.models import Lecturer
from trainingapp.timetable.models import Session
from trainingapp.timetable.rules.calendar import Weekday
from trainingapp.timetable.rules.frozen import FrozenSession, Named
from trainingapp.timetable.terms import SessionState

NOTES_APART = "；"


def show_day(day: date) -> str:
    """Return a day as a timetable prints it, its weekday below."""
    return f"{day.year}年{day.month}月{day.day}日\n（{Weekday.of(day).formal_label}）"


def show_times(starts_at: time, ends_at: time) -> str:
    """Return from when to when, as a timetable prints it."""
    return show_span(starts_at, ends_at, dash="—")


def described(lecturer: Lecturer | Named) -> str:
    """Return unit, title and name, as a timetable prints a lecturer."""
    if isinstance(lecturer, Named):
        return lecturer.described or lecturer.name
    return "　".join(part for part in (lecturer.unit + lecturer.title, lecturer.name) if part)


def speakers(session: FrozenSession) -> str:
    """Return who teaches, one a line; what the paper says instead where nobody of the library does."""
    return "\n".join([*(described(lecturer) for lecturer in session.speakers), *filter(None, [session.speaker_note])])


def told_before_note(session: Session | FrozenSession) -> str:
    """Return what the column of notes says by itself, before the session's own note."""
    parts = [
        "已取消" if session.state is SessionState.CANCELLED else "",
        session.audience_label if session.audiences else "",
        f"列席：{session.observers}" if session.observers else "",
    ]
    return NOTES_APART.join(part for part in parts if part)


def _note(session: FrozenSession) -> str:
    return NOTES_APART.join(part for part in (told_before_note(session), session.note) if part)


TIMETABLE: Sequence[Column[FrozenSession]] = (
    Column("date", "日期", lambda session: show_day(session.held_on), width=16, merge_down=True),
    Column("half_day", "时段", lambda session: session.half_day.label, width=6, merge_down=True),
    Column("time", "时间", lambda session: show_times(session.starts_at, session.ends_at), width=13),
    Column("title", "教学内容", lambda session: session.title, width=36, align=Align.LEFT),
    Column("form", "形式", lambda session: session.form, width=10),
    Column("speakers", "授课人", speakers, width=26, align=Align.LEFT),
    Column("host", "主持人", lambda session: session.host.name if session.host else "", width=8),
    Column("venue", "地点", lambda session: session.place, width=18, align=Align.LEFT),
    Column("hours", "学时", lambda session: session.hours, width=6, kind=Kind.HOURS),
    Column("note", "备注", _note, width=14, align=Align.LEFT),
)
