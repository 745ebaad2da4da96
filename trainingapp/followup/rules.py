"""Pure decisions on what follows a class: how far a relay has come, which talks are missing, what counts."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from trainingapp.followup.terms import PointsState

MONTHS_OF_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many branches a course reached of those it was to reach, and how many people."""

    done: int
    total: int
    people: int

    @property
    def percent(self) -> str:
        """Return the share as it is printed, rounded down so that 100% means all."""
        return f"{self.done * 100 // self.total}%" if self.total else "—"


def coverage(reports: Iterable[tuple[bool, int]]) -> Coverage:
    """Return the coverage of tasks given as (relayed, headcount)."""
    told = list(reports)
    return Coverage(sum(done for done, _people in told), len(told), sum(people for done, people in told if done))


@dataclass(frozen=True, slots=True)
class Months:
    """Months in order, each the number of months since the year 0."""

    numbers: tuple[int, ...] = ()

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self.numbers)

    @property
    def spans(self) -> list[str]:
        """Return them as 2026年5月, those in a row as 2026年5月至8月."""
        runs = groupby(enumerate(self.numbers), key=lambda counted: counted[1] - counted[0])
        return [_show_span([month for _place, month in run]) for _key, run in runs]


def _show_span(run: Sequence[int]) -> str:
    (first_year, first), (last_year, last) = (divmod(month, MONTHS_OF_A_YEAR) for month in (run[0], run[-1]))
    begins = f"{first_year}年{first + 1}月"
    if len(run) == 1:
        return begins
    return f"{begins}至{'' if first_year == last_year else f'{last_year}年'}{last + 1}月"


def months_without_talk(starts_on: date, until: date, talks: Collection[date]) -> Months:
    """Return the months in which a mentor owed a talk and none is recorded.

    A talk is owed for every month from the first to the last that has ended before `until`; the month in which a pair
    is made counts only if it was made in its first half, so that nobody owes a talk for the last days of a month.
    """
    held = {day.year * MONTHS_OF_A_YEAR + day.month - 1 for day in talks}
    half = 15
    first = starts_on.year * MONTHS_OF_A_YEAR + starts_on.month - 1 + (starts_on.day > half)
    owed = range(first, until.year * MONTHS_OF_A_YEAR + until.month - 1)
    return Months(tuple(month for month in owed if month not in held))


def points_total(entries: Iterable[tuple[PointsState, int]]) -> int:
    """Return what the checked entries add up to."""
    return sum(points for state, points in entries if state is PointsState.CHECKED)
