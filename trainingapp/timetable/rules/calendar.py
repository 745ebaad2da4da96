"""The Chinese working calendar: which days are worked, with days off that are made up for at a weekend (调休).

The table of holidays is data that an office keeps (`known_holidays` fills it first, `holiday_notice` reads each year's
notice). A year that is not in the table is taken as Monday to Friday, and every answer about it says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from trainingapp.core.terms import LabelledEnum

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)
#: How far the next working day is looked for; the longest run of days off so far was nine.
_LONGEST_BREAK = timedelta(days=31)


class Weekday(LabelledEnum):
    """The days of the week, Monday first."""

    MONDAY = "1", "周一"
    TUESDAY = "2", "周二"
    WEDNESDAY = "3", "周三"
    THURSDAY = "4", "周四"
    FRIDAY = "5", "周五"
    SATURDAY = "6", "周六"
    SUNDAY = "7", "周日"

    @classmethod
    def of(cls, day: date) -> "Weekday":
        """Return the weekday of a date."""
        return cls(str(day.isoweekday()))

    @property
    def formal_label(self) -> str:
        """Return the word that official papers use: 星期三."""
        return self.label.replace("周", "星期")


class DayKind(LabelledEnum):
    """What kind of day it is."""

    WORKDAY = "workday", "工作日"
    WEEKEND = "weekend", "周末"
    HOLIDAY = "holiday", "节假日"
    ADJUSTED_WORKDAY = "adjusted_workday", "调休上班"

    @property
    def is_worked(self) -> bool:
        """Say whether offices are open."""
        return self in {DayKind.WORKDAY, DayKind.ADJUSTED_WORKDAY}


@dataclass(frozen=True, slots=True, order=True)
class CalendarRow:
    """One day that differs from the plain week: a day off (HOLIDAY) or one made up for (ADJUSTED_WORKDAY)."""

    day: date
    kind: DayKind
    name: str


@dataclass(frozen=True, slots=True)
class Day:
    """What the calendar knows of one day; `known` is False where the year's arrangement is not in the table."""

    date: date
    kind: DayKind
    name: str = ""
    known: bool = True

    @property
    def is_worked(self) -> bool:
        """Say whether offices are open, as far as is known."""
        return self.kind.is_worked

    @property
    def label(self) -> str:
        """Return the words for a person: 工作日, 国庆节放假, 周六（国庆节调休上班）."""
        if self.kind is DayKind.HOLIDAY:
            return f"{self.name}放假"
        if self.kind is DayKind.ADJUSTED_WORKDAY:
            return f"{Weekday.of(self.date).label}（{self.name}调休上班）"
        return self.kind.label


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The days that differ from the plain week, and the years whose arrangement is complete."""

    table: Mapping[date, tuple[DayKind, str]] = field(default_factory=dict)
    known_years: frozenset[int] = frozenset()

    @classmethod
    def from_rows(cls, rows: Iterable[CalendarRow], *, known_years: Iterable[int]) -> "WorkingCalendar":
        """Make a calendar of rows; of two rows for one day the later one holds."""
        return cls({row.day: (row.kind, row.name) for row in rows}, frozenset(known_years))

    def day(self, day: date) -> Day:
        """Return what is known of a day. A row of the table counts also in a year that is not complete."""
        if day in self.table:
            kind, name = self.table[day]
            return Day(day, kind, name)
        kind = DayKind.WEEKEND if day.weekday() >= _SATURDAY else DayKind.WORKDAY
        return Day(day, kind, known=day.year in self.known_years)

    def days(self, first: date, last: date) -> Iterator[Day]:
        """Yield the days from `first` to `last`, both included."""
        while first <= last:
            yield self.day(first)
            first += _ONE_DAY

    def is_worked(self, day: date) -> bool:
        """Say whether offices are open on this day, as far as is known."""
        return self.day(day).is_worked

    def count_worked(self, first: date, last: date) -> int:
        """Count the working days from `first` to `last`, both included."""
        return sum(day.is_worked for day in self.days(first, last))

    def next_worked(self, day: date) -> date:
        """Return this day if it is worked, or the first one after it that is."""
        found = next((each.date for each in self.days(day, day + _LONGEST_BREAK) if each.is_worked), None)
        if found is None:
            raise ValueError(f"{chinese_date(day)}之后{_LONGEST_BREAK.days}天都不上班，请检查节假日表")
        return found

    def unknown_years_notice(self, days: Iterable[date]) -> str | None:
        """Say which years of these days were guessed, in one sentence for the page, or return None."""
        years = sorted({day.year for day in days if not self.day(day).known})
        if not years:
            return None
        named = "、".join(str(year) for year in years)
        return f"{named}年的放假安排还没有录入，暂按周一至周五上班推算；国务院通知发布后，请录入节假日表"


def chinese_date(day: date) -> str:
    """Return a date as timetables print it: 5月9日（周五）."""
    return f"{day.month}月{day.day}日（{Weekday.of(day).label}）"
