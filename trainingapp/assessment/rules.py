"""How a result comes about: pure and exact. The rules suggest; a person decides.

A total is the weighted sum of the points of all components; a component without points leaves the total open, it never
counts as 0. Points from attendance are 到课率 × 100, rounded half up to 0.1, as they are printed. Bands are compared
with the exact total, never with a rounded one.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from trainingapp.assessment.terms import Completion, Source
from trainingapp.attendance.rules import Tally
from trainingapp.attendance.terms import Status
from trainingapp.core.errors import Refused

WHOLE: Final = 100
STEP: Final = Decimal("0.1")
HIGHEST: Final = Decimal(100)
PART_NAME_LENGTH: Final = 40
BAND_NAME_LENGTH: Final = 20
#: Digits beyond these are no points; long texts never reach the arithmetic.
NUMBER = re.compile(r"-?[0-9]{1,6}(\.[0-9]{1,6})?")
CHINESE_POINT = "。"


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
#: The bands that the source of the third preset gives.
LOWER_BRACKETS = (
    Bracket("优秀", Decimal(85)),
    Bracket("良好", Decimal(75)),
    Bracket("合格", Decimal(60)),
    Bracket("不合格", Decimal(0), passes=False),
)
PRESETS = (
    Preset(
        "course",
        "考勤20 作业20 期中30 结业30",
        "某党校第13期培训班通知；各地做法不一，仅供参考",
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
        "某高校党校学员考核办法；各地做法不一，仅供参考",
        (Part(1, "结业考核", 60), Part(2, "学习心得", 20), Part(3, "平时表现", 20)),
        BRACKETS,
    ),
    Preset(
        "exam",
        "考试60 平时40",
        "某学院党校26学时培训班办法：85分优秀、75分良好、60分合格；各地做法不一，仅供参考",
        (Part(1, "结业考试", 60), Part(2, "平时成绩", 40)),
        LOWER_BRACKETS,
    ),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules make of one trainee: points by component, total, band, the suggestion, and why."""

    points: Mapping[int, Decimal | None]
    total: Decimal | None
    band: str
    completion: Completion
    reasons: tuple[str, ...]


def read_number(text: str, what: str) -> Decimal:
    """Return the number that a text says; digits and points of Chinese keyboards (８５。５) count as well.

    Raises Refused that names what it is, for everything else: words, exponents, endless digits.
    """
    plain = unicodedata.normalize("NFKC", text).strip().replace(CHINESE_POINT, ".")
    if not NUMBER.fullmatch(plain):
        raise Refused(f"{what}要填数字，现在是“{text.strip()[:20]}”")
    return Decimal(plain)


def attendance_points(rate: Fraction | None) -> Decimal | None:
    """Return 到课率 × 100 to one decimal, halves up; None while nothing has been recorded."""
    if rate is None:
        return None
    return Decimal(int(rate * WHOLE / Fraction(STEP) + Fraction(1, 2))) * STEP


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
    attendance: Tally | None,
) -> Verdict:
    """Return what the rules make of one trainee's scores (by component) and attendance."""
    rate = attendance.rate if attendance else None
    points = {
        part.key: attendance_points(rate) if part.source is Source.ATTENDANCE else scores.get(part.key)
        for part in parts
    }
    total = weighted_total(parts, points)
    if total is None:
        return Verdict(points, None, "", Completion.PENDING, (explain_gap(parts, points),))
    reasons = [explain_total(parts, points, total)]
    reasons += [explain_attendance(part, attendance) for part in parts if attendance and _is_calculated(part)]
    bracket = band_of(brackets, total)
    if bracket is None:
        return Verdict(points, total, "", Completion.PENDING, (*reasons, "没有设等次，请人工评定"))
    completion = Completion.COMPLETED if bracket.passes else Completion.NOT_COMPLETED
    return Verdict(points, total, bracket.name, completion, (*reasons, explain_band(bracket, total)))


def _is_calculated(part: Part) -> bool:
    return part.source is Source.ATTENDANCE


def explain_gap(parts: Sequence[Part], points: Mapping[int, Decimal | None]) -> str:
    """Return why there is no total yet, naming the components without points."""
    if not parts:
        return "还没有设定考核办法"
    missing = "、".join(part.name for part in parts if points[part.key] is None)
    return f"还没有成绩：{missing}"


def explain_total(parts: Sequence[Part], points: Mapping[int, Decimal | None], total: Decimal) -> str:
    """Return the arithmetic of a total: 考勤 95×20% + 作业 80×80% = 83."""
    terms = [f"{part.name} {shown(points[part.key])}×{part.weight}%" for part in parts]
    return f"{' + '.join(terms)} = {shown(total)}"


def explain_attendance(part: Part, attendance: Tally) -> str:
    """Return the marks behind points from attendance, such as 到课 27 个半天，已登记 30 个（免修 1 个不计）."""
    exempt = attendance.counts.get(Status.EXEMPT, 0)
    left_out = f"（免修 {exempt} 个不计）" if exempt else ""
    points = shown(attendance_points(attendance.rate))
    recorded = f"到课 {attendance.attended} 个半天，已登记 {attendance.recorded} 个{left_out}"
    return f"{part.name}：{recorded}，到课率 × 100 = {points}"


def explain_band(bracket: Bracket, total: Decimal) -> str:
    """Return why a total falls into a band."""
    return f"{shown(total)} 分，达到“{bracket.name}”的 {shown(bracket.minimum)} 分"


def shown(value: Decimal | int | None) -> str:
    """Return a number without idle zeros."""
    return "" if value is None else f"{Decimal(value).normalize():f}"


def points_fault(value: Decimal) -> str | None:
    """Return why points cannot be recorded, or None."""
    if not 0 <= value <= HIGHEST:
        return f"{shown(value)} 不在 0 到 100 分之间"
    if value % STEP:
        return f"{shown(value)} 的小数太多，最多一位"
    return None


def scheme_faults(parts: Sequence[Part], brackets: Sequence[Bracket]) -> list[str]:
    """Return what is wrong with a scheme, in words that name the component or band."""
    return [*_part_faults(parts), *_bracket_faults(brackets)]


def _part_faults(parts: Sequence[Part]) -> list[str]:
    if not parts:
        return ["至少要有一项考核内容"]
    total = sum(part.weight for part in parts)
    faults = [] if total == WHOLE else [f"各项权重加起来是 {total}%，应为 {WHOLE}%"]
    faults += [
        f"“{part.name}”的权重 {part.weight}% 不对，应在 1 到 {WHOLE} 之间"
        for part in parts
        if not 1 <= part.weight <= WHOLE
    ]
    names = [part.name for part in parts]
    return [*faults, *(f"考核内容“{name}”写了两次" for name in _twice(names)), *_too_long(names, PART_NAME_LENGTH)]


def _bracket_faults(brackets: Sequence[Bracket]) -> list[str]:
    names = [bracket.name for bracket in brackets]
    faults = [f"等次“{name}”写了两次" for name in _twice(names)]
    faults += _too_long(names, BAND_NAME_LENGTH)
    faults += [
        f"等次“{bracket.name}”的分数线{fault}" for bracket in brackets if (fault := points_fault(bracket.minimum))
    ]
    faults += [f"有两个等次都从 {value} 分起" for value in _twice([shown(bracket.minimum) for bracket in brackets])]
    return [*faults, *_hole(brackets), *_unordered(brackets)]


def _hole(brackets: Sequence[Bracket]) -> list[str]:
    """Refuse bands that leave the lowest totals without one; a scheme without any band is a scheme of totals alone."""
    lowest = min(brackets, key=lambda bracket: bracket.minimum, default=None)
    if lowest is None or lowest.minimum <= 0:
        return []
    least = shown(lowest.minimum)
    return [f"不到 {least} 分的没有等次，请加一个从 0 分起的等次，或把“{lowest.name}”的分数线改为 0"]


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


def _too_long(names: Sequence[str], limit: int) -> list[str]:
    return [f"名称“{name[:10]}…”太长，最多 {limit} 个字" for name in names if len(name) > limit]
