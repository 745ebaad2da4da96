"""Reading which trainees a line of text names, by number or by name."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import TypeAlias

SEPARATORS = re.compile(r"[\s,，、;；]+")
Pairs: TypeAlias = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Named:
    """A trainee as a line may name him."""

    key: int
    number: int
    name: str


def read_people(text: str, roster: Sequence[Named]) -> tuple[list[int], list[str]]:
    """Return the keys of the trainees that a text names, and what in it names nobody or several."""
    keys, faults = [], []
    for word in filter(None, SEPARATORS.split(text)):
        found = [one.key for one in roster if word in (str(one.number), one.name)]
        if len(found) == 1:
            keys.append(found[0])
        elif found:
            faults.append(f"“{word}”有 {len(found)} 人，请改写编号")
        else:
            faults.append(f"“{word}”：班里没有这个编号或姓名")
    return keys, faults


def read_pairs(text: str, roster: Sequence[Named], *, chained: bool) -> tuple[Pairs, list[str]]:
    """Return the pairs that the lines of a text name, and what is wrong, with its line.

    A line of several trainees is a chain (all together) or, not chained, every two of them (all apart).
    """
    pairs: Pairs = []
    faults = []
    for number, line in enumerate(text.splitlines(), start=1):
        keys, wrong = read_people(line, roster)
        if len(keys) == 1 and not wrong:
            wrong = ["一行至少写两个人"]
        faults += [f"第 {number} 行：{fault}" for fault in wrong]
        pairs += pairwise(keys) if chained else combinations(keys, 2)
    return pairs, faults


def group_name(number: int) -> str:
    """Return the name of a class's group by its number from 1: 第一组, 第十二组; from 100 in figures."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    if not 0 < tens < 10:  # noqa: PLR2004 - two figures
        return f"第{digits[ones] if number < 10 else number}组"  # noqa: PLR2004 - one figure
    return f"第{digits[tens] if tens > 1 else ''}十{digits[ones] if ones else ''}组"
