"""Who sits where: rows of seats in blocks with an aisle between them, and the platform in front of them.

Everything is as seen from the seats: the first row is nearest to the platform, the left is the left of who looks at it.
"""

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil
from typing import TypeVar

T = TypeVar("T")

SMALL, MIDDLE = 32, 120
"""People up to whom a hall of two blocks, and one of three small blocks, are enough."""


def choose_blocks(count: int) -> tuple[int, ...]:
    """Return how many seats the blocks of a row have in a hall for so many people, so that it is wider than deep."""
    if count <= SMALL:
        return (4, 4)
    return (4, 6, 4) if count <= MIDDLE else (6, 10, 6)


def order_platform(people: Sequence[T]) -> list[T]:
    """Return the people on the platform from left to right, given by rank.

    The first sits in the middle, the second at the first's left hand, the third at the right hand, and so on (左为上).
    Who looks at them sees 5 3 1 2 4; of an even number the first two share the middle: 3 1 2 4.
    """
    return [*reversed(people[::2]), *people[1::2]]


def fill_rows(people: Sequence[T], blocks: Sequence[int]) -> list[list[T | None]]:
    """Return rows from the front, each filled from the left in the order given; None is an empty seat."""
    width = sum(blocks)
    seats: list[T | None] = [*people, *[None] * (-len(people) % width)]
    return [seats[start : start + width] for start in range(0, len(seats), width)]


def seat_groups(groups: Sequence[Sequence[T]], blocks: Sequence[int]) -> list[list[T | None]]:
    """Return rows in which groups sit together.

    Where every group can have a block of its own, it has one, from the left; else they follow each other row by row.
    """
    if len(groups) > len(blocks):
        return fill_rows([person for group in groups for person in group], blocks)
    depth = max((ceil(len(group) / size) for group, size in zip(groups, blocks, strict=False)), default=0)
    rows: list[list[T | None]] = [[None] * sum(blocks) for _ in range(depth)]
    for group, (start, end) in zip(groups, pairwise(accumulate(blocks, initial=0)), strict=False):
        for number, person in enumerate(group):
            row, place = divmod(number, end - start)
            rows[row][start + place] = person
    return rows
