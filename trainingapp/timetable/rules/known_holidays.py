"""The arrangements of past years, for the first filling of the table of holidays.

They come from the library chinesecalendar, which copies the State Council's yearly notices: constants, nothing is read
or asked while running. What an office enters itself stands above them.
"""

from functools import cache

from chinese_calendar import Holiday, holidays, workdays

from trainingapp.timetable.rules.calendar import CalendarRow, DayKind, WorkingCalendar

_SHORT_IN_LIBRARY = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}
_OCTOBER = 10


@cache
def known_rows() -> tuple[CalendarRow, ...]:
    """Return every day off and every day made up for that the library knows, in order."""
    off = [CalendarRow(day, DayKind.HOLIDAY, _chinese_name(name)) for day, name in holidays.items()]
    made_up = [CalendarRow(day, DayKind.ADJUSTED_WORKDAY, _chinese_name(name)) for day, name in workdays.items()]
    return tuple(sorted(off + made_up))


@cache
def known_years() -> frozenset[int]:
    """Return the years that are complete: a notice covers a year up to 国庆节."""
    return frozenset(day.year for day in holidays if day.month == _OCTOBER)


@cache
def known_calendar() -> WorkingCalendar:
    """Return the calendar of the library's years."""
    return WorkingCalendar.from_rows(known_rows(), known_years=known_years())


def _chinese_name(english: str) -> str:
    chinese = str(Holiday(english).chinese)
    return _SHORT_IN_LIBRARY.get(chinese, chinese)
