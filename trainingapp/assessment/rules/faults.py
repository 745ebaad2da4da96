"""What is wrong with something of many lines: said once, and where."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, in words that name it, and where: the field, and which line of its list (from 0).

    `whole` says that it rests on what the other lines say too: where one of them cannot be read, nobody can tell.
    """

    field: str
    line: int
    text: str
    whole: bool = False


def again(names: Sequence[object]) -> list[int]:
    """Return the lines whose name stands in an earlier one too; lines without a name have none."""
    return [line for line, name in enumerate(names) if name and name in names[:line]]
