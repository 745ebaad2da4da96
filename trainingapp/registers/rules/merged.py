"""Where merged ranges make one cell stand for many."""

from bisect import bisect_right
from collections.abc import Sequence

from trainingapp.core.excel.grid import CellValue, Grid, Merge, Place


class MergedGrid:
    """A grid whose merged cells can be asked for what they show; looks at one column's ranges at a time."""

    def __init__(self, grid: Grid) -> None:
        """Keep the grid; ranges are sorted when a column is first asked for."""
        self.grid = grid
        self.width = grid.width
        self._ranges: dict[int, tuple[Sequence[int], Sequence[Merge]]] = {}

    def merge_at(self, row: int, column: int) -> Merge | None:
        """Return the merged range that covers a place, or None."""
        tops, merges = self._ranges_of(column)
        index = bisect_right(tops, row) - 1
        return merges[index] if index >= 0 and merges[index].bottom >= row else None

    def _ranges_of(self, column: int) -> tuple[Sequence[int], Sequence[Merge]]:
        known = self._ranges.get(column)
        if known is None:
            merges = sorted((merge for merge in self.grid.merges if merge.left <= column <= merge.right), key=_top)
            known = self._ranges[column] = ([merge.top for merge in merges], merges)
        return known

    def anchor(self, row: int, column: int) -> Place:
        """Return the place whose value shows at a place: itself unless it is covered by a merged range."""
        merge = self.merge_at(row, column)
        return (merge.top, merge.left) if merge else (row, column)

    def shown(self, row: int, column: int) -> CellValue:
        """Return the value that shows at a place."""
        return self.grid.value(*self.anchor(row, column))


def _top(merge: Merge) -> int:
    return merge.top
