"""What an edited cell of a timetable says: a day, a half-day, two times, study hours, a note."""

import re
from datetime import date, time, timedelta

from trainingapp.core.errors import Refused
from trainingapp.core.times import show_span
from trainingapp.registers.rules.records.moments import read_day
from trainingapp.timetable.rules.calendar import Weekday
from trainingapp.timetable.rules.slots import is_outside
from trainingapp.timetable.terms import HalfDay

TIMES = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—－~～至]+\s*(\d{1,2})[:：](\d{2})")
HOURS = re.compile(r"\d{1,2}(\.\d)?")
WEEKDAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
HALF_A_YEAR = 182
LONGEST_TITLE = LONGEST_NOTE = 200


def read_held_on(text: str, was: date) -> date:
    """Return the day that a cell says; one without a year is the one nearest to the day that was.

    Refuses a weekday that is neither the new day's nor the old one's, which somebody left standing.
    """
    near = [was + timedelta(days=days) for days in range(-HALF_A_YEAR, HALF_A_YEAR + 1)]
    day = read_day(text, near)
    if day is None:
        raise Refused(f"日期要写成 {was.year}年{was.month}月{was.day}日 这样")
    said = WEEKDAY.search(text)
    if said and Weekday.by_label(f"周{said[1].replace('天', '日')}") not in {Weekday.of(day), Weekday.of(was)}:
        raise Refused(f"{day.month}月{day.day}日是{Weekday.of(day).formal_label}，请核对日期和星期")
    return day


def read_half_day(text: str) -> HalfDay:
    """Return the half-day that a cell says."""
    half_day = HalfDay.by_label(text)
    if half_day is None:
        raise Refused(f"时段可以填：{'、'.join(one.label for one in HalfDay)}")
    return half_day


def read_times(text: str) -> tuple[time, time]:
    """Return from when to when."""
    found = TIMES.fullmatch(text)
    try:
        first, last = (time(int(found[at]), int(found[at + 1])) for at in (1, 3)) if found else (None, None)
    except ValueError:
        first = last = None
    if first is None or last is None:
        raise Refused("时间要写成 09:00—11:30 这样")
    return first, last


def read_hours(text: str) -> str:
    """Return study hours as they are written."""
    if not HOURS.fullmatch(text):
        raise Refused("学时要填数字，如 3 或 1.5")
    return text


def read_title(text: str) -> str:
    """Return what is taught."""
    if not text:
        raise Refused("教学内容不能空着；这次课不上了，请到课表里取消")
    if len(text) > LONGEST_TITLE:
        raise Refused(f"教学内容有 {len(text)} 个字，最多 {LONGEST_TITLE} 个")
    return text


def own_note(text: str, told_before: str, apart: str) -> str:
    """Return the session's own note behind what the column says by itself."""
    note = text.removeprefix(told_before).removeprefix(apart) if told_before else text
    if told_before and not text.startswith(told_before):
        raise Refused(f"“{told_before}”是系统写出来的，请留着，只改它后面的话")
    if len(note) > LONGEST_NOTE:
        raise Refused(f"备注有 {len(note)} 个字，最多 {LONGEST_NOTE} 个")
    return note


def times_fault(half_day: HalfDay, starts_at: time, ends_at: time) -> str:
    """Return in words why these times cannot be of this half-day, or nothing."""
    if ends_at <= starts_at:
        return f"结束时间 {ends_at:%H:%M} 不晚于开始时间 {starts_at:%H:%M}"
    if is_outside(half_day, starts_at, ends_at):
        return f"{show_span(starts_at, ends_at, dash='—')} 不在{half_day.label}，请把“时段”和“时间”一起改"
    return ""
