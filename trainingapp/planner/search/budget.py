"""How long to search: moves, seconds, or until told to stop."""

import time

from trainingapp.planner.solution import Cancel

NEVER = float("inf")


class Budget:
    """Moves first: the same number of moves gives the same plan on any machine.

    Seconds are a cap that depends on the machine.
    """

    def __init__(self, effort: int | None, seconds: float | None, cancel: Cancel | None) -> None:
        """Start the clock."""
        self.effort = effort
        self.began = time.monotonic()
        self.seconds = seconds
        self.cancel = cancel
        self.steps = 0

    @property
    def elapsed(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.began

    def spent(self) -> float:
        """Return the part of the budget that is used: 1 or more means stop."""
        if self.cancel is not None and self.cancel():
            return NEVER
        by_steps = self.steps / self.effort if self.effort else 0.0
        by_clock = self.elapsed / self.seconds if self.seconds is not None else 0.0
        # With both given the moves set the pace, so that a machine fast enough finds the same plan as any other.
        return by_steps if self.effort and by_clock < 1 else max(by_steps, by_clock)
