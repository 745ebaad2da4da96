"""Costs and limits of one day's mask of periods, computed when first asked for and then kept."""

from itertools import pairwise

from trainingapp.planner.grid import Grid


class CostTable(dict[int, int]):
    """Cost of a day whose used periods are the bits of a mask."""

    def __init__(self, grid: Grid, *, lone: int, gap: int, tired: int) -> None:
        """Keep the weights; masks are filled in on demand."""
        super().__init__()
        self.parts = grid.part_masks
        self.lone, self.gap, self.tired = lone, gap, tired

    def __missing__(self, mask: int) -> int:
        """Compute, keep and return the cost of a mask."""
        used = [mask & part for part in self.parts]
        idle = sum(part.bit_length() - _lowest(part) - part.bit_count() for part in used if part)
        running = sum(1 for one, two in pairwise(used) if one and two)
        alone = (mask & ~(mask << 1) & ~(mask >> 1)).bit_count()
        self[mask] = cost = self.lone * alone + self.gap * idle + self.tired * running
        return cost


def _lowest(mask: int) -> int:
    return (mask & -mask).bit_length() - 1


class LimitTable(dict[int, bool]):
    """Whether a day's mask holds more periods than a day or a half-day may (0: no limit)."""

    def __init__(self, grid: Grid, *, day: int, half_day: int) -> None:
        """Keep the limits; masks are filled in on demand."""
        super().__init__()
        self.parts = grid.part_masks
        self.day = day or grid.periods
        self.half_day = half_day or grid.periods

    def __missing__(self, mask: int) -> bool:
        """Compute, keep and return whether a mask is over a limit."""
        over = mask.bit_count() > self.day or any((mask & part).bit_count() > self.half_day for part in self.parts)
        self[mask] = over
        return over
