"""When a session of a half-day begins: the usual times, and the first free place among what is there already."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta

from trainingapp.timetable.terms import HalfDay

USUAL_START = {HalfDay.MORNING: time(9, 0), HalfDay.AFTERNOON: time(13, 30), HalfDay.EVENING: time(18, 30)}
#: A session that somebody puts into a half-day does not by itself run past these.
LATEST_END = {HalfDay.MORNING: time(12, 30), HalfDay.AFTERNOON: time(18, 0), HalfDay.EVENING: time(22, 0)}
USUAL_LENGTH = timedelta(hours=2, minutes=30)
#: No run of days off has been longer.
LONGEST_BREAK_DAYS = 31
_ANY_DAY = date(2000, 1, 1)

Span = tuple[time, time]


def usual_times(half_day: HalfDay, *, length: timedelta = USUAL_LENGTH) -> Span:
    """Return when a session of a half-day usually begins and ends."""
    return _span(USUAL_START[half_day], length)


def is_outside(half_day: HalfDay, starts_at: time, ends_at: time) -> bool:
    """Tell whether these times cannot be of this half-day: it is over before they begin, or they end before it."""
    before = [LATEST_END[one] for one in HalfDay if one.order < half_day.order]
    return starts_at >= LATEST_END[half_day] or bool(before and ends_at <= before[-1])


def moved_start(starts_at: time, half_day: HalfDay, to: HalfDay) -> time:
    """Return when a session begins in another half-day: as long after the usual start as before, never earlier."""
    if to is half_day:
        return starts_at
    late = max(_at(starts_at) - _at(USUAL_START[half_day]), timedelta())
    return (_at(USUAL_START[to]) + late).time()


def later_half_day(
    day: date, half_day: HalfDay, half_days: int, is_worked: Callable[[date], bool]
) -> tuple[date, HalfDay]:
    """Return the half-day that comes so many working half-days (mornings and afternoons) after another.

    An evening goes with its afternoon and stays an evening.
    """
    order = min(half_day.order, HalfDay.AFTERNOON.order) + half_days
    for _ in range(order // 2):
        day = _next_worked(day, is_worked)
    if half_day is HalfDay.EVENING:
        return day, half_day
    return day, (HalfDay.MORNING, HalfDay.AFTERNOON)[order % 2]


def _next_worked(day: date, is_worked: Callable[[date], bool]) -> date:
    following = (day + timedelta(days=ahead) for ahead in range(1, LONGEST_BREAK_DAYS))
    return next((each for each in following if is_worked(each)), day + timedelta(days=1))


def shift_clocks(clocks: Sequence[time | None], shift: timedelta) -> list[time | None]:
    """Return times of one day so much later (or earlier); all as they were where one of them would leave the day."""
    moved = [_at(clock) + shift if clock else None for clock in clocks]
    if any(moment and moment.date() != _ANY_DAY for moment in moved):
        return list(clocks)
    return [moment.time() if moment else None for moment in moved]


def first_free(half_day: HalfDay, wanted: Span, taken: Iterable[Span]) -> Span | None:
    """Return the wanted times, or the first ones after a session that is there already; None where it gets too late.

    Times are wall-clock times of one day. The wanted times themselves hold also when they end late.
    """
    busy = sorted(taken)
    length = _at(wanted[1]) - _at(wanted[0])
    if _is_free(wanted, busy):
        return wanted
    later = (_span(ends_at, length) for _, ends_at in busy if ends_at > wanted[0])
    latest = LATEST_END[half_day]
    return next((span for span in later if span[0] < span[1] <= latest and _is_free(span, busy)), None)


def _is_free(span: Span, busy: Iterable[Span]) -> bool:
    return all(span[1] <= begins or ends <= span[0] for begins, ends in busy)


def _at(moment: time) -> datetime:
    return datetime.combine(_ANY_DAY, moment)


def _span(starts_at: time, length: timedelta) -> Span:
    return starts_at, (_at(starts_at) + length).time()
