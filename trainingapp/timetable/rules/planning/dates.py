"""Days as an organiser types them: 5月16日、5/23、2025-06-06."""

import re
from collections.abc import Sequence
from datetime import date

from trainingapp.timetable.rules.calendar import chinese_date

_DATE = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")
_BETWEEN = re.compile(r"[\s,，、;；和及]*")


class DatesError(ValueError):
    """A text that is not a list of days; the message says where and how to write it."""


def read_dates(text: str, *, first: date) -> list[date]:
    """Return the days of a text; one without a year is the first such day on or after the class's `first` day.

    Raises DatesError for anything else.
    """
    days = {_read(match, first) for match in _DATE.finditer(text)}
    rest = _BETWEEN.sub("", _DATE.sub("", text))
    if rest:
        raise DatesError(f"“{rest}”看不出是哪一天，请写成 5月16日、5月23日")
    return sorted(days)


def _read(match: re.Match[str], first: date) -> date:
    year, month, day = match.groups()
    try:
        found = date(int(year) if year else first.year, int(month), int(day))
        return found if year or found >= first else found.replace(year=found.year + 1)
    except ValueError as error:
        raise DatesError(f"没有“{match.group()}”这一天，请改正") from error


def write_dates(days: Sequence[date], *, first: date) -> str:
    """Return days as they are typed, without the year where it can be told."""
    return "、".join(_plain(day) if _plain_means(day, first) else day.isoformat() for day in sorted(days))


def describe_dates(days: Sequence[date]) -> str:
    """Return days with their weekdays, for reading."""
    return "、".join(chinese_date(day) for day in sorted(days))


def _plain(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _plain_means(day: date, first: date) -> bool:
    try:
        return read_dates(_plain(day), first=first) == [day]
    except DatesError:
        return False
