"""How a result comes about: pure and exact. The rules suggest; a person decides.

A total is the weighted sum of the points of all components; a component without points leaves the total open, it never
counts as 0. Points from attendance are 到课率 × 100, rounded half up to 0.1, as they are printed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from trainingapp.assessment.terms import Completion, Source

WHOLE = 100
STEP = Decimal("0.1")
HIGHEST = Decimal(100)


@dataclass(frozen=True, slots=True)
class Part:
    """A weighted component; `key` is its id where it is stored, its place where it is only planned."""

    key: int
    name: str
    weight: int
    source: Source = Source.SCORE


@dataclass(frozen=True, slots=True)
class Bracket:
    """A band from its least total up to the next one."""

    name: str
    minimum: Decimal
    passes: bool = True


@dataclass(frozen=True, slots=True)
class Preset:
    """A scheme that offices use, with where it comes from."""

    key: str
    label: str
    source: str
    parts: Sequence[Part]
    brackets: Sequence[Bracket]


BRACKETS = (
    Bracket("优秀", Decimal(90)),
    Bracket("良好", Decimal(80)),
    Bracket("合格", Decimal(60)),
    Bracket("不合格", Decimal(0), passes=False),
)
LOCAL_USE = "各地办班通知里的常见做法，仅供参考"
PRESETS = (
    Preset(
        "course",
        "考勤20 作业20 期中30 结业30",
        LOCAL_USE,
        (
            Part(1, "考勤", 20, Source.ATTENDANCE),
            Part(2, "作业", 20),
            Part(3, "期中考核", 30),
            Part(4, "结业考核", 30),
        ),
        BRACKETS,
    ),
    Preset(
        "closing",
        "结业60 心得20 平时20",
        LOCAL_USE,
        (Part(1, "结业考核", 60), Part(2, "学习心得", 20), Part(3, "平时表现", 20)),
        BRACKETS,
    ),
    Preset("exam", "考试60 平时40", LOCAL_USE, (Part(1, "考试", 60), Part(2, "平时", 40)), BRACKETS),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules make of one trainee: points by component, total, band, the suggestion, and why."""

    points: Mapping[int, Decimal | None]
    total: Decimal | None
    band: str
    completion: Completion
    reasons: tuple[str, ...]


def attendance_points(rate: Fraction | None) -> Decimal | None:
    """Return 到课率 × 100 to one decimal, halves up; None while nothing has been recorded."""
    if rate is None:
        return None
    exact = Decimal(rate.numerator) * WHOLE / Decimal(rate.denominator)
    return exact.quantize(STEP, rounding=ROUND_HALF_UP)


def weighted_total(parts: Sequence[Part], points: Mapping[int, Decimal | None]) -> Decimal | None:
    """Return the exact weighted sum, or None while a component has no points."""
    values = [(points.get(part.key), part.weight) for part in parts]
    if not parts or any(value is None for value, _weight in values):
        return None
    return sum((value * weight for value, weight in values if value is not None), Decimal(0)) / WHOLE


def band_of(brackets: Sequence[Bracket], total: Decimal) -> Bracket | None:
    """Return the band that a total falls into: the highest whose minimum it reaches."""
    reached = [bracket for bracket in brackets if total >= bracket.minimum]
    return max(reached, key=lambda bracket: bracket.minimum, default=None)


def assess(
    parts: Sequence[Part],
    brackets: Sequence[Bracket],
    scores: Mapping[int, Decimal],
    attendance_rate: Fraction | None,
) -> Verdict:
    """Return what the rules make of one trainee's scores (by component) and attendance."""
    points = {
        part.key: attendance_points(attendance_rate) if part.source is Source.ATTENDANCE else scores.get(part.key)
        for part in parts
    }
    total = weighted_total(parts, points)
    if total is None:
        missing = "、".join(part.name for part in parts if points[part.key] is None)
        return Verdict(
            points, None, "", Completion.PENDING, (f"还没有成绩：{missing}" if missing else "还没有设定考核办法",)
        )
    bracket = band_of(brackets, total)
    formula = explain_total(parts, points, total)
    if bracket is None:
        return Verdict(points, total, "", Completion.PENDING, (formula, "没有设等次，请人工评定"))
    why = f"{shown(total)} 分，达到“{bracket.name}”的 {shown(bracket.minimum)} 分"
    completion = Completion.COMPLETED if bracket.passes else Completion.NOT_COMPLETED
    return Verdict(points, total, bracket.name, completion, (formula, why))


def explain_total(parts: Sequence[Part], points: Mapping[int, Decimal | None], total: Decimal) -> str:
    """Return the arithmetic of a total: 考勤 95×20% + 作业 80×80% = 83."""
    terms = [f"{part.name} {shown(points[part.key])}×{part.weight}%" for part in parts]
    return f"{' + '.join(terms)} = {shown(total)}"


def shown(value: Decimal | None) -> str:
    """Return a number without idle zeros."""
    return "" if value is None else f"{value.normalize():f}"


def scheme_faults(parts: Sequence[Part], brackets: Sequence[Bracket]) -> list[str]:
    """Return what is wrong with a scheme, in words that name the component or band."""
    faults = []
    total = sum(part.weight for part in parts)
    if parts and total != WHOLE:
        faults.append(f"各项权重加起来是 {total}%，应为 100%")
    if not parts:
        faults.append("至少要有一项考核内容")
    faults += [
        f"“{part.name}”的权重 {part.weight}% 不对，应在 1 到 100 之间"
        for part in parts
        if not 1 <= part.weight <= WHOLE
    ]
    faults += [f"考核内容“{name}”写了两次" for name in _twice([part.name for part in parts])]
    faults += [f"等次“{name}”写了两次" for name in _twice([bracket.name for bracket in brackets])]
    faults += [f"有两个等次都从 {value} 分起" for value in _twice([shown(bracket.minimum) for bracket in brackets])]
    return faults + _unordered(brackets)


def _unordered(brackets: Sequence[Bracket]) -> list[str]:
    """Refuse a failing band above a passing one: more points would complete less."""
    passing = [bracket.minimum for bracket in brackets if bracket.passes]
    return [
        f"等次“{bracket.name}”不予结业，却高于能结业的等次，请检查分数线"
        for bracket in brackets
        if not bracket.passes and passing and bracket.minimum > min(passing)
    ]


def _twice(names: Sequence[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def points_fault(value: Decimal) -> str | None:
    """Return why points cannot be recorded, or None."""
    if not 0 <= value <= HIGHEST:
        return f"{shown(value)} 不在 0 到 100 分之间"
    if value % STEP:
        return f"{shown(value)} 的小数太多，最多一位"
    return None
