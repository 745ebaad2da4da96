"""Taking the days of a class over into another year: so many days later, and later still where that is a day off."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from trainingapp.timetable.rules.calendar import Day, DayKind, chinese_date
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.slots import LONGEST_BREAK_DAYS

ONE_DAY = timedelta(days=1)


def shift_days(days: Iterable[date], by: timedelta, calendar: Callable[[date], Day]) -> Mapping[date, date]:
    """Return the new day of each day, in the same order; no two days become one.

    A day that was worked becomes one that is worked, the next one where its turn is a day off; a class held at a
    weekend stays at weekends, but not on a holiday.
    """
    found: dict[date, date] = {}
    free = date.min
    for day in sorted(set(days)):
        wished = max(day + by, free)
        nearest = (wished + ONE_DAY * later for later in range(LONGEST_BREAK_DAYS))
        found[day] = next((one for one in nearest if _suits(calendar(day), calendar(one))), wished)
        free = found[day] + ONE_DAY
    return found


def _suits(former: Day, now: Day) -> bool:
    return now.is_worked or (not former.is_worked and now.kind is DayKind.WEEKEND)


def shift_remarks(
    shifted: Mapping[date, date], by: timedelta, calendar: Callable[[date], Day], amounts: Mapping[date, int]
) -> list[str]:
    """Return in words which days could not simply be taken over; `amounts` are the sessions of each former day."""
    return [
        f"{chinese_date(wished)}{_why(calendar(wished))}，这天的 {amounts[day]} 次课顺延到{chinese_date(now)}"
        for day, now in sorted(shifted.items())
        if (wished := day + by) != now and day in amounts
    ]


def _why(day: Day) -> str:
    return "已排了顺延过来的课" if day.is_worked else f"不上班（{day.label}）"


def to_leave_out(blocked: Sequence[Conflict], own: Iterable[int]) -> Mapping[int, Conflict]:
    """Return which of one's own cards to leave out so that nothing of what is blocked is left, and for what.

    Of two own cards the later one goes.
    """
    mine, found = frozenset(own), {}
    for conflict in sorted(blocked, key=lambda one: one.card.starts):
        cards = [card for card in conflict.cards if card.id in mine]
        if cards and not any(card.id in found for card in cards):
            found[max(cards, key=lambda card: (card.starts, card.id)).id] = conflict
    return found
