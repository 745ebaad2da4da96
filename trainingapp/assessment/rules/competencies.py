"""When trainees rate themselves, and on what scale."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from trainingapp.assessment.terms import Rater

#: From 1 to 5, in words.
RATINGS: Final[Sequence[tuple[int, str]]] = (
    (1, "还不会"),
    (2, "了解一些"),
    (3, "基本会"),
    (4, "比较熟练"),
    (5, "能带别人"),
)


def own_raters(day: date, ends_on: date | None) -> tuple[Rater, ...]:
    """Return what a trainee may rate on a day: before the class's last day 训前, from it on 训后.

    A class whose end is not set yet is open to both, since nobody knows which side of it the day is on.
    """
    if ends_on is None:
        return (Rater.SELF_BEFORE, Rater.SELF_AFTER)
    return (Rater.SELF_AFTER,) if day >= ends_on else (Rater.SELF_BEFORE,)
