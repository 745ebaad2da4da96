"""Who is suggested as 优秀学员: a share of the class, rounded as set, with ties treated alike."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trainingapp.assessment.terms import Outstanding, Rounding, TieRule


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trainee who completes, with the total and, for ties, the rate of attendance."""

    key: int
    total: Decimal
    rate: Fraction = Fraction(0)


ROUND: dict[Rounding, Callable[[Fraction], int]] = {
    Rounding.DOWN: lambda value: value.__floor__(),
    Rounding.HALF_UP: lambda value: (value + Fraction(1, 2)).__floor__(),
    Rounding.UP: lambda value: value.__ceil__(),
}


def places(rule: Outstanding, size: int) -> int:
    """Return how many of a class of this size may be outstanding: 29 × 1/10 = 2.9 is 2, 3 or 3 by the rounding."""
    return ROUND[rule.rounding](rule.share * size)


def suggest_outstanding(rule: Outstanding, candidates: Sequence[Candidate], size: int) -> list[int]:
    """Return the keys of those suggested, the best first. `size` is the class's, not that of the candidates.

    At the last place equal ones are treated alike: all in, all out, or by attendance and then all in.
    """
    limit = places(rule, size)
    able = sorted((one for one in candidates if one.total >= rule.minimum), key=lambda one: _merit(rule, one))
    able.reverse()
    if limit >= len(able) or limit == 0:
        return [one.key for one in able[:limit]]
    edge = _merit(rule, able[limit - 1])
    if _merit(rule, able[limit]) != edge:
        return [one.key for one in able[:limit]]
    if rule.ties is TieRule.NONE:
        return [one.key for one in able if _merit(rule, one) > edge]
    return [one.key for one in able if _merit(rule, one) >= edge]


def _merit(rule: Outstanding, one: Candidate) -> tuple[Decimal, Fraction]:
    return one.total, one.rate if rule.ties is TieRule.ATTENDANCE else Fraction(0)


def explain_places(rule: Outstanding, size: int) -> str:
    """Return the arithmetic of the places: 29 人 × 1/10 = 2.9，舍去尾数为 2 名."""
    exact = rule.share * size
    told = f"{float(exact):g}" if exact.denominator > 1 else str(exact)
    least = f"，总分不低于 {rule.minimum} 分" if rule.minimum else ""
    found = f"{size} 人 × {rule.share} = {told}，{rule.rounding.label}为 {places(rule, size)} 名"
    return f"{found}{least}；{rule.ties.label}"
