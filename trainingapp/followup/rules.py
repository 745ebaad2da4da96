"""Pure decisions on what follows a class: how far a relay has come, which talks are missing, what counts."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

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


def months_without_talk(starts_on: date, until: date, talks: Collection[date]) -> list[str]:
    """Return the months, as 2026年5月, in which a mentor owed a talk and none is recorded.

    A talk is owed for every month from the first to the last that has ended before `until`; the month in which a pair
    is made counts only if it was made in its first half, so that nobody owes a talk for the last days of a month.
    """
    held = {(day.year, day.month) for day in talks}
    half = 15
    first = starts_on.year * MONTHS_OF_A_YEAR + starts_on.month - 1 + (starts_on.day > half)
    owed = (divmod(month, MONTHS_OF_A_YEAR) for month in range(first, until.year * MONTHS_OF_A_YEAR + until.month - 1))
    return [f"{year}年{month + 1}月" for year, month in owed if (year, month + 1) not in held]


def points_total(entries: Iterable[tuple[PointsState, int]]) -> int:
    """Return what the checked entries add up to."""
    return sum(points for state, points in entries if state is PointsState.CHECKED)
