"""Acts on the working calendar: a day set or taken out, a year's notice taken over, a year given back to the table."""

from collections.abc import Iterable, Mapping
from datetime import date

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core.changes import apply, between
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.timetable.models import CalendarDay, CalendarYear
from trainingapp.timetable.queries import calendar
from trainingapp.timetable.rules.calendar import CalendarRow, DayKind, chinese_date
from trainingapp.timetable.rules.holiday_notice import HolidayNotice, parse_holiday_notice
from trainingapp.timetable.rules.known_holidays import known_years

CHANGED, IMPORTED = "calendar.changed", "calendar.imported"
BUILT_IN = "系统自带的节假日表"
_SATURDAY = 5


def set_calendar_day(actor: Actor, year: int, row: CalendarRow) -> CalendarYear:
    """Enter a day off or a day made up for; a day that is entered already is replaced.

    Refuses a day of another year, and a working day that is to be worked.
    """
    if row.day.year != year:
        raise Refused(f"{row.day:%Y-%m-%d}不在{year}年，请先换到那一年再录入")
    if row.kind not in {DayKind.HOLIDAY, DayKind.ADJUSTED_WORKDAY}:
        raise Refused("只需录入放假的日子和调休上班的日子，其余按周一至周五上班")
    if row.kind is DayKind.ADJUSTED_WORKDAY and row.day.weekday() < _SATURDAY:
        raise Refused(f"{chinese_date(row.day)}本来就是工作日，不用录入调休上班")
    days = {one.day: one for one in calendar.rows_of_year(year)}
    return _keep(actor, year, {**days, row.day: row}.values(), verb=CHANGED)


def remove_calendar_day(actor: Actor, year: int, day: date) -> CalendarYear:
    """Take a day out, so that it is a plain day of the week; refuses a day that is not entered."""
    rows = calendar.rows_of_year(year)
    if all(row.day != day for row in rows):
        raise Refused(f"{day:%Y-%m-%d}没有录入过")
    return _keep(actor, year, [row for row in rows if row.day != day], verb=CHANGED)


def import_holiday_notice(actor: Actor, year: int, text: str) -> HolidayNotice:
    """Take a year's days from the text of the State Council's notice, in place of what was there.

    Refuses a text in which something is wrong, with everything that is. A notice that leaves a festival out is taken,
    and the year stays incomplete.
    """
    notice = parse_holiday_notice(text, year)
    if notice.problems:
        raise Refused(*notice.problems)
    source = f"国务院办公厅关于{year}年部分节假日安排的通知"
    _keep(actor, year, notice.rows, verb=IMPORTED, source=source, complete=not notice.missing)
    return notice


def forget_calendar_year(actor: Actor, year: int) -> None:
    """Give a year back to the built-in table; refuses a year that the table does not know."""
    kept = calendar.find_kept_year(year)
    if kept is None or year not in known_years():
        raise Refused(f"系统没有自带{year}年的放假安排，不能恢复")
    before = _shown(kept.rows)
    db.session.delete(kept)
    db.session.flush()
    told = between(before, _shown(calendar.rows_of_year(year)))
    audit.record(actor, CHANGED, kept, told, reason=f"恢复为{BUILT_IN}")


def _keep(
    actor: Actor,
    year: int,
    rows: Iterable[CalendarRow],
    *,
    verb: str,
    source: str | None = None,
    complete: bool | None = None,
) -> CalendarYear:
    """Keep these days as the office's own of a year; what is not said of source and completeness stays as it was."""
    before = _shown(calendar.rows_of_year(year))
    kept = calendar.find_kept_year(year) or _start(year)
    wanted = {row.day: row for row in rows}
    own = {one.day: one for one in kept.days}
    kept.days = [_day(own.get(day) or CalendarDay(day=day), row) for day, row in sorted(wanted.items())]
    if source is not None and complete is not None:
        apply(kept, source=source, complete=complete)
    db.session.flush()
    told = between(before, _shown(wanted.values()))
    if told:
        audit.record(actor, verb, kept, told)
    return kept


def _start(year: int) -> CalendarYear:
    known = year in known_years()
    kept = CalendarYear(year=year, source=BUILT_IN if known else "", complete=known, days=[])
    db.session.add(kept)
    return kept


def _day(stored: CalendarDay, row: CalendarRow) -> CalendarDay:
    stored.kind, stored.name = row.kind, row.name
    return stored


def _shown(rows: Iterable[CalendarRow]) -> Mapping[str, object]:
    return {row.day.isoformat(): f"{row.name}{row.kind.label}" for row in rows}
