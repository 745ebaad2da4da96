"""What a scheme is made of, and what can be wrong with one: rules are data, with their source and how far they bind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final

from trainingapp.assessment.rules.faults import Fault, again
from trainingapp.assessment.rules.numbers import STEP, shown
from trainingapp.assessment.terms import (
    MEASURES,
    MILD,
    OF_COMPONENT,
    OF_SHARE,
    WITHOUT_LIMIT,
    Consequence,
    GateKind,
    OffenceKind,
    Outstanding,
    Source,
)

WHOLE: Final = 100
HIGHEST: Final = Decimal(100)
MOST_ESSAYS: Final = 50
MOST_HALF_DAYS: Final = 1000
PART_NAME_LENGTH: Final = 40
BAND_NAME_LENGTH: Final = 20
SOURCE_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class Part:
    """A component; `key` is its id where it is stored, its place where it is only planned.

    `measure` is what MEASURES says of its source: points off per half-day missed, essays asked for, most points ±.
    `by_kind` are the weights for kinds of trainee (by track id) where it is another one; 0 is not asked of them.
    """

    key: int
    name: str
    weight: int
    source: Source = Source.SCORE
    measure: Decimal | None = None
    by_kind: tuple[tuple[int, int], ...] = ()

    def weight_for(self, track_id: int | None) -> int:
        """Return the weight for a kind of trainee."""
        return next((weight for key, weight in self.by_kind if key == track_id), self.weight)

    def is_for(self, track_id: int | None) -> bool:
        """Tell whether a kind of trainee is assessed in it; what is only added or taken off is for all."""
        return self.source is Source.ADJUSTMENT or self.weight_for(track_id) > 0


def parts_for(parts: Sequence[Part], track_id: int | None) -> list[Part]:
    """Return the components of a kind of trainee, with its weights."""
    return [replace(part, weight=part.weight_for(track_id), by_kind=()) for part in parts if part.is_for(track_id)]


@dataclass(frozen=True, slots=True)
class Bracket:
    """A band from its least total up to the next one."""

    name: str
    minimum: Decimal
    passes: bool = True


@dataclass(frozen=True, slots=True)
class Gate:
    """A rule that decides whatever the total; `part` names a component, `track_id` the kind of trainee it is for.

    A rule of discipline is for one kind of `offence` (None is for any); its limit is the points off each time.
    """

    kind: GateKind
    limit: Fraction = Fraction(0)
    consequence: Consequence = Consequence.NOT_COMPLETED
    part: str = ""
    track_id: int | None = None
    source: str = ""
    binding: bool = False
    offence: OffenceKind | None = None

    @property
    def text(self) -> str:
        """Return the rule in words: 缺课学时不超过总学时的 1/7，否则按退学处理."""
        if self.kind is not GateKind.DISCIPLINE:
            return f"{self._asked()}，否则{self.consequence.label}"
        off = f"每次扣 {self.limit_text} 分" if self.consequence is Consequence.DEDUCTED else self.consequence.label
        return f"{self.offence.label if self.offence else '违纪'}的，{off}"

    @property
    def limit_text(self) -> str:
        """Return the limit as people write it: points with one decimal, anything else as a fraction."""
        return shown(self.points) if self.kind is GateKind.DISCIPLINE else str(self.limit)

    @property
    def points(self) -> Decimal:
        """Return the limit as points."""
        return Decimal(self.limit.numerator) / self.limit.denominator

    def _asked(self) -> str:
        match self.kind:
            case GateKind.ATTENDANCE_SHARE | GateKind.LEAVE_SHARE:
                return f"{self.kind.label} {self.limit}"
            case GateKind.LEAVE_HALF_DAYS:
                return f"请假不超过 {self.limit} 个半天"
            case GateKind.ABSENT_HALF_DAYS:
                return f"旷课不到 {self.limit} 个半天"
            case GateKind.COMPONENT_TAKEN:
                return f"必须参加“{self.part}”"
            case _:
                return f"“{self.part}”不低于 {self.limit} 分"


@dataclass(frozen=True, slots=True)
class Basis:
    """Where a scheme comes from, and whether that binds the class or is only followed."""

    text: str = ""
    binding: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """A whole scheme as the rules see it."""

    parts: Sequence[Part] = ()
    brackets: Sequence[Bracket] = ()
    gates: Sequence[Gate] = ()
    outstanding: Outstanding | None = None


def points_fault(value: Decimal, part: Part | None = None) -> str | None:
    """Return why points cannot be recorded in a component (a plain score when none is given), or None."""
    source = part.source if part else Source.SCORE
    measure = part.measure if part else None
    if source is Source.ESSAYS:
        return None if 0 <= value <= MOST_ESSAYS and not value % 1 else f"{shown(value)} 不是 0 到 {MOST_ESSAYS} 的篇数"
    if source is Source.ADJUSTMENT:
        most = measure or HIGHEST
        lowest, fault = -most, f"{shown(value)} 超出了加减 {shown(most)} 分的范围"
    else:
        lowest, most, fault = Decimal(0), HIGHEST, f"{shown(value)} 不在 0 到 100 分之间"
    if not lowest <= value <= most:
        return fault
    return f"{shown(value)} 的小数太多，最多一位" if value % STEP else None


def scheme_faults(rules: Rules, kinds: Mapping[int, str] | None = None) -> list[Fault]:
    """Return what is wrong with a scheme, each at its place; `kinds` are the names of the class's tracks by id."""
    faults = [*_part_faults(rules.parts, kinds or {}), *_bracket_faults(rules.brackets)]
    faults += [
        Fault("gate", line, text, whole=bool(gate.part))
        for line, gate in enumerate(rules.gates)
        if (text := gate_fault(gate, rules.parts) or _foreign_fault(gate, kinds))
    ]
    offences = [gate.offence.label if gate.offence else "" for gate in rules.gates]
    faults += [Fault("gate", line, f"违纪“{offences[line]}”写了两次") for line in again(offences)]
    if rules.outstanding is not None and not 0 < rules.outstanding.share <= 1:
        faults.append(Fault("share", 0, "优秀学员比例要大于 0，最多是 1"))
    return faults


def _part_faults(parts: Sequence[Part], kinds: Mapping[int, str]) -> list[Fault]:
    if not parts:
        return [Fault("part", 0, "至少要有一项考核内容")]
    names = [part.name for part in parts]
    faults = [Fault("weight", len(parts) - 1, text, whole=True) for text in _sum_faults(parts, kinds)]
    for line, part in enumerate(parts):
        told = {"weight": _weight_fault(part), "measure": measure_fault(part), "part": _length_fault(part.name)}
        faults += [Fault(field, line, text) for field, text in told.items() if text]
    return [*faults, *(Fault("part", line, f"考核内容“{names[line]}”写了两次") for line in again(names))]


def _sum_faults(parts: Sequence[Part], kinds: Mapping[int, str]) -> list[str]:
    """Return that the weights do not come to the whole: for all, and for each kind that has weights of its own."""
    named = sorted({key for part in parts for key, _weight in part.by_kind})
    told = [(None, "各项权重"), *((key, f"“{kinds.get(key, '已删除的班型')}”的各项权重") for key in named)]
    totals = [(words, sum(part.weight for part in _weighted(parts_for(parts, key)))) for key, words in told]
    return [f"{words}加起来是 {total}%，应为 {WHOLE}%" for words, total in totals if total != WHOLE]


def _weighted(parts: Sequence[Part]) -> list[Part]:
    return [part for part in parts if part.source is not Source.ADJUSTMENT]


def _weight_fault(part: Part) -> str | None:
    weights = [part.weight, *(weight for _key, weight in part.by_kind)]
    if part.source is Source.ADJUSTMENT:
        return f"“{part.name}”是加减分，不占权重，权重请填 0" if any(weights) else None
    wrong = next((weight for weight in weights if not 0 <= weight <= WHOLE), 0 if not any(weights) else None)
    return None if wrong is None else f"“{part.name}”的权重 {wrong}% 不对，应在 1 到 {WHOLE} 之间"


def _length_fault(name: str, limit: int = PART_NAME_LENGTH) -> str | None:
    return f"名称“{name[:10]}…”太长，最多 {limit} 个字" if len(name) > limit else None


def _foreign_fault(gate: Gate, kinds: Mapping[int, str] | None) -> str | None:
    """Return that a gate is for a kind of trainee that the class does not have; without its kinds nobody can tell."""
    foreign = kinds is not None and gate.track_id is not None and gate.track_id not in kinds
    return "一票否决里选的班型已经不在本班，请重新选" if foreign else None


def measure_fault(part: Part) -> str | None:
    """Return what is wrong with a component's measure."""
    word = MEASURES.get(part.source)
    if word is None:
        return None
    measure = part.measure
    if measure is None or not 0 < measure <= HIGHEST or measure % STEP:
        return f"“{part.name}”要写明{word}，大于 0、不超过 100，最多一位小数"
    if part.source is Source.ESSAYS and (measure % 1 or measure > MOST_ESSAYS):
        return f"“{part.name}”的应交篇数要填 1 到 {MOST_ESSAYS} 的整数"
    return None


def gate_fault(gate: Gate, parts: Sequence[Part]) -> str | None:
    """Return what is wrong with a gate, or None."""
    if gate.kind is GateKind.DISCIPLINE:
        return _discipline_fault(gate)
    label = f"一票否决“{gate.kind.label}”"
    if gate.consequence in MILD:
        return f"{label}的后果不能是“{gate.consequence.label}”，这一种只用于违纪"
    if gate.kind in OF_COMPONENT and gate.part not in {part.name for part in parts}:
        return f"{label}要写明是哪一项考核内容，现在是“{gate.part or '空'}”"
    return _limit_fault(gate, label)


def _limit_fault(gate: Gate, label: str) -> str | None:
    if gate.kind in WITHOUT_LIMIT:
        return None
    if gate.kind in OF_SHARE:
        return None if 0 < gate.limit <= 1 else f"{label}要填大于 0、不超过 1 的分数，如 1/7、3/4"
    if gate.kind is GateKind.COMPONENT_POINTS:
        return None if 0 < gate.limit <= WHOLE else f"{label}要填 0 到 100 的分数线"
    whole = gate.limit.denominator == 1
    least = 1 if gate.kind is GateKind.ABSENT_HALF_DAYS else 0
    return None if whole and least <= gate.limit <= MOST_HALF_DAYS else f"{label}要填整数的半天数"


def _discipline_fault(gate: Gate) -> str | None:
    """Return what is wrong with a rule of discipline: points off are wanted where that is the consequence."""
    if gate.consequence is not Consequence.DEDUCTED or (0 < gate.limit <= HIGHEST and gate.points % STEP == 0):
        return None
    kind = gate.offence.label if gate.offence else gate.kind.label
    return f"违纪“{kind}”要写明每次扣几分，大于 0、不超过 100，最多一位小数"


def _bracket_faults(brackets: Sequence[Bracket]) -> list[Fault]:
    names, least = [one.name for one in brackets], [shown(one.minimum) for one in brackets]
    faults = [Fault("band", line, f"等次“{names[line]}”写了两次") for line in again(names)]
    faults += [Fault("minimum", line, f"有两个等次都从 {least[line]} 分起") for line in again(least)]
    lowest = min(brackets, key=lambda bracket: bracket.minimum, default=None)
    for line, bracket in enumerate(brackets):
        wrong = points_fault(bracket.minimum)
        if text := _length_fault(bracket.name, BAND_NAME_LENGTH):
            faults.append(Fault("band", line, text))
        if text := f"等次“{bracket.name}”的分数线{wrong}" if wrong else _order_fault(bracket, brackets, lowest):
            faults.append(Fault("minimum", line, text, whole=bracket is lowest and not wrong))
    return faults


def _order_fault(bracket: Bracket, brackets: Sequence[Bracket], lowest: Bracket | None) -> str | None:
    """Refuse bands that leave the lowest totals without one, and a failing band above a passing one.

    A scheme without any band is a scheme of totals alone.
    """
    if bracket is lowest and bracket.minimum > 0:
        least = shown(bracket.minimum)
        return f"不到 {least} 分的没有等次，请加一个从 0 分起的等次，或把“{bracket.name}”的分数线改为 0"
    if not bracket.passes and any(one.passes and one.minimum < bracket.minimum for one in brackets):
        return f"等次“{bracket.name}”不予结业，却高于能结业的等次，请检查分数线"
    return None
