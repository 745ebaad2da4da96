"""What the planner answers: a plan, what it costs, what is missing and why, and what is proved."""

from collections.abc import Callable
from dataclasses import dataclass, field

from trainingapp.planner.problem import SCHEMA_VERSION, Placement


@dataclass(frozen=True, slots=True)
class Unplaced:
    """A session that found no place: the hard rules in its way, the most frequent first, and a sentence."""

    session: str
    rules: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Move:
    """One changed card of a repair: where it was, where it is now (None: nowhere), and why."""

    session: str
    was: Placement
    now: Placement | None
    why: str


@dataclass(frozen=True, slots=True)
class Solution:
    """A plan; `cost` is by kind of wish.

    `bound` is a proved lower bound of the sum; `proven` says that the plan is the best there is.

    `moves`, `score`, `lower_bound` and `minimal` are a repair's: its score counts what changed (see `repair`).
    """

    placements: tuple[Placement, ...]
    cost: dict[str, int]
    unplaced: tuple[Unplaced, ...] = ()
    bound: int | None = None
    proven: bool = False
    steps: int = 0
    seed: int = 0
    moves: tuple[Move, ...] = ()
    score: int = 0
    lower_bound: int = 0
    minimal: bool = False
    schema_version: int = field(default=SCHEMA_VERSION)

    @property
    def total(self) -> int:
        """The sum of all wishes' costs."""
        return sum(self.cost.values())

    @property
    def complete(self) -> bool:
        """Whether every session has its place."""
        return not self.unplaced


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a search is: the best cost so far, the sessions placed, the moves tried.

    `unmet` is that cost by kind of wish, as it was a moment ago; `bound` is proved: no complete plan falls below it.
    `number` says at which of several plans the search is, 0 where one is asked for. Of a repair `cost` and `bound` are
    of its score, and `changed` are the cards that do not stand as published.
    """

    phase: str
    steps: int
    cost: int
    placed: int
    total: int
    unmet: dict[str, int] = field(default_factory=dict)
    bound: int | None = None
    number: int = 0
    changed: int = 0


Report = Callable[[Progress], None]
Cancel = Callable[[], bool]
