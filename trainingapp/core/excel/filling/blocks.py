"""The rows of a template that repeat, and where every row of it stands once they have."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Block:
    """Rows from 1, both ends included, that repeat together for each row of a list; an empty list leaves one blank."""

    first: int
    last: int
    of_list: str

    @property
    def height(self) -> int:
        """Return how many rows of the template repeat."""
        return self.last - self.first + 1


def find_blocks(lists: Mapping[int, str], merged: Sequence[tuple[int, int]]) -> list[Block]:
    """Return the blocks of a worksheet from the list that each row names.

    Rows of the same list that follow each other, or are joined by a field of it merged over them, repeat together.
    ``merged`` are the first and last rows of such fields.
    """
    reach = {row: (row, row) for row in lists}
    for row in lists:
        joined = [(first, last) for first, last in merged if first <= row <= last and _whole(lists, row, first, last)]
        reach[row] = (min((first for first, _ in joined), default=row), max((last for _, last in joined), default=row))
    spans = sorted((first, last, lists[row]) for row, (first, last) in reach.items())
    return list(_join(spans))


def _whole(lists: Mapping[int, str], row: int, first: int, last: int) -> bool:
    """Tell whether a merged cell belongs to one entry: no other row of it names another list."""
    return last > first and all(lists.get(other, lists[row]) == lists[row] for other in range(first, last + 1))


def _join(spans: Sequence[tuple[int, int, str]]) -> Iterator[Block]:
    for of_list, same in groupby(spans, key=lambda span: span[2]):
        first, last = 0, -1
        for start, end, _ in same:
            if last >= first and start > last + 1:
                yield Block(first, last, of_list)
                first, last = start, end
            else:
                first, last = (start if last < first else first), max(last, end)
        yield Block(first, last, of_list)


class RowMap:
    """Where the rows of a template stand after its blocks have grown."""

    def __init__(self, blocks: Sequence[Block], lengths: Mapping[str, int]) -> None:
        """Take the blocks in their order and the lengths of the lists."""
        self.blocks = blocks
        self._copies = {block: max(lengths.get(block.of_list, 0), 1) for block in blocks}
        self._inside = {row: block for block in blocks for row in range(block.first, block.last + 1)}

    def copies(self, block: Block) -> int:
        """Return how many times a block stands in the result."""
        return self._copies[block]

    def block_of(self, row: int) -> Block | None:
        """Return the block in which a row of the template is."""
        return self._inside.get(row)

    def first(self, row: int) -> int:
        """Return where a row stands, or the first of its copies."""
        return row + sum(block.height * (copies - 1) for block, copies in self._copies.items() if block.last < row)

    def copy(self, row: int, number: int) -> int:
        """Return where a row's copy of that number, from 0, stands; a row that does not repeat has only one place."""
        block = self.block_of(row)
        return self.first(row) + (block.height * number if block else 0)

    def last(self, row: int) -> int:
        """Return where a row stands, or the last of its copies."""
        block = self.block_of(row)
        return self.copy(row, self._copies[block] - 1) if block else self.first(row)
