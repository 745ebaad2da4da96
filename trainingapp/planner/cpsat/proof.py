"""Solve a priced model, and read the plan and the proof."""

from collections.abc import Callable, Mapping
from math import ceil
from typing import Any

from trainingapp.planner.cpsat.model import Answer, Expression
from trainingapp.planner.cpsat.stopping import stopped_by
from trainingapp.planner.cpsat.wishes import PricedModel
from trainingapp.planner.search.state import Spot


class Proof(PricedModel):
    """A priced model that can be solved."""

    cut_level = 1

    def solve(
        self,
        work: float,
        cancel: Callable[[], bool] | None,
        *,
        hint: Mapping[int, Spot],
        below: int | None = None,
        seconds: float | None = None,
    ) -> Answer:
        """Minimise, and read the plan; of plans that cost `below` or more nothing is said but that."""
        self._hint(hint)
        return self.run(self.model, work, cancel, below=below, seconds=seconds)

    def run(
        self,
        model: Any,  # noqa: ANN401 - ortools has no types
        work: float,
        cancel: Callable[[], bool] | None,
        *,
        below: int | None,
        seconds: float | None = None,
    ) -> Answer:
        """Minimise the cost in the model, or in one made from it."""
        cost = sum(price * literal for price, literal in self.prices if price)
        model.minimize(cost)
        if below is not None:
            model.add(cost < below)
        solver = self._solver(work, seconds)
        with stopped_by(cancel, solver):
            status = solver.solve(model)
        spent = solver.deterministic_time
        if status == self.cp.INFEASIBLE:
            return Answer(infeasible=below is None, bound=below, work=spent)
        bound = max(0, ceil(solver.best_objective_bound - 1e-6)) if status != self.cp.MODEL_INVALID else None
        if status not in (self.cp.OPTIMAL, self.cp.FEASIBLE):
            return Answer(bound=bound, work=spent)
        spots = {session: self._spot(solver, session) for session in self.free}
        return Answer(spots, bound, optimal=status == self.cp.OPTIMAL, work=spent)

    def _hint(self, hint: Mapping[int, Spot]) -> None:
        for session, (start, venue, crew) in hint.items():
            for one, literal in self.at.get(session, {}).items():
                self.model.add_hint(literal, one == start)
            _hint_pairs(self.model, self.in_venue.get(session, {}), (start, venue), self.at.get(session, {}))
            _hint_pairs(self.model, self.by_crew.get(session, {}), (start, crew), self.at.get(session, {}))

    def _solver(self, work: float, seconds: float | None) -> Any:  # noqa: ANN401 - ortools has no types
        solver = self.cp.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 0
        # Measured on classes of 12-25 sessions: probing and symmetry eat the work before the search begins.
        solver.parameters.cp_model_probing_level = 0
        solver.parameters.symmetry_level = 0
        solver.parameters.cut_level = self.cut_level
        solver.parameters.max_deterministic_time = work
        if seconds is not None:
            solver.parameters.max_time_in_seconds = seconds
        return solver

    def _spot(self, solver: Any, session: int) -> Spot:  # noqa: ANN401 - ortools has no types
        start = next(start for start, literal in self.at[session].items() if solver.value(literal))
        venue = next(v for (s, v), literal in self.in_venue[session].items() if s == start and solver.value(literal))
        crew = next(c for (s, c), literal in self.by_crew[session].items() if s == start and solver.value(literal))
        return start, venue, crew


def _hint_pairs(
    model: Any,  # noqa: ANN401 - ortools has no types
    pairs: dict[tuple[int, int], Expression],
    wanted: tuple[int, int],
    at: dict[int, Expression],
) -> None:
    for pair, literal in pairs.items():
        if literal is not at[pair[0]]:
            model.add_hint(literal, pair == wanted)
