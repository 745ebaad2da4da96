"""Linear programs in whole numbers, and what their prices prove.

Any prices of the rows give a bound: what the rows are worth at these prices, less what single variables could save.
A linear solver finds good prices; they are rounded and the bound is then worked out in whole numbers, so no error of
floating point can make it too high.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from trainingapp.planner.cpsat.loading import cp_model
from trainingapp.planner.cpsat.stopping import stopped_by

SCALE = 1 << 20
"""Prices are multiples of one part in so many."""
FAR = 1 << 40
"""No sum of a row is so far from nought."""
Term = tuple[int, int]
"""A coefficient and a variable."""


@dataclass(slots=True)
class Found:
    """A solution (none if none was found), a proved bound of all that were looked at, and the work that it took."""

    values: dict[int, int] = field(default_factory=dict)
    bound: int = 0
    work: float = 0.0


@dataclass(slots=True)
class Row:
    """The sum of the terms is at least `low` and at most `high` (None: no limit)."""

    terms: list[Term]
    low: int | None
    high: int | None


@dataclass(slots=True)
class Priced:
    """A bound, and by how much each variable's next unit would raise it; both in parts of `SCALE`."""

    bound: int
    reduced: list[int]

    @property
    def least(self) -> int:
        """Return the bound as whole units of cost."""
        return -(-self.bound // SCALE)

    def within(self, cost: int) -> list[int]:
        """Return the variables that may be above nought in a solution that costs at most so much."""
        spare = cost * SCALE - self.bound
        return [variable for variable, more in enumerate(self.reduced) if more <= spare]


@dataclass(slots=True)
class Program:
    """Minimise the costs of variables between 0 and `most`."""

    costs: list[int] = field(default_factory=list)
    most: list[int] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)

    def variable(self, cost: int = 0, most: int = 1) -> int:
        """Add a variable; return its number."""
        self.costs.append(cost)
        self.most.append(most)
        return len(self.costs) - 1

    def row(self, terms: list[Term], low: int | None, high: int | None) -> int:
        """Add a row; return its number."""
        self.rows.append(Row(terms, low, high))
        return len(self.rows) - 1

    def priced(self, prices: Sequence[int]) -> Priced:
        """Return what these prices of the rows prove."""
        bound, reduced = 0, [cost * SCALE for cost in self.costs]
        for price, row in zip(prices, self.rows, strict=True):
            side = row.low if price > 0 else row.high
            if price and side is not None:
                bound += price * side
                for factor, variable in row.terms:
                    reduced[variable] -= price * factor
        bound += sum(more * most for more, most in zip(reduced, self.most, strict=True) if more < 0)
        return Priced(bound, reduced)

    def best_prices(self) -> list[int] | None:
        """Let a linear solver look for prices that prove much; None if it finds none."""
        from ortools.linear_solver import linear_solver_pb2, pywraplp  # noqa: PLC0415 - slow: paid only for a proof

        request = linear_solver_pb2.MPModelRequest(solver_type=linear_solver_pb2.MPModelRequest.GLOP_LINEAR_PROGRAMMING)
        self._write(request.model)
        answer = linear_solver_pb2.MPSolutionResponse()
        pywraplp.Solver.SolveWithProto(request, answer)
        if answer.status != linear_solver_pb2.MPSOLVER_OPTIMAL:
            return None
        return [round(price * SCALE) for price in answer.dual_value]

    @property
    def weight(self) -> int:
        """Return how many terms all rows have together."""
        return sum(len(row.terms) for row in self.rows)

    def solve(self, kept: Sequence[int], most: int, work: float, cancel: Callable[[], bool] | None) -> Found:
        """Look for the cheapest whole solution that costs at most so much; only what is kept may be above nought."""
        cp = cp_model()
        model = cp.CpModel()
        literals = {variable: model.new_int_var(0, self.most[variable], "") for variable in kept}

        def total(terms: Sequence[Term]) -> Any:  # noqa: ANN401 - ortools has no types
            mine = [(factor, variable) for factor, variable in terms if variable in literals]
            factors = [factor for factor, _ in mine]
            return cp.LinearExpr.weighted_sum([literals[variable] for _, variable in mine], factors)

        for row in self.rows:
            low, high = (-FAR if row.low is None else row.low), (FAR if row.high is None else row.high)
            model.add_linear_constraint(total(row.terms), low, high)
        cost = total([(price, variable) for variable, price in enumerate(self.costs) if price])
        model.add(cost <= most)
        model.minimize(cost)
        solver = _solver(cp, work)
        with stopped_by(cancel, solver):
            status = solver.solve(model)
        if status == cp.INFEASIBLE:
            return Found(bound=most + 1, work=solver.deterministic_time)
        found = Found(bound=max(0, ceil(solver.best_objective_bound - 1e-6)), work=solver.deterministic_time)
        if status in (cp.OPTIMAL, cp.FEASIBLE):
            found.values = {variable: solver.value(literal) for variable, literal in literals.items()}
        return found

    def _write(self, model: Any) -> None:  # noqa: ANN401 - ortools has no types
        for cost, most in zip(self.costs, self.most, strict=True):
            model.variable.add(lower_bound=0, upper_bound=most, objective_coefficient=cost)
        for row in self.rows:
            written = model.constraint.add(
                lower_bound=float("-inf") if row.low is None else row.low,
                upper_bound=float("inf") if row.high is None else row.high,
            )
            written.var_index.extend([variable for _, variable in row.terms])
            written.coefficient.extend([factor for factor, _ in row.terms])


def _solver(cp: Any, work: float) -> Any:  # noqa: ANN401 - ortools has no types
    solver = cp.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 0
    # Measured: with all rows in its linear program the search refutes four times as fast.
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = work
    return solver
