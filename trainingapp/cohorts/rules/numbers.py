"""Numbers of trainees: one number for one person."""

from collections import defaultdict
from collections.abc import Collection, Iterable

Holder = tuple[int, str]
"""A number, and who would have it."""


def doubled_numbers(holders: Iterable[Holder], among: Collection[int]) -> dict[int, list[str]]:
    """Return which of these numbers more than one would have, with who they are, in the order of the numbers."""
    found: dict[int, list[str]] = defaultdict(list)
    for number, who in holders:
        found[number].append(who)
    return {number: found[number] for number in sorted(found) if number in among and len(found[number]) > 1}


def shared_in_file(holders: Iterable[Holder], among: Collection[int]) -> list[str]:
    """Return why numbers that a roster file names cannot be taken, with the way out."""
    return [
        f"编号 {number} 有 {len(ones)} 人：{'、'.join(ones)}；请改编号，或把编号列留空由系统接着编"
        for number, ones in doubled_numbers(holders, among).items()
    ]
