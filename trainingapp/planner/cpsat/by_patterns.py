"""The bound by days, made better by what can share a half-day.

Prices from the linear program over patterns prove a bound at once, and which half-days a session can have in a plan
near that bound; the others are left out of every question. What stays open is asked of the patterns themselves.
"""

from functools import cached_property
from typing import Any

from trainingapp.planner.cpsat.by_days import Branch, ByDays
from trainingapp.planner.cpsat.columns import Columns, columns_of
from trainingapp.planner.cpsat.model import Answer
from trainingapp.planner.cpsat.program import Program

PER_TERM = 3e-6
"""What a linear program costs for each term of its rows, in the solver's deterministic seconds."""


class ByPatterns(ByDays):
    """Raises the bound where it is lowest, by half-days and by patterns in turn."""

    @cached_property
    def columns(self) -> Columns | None:
        """The rows of the patterns, written when first asked for; None if there are too many."""
        return columns_of(self.model.state, self.model.free)

    def _strengthen(self, branch: Branch) -> float:
        """Find prices for this number of days, once; they prove something of the other numbers as well."""
        if branch.exact:
            return 0.0
        branch.exact = True
        if self.columns is None:
            return 0.0
        program = self._program(branch, self.columns)
        prices = program.best_prices()
        for other in self.branches if prices else ():
            priced = self._program(other, self.columns).priced(prices or ())
            if other.priced is None or priced.bound > other.priced.bound:
                other.priced, other.bound = priced, max(other.bound, priced.least)
        return program.weight * PER_TERM

    def _program(self, branch: Branch, columns: Columns) -> Program:
        """Return the program of the plans on so many days."""
        row = columns.program.rows[columns.days_row]
        row.low, row.high = branch.first, branch.last
        return columns.program

    def _within(self, branch: Branch, below: int | None) -> Any:  # noqa: ANN401 - ortools has no types
        """Leave out the half-days that a session cannot have in a plan that costs less."""
        model = super()._within(branch, below)
        if branch.priced is not None and self.columns is not None and below is not None:
            kept, first = set(branch.priced.within(below - 1)), self.columns.board.half_day_first
            for session, at in self.model.at.items():
                mine = self.columns.at[session]
                model.add(sum(one for start, one in at.items() if mine.get(first[start]) not in kept) == 0)
        return model

    def _ask(self, branch: Branch, below: int | None, work: float) -> Answer:
        """Ask the patterns for a plan at the bound, where the half-days could not say."""
        if not branch.open or branch.priced is None or self.columns is None:
            return super()._ask(branch, below, work)
        branch.open = False
        program = self._program(branch, self.columns)
        found = program.solve(branch.priced.within(branch.bound), branch.bound, work, self.cancel)
        branch.bound = max(branch.bound, found.bound)
        branch.reached = bool(found.values)
        return Answer(self.columns.spots(found.values), work=found.work)
