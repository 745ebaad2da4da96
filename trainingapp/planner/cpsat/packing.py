"""How few boxes hold so many lengths, and the weights that carry this into a linear model."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Packing:
    """`least` boxes of `room` are needed; the weights of what lies in one box never exceed its room."""

    room: int
    weights: Mapping[int, int]
    least: int


def pack(lengths: Sequence[int], room: int) -> Packing:
    """Return the best of the bounds that count what is longer than `room` - k as a whole box, what is below k not.

    Two that add up to more than a box never share one, which plain lengths do not say (Martello and Toth).
    """
    return max((_rounded(lengths, room, k) for k in range(room // 2 + 1)), key=lambda packing: packing.least)


def _rounded(lengths: Sequence[int], room: int, k: int) -> Packing:
    weights = {length: _weight(length, room, k) for length in sorted(set(lengths))}
    return Packing(room, weights, -(-sum(weights[length] for length in lengths) // room))


def _weight(length: int, room: int, k: int) -> int:
    if length > room - k:
        return room
    return length if length >= k else 0
