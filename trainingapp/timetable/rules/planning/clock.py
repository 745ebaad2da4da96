"""The grid of the planner: every half-day is eight periods of half an hour, the shortest time that is planned with.

A session takes as many periods as its minutes need, and at least its share of the half-day's study hours: so a
half-day never holds more hours than the class allows. Where it begins inside its periods is settled afterwards.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal
from itertools import product

from trainingapp.planner.problem import HalfDay as PlannerHalfDay
from trainingapp.planner.problem import Period, Window
from trainingapp.timetable.terms import HalfDay

PERIODS = 8
PERIOD_MINUTES = 30
STUDY_HOUR_MINUTES = 45
LONGEST_MINUTES = PERIODS * PERIOD_MINUTES
GRID_STARTS = {HalfDay.MORNING: time(8, 30), HalfDay.AFTERNOON: time(13, 30), HalfDay.EVENING: time(18, 0)}
#: The planner's own sentences know these names of half-days.
NAMES = {HalfDay.MORNING: "am", HalfDay.AFTERNOON: "pm", HalfDay.EVENING: "eve"}
_ANY_DAY = date(2000, 1, 1)


def split_hours(hours: Decimal, hours_per_half_day: Decimal) -> tuple[int, Decimal]:
    """Return in how many times of equal hours, in steps of 0.5, a course is held so that a half-day holds each.

    One time more than needed is taken where that comes out even; else the hours of each are rounded up.
    """
    steps, room = int(hours * 2), int(hours_per_half_day * 2)
    if steps <= room:
        return 1, hours
    least = -(-steps // room)
    times = next((number for number in (least, least + 1) if steps % number == 0), least)
    return times, Decimal(-(-steps // times)) / 2


def usual_minutes(hours: Decimal) -> int:
    """Return how long a session of so many study hours usually is, by the clock: 45 minutes each."""
    return min(max(int(hours * STUDY_HOUR_MINUTES), PERIOD_MINUTES), LONGEST_MINUTES)


def periods_needed(minutes: int, hours: Decimal, hours_per_half_day: Decimal) -> int:
    """Return how many periods a session takes of a half-day; more than PERIODS do not fit into one."""
    by_clock = -(-minutes // PERIOD_MINUTES)
    by_hours = int((hours * PERIODS / hours_per_half_day).to_integral_value(ROUND_HALF_EVEN))
    return max(1, by_clock, by_hours)


@dataclass(frozen=True, slots=True)
class Clock:
    """The half-days that are planned with, in order, and what the clock says of their periods."""

    half_days: Sequence[HalfDay]

    @property
    def parts(self) -> tuple[PlannerHalfDay, ...]:
        """Return the half-days as the planner knows them; evenings are unpopular."""
        return tuple(
            PlannerHalfDay(NAMES[half], half.label, tuple(self._periods(half)), unpopular=half is HalfDay.EVENING)
            for half in self.half_days
        )

    def _periods(self, half: HalfDay) -> Iterator[Period]:
        for number in range(PERIODS):
            yield Period(
                *(f"{_later(GRID_STARTS[half], PERIOD_MINUTES * part):%H:%M}" for part in (number, number + 1))
            )

    def half_day(self, period: int) -> HalfDay:
        """Return the half-day in which a period of a day lies."""
        return self.half_days[period // PERIODS]

    def begins(self, period: int) -> time:
        """Return when a period of a day begins."""
        return _later(GRID_STARTS[self.half_day(period)], period % PERIODS * PERIOD_MINUTES)

    def covered(self, begins: time, ends: time) -> tuple[int, ...]:
        """Return the periods of a day that a stretch of the clock touches."""
        return tuple(
            number
            for number in range(len(self.half_days) * PERIODS)
            if self.begins(number) < ends and begins < _later(self.begins(number), PERIOD_MINUTES)
        )

    def outside(self, begins: time, ends: time) -> tuple[int, ...]:
        """Return the periods of a day that do not lie wholly in a stretch of the clock."""
        return tuple(
            number
            for number in range(len(self.half_days) * PERIODS)
            if not (begins <= self.begins(number) and _later(self.begins(number), PERIOD_MINUTES) <= ends)
        )

    def before(self, moment: time) -> tuple[int, ...]:
        """Return the periods of a day that begin before a moment."""
        return tuple(number for number in range(len(self.half_days) * PERIODS) if self.begins(number) < moment)

    def busy(self, starts: datetime, ends: datetime) -> Window | None:
        """Return the window that a session takes, or None where it touches no period."""
        periods = self.covered(starts.time(), ends.time())
        return Window(starts.date(), starts.date(), periods=periods) if periods else None

    def slots(self, days: Iterable[date]) -> list[tuple[date, HalfDay]]:
        """Return every half-day of these days, in order."""
        return list(product(days, self.half_days))


def _later(moment: time, minutes: int) -> time:
    return (datetime.combine(_ANY_DAY, moment) + timedelta(minutes=minutes)).time()
