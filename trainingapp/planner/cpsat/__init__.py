"""CP-SAT as a servant: proof and polish of small plans, repairs, and proof that something is impossible.

The only folder that knows ortools, which is imported inside functions: loading it costs most of a second and much
memory, which nobody should pay who only drafts a plan. Without it the planner works, minus proofs; `available()` says
which.

The model covers the sessions that are free (lifted in the state); everything else stands, and takes its time, places
and people away. All hard rules are in it. Of the wishes it holds those that are sums over starts, venues, crews, days
and half-days; what it leaves out (long gaps, fairness between classes, lone and idle periods) can only make its bound
lower, never wrong.
"""

from collections.abc import Callable, Iterable, Mapping
from importlib.util import find_spec

from trainingapp.planner.cpsat.by_days import ByDays
from trainingapp.planner.cpsat.by_patterns import ByPatterns
from trainingapp.planner.cpsat.model import Answer, Starts
from trainingapp.planner.cpsat.proof import Proof
from trainingapp.planner.search.state import Spot, State

MOST_FREE = 120
MOST_LITERALS = 150_000

__all__ = ["MOST_FREE", "Answer", "ByDays", "ByPatterns", "available", "climber", "improve"]


def available() -> bool:
    """Say whether ortools is installed."""
    return find_spec("ortools") is not None


def climber(state: State, free: Iterable[int], cancel: Callable[[], bool] | None = None) -> ByDays | None:
    """Return what raises a lower bound of the cost with the lifted sessions `free` placed, or None if nothing can.

    The bound of a whole class is that of what can share its half-days; another's is that of the half-days alone.
    """
    members = sorted(free)
    alone = len({state.board.cards[session].cohorts for session in members}) == 1 and len(members) == state.board.count
    found = (ByPatterns if alone else ByDays)(state, members, cancel)
    if found.model.impossible or found.model.literals > MOST_LITERALS:
        return None
    found.build()
    return found


def improve(
    state: State,
    free: Iterable[int],
    *,
    work: float,
    hint: Mapping[int, Spot] | None = None,
    within: Starts | None = None,
    below: int | None = None,
    cancel: Callable[[], bool] | None = None,
    seconds: float | None = None,
) -> Answer:
    """Place the lifted sessions `free` as cheaply as the model can tell; those in `within` begin at one of its starts.

    If `below` is given, plans that cost so much or more are not looked at: the bound is `below` where there are no
    others. `work` is in the solver's deterministic seconds: the same work gives the same answer on every machine with
    the same ortools.
    """
    model = Proof(state, sorted(free), within or {})
    if model.impossible:
        return Answer(infeasible=below is None, bound=below)
    if model.literals > MOST_LITERALS:
        return Answer()
    model.build()
    return model.solve(work, cancel, hint=hint or {}, below=below, seconds=seconds)
