"""Wishes that price a count: days in use, a form again on a day, a week's periods, unpopular times, loads."""

from collections.abc import Callable
from dataclasses import dataclass

from trainingapp.planner.problem import Cohort, Problem
from trainingapp.planner.rules import wish_weight_for


class Prices(dict[int, int]):
    """The price of a count, worked out when first asked for and then kept."""

    def __init__(self, price: Callable[[int], int]) -> None:
        """Keep the rule; counts are filled in on demand."""
        super().__init__()
        self.price = price

    def __missing__(self, count: int) -> int:
        """Work out, keep and return the price of a count."""
        self[count] = cost = self.price(count)
        return cost


def above(weight: int, most: int) -> Prices:
    """Return prices of so much for each unit above `most`."""
    return Prices(lambda count: weight * max(0, count - most))


Tally = tuple[int, int, Prices]
"""Where a count stands (the day or the week is added, where there is one for each), a card's units, and the prices."""


@dataclass(frozen=True, slots=True)
class Tallies:
    """What one card is counted in: on its day, in its week, and at unpopular times."""

    by_day: tuple[Tally, ...]
    by_week: tuple[Tally, ...]
    unpopular: tuple[Tally, ...]


class Register:
    """Gives every count its place in one row of numbers; `size` is its length."""

    def __init__(self, days: int, weeks: int) -> None:
        """Begin with no counts."""
        self.days, self.weeks, self.size = days, weeks, 0

    def room(self, count: int) -> int:
        """Return where the next so many counts begin."""
        self.size += count
        return self.size - count


class CohortTallies:
    """The counts of one class."""

    def __init__(self, problem: Problem, cohort: Cohort, register: Register) -> None:
        """Take room for the wishes that matter to the class."""
        compact, mix, fair = (wish_weight_for(problem, kind, cohort) for kind in ("compact", "mix", "fair_cohorts"))
        self.register = register
        self.again = above(mix, 1) if mix else None
        self.forms: dict[str, int] = {}
        in_use = Prices(lambda count: compact * (count > 0))
        self.by_day: tuple[Tally, ...] = ((register.room(register.days), 1, in_use),) if compact else ()
        squared = Prices(lambda count: fair * count**2)
        self.unpopular: tuple[Tally, ...] = ((register.room(1), 1, squared),) if fair else ()
        self.weekly = [
            (register.room(register.weeks), above(wish.weight, wish.value))
            for wish in problem.wishes
            if wish.kind == "weekly" and wish.weight and (not wish.cohorts or cohort.id in wish.cohorts)
        ]

    def of(self, length: int, form: str) -> Tallies:
        """Return what a card of so many periods and such a form is counted in."""
        by_week = tuple((base, length, prices) for base, prices in self.weekly)
        if not form or self.again is None:
            return Tallies(self.by_day, by_week, self.unpopular)
        if form not in self.forms:
            self.forms[form] = self.register.room(self.register.days)
        return Tallies((*self.by_day, (self.forms[form], 1, self.again)), by_week, self.unpopular)
