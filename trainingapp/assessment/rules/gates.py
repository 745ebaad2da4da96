"""Whether somebody passes a gate, with the arithmetic in words. 「超过」 is strictly greater; shares are exact."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from fractions import Fraction

from trainingapp.assessment.rules.numbers import shown
from trainingapp.assessment.rules.presence import AWAY, LEAVE, Presence
from trainingapp.assessment.rules.scheme import Gate, Part
from trainingapp.assessment.terms import MILD, OF_COMPONENT, Consequence, GateKind, OffenceKind
from trainingapp.attendance.terms import Status


class Passing(Enum):
    """How somebody stands at a gate."""

    PASSED = auto()
    #: Not known yet: something has not been recorded.
    OPEN = auto()
    FAILED = auto()
    #: Broken, with a mild consequence: the total still decides.
    NOTED = auto()


@dataclass(frozen=True, slots=True)
class Offence:
    """A breach of discipline on record."""

    kind: OffenceKind
    note: str = ""

    @property
    def text(self) -> str:
        """Return what it was, in words."""
        return f"{self.kind.label}（{self.note}）" if self.note else self.kind.label


@dataclass(frozen=True, slots=True)
class Record:
    """All that the rules look at for one trainee; a score of None says 缺考, a missing key not yet scored."""

    scores: Mapping[int, Decimal | None]
    presence: Presence | None = None
    track_id: int | None = None
    offences: Sequence[Offence] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """How one trainee stands at one gate, and the arithmetic behind it."""

    gate: Gate
    passing: Passing
    sentence: str
    #: Points off the total.
    off: Decimal = Decimal(0)

    @property
    def failed(self) -> bool:
        """Tell whether the gate was not passed."""
        return self.passing is Passing.FAILED


def judge_gates(
    gates: Sequence[Gate], record: Record, parts: Sequence[Part], points: Mapping[int, Decimal | None]
) -> list[Finding]:
    """Return how a trainee stands at every gate that is for him; one on a component that is not asked of him is not."""
    asked = {part.name for part in parts}
    mine = [
        gate
        for gate in gates
        if gate.track_id in {None, record.track_id} and (gate.kind not in OF_COMPONENT or gate.part in asked)
    ]
    return [_judge(gate, record, parts, points) for gate in mine]


def _judge(gate: Gate, record: Record, parts: Sequence[Part], points: Mapping[int, Decimal | None]) -> Finding:
    match gate.kind:
        case GateKind.DISCIPLINE:
            return _judge_discipline(gate, record)
        case GateKind.COMPONENT_TAKEN | GateKind.COMPONENT_POINTS:
            return _judge_component(gate, record, parts, points)
        case _ if record.presence is None:
            return Finding(gate, Passing.OPEN, "还没有考勤记录")
        case GateKind.ATTENDANCE_SHARE:
            return _judge_attendance(gate, record.presence)
        case GateKind.LEAVE_SHARE:
            return _judge_leave_share(gate, record.presence)
        case _:
            return _judge_half_days(gate, record.presence)


def _judge_attendance(gate: Gate, presence: Presence) -> Finding:
    """Judge by what can still be reached: who has missed too much has failed before the last day."""
    away = presence.hours_of(AWAY)
    reachable, attended = presence.share(presence.base - away), presence.share(presence.tally.hours)
    base, most = shown(presence.base), shown(presence.base - away)
    if reachable < gate.limit:
        return Finding(gate, Passing.FAILED, f"应修 {base} 学时，缺 {shown(away)}，至多 {most}/{base} < {gate.limit}")
    sign = "=" if attended == gate.limit else ">"
    if attended >= gate.limit:
        told = f"应修 {base} 学时，到课 {shown(presence.tally.hours)}/{base} {sign} {gate.limit}"
        return Finding(gate, Passing.PASSED, told)
    told = f"应修 {base} 学时，已到课 {shown(presence.tally.hours)}，还有课没有登记"
    return Finding(gate, Passing.OPEN, told)


def _judge_leave_share(gate: Gate, presence: Presence) -> Finding:
    """Judge by the whole timetable, as the roll call's own limit does: exempt hours stay in the base."""
    away, total = presence.hours_of(AWAY), presence.tally.expected_hours
    share = Fraction(away) / Fraction(total) if total else Fraction(0)
    sum_told = f"缺课 {shown(away)} 学时，应修 {shown(total)}，{shown(away)}/{shown(total)}"
    if share > gate.limit:
        return Finding(gate, Passing.FAILED, f"{sum_told} > {gate.limit}：超过")
    if share == gate.limit:
        return Finding(gate, Passing.PASSED, f"{sum_told} = {gate.limit}：没有超过（刚好等于不算超过）")
    return Finding(gate, Passing.PASSED, f"{sum_told} < {gate.limit}：没有超过")


def _judge_half_days(gate: Gate, presence: Presence) -> Finding:
    if gate.kind is GateKind.LEAVE_HALF_DAYS:
        amount = presence.half_days_of(LEAVE)
        failed, told = amount > gate.limit, f"请假 {amount} 个半天，最多 {gate.limit} 个"
    else:
        amount = presence.half_days_of({Status.ABSENT})
        failed, told = (
            amount >= gate.limit,
            f"{presence.words[Status.ABSENT]} {amount} 个半天，达到 {gate.limit} 个就不行",
        )
    return Finding(gate, Passing.FAILED if failed else Passing.PASSED, told)


def _judge_component(
    gate: Gate, record: Record, parts: Sequence[Part], points: Mapping[int, Decimal | None]
) -> Finding:
    key = next((part.key for part in parts if part.name == gate.part), None)
    if key is not None and key in record.scores and record.scores[key] is None:
        return Finding(gate, Passing.FAILED, f"“{gate.part}”缺考")
    value = points.get(key) if key is not None else None
    if value is None:
        return Finding(gate, Passing.OPEN, f"“{gate.part}”还没有成绩")
    if gate.kind is GateKind.COMPONENT_TAKEN:
        return Finding(gate, Passing.PASSED, f"“{gate.part}”已参加")
    failed = Fraction(value) < gate.limit
    told = f"“{gate.part}”{shown(value)} {'<' if failed else '≥'} {gate.limit}"
    return Finding(gate, Passing.FAILED if failed else Passing.PASSED, told)


def _judge_discipline(gate: Gate, record: Record) -> Finding:
    found = [one for one in record.offences if gate.offence in {None, one.kind}]
    if not found:
        return Finding(gate, Passing.PASSED, "没有登记")
    told = f"登记了 {len(found)} 次：{'；'.join(one.text for one in found)}"
    if gate.consequence is Consequence.DEDUCTED:
        off = gate.points * len(found)
        return Finding(gate, Passing.NOTED, f"{told}；扣 {shown(off)} 分", off)
    return Finding(gate, Passing.NOTED if gate.consequence in MILD else Passing.FAILED, told)


def without_rule(gates: Sequence[Gate], record: Record) -> list[Offence]:
    """Return the offences that no rule of the scheme speaks of: what follows from them is for a person to say."""
    rules = [gate for gate in gates if gate.kind is GateKind.DISCIPLINE and gate.track_id in {None, record.track_id}]
    return [one for one in record.offences if not any(gate.offence in {None, one.kind} for gate in rules)]
