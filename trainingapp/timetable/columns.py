"""The one list of columns of a timetable, for the page, the paper and the workbook."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any, TypeAlias

from trainingapp.core.columns import Align, Column, Kind
from trainingapp.curriculum.models import Lecturer
from trainingapp.timetable.models import Session
from trainingapp.timetable.rules.calendar import Weekday
from trainingapp.timetable.rules.frozen import FrozenSession, Named
from trainingapp.timetable.terms import SessionState

#: A timetable prints the draft's sessions or those of a release.
Printed: TypeAlias = Session | FrozenSession
NOTES_APART = "；"


def show_day(day: date) -> str:
    """Return a day as a timetable prints it, its weekday below."""
    return f"{day.year}年{day.month}月{day.day}日\n（{Weekday.of(day).formal_label}）"


def show_times(starts_at: time, ends_at: time) -> str:
    """Return from when to when, as a timetable prints it."""
    return f"{starts_at.hour}:{starts_at:%M}—{ends_at.hour}:{ends_at:%M}"


def described(lecturer: Lecturer | Named) -> str:
    """Return unit, title and name, as a timetable prints a lecturer."""
    if isinstance(lecturer, Named):
        return lecturer.described or lecturer.name
    return "　".join(part for part in (lecturer.unit + lecturer.title, lecturer.name) if part)


def speakers(session: Printed) -> str:
    """Return who teaches, one a line; what the paper says instead where nobody of the library does."""
    return "\n".join([*(described(lecturer) for lecturer in session.speakers), *filter(None, [session.speaker_note])])


def told_before_note(session: Printed) -> str:
    """Return what the column of notes says by itself, before the session's own note."""
    parts = [
        "已取消" if session.state is SessionState.CANCELLED else "",
        session.audience_label if session.audiences else "",
        f"列席：{session.observers}" if session.observers else "",
    ]
    return NOTES_APART.join(part for part in parts if part)


def _place(session: Printed) -> str:
    """Return the venue, of a release a visit's stops as well; a draft's visit has them on its own page."""
    if isinstance(session, FrozenSession):
        return session.place
    return session.venue.name if session.venue else ""


def _note(session: Printed) -> str:
    return NOTES_APART.join(part for part in (told_before_note(session), session.note) if part)


TIMETABLE: Sequence[Column[Any]] = (
    Column("date", "日期", lambda session: show_day(session.held_on), width=16, merge_down=True),
    Column("half_day", "时段", lambda session: session.half_day.label, width=6, merge_down=True),
    Column("time", "时间", lambda session: show_times(session.starts_at, session.ends_at), width=13),
    Column("title", "教学内容", lambda session: session.title, width=36, align=Align.LEFT),
    Column("form", "形式", lambda session: session.form, width=10),
    Column("speakers", "授课人", speakers, width=26, align=Align.LEFT),
    Column("host", "主持人", lambda session: session.host.name if session.host else "", width=8),
    Column("venue", "地点", _place, width=18, align=Align.LEFT),
    Column("hours", "学时", lambda session: session.hours, width=6, kind=Kind.HOURS),
    Column("note", "备注", _note, width=14, align=Align.LEFT),
)
