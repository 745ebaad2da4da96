"""What is taken already, as windows of the planner's grid: by other sessions, by lecturers' own time, by an order."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from trainingapp.planner.problem import When, Window
from trainingapp.timetable.rules.cards import Card, LecturerHours
from trainingapp.timetable.rules.planning.clock import NAMES, PERIODS, Clock
from trainingapp.timetable.rules.planning.wanted import Teacher, Wanted
from trainingapp.timetable.terms import Edge, HalfDay

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Run:
    """The periods that a session which may be moved has now, and when it really begins and ends."""

    day: date
    period: int
    length: int
    starts: datetime
    ends: datetime

    def covers(self, day: date, period: int) -> bool:
        """Tell whether it has this period."""
        return day == self.day and self.period <= period < self.period + self.length


def busy(clock: Clock, card: Card, runs: Iterable[Run] = ()) -> Window | None:
    """Return the periods that a fixed session takes from somebody or something.

    The clock is finer than the grid: a run that has stood there all along and does not meet it keeps its periods.
    """
    window = clock.busy(card.starts, card.ends)
    if window is None:
        return None
    beside = [run for run in runs if not (run.starts < card.ends and card.starts < run.ends)]
    left = tuple(number for number in window.periods if not any(run.covers(card.day, number) for run in beside))
    return replace(window, periods=left) if left else None


def widened(card: Card, minutes: int) -> Card:
    """Return a session with the time on the way before and after it, within its day."""
    if not minutes:
        return card
    way = timedelta(minutes=minutes)
    first, last = datetime.combine(card.day, time.min), datetime.combine(card.day, time(23, 59))
    return replace(card, starts=max(first, card.starts - way), ends=min(last, card.ends + way))


def not_before(clock: Clock, moment: datetime) -> tuple[Window, ...]:
    """Return what lies before a moment."""
    day, periods = moment.date(), clock.before(moment.time())
    same = (Window(day, day, periods=periods),) if periods else ()
    return (Window(last=day - _ONE_DAY), *same)


def not_after(clock: Clock, moment: datetime) -> tuple[Window, ...]:
    """Return what ends after a moment."""
    day = moment.date()
    until = clock.outside(moment.min.time(), moment.time())
    same = (Window(day, day, periods=until),) if until else ()
    return (Window(first=day + _ONE_DAY), *same)


def half_days_after(slots: Sequence[tuple[date, HalfDay]], card: Card, half_days: int) -> tuple[Window, ...]:
    """Return what lies less than so many half-days after a session."""
    return _cut(slots, card, half_days, earlier=False)


def half_days_before(slots: Sequence[tuple[date, HalfDay]], card: Card, half_days: int) -> tuple[Window, ...]:
    """Return what lies less than so many half-days before a session."""
    return _cut(slots, card, half_days, earlier=True)


def _cut(slots: Sequence[tuple[date, HalfDay]], card: Card, half_days: int, *, earlier: bool) -> tuple[Window, ...]:
    here = (card.day, card.half_day)
    if half_days < 1 or here not in slots:
        return ()
    index = slots.index(here)
    near = slots[max(0, index - half_days + 1) : index + 1] if earlier else slots[index : index + half_days]
    return tuple(Window(day, day, half_days=(NAMES[half],)) for day, half in near)


def lecturer_when(clock: Clock, teacher: Teacher, taken: Iterable[Card], runs: Iterable[Run] = ()) -> When:
    """Return when a lecturer can come: what he said, less the sessions that he teaches or hosts elsewhere."""
    standing = list(runs)
    windows = [busy(clock, card, standing) for card in taken]
    away = [_hours(row, _touched(clock, row)) for row in teacher.hours if not row.only]
    said = [row for row in teacher.hours if row.only]
    only = [_hours(row, _inside(clock, row)) for row in said]
    # Where all that he has lies outside the grid, no window is left of it, and that means never.
    nothing = (Window(),) if said and not any(only) else ()
    return When(tuple(filter(None, only)), tuple(filter(None, [*nothing, *away, *windows])))


def _hours(row: LecturerHours, periods: tuple[int, ...] | None) -> Window | None:
    if periods == ():
        return None
    weekdays = (int(row.weekday.value),) if row.weekday else ()
    return Window(row.first, row.last, weekdays, periods=periods or ())


def _touched(clock: Clock, row: LecturerHours) -> tuple[int, ...] | None:
    if row.begins is None and row.ends is None:
        return None
    return clock.covered(row.begins or time.min, row.ends or time.max)


def _inside(clock: Clock, row: LecturerHours) -> tuple[int, ...] | None:
    if row.begins is None and row.ends is None:
        return None
    outside = set(clock.outside(row.begins or time.min, row.ends or time.max))
    return tuple(number for number in range(len(clock.half_days) * PERIODS) if number not in outside)


def session_only(wanted: Wanted, *, evenings: bool) -> tuple[Window, ...]:
    """Return the only days and half-days that a card may have; evenings are for cards that ask for them."""
    halves: tuple[str, ...] = ()
    if wanted.half_day and (wanted.half_day_fixed or wanted.half_day is HalfDay.EVENING):
        halves = (NAMES[wanted.half_day],)
    elif evenings:
        halves = (NAMES[HalfDay.MORNING], NAMES[HalfDay.AFTERNOON])
    if wanted.dates:
        return tuple(Window(day, day, half_days=halves) for day in wanted.dates)
    return (Window(half_days=halves),) if halves else ()


def edge_windows(clock: Clock, wanted: Wanted, own: Mapping[str, Card]) -> Iterator[Window]:
    """Yield what an opening or a closing leaves of the time of a card, among the class's sessions that stand."""
    for card in own.values():
        if (card.opening and wanted.edge is not Edge.OPENING) or wanted.edge is Edge.CLOSING:
            yield from not_before(clock, card.ends)
        if (card.closing and wanted.edge is not Edge.CLOSING) or wanted.edge is Edge.OPENING:
            yield from not_after(clock, card.starts)
