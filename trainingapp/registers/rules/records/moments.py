"""Dates, clock times and lengths of time as machines write them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from trainingapp.core.excel.grid import CellValue

DAY = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
MONTH_DAY = re.compile(r"(?<![\d-])(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
CLOCK = re.compile(
    r"(上午|下午|晚上|AM|PM)?\s*(?<![\d:])([01]?\d|2[0-4]):([0-5]\d)(?::[0-5]\d)?(?![\d:])\s*(AM|PM)?", re.IGNORECASE
)
RUN = re.compile(r"(?:(?:[01]\d|2[0-4]):[0-5]\d\s*){2,}")
"""Times that a clock wrote one after another without a space between them: 08:5211:35."""
LONG = re.compile(
    r"(?:(\d+)\s*(?:小时|时|h))?\s*(?:(\d+)\s*(?:分钟|分|min|m))?\s*(?:\d+\s*(?:秒钟?|s))?", re.IGNORECASE
)
LONG_CLOCK = re.compile(r"(\d{1,3}):([0-5]\d)(?::[0-5]\d)?")
AFTERNOON = frozenset({"下午", "晚上", "PM"})
NOON, MIDNIGHT, HOUR = 12, 24, 60
LONGEST = 24 * HOUR


def read_day(value: CellValue, days: Iterable[date] = ()) -> date | None:
    """Return the date in a cell; one without a year is that of `days` which it fits."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    text = unicodedata.normalize("NFKC", value)
    whole = DAY.search(text)
    if whole:
        return _date(int(whole[1]), int(whole[2]), int(whole[3]))
    short = MONTH_DAY.search(text)
    if short is None:
        return None
    fitting = [day for day in days if (day.month, day.day) == (int(short[1]), int(short[2]))]
    return fitting[0] if len(fitting) == 1 else None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_clocks(value: CellValue) -> list[time]:
    """Return every clock time in a cell, in order: a clock's daily record may list several."""
    if isinstance(value, datetime):
        return [] if value.time() == time() else [value.time().replace(microsecond=0)]
    if isinstance(value, time):
        return [value]
    if not isinstance(value, str):
        return []
    text = unicodedata.normalize("NFKC", value).strip()
    if RUN.fullmatch(text):
        text = re.sub(r"(:\d\d)(?=\d)", r"\1 ", text)
    found = CLOCK.finditer(text)
    return sorted(_time(int(one[2]), int(one[3]), (one[1] or one[4] or "").upper()) for one in found)


def _time(hour: int, minute: int, half: str) -> time:
    if half in AFTERNOON and hour < NOON:
        hour += NOON
    if half == "AM" and hour == NOON:
        hour = 0
    return time(hour % MIDNIGHT, minute)


def read_minutes(value: CellValue) -> int | None:
    """Return a length of time in whole minutes; None where a cell holds none. A bare number is minutes."""
    minutes: int | None = None
    if isinstance(value, bool):
        return None
    if isinstance(value, time):
        minutes = value.hour * HOUR + value.minute
    elif isinstance(value, timedelta):
        minutes = int(value.total_seconds()) // HOUR
    elif isinstance(value, int | float):
        minutes = int(value) if 0 <= value <= LONGEST else None
    elif isinstance(value, str):
        minutes = _written_minutes(unicodedata.normalize("NFKC", value).strip())
    return minutes if minutes is not None and 0 <= minutes <= LONGEST else None


def _written_minutes(text: str) -> int | None:
    if text.isdecimal():
        return int(text[:6])
    clock = LONG_CLOCK.fullmatch(text)
    if clock:
        return int(clock[1]) * HOUR + int(clock[2])
    long = LONG.fullmatch(text)
    if not text or long is None:
        return None
    return int(long[1] or 0) * HOUR + int(long[2] or 0)
