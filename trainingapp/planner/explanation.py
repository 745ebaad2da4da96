"""What the planner says of a problem that cannot be planned."""

from dataclasses import dataclass

from trainingapp.planner.bounds import Count
from trainingapp.planner.rules import Rule


@dataclass(frozen=True, slots=True)
class Fix:
    """One rule of the core, and whether relaxing it alone lets the whole problem be planned (tried, not guessed)."""

    rule: Rule
    works: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why there is no plan.

    `core` cannot be kept together with `sessions`; `verified` says that this was proved, and `irreducible` that with
    any one rule less it was not impossible any more. An empty core with `feasible` means that there is a plan.
    """

    feasible: bool
    counts: tuple[Count, ...] = ()
    core: tuple[Rule, ...] = ()
    sessions: tuple[str, ...] = ()
    fixes: tuple[Fix, ...] = ()
    verified: bool = False
    irreducible: bool = False
    sentence: str = ""
