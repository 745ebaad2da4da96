"""Setting how a class is assessed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from trainingapp.accounts.terms import Actor
from trainingapp.assessment import queries, rules
from trainingapp.assessment.models import Band, Component, ComponentWeight, Scheme, SchemeEdition, SchemeGate
from trainingapp.assessment.rules import Basis, Bracket, Gate, Part, Rules
from trainingapp.assessment.terms import MEASURES, OF_COMPONENT, Outstanding
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core import changes
from trainingapp.core.changes import recorded
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale

NO_BASIS = Basis()


def set_scheme(
    actor: Actor,
    cohort: Cohort,
    *,
    parts: Sequence[Part],
    brackets: Sequence[Bracket],
    gates: Sequence[Gate] = (),
    outstanding: Outstanding | None = None,
    basis: Basis = NO_BASIS,
    version: int | None = None,
) -> Scheme:
    """Set how a class is assessed; a component that keeps its key or its name keeps its scores.

    `version` is that of the scheme as the actor saw it, 0 for none. Raises Stale with both schemes when somebody else
    changed it meanwhile; refuses weights that do not sum to 100 for every kind of trainee, doubled names, bands that
    contradict each other or leave a hole, gates without a limit, and dropping a component that has scores. Every change
    makes a new edition; decisions keep the edition that they were made by.
    """
    refuse_closed(cohort, "考核办法")
    wanted = Rules(parts, brackets, gates, outstanding)
    _refuse_faulty(cohort, wanted)
    scheme = queries.find_scheme(cohort.id)
    before = tell_scheme(scheme)
    _refuse_stale_scheme(scheme, version, parts, brackets)
    if scheme is None:
        scheme = Scheme(cohort=cohort, edition=0)
        db.session.add(scheme)
    elif queries.find_edition(scheme, scheme.edition) is None:
        _keep_edition(scheme, "")
    _fill(scheme, wanted)
    scheme.source_text, scheme.binding = basis.text, basis.binding
    changed = changes.between(before, tell_scheme(scheme))
    if changed:
        scheme.edition += 1
        db.session.flush()
        _keep_edition(scheme, actor.name)
        audit.record(actor, "scheme.set", scheme, changed, cohort_id=cohort.id)
    return scheme


def copy_scheme(actor: Actor, source: Cohort, cohort: Cohort, *, tracks: Mapping[int, int]) -> None:
    """Assess a class as another one, by the rules of its present edition; `tracks` are its own by the other's ids.

    What is for a track that the class does not have is not taken over: gates, weights, components of that track alone.
    """
    scheme = queries.find_scheme(source.id)
    if scheme is None:
        return
    told = [replace(part, key=0, by_kind=_known(part, tracks)) for part in queries.parts_of(scheme)]
    parts = [part for part in told if any(part.is_for(track) for track in (None, *tracks.values()))]
    names = {"", *(part.name for part in parts)}
    gates = [one for one in queries.gates_of(scheme) if one.track_id in {None, *tracks} and one.part in names]
    set_scheme(
        actor,
        cohort,
        parts=parts,
        brackets=queries.brackets_of(scheme),
        gates=[replace(one, track_id=tracks.get(one.track_id or 0)) for one in gates],
        outstanding=queries.outstanding_of(scheme),
        basis=Basis(scheme.source_text, scheme.binding),
    )


def _known(part: Part, tracks: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
    return tuple((tracks[key], weight) for key, weight in part.by_kind if key in tracks)


def _refuse_faulty(cohort: Cohort, wanted: Rules) -> None:
    faults = rules.scheme_faults(wanted, {track.id: track.name for track in cohort.tracks})
    if faults:
        raise Refused(*dict.fromkeys(fault.text for fault in faults))


def _fill(scheme: Scheme, wanted: Rules) -> None:
    kept = _kept(scheme, wanted.parts)
    _refuse_lost_scores(scheme, kept, wanted.parts)
    _set_components(scheme, wanted.parts, kept)
    _set_bands(scheme, wanted.brackets)
    _set_gates(scheme, wanted.gates)
    rule = wanted.outstanding
    scheme.outstanding_share = str(rule.share) if rule else ""
    if rule:
        scheme.outstanding_rounding, scheme.outstanding_ties = rule.rounding, rule.ties
        scheme.outstanding_minimum = rule.minimum
        scheme.outstanding_source, scheme.outstanding_binding = rule.source, rule.binding


def _keep_edition(scheme: Scheme, set_by: str) -> None:
    """Keep what the present edition says for ever; one that came with demonstration data is nobody's."""
    content = {key: recorded(value) for key, value in tell_scheme(scheme).items()}
    told = rules.write_rules(queries.rules_of(scheme))
    db.session.add(
        SchemeEdition(scheme_id=scheme.id, number=scheme.edition, content=content, rules=told, set_by=set_by)
    )


def tell_scheme(scheme: Scheme | None) -> dict[str, object]:
    """Return all that a scheme says, in words, part by part: for the trail and for its editions."""
    if scheme is None:
        return {}
    bands = sorted(scheme.bands, key=lambda band: -band.minimum)
    told: dict[str, object] = {
        "components": [_tell_component(row) for row in scheme.components],
        "bands": [f"{row.name} {rules.shown(row.minimum)} 分起{'' if row.passes else '，不予结业'}" for row in bands],
        "gates": [_tell_gate(scheme.cohort, gate) for gate in queries.gates_of(scheme)],
        "outstanding": _tell_outstanding(queries.outstanding_of(scheme)),
        "source_text": rules.source_of(scheme.source_text, binding=scheme.binding) if scheme.source_text else "",
    }
    return {key: value for key, value in told.items() if value or key == "source_text"}


def _tell_component(row: Component) -> str:
    measure = f"，{MEASURES[row.source]} {rules.shown(row.measure)}" if row.source in MEASURES else ""
    return f"{row.name} {row.weight_text or '0%'} {row.source.label}{measure}"


def _tell_gate(cohort: Cohort, gate: Gate) -> str:
    tracks = {track.id: track.name for track in cohort.tracks}
    whom = f"{tracks.get(gate.track_id, '')}：" if gate.track_id is not None else ""
    return f"{whom}{gate.text}（{rules.weight_of(gate)}）"


def _tell_outstanding(rule: Outstanding | None) -> str:
    if rule is None:
        return ""
    least = f"，总分不低于 {rule.minimum}" if rule.minimum else ""
    source = f"；{'硬性规定' if rule.binding else '参考'}：{rule.source}" if rule.source else ""
    return f"优秀学员 {rule.share}，{rule.rounding.label}，{rule.ties.label}{least}{source}"


def _refuse_stale_scheme(
    scheme: Scheme | None, version: int | None, parts: Sequence[Part], brackets: Sequence[Bracket]
) -> None:
    if version is None or version == (scheme.version if scheme else 0):
        return
    theirs = "、".join(f"{part.name} {part.weight}%" for part in queries.parts_of(scheme))
    lines = "、".join(f"{one.name} {rules.shown(one.minimum)}" for one in queries.brackets_of(scheme))
    mine = "、".join(f"{part.name} {part.weight}%" for part in parts)
    own_lines = "、".join(f"{one.name} {rules.shown(one.minimum)}" for one in brackets)
    raise Stale(
        f"别人刚改过考核办法，现在是：{theirs}；{lines}",
        f"您填的是：{mine}；{own_lines}。没有保存，请刷新看过再改",
    )


def _kept(scheme: Scheme, parts: Sequence[Part]) -> list[Component | None]:
    """Return the stored component of each part: that of its key, else one of its name; None for a new one."""
    by_key = {row.id: row for row in scheme.components}
    same = [by_key.pop(part.key, None) for part in parts]
    by_name = {row.name: row for row in by_key.values()}
    return [row or by_name.get(part.name) for row, part in zip(same, parts, strict=True)]


def _refuse_lost_scores(scheme: Scheme, kept: Sequence[Component | None], parts: Sequence[Part]) -> None:
    dropped = [row for row in scheme.components if row not in kept]
    turned = [row for row, part in zip(kept, parts, strict=True) if row is not None and row.source is not part.source]
    if not dropped and not turned:
        return
    scored = {key for row in queries.list_scores(scheme).values() for key in row}
    lost = [row.name for row in dropped if row.id in scored]
    if lost:
        raise Refused(f"“{'、'.join(lost)}”已经登了成绩，不能去掉；请先清空这一栏，或保留它")
    lost = [row.name for row in turned if row.id in scored]
    if lost:
        raise Refused(f"“{'、'.join(lost)}”已经登了成绩，不能改成绩来源；请先清空这一栏")


def _set_components(scheme: Scheme, parts: Sequence[Part], kept: Sequence[Component | None]) -> None:
    _free_names(parts, kept)
    scheme.components = [
        row or Component(name=part.name, position=place, weight=part.weight, source=part.source, measure=part.measure)
        for place, (row, part) in enumerate(zip(kept, parts, strict=True), start=1)
    ]
    for place, (row, part) in enumerate(zip(scheme.components, parts, strict=True), start=1):
        row.position, row.name, row.weight = place, part.name, part.weight
        row.source, row.measure = part.source, part.measure if part.source in MEASURES else None
        _set_weights(row, dict(part.by_kind))


def _set_weights(row: Component, wanted: Mapping[int, int]) -> None:
    """Set the weights for the kinds of trainee that have their own."""
    known, tracks = {own.track_id: own for own in row.weights}, {one.id: one for one in row.scheme.cohort.tracks}
    row.weights = [known.get(key) or ComponentWeight(track_id=key, track=tracks[key]) for key in wanted]
    for own in row.weights:
        own.weight = wanted[own.track_id]


def _free_names(parts: Sequence[Part], kept: Sequence[Component | None]) -> None:
    """Let renamed components step aside first: two may be swapping their names, which are unique."""
    renamed = [row for row, part in zip(kept, parts, strict=True) if row is not None and row.name != part.name]
    for row in renamed:
        row.name = str(row.id)
    if renamed:
        db.session.flush()


def _set_bands(scheme: Scheme, brackets: Sequence[Bracket]) -> None:
    wanted = {(one.name, one.minimum, one.passes) for one in brackets}
    if {(row.name, row.minimum, row.passes) for row in scheme.bands} == wanted:
        return
    scheme.bands = []
    db.session.flush()  # the old bands go before the new ones come: two may have the same least total
    scheme.bands = [Band(name=one.name, minimum=one.minimum, passes=one.passes) for one in brackets]


def _set_gates(scheme: Scheme, gates: Sequence[Gate]) -> None:
    if queries.gates_of(scheme) == list(gates):
        return
    scheme.gates = [
        SchemeGate(
            position=place,
            kind=gate.kind,
            limit_text=str(gate.limit),
            consequence=gate.consequence,
            part=gate.part if gate.kind in OF_COMPONENT else "",
            track_id=gate.track_id,
            source_text=gate.source,
            binding=gate.binding,
            offence=gate.offence,
        )
        for place, gate in enumerate(gates, start=1)
    ]
