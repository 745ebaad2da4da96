"""A scheme as plain data, so that an edition can be kept for ever and still be counted by."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from trainingapp.assessment.rules.scheme import Bracket, Gate, Part, Rules
from trainingapp.assessment.terms import Consequence, GateKind, OffenceKind, Outstanding, Rounding, Source, TieRule


def write_rules(rules: Rules) -> dict[str, Any]:
    """Return a scheme as JSON can keep it: exact numbers as text, members by their values."""
    return {
        "parts": [_write_part(part) for part in rules.parts],
        "brackets": [[one.name, str(one.minimum), one.passes] for one in rules.brackets],
        "gates": [_write_gate(gate) for gate in rules.gates],
        "outstanding": _write_outstanding(rules.outstanding) if rules.outstanding else None,
    }


def read_rules(data: Mapping[str, Any]) -> Rules:
    """Return the scheme that `write_rules` wrote."""
    told = data["outstanding"]
    return Rules(
        [_read_part(*one) for one in data["parts"]],
        [Bracket(name, Decimal(minimum), passes) for name, minimum, passes in data["brackets"]],
        [_read_gate(*one) for one in data["gates"]],
        _read_outstanding(*told) if told else None,
    )


def _write_part(part: Part) -> list[Any]:
    measure = None if part.measure is None else str(part.measure)
    return [part.key, part.name, part.weight, part.source.value, measure, [list(one) for one in part.by_kind]]


def _read_part(key: int, name: str, weight: int, source: str, *rest: Any) -> Part:  # noqa: ANN401 - what JSON gives
    measure, by_kind = rest
    told = tuple((track, own) for track, own in by_kind)
    return Part(key, name, weight, Source(source), None if measure is None else Decimal(measure), told)


def _write_gate(gate: Gate) -> list[Any]:
    told = [gate.kind.value, str(gate.limit), gate.consequence.value]
    return [*told, gate.part, gate.track_id, gate.source, gate.binding, gate.offence.value if gate.offence else None]


def _read_gate(kind: str, limit: str, consequence: str, *rest: Any) -> Gate:  # noqa: ANN401 - what JSON gives
    *told, offence = rest
    gate = Gate(GateKind(kind), Fraction(limit), Consequence(consequence), *told)
    return replace(gate, offence=OffenceKind(offence) if offence else None)


def _write_outstanding(rule: Outstanding) -> list[Any]:
    told = [str(rule.share), rule.rounding.value, rule.ties.value]
    return [*told, rule.minimum, rule.source, rule.binding]


def _read_outstanding(share: str, rounding: str, ties: str, *rest: Any) -> Outstanding:  # noqa: ANN401 - what JSON gives
    return Outstanding(Fraction(share), Rounding(rounding), TieRule(ties), *rest)
