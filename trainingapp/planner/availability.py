"""When somebody or something is available, in words: dates, weekdays, half-days, and the clock where periods are named.

Periods are numbers of the grid, which nobody but the planner counts in, so a person reads hours and half-days instead.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from trainingapp.planner.problem import Calendar, When, Window

MOST_WINDOWS = 6
WEEKDAYS = "一二三四五六日"


def describe(when: When, calendar: Calendar, *, only: str, never: str) -> str:
    """Return an availability as half a sentence; `only` and `never` say what it is, as in 只有{}有空 and {}没空."""
    open_in, shut_in = _windows(when.only, calendar), _windows(when.never, calendar)
    if not when.only:
        return never.format(shut_in)
    return only.format(open_in) + (f"，其中{never.format(shut_in)}" if when.never else "")


def _windows(windows: Sequence[Window], calendar: Calendar) -> str:
    told = list(dict.fromkeys(_window(window, calendar) for window in windows))
    more = f"等{len(told)}段时间" if len(told) > MOST_WINDOWS else ""
    return "、".join(told[:MOST_WINDOWS]) + more


def _window(window: Window, calendar: Calendar) -> str:
    names = {part.id: part.name for part in calendar.half_days}
    parts = [
        _dates(window),
        "".join(f"周{WEEKDAYS[day - 1]}" for day in window.weekdays),
        "".join(names.get(part, part) for part in window.half_days),
        "和".join(_clock(window.periods, calendar)),
    ]
    return "".join(parts) or "任何时间"


def _clock(periods: Sequence[int], calendar: Calendar) -> Iterator[str]:
    """Yield the stretches of a day that periods make: a half-day's name for all of it, else from when to when."""
    first = 0
    for part in calendar.half_days:
        taken = [number in periods for number in range(first, first + len(part.periods))]
        if taken and all(taken):
            yield part.name
        else:
            runs = groupby(zip(taken, part.periods, strict=True), key=lambda pair: pair[0])
            stretches = [[period for _, period in run] for is_taken, run in runs if is_taken]
            yield from (f"{stretch[0].begin}–{stretch[-1].end}" for stretch in stretches)
        first += len(part.periods)


def _dates(window: Window) -> str:
    first = f"{window.first.month}月{window.first.day}日" if window.first else ""
    last = f"{window.last.month}月{window.last.day}日" if window.last else ""
    if not last:
        return f"{first}起" if first else ""
    return first if first == last else f"{first}至{last}"
