"""The calendar as numbers: periods of a day, half-day masks, and which periods a `When` leaves open."""

import datetime as dt
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from trainingapp.planner.problem import Calendar, When, Window

WEEKDAYS = "一二三四五六日"


@dataclass(frozen=True)
class Grid:
    """Lookups over a calendar. Masks are integers: bit p stands for period p of a day."""

    calendar: Calendar

    @cached_property
    def half_day_of(self) -> tuple[int, ...]:
        """Return the half-day's index for each period of a day."""
        return tuple(index for index, part in enumerate(self.calendar.half_days) for _ in part.periods)

    @cached_property
    def periods(self) -> int:
        """Periods in one day."""
        return len(self.half_day_of)

    @cached_property
    def begins(self) -> tuple[int, ...]:
        """Minute of the day at which each period begins."""
        return tuple(period.begin_minute for part in self.calendar.half_days for period in part.periods)

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """Minute of the day at which each period ends."""
        return tuple(period.end_minute for part in self.calendar.half_days for period in part.periods)

    @cached_property
    def part_masks(self) -> tuple[int, ...]:
        """Return one mask of periods per half-day."""
        masks = [0] * len(self.calendar.half_days)
        for period, part in enumerate(self.half_day_of):
            masks[part] |= 1 << period
        return tuple(masks)

    @cached_property
    def day_index(self) -> dict[dt.date, int]:
        """Return the index of each date."""
        return {day.date: index for index, day in enumerate(self.calendar.days)}

    @cached_property
    def open_masks(self) -> tuple[int, ...]:
        """Return the periods open for teaching on each day of the calendar."""
        everything = (1 << self.periods) - 1
        return tuple(0 if day.closed else everything for day in self.calendar.days)

    @cached_property
    def week_of(self) -> tuple[int, ...]:
        """Return the number of the week (from the first date's week) for each day."""
        monday = self.calendar.days[0].date - dt.timedelta(days=self.calendar.days[0].date.weekday())
        return tuple((day.date - monday).days // 7 for day in self.calendar.days)

    def masks(self, when: When) -> tuple[int, ...]:
        """Return the periods that `when` and the calendar leave open, per day."""
        if not when.only and not when.never:
            return self.open_masks
        only = self._union(when.only) if when.only else self.open_masks
        never = self._union(when.never)
        return tuple(one & ~two & free for one, two, free in zip(only, never, self.open_masks, strict=True))

    def _union(self, windows: tuple[Window, ...]) -> list[int]:
        """Return the periods per day that some window covers: `Window.covers`, a range of days at a time."""
        dates = [day.date for day in self.calendar.days]
        masks = [0] * len(dates)
        for window in windows:
            mask = self._periods_of(window)
            first = bisect_left(dates, window.first) if window.first else 0
            last = bisect_right(dates, window.last) if window.last else len(dates)
            for index in range(first, last):
                if not window.weekdays or dates[index].isoweekday() in window.weekdays:
                    masks[index] |= mask
        return masks

    def _periods_of(self, window: Window) -> int:
        """Return the periods of a day that a window's half-days and periods leave."""
        parts = zip(self.calendar.half_days, self.part_masks, strict=True)
        mask = sum(periods for part, periods in parts if not window.half_days or part.id in window.half_days)
        return mask & sum(1 << p for p in set(window.periods)) if window.periods else mask

    def fits(self, period: int, length: int) -> bool:
        """Say whether `length` periods from `period` on lie inside one half-day."""
        last = period + length - 1
        return period >= 0 and last < self.periods and self.half_day_of[period] == self.half_day_of[last]

    def text(self, date: dt.date, period: int) -> str:
        """Return "5月9日（周五）上午09:00"."""
        part = self.calendar.half_days[self.half_day_of[period]]
        minute = self.begins[period]
        return (
            f"{date.month}月{date.day}日（周{WEEKDAYS[date.weekday()]}）{part.name}{minute // 60:02d}:{minute % 60:02d}"
        )
