"""A bound from the half-days, one number of days in use at a time.

Most of what a plan costs hangs on how many days it uses. With that number fixed, a few tenths of a second show that
nothing below a cost is possible, where the whole is not through in many seconds.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from trainingapp.planner.cpsat.half_days import HalfDays
from trainingapp.planner.cpsat.model import Answer, Expression
from trainingapp.planner.cpsat.program import Priced
from trainingapp.planner.search.state import Spot, State

BRANCHES = 3
"""The least number of days, the next, and all that are more."""
FIRST, AGAIN = 0.1, 0.3
"""Work for a first look at a number of days, and for each one after it."""
OVERHEAD = 0.02
"""What a question costs before the search begins."""
PLAIN = 0.25
"""Work before the bound is sought in another way as well, which an easy class does not need."""
IMPOSSIBLE = 1 << 40
"""A bound for plans of which there are none."""


@dataclass(slots=True)
class Branch:
    """Plans that use `first` to `last` days (None: any more): what they cost at least, and whether one costs that.

    `open` says that the last question had no answer; `exact` that prices were sought for these plans alone.
    """

    first: int
    last: int | None
    bound: int = 0
    reached: bool = False
    asked: bool = False
    step: int = 1
    most: float = FIRST
    priced: Priced | None = None
    exact: bool = False
    open: bool = False


class ByDays:
    """Raises the bound where it is lowest, until it is the cost of a plan or the work is used up."""

    def __init__(self, state: State, free: list[int], cancel: Callable[[], bool] | None) -> None:
        """Take the lifted sessions; the model is made once."""
        self.cancel = cancel
        self.model = HalfDays(state, free, {})
        self.days: list[Expression] = []
        self.branches = [Branch(0, None)]
        self.work = 0.0

    def build(self) -> None:
        """Write the model, and divide the plans by the days in use of the class that has most of them to choose."""
        model = self.model
        model.build()
        by_class: dict[int, list[Expression]] = {}
        for (number, _), flag in model.flags.items():
            if number in model.least_days and model.board.cohorts[number].compact:
                by_class.setdefault(number, []).append(flag)
        if by_class:
            number = max(by_class, key=lambda one: (len(by_class[one]), -one))
            self.days, first = by_class[number], model.least_days[number]
            self.branches = [Branch(first + more, first + more) for more in range(BRANCHES - 1)]
            self.branches.append(Branch(first + BRANCHES - 1, None))

    @property
    def bound(self) -> int | None:
        """What every plan costs at least; None where nothing is known, as of plans that do not exist."""
        bound = min(branch.bound for branch in self.branches)
        return bound if bound < IMPOSSIBLE else None

    def climb(
        self,
        work: float,
        below: int | None = None,
        found: Callable[[Mapping[int, Spot]], int | None] = lambda _: None,
    ) -> None:
        """Raise the bound, which matters as far as `below` alone.

        `found` is given the half-days of promising plans (spots that are no plan), and returns what the best real
        plan costs by now. `work` is in the solver's deterministic seconds.
        """
        while work > 0 and not (self.cancel is not None and self.cancel()):
            branch = min(self.branches, key=lambda one: one.bound)
            if branch.reached or (below is not None and branch.bound >= below):
                return
            spent = self._strengthen(branch) if branch.asked and (below is None or self.work >= PLAIN) else 0.0
            if spent:
                work -= spent
                continue
            answer = self._ask(branch, below, min(work, branch.most))
            work -= answer.work + OVERHEAD
            self.work += answer.work + OVERHEAD
            if answer.spots:
                below = found(answer.spots)

    def _ask(self, branch: Branch, below: int | None, work: float) -> Answer:
        """Ask for any plan at all, later for one that hardly costs more than the bound."""
        wanted = branch.bound + branch.step if branch.asked else below
        if wanted is not None and below is not None:
            wanted = min(wanted, below)
        model = self._within(branch, wanted)
        answer = self.model.run(model, work, self.cancel, below=wanted)
        self._learn(branch, answer, wanted)
        return answer

    def _within(self, branch: Branch, below: int | None) -> Any:  # noqa: ANN401, ARG002 - ortools has no types; below: for others
        """Return a model of the plans on so many days; what cannot be in one that costs less is left out."""
        model = self.model.model.clone()
        if self.days:
            model.add(sum(self.days) >= branch.first)
        if branch.last is not None:
            model.add(sum(self.days) <= branch.last)
        return model

    def _strengthen(self, branch: Branch) -> float:  # noqa: ARG002 - for those who know a way
        """Raise a bound without a question; return the work that it took, if it was done."""
        return 0.0

    def _learn(self, branch: Branch, answer: Answer, wanted: int | None) -> None:
        """Take an answer over; what is refuted is asked in longer steps, what stays open with more work."""
        refuted = answer.bound == wanted
        branch.step = 2 * branch.step if branch.asked and refuted else 1
        branch.most = branch.most + AGAIN if branch.asked and not refuted else AGAIN
        branch.open = branch.asked and not refuted and not answer.spots
        branch.asked = True
        if answer.infeasible:
            branch.bound = IMPOSSIBLE
        elif answer.bound is not None:
            branch.bound = max(branch.bound, answer.bound)
            branch.reached = answer.optimal
