"""How a result comes about: pure and exact. The rules suggest; a person decides.

A total is the weighted sum of the points of all components, plus the points of adjustments, within 0 and 100; a
component without points leaves the total open, it never counts as 0. Bands are compared with the exact total, never
with a rounded one. A gate that was not passed outweighs any total.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from trainingapp.assessment.rules.gates import Finding, Passing, Record, judge_gates, without_rule
from trainingapp.assessment.rules.numbers import shown, to_tenth
from trainingapp.assessment.rules.presence import AWAY, Presence
from trainingapp.assessment.rules.scheme import HIGHEST, WHOLE, Bracket, Gate, Part, Rules, parts_for
from trainingapp.assessment.terms import CALCULATED, UNGRADED, Completion, Source
from trainingapp.attendance.rules import Tally
from trainingapp.attendance.terms import Status


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules make of one trainee: points by component, total, band, the suggestion, why, and each gate."""

    points: Mapping[int, Decimal | None]
    total: Decimal | None
    band: str
    completion: Completion
    reasons: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def off(self) -> Decimal:
        """Return the points off for breaches of discipline."""
        return sum((finding.off for finding in self.findings), Decimal(0))


def attendance_points(rate: Fraction | None) -> Decimal | None:
    """Return 到课率 × 100 to one decimal, halves up; None while nothing has been recorded."""
    return None if rate is None else to_tenth(rate * WHOLE)


def deducted_points(presence: Presence, per_half_day: Decimal) -> Decimal | None:
    """Return 100 less so many points per half-day missed, leave included, 0 at least; None while nothing is marked."""
    if not presence.tally.recorded:
        return None
    return max(Decimal(0), HIGHEST - per_half_day * presence.half_days_of(AWAY))


def essay_points(handed_in: Decimal, asked: Decimal) -> Decimal:
    """Return the share of the essays asked for × 100, halves up to 0.1; more than asked for is no more than 100."""
    return to_tenth(min(Fraction(handed_in) / Fraction(asked), Fraction(1)) * WHOLE)


def part_points(part: Part, record: Record) -> Decimal | None:
    """Return the points of a component; None while there is nothing to count, or after 缺考."""
    score, presence = record.scores.get(part.key), record.presence
    match part.source:
        case Source.ATTENDANCE:
            return attendance_points(presence.tally.rate) if presence else None
        case Source.DEDUCTION:
            return deducted_points(presence, part.measure or Decimal(0)) if presence else None
        case Source.ESSAYS:
            return None if score is None else essay_points(score, part.measure or Decimal(1))
        case Source.ADJUSTMENT:
            return score or Decimal(0)
        case _:
            return score


def weighted_total(
    parts: Sequence[Part], points: Mapping[int, Decimal | None], off: Decimal = Decimal(0)
) -> Decimal | None:
    """Return the exact weighted sum with adjustments, less the points `off` for breaches of discipline.

    None while a component has no points.
    """
    values = [(part, points.get(part.key)) for part in parts]
    if not parts or any(value is None for _part, value in values):
        return None
    known = [(part, value) for part, value in values if value is not None]
    weighted = sum((value * part.weight for part, value in known), Decimal(0)) / WHOLE
    adjusted = sum((value for part, value in known if part.source is Source.ADJUSTMENT), Decimal(0))
    return min(max(weighted + adjusted - off, Decimal(0)), HIGHEST)


def band_of(brackets: Sequence[Bracket], total: Decimal) -> Bracket | None:
    """Return the band that a total falls into: the highest whose minimum it reaches."""
    reached = [bracket for bracket in brackets if total >= bracket.minimum]
    return max(reached, key=lambda bracket: bracket.minimum, default=None)


def assess(rules: Rules, record: Record) -> Verdict:
    """Return what the rules make of one trainee's record: by the components and gates of the trainee's kind."""
    parts = parts_for(rules.parts, record.track_id)
    points = {part.key: part_points(part, record) for part in parts}
    findings = tuple(judge_gates(rules.gates, record, parts, points))
    off = sum((finding.off for finding in findings), Decimal(0))
    total = weighted_total(parts, points, off)
    reasons = _sums(parts, points, total, record, off)
    reasons += [explain_failure(finding) for finding in findings if finding.passing is Passing.NOTED]
    unruled = without_rule(rules.gates, record)
    reasons += [f"登记了违纪：{one.text}；考核办法没有写怎样处理，请人工决定" for one in unruled]
    failed = [finding for finding in findings if finding.failed]
    if failed:
        return _rejected(rules, points, total, (*reasons, *map(explain_failure, failed)), findings)
    waiting = [finding for finding in findings if finding.passing is Passing.OPEN]
    if total is None or waiting or unruled:
        reasons += [f"{finding.sentence}（{finding.gate.text}）" for finding in waiting]
        return Verdict(points, total, "", Completion.PENDING, tuple(reasons), findings)
    bracket = band_of(rules.brackets, total)
    if bracket is None:
        return Verdict(points, total, "", Completion.PENDING, (*reasons, "没有设等次，请人工评定"), findings)
    completion = Completion.COMPLETED if bracket.passes else Completion.NOT_COMPLETED
    return Verdict(points, total, bracket.name, completion, (*reasons, explain_band(bracket, total)), findings)


def _rejected(
    rules: Rules,
    points: Mapping[int, Decimal | None],
    total: Decimal | None,
    reasons: tuple[str, ...],
    findings: tuple[Finding, ...],
) -> Verdict:
    graded = not any(finding.failed and finding.gate.consequence in UNGRADED for finding in findings)
    bracket = band_of(rules.brackets, total) if graded and total is not None else None
    return Verdict(points, total, bracket.name if bracket else "", Completion.NOT_COMPLETED, reasons, findings)


def _sums(
    parts: Sequence[Part],
    points: Mapping[int, Decimal | None],
    total: Decimal | None,
    record: Record,
    off: Decimal,
) -> list[str]:
    if total is None:
        return [explain_gap(parts, points, record)]
    presence = record.presence
    calculated = [part for part in parts if part.source in CALCULATED] if presence else []
    return [
        explain_total(parts, points, total, off),
        *(explain_attendance(part, presence, points[part.key]) for part in calculated if presence),
    ]


def explain_gap(parts: Sequence[Part], points: Mapping[int, Decimal | None], record: Record) -> str:
    """Return why there is no total yet, naming the components without points."""
    if not parts:
        return "还没有设定考核办法"
    open_parts = [part for part in parts if points[part.key] is None]
    absent = [part.name for part in open_parts if part.key in record.scores]
    missing = [part.name for part in open_parts if part.key not in record.scores]
    told = [f"缺考：{'、'.join(absent)}"] if absent else []
    return "；".join([*told, *([f"还没有成绩：{'、'.join(missing)}"] if missing else [])])


def explain_total(
    parts: Sequence[Part], points: Mapping[int, Decimal | None], total: Decimal, off: Decimal = Decimal(0)
) -> str:
    """Return the arithmetic of a total: 考勤 95×20% + 作业 80×80% - 违纪扣 5 = 78."""
    terms = [f"{part.name} {shown(points[part.key])}×{part.weight}%" for part in parts if part.weight]
    text = " + ".join(terms)
    for part in parts:
        value = points[part.key] or Decimal(0)
        if part.source is Source.ADJUSTMENT and value:
            text += f" {'+' if value > 0 else '-'} {part.name} {shown(abs(value))}"
    if off:
        text += f" - 违纪扣 {shown(off)}"
    return f"{text} = {shown(total)}"


def explain_attendance(part: Part, presence: Presence, points: Decimal | None) -> str:
    """Return the marks behind points from attendance, such as 到课 27 个半天，已登记 30 个（免修 1 个不计）."""
    if part.source is Source.DEDUCTION:
        away = presence.half_days_of(AWAY)
        return f"{part.name}：缺 {away} 个半天，100 - {shown(part.measure)}×{away} = {shown(points)}（最低 0）"
    tally: Tally = presence.tally
    exempt = tally.counts.get(Status.EXEMPT, 0)
    left_out = f"（{presence.words[Status.EXEMPT]} {exempt} 个不计）" if exempt else ""
    recorded = f"到课 {tally.attended} 个半天，已登记 {tally.recorded} 个{left_out}"
    return f"{part.name}：{recorded}，到课率 × 100 = {shown(points)}"


def explain_band(bracket: Bracket, total: Decimal) -> str:
    """Return why a total falls into a band."""
    return f"{shown(total)} 分，达到“{bracket.name}”的 {shown(bracket.minimum)} 分"


def explain_failure(finding: Finding) -> str:
    """Return which gate was not passed, with its arithmetic, and how far the rule binds."""
    return f"{finding.sentence}；{finding.gate.text}（{weight_of(finding.gate)}）"


def weight_of(gate: Gate) -> str:
    """Return how far a gate binds and where it comes from, in words."""
    return source_of(gate.source, binding=gate.binding)


def source_of(source: str, *, binding: bool) -> str:
    """Return how far a rule binds and where it comes from, in words: 参考：本班实施方案第五条."""
    weight = "硬性规定" if binding else "参考"
    return f"{weight}：{source}" if source else weight
