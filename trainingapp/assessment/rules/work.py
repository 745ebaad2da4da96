"""Marks of several markers, and texts that are alike: pointed out, never judged."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final
from zlib import crc32

from rapidfuzz import fuzz, process

from trainingapp.assessment.rules.numbers import shown, to_tenth

#: Texts of which this much in a hundred agrees are shown side by side.
ALIKE: Final = 60.0
MOST_ALIKE: Final = 5
#: A text shorter than this says too little to compare.
SHORTEST: Final = 30
#: Markers this far apart should talk.
WIDE_SPREAD: Final = 15
#: Letters in a run, runs in a sketch, and how many two texts must share to be compared.
RUN: Final = 4
SKETCHED: Final = 48
SHARED: Final = 4
UNSPOKEN: Final = re.compile(r"[\s\W_]+")


@dataclass(frozen=True, slots=True)
class Marking:
    """What the marks of several markers come to."""

    mean: Fraction
    lowest: Decimal
    highest: Decimal
    amount: int

    @property
    def spread(self) -> Decimal:
        """Return how far the highest mark lies above the lowest."""
        return self.highest - self.lowest

    @property
    def points(self) -> Decimal:
        """Return the mean to one decimal, halves up."""
        return to_tenth(self.mean)

    @property
    def text(self) -> str:
        """Return the marking in words: 3 人评，均分 85.3，相差 6."""
        wide = "，差距较大，建议商量" if self.spread >= WIDE_SPREAD else ""
        return f"{self.amount} 人评，均分 {shown(self.points)}，相差 {shown(self.spread)}{wide}"


def marking(points: Sequence[Decimal]) -> Marking | None:
    """Return what marks come to; None without any."""
    if not points:
        return None
    mean = sum((Fraction(one) for one in points), Fraction(0)) / len(points)
    return Marking(mean, min(points), max(points), len(points))


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another text, by its key, and how much of the two agrees, in per cent."""

    key: int
    percent: int


def spoken(text: str) -> str:
    """Return a text without spaces and punctuation, which a copy changes first."""
    return UNSPOKEN.sub("", text)


def alike(text: str, others: Mapping[int, str]) -> list[Likeness]:
    """Return the other texts that agree with this one in ALIKE per cent or more, the most alike first."""
    mine = spoken(text)
    if len(mine) < SHORTEST:
        return []
    prepared = {key: other for key, one in others.items() if len(other := spoken(one)) >= SHORTEST}
    found = process.extract(mine, prepared, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=MOST_ALIKE)
    return [Likeness(key, int(score)) for _text, score, key in found]


def sketch(text: str) -> list[int]:
    """Return the sketch of a text: the least values of its runs of letters; a short text has none.

    Texts of which a part agrees share some of them, so the few worth comparing are found among any number.
    """
    plain = spoken(text)
    if len(plain) < SHORTEST:
        return []
    runs = {plain[place : place + RUN] for place in range(len(plain) - RUN + 1)}
    return sorted(crc32(run.encode()) for run in runs)[:SKETCHED]
