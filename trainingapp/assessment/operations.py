"""Acts on results: the scheme of a class, scores entered as a set, and what a person decides."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from trainingapp.accounts.terms import Actor
from trainingapp.assessment import queries, rules
from trainingapp.assessment.models import Band, Component, Outcome, Scheme, Score
from trainingapp.assessment.queries import AssessmentRow
from trainingapp.assessment.rules import Bracket, Part
from trainingapp.assessment.terms import Completion, Source
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale

Cell = tuple[int, int]
"""A score's place: (enrolment id, component id)."""


def set_scheme(
    actor: Actor, cohort: Cohort, *, parts: Sequence[Part], brackets: Sequence[Bracket], source_text: str = ""
) -> Scheme:
    """Set how a class is assessed; components that keep their name keep their scores.

    Refuses weights that do not sum to 100, doubled names, bands that contradict each other, and dropping a component
    that has scores.
    """
    faults = rules.scheme_faults(parts, brackets)
    if faults:
        raise Refused(*faults)
    scheme = queries.find_scheme(cohort.id)
    before = _told(scheme)
    if scheme is None:
        scheme = Scheme(cohort=cohort)
        db.session.add(scheme)
    else:
        _refuse_lost_scores(scheme, parts)
    scheme.source_text = source_text
    _set_components(scheme, parts)
    _set_bands(scheme, brackets)
    db.session.flush()
    changed = changes.between(before, _told(scheme))
    if changed:
        audit.record(actor, "scheme.set", scheme, changed, cohort_id=cohort.id)
    return scheme


def _told(scheme: Scheme | None) -> dict[str, object]:
    if scheme is None:
        return {}
    return {
        "components": [f"{row.name} {row.weight}% {row.source.label}" for row in scheme.components],
        "bands": [f"{row.name} {rules.shown(row.minimum)}" for row in scheme.bands],
        "source_text": scheme.source_text,
    }


def _refuse_lost_scores(scheme: Scheme, parts: Sequence[Part]) -> None:
    kept = {part.name for part in parts}
    scored = {key for row in queries.list_scores(scheme).values() for key in row}
    lost = [row.name for row in scheme.components if row.name not in kept and row.id in scored]
    if lost:
        raise Refused(f"“{'、'.join(lost)}”已经登了成绩，不能去掉；请先清空这一栏，或保留它")


def _set_components(scheme: Scheme, parts: Sequence[Part]) -> None:
    known = {row.name: row for row in scheme.components}
    scheme.components = [
        known.get(part.name) or Component(name=part.name, position=place, weight=part.weight, source=part.source)
        for place, part in enumerate(parts, start=1)
    ]
    for place, (row, part) in enumerate(zip(scheme.components, parts, strict=True), start=1):
        row.position, row.weight, row.source = place, part.weight, part.source


def _set_bands(scheme: Scheme, brackets: Sequence[Bracket]) -> None:
    scheme.bands = []
    db.session.flush()  # the old bands go before the new ones come: two may have the same least total
    scheme.bands = [Band(name=one.name, minimum=one.minimum, passes=one.passes) for one in brackets]


def enter_scores(
    actor: Actor,
    cohort: Cohort,
    *,
    scores: Mapping[Cell, Decimal | None],
    versions: Mapping[Cell, int] | None = None,
) -> Changes:
    """Enter a set of scores (None clears one) as one act and return what changed; equal ones are left alone.

    `versions` are those of the scores as the actor saw them, 0 for none: raises Stale with both values when somebody
    else changed one meanwhile. Refuses points out of 0 to 100 or finer than 0.1, and components that are calculated.
    """
    scheme = queries.find_scheme(cohort.id)
    if scheme is None:
        raise Refused("本班还没有设定考核办法，请先设定")
    components = {row.id: row for row in scheme.components}
    members = {row.enrolment.id: row.enrolment for row in queries.class_assessment(cohort).rows}
    known = queries.list_scores(scheme)
    _refuse_wrong(scores, components, members)
    wanted = {cell: points for cell, points in scores.items() if _points(known, cell) != points}
    _refuse_stale(wanted, versions, known, components, members)
    before, after = {}, {}
    for (enrolment_id, component_id), points in wanted.items():
        score = known.get(enrolment_id, {}).get(component_id)
        place = f"{members[enrolment_id].name} {components[component_id].name}"
        before[place], after[place] = (rules.shown(score.points) if score else None), rules.shown(points) or None
        _write(score, enrolment_id, component_id, points)
    changed = Changes(before, after)
    if changed:
        audit.record(actor, "scores.entered", scheme, changed, cohort_id=cohort.id)
    return changed


def _points(known: Mapping[int, Mapping[int, Score]], cell: Cell) -> Decimal | None:
    score = known.get(cell[0], {}).get(cell[1])
    return score.points if score else None


def _write(score: Score | None, enrolment_id: int, component_id: int, points: Decimal | None) -> None:
    if points is None:
        db.session.delete(score)
    elif score is None:
        db.session.add(Score(enrolment_id=enrolment_id, component_id=component_id, points=points))
    else:
        score.points = points


def _refuse_wrong(
    scores: Mapping[Cell, Decimal | None], components: Mapping[int, Component], members: Mapping[int, Enrolment]
) -> None:
    faults = []
    for (enrolment_id, component_id), points in scores.items():
        if enrolment_id not in members or component_id not in components:
            raise Refused("页面已过期，没有保存。请刷新后再登记成绩")
        component, name = components[component_id], members[enrolment_id].name
        if component.source is Source.ATTENDANCE:
            faults.append(f"“{component.name}”按出勤率计算，不用登记")
        elif points is not None and (fault := rules.points_fault(points)):
            faults.append(f"{name}的“{component.name}”：{fault}")
    if faults:
        raise Refused(*faults)


def _refuse_stale(
    wanted: Mapping[Cell, Decimal | None],
    versions: Mapping[Cell, int] | None,
    known: Mapping[int, Mapping[int, Score]],
    components: Mapping[int, Component],
    members: Mapping[int, Enrolment],
) -> None:
    if versions is None:
        return
    stale = []
    for cell, points in wanted.items():
        score = known.get(cell[0], {}).get(cell[1])
        if versions.get(cell, 0) != (score.version if score else 0):
            theirs = rules.shown(score.points) if score else "空"
            place = f"{members[cell[0]].name}的“{components[cell[1]].name}”"
            stale.append(f"{place}：您填的是 {rules.shown(points) or '空'}，别人刚改成 {theirs}。请刷新后再填")
    if stale:
        raise Stale(*stale)


def decide_outcome(
    actor: Actor, row: AssessmentRow, *, band: str, completion: Completion, reason: str = "", remark: str = ""
) -> Outcome:
    """Keep what a person decides for a trainee; a reason is wanted where it departs from what the rules suggest."""
    departs = (band, completion) != (row.verdict.band, row.verdict.completion)
    if departs and not reason.strip():
        suggested = f"{row.verdict.band or '无等次'}、{row.verdict.completion.label}"
        raise Refused(f"“{row.enrolment.name}”按规则是“{suggested}”，改评要写明理由")
    values = {"band": band, "completion": completion, "reason": reason.strip(), "remark": remark.strip()}
    outcome = row.outcome
    if outcome is None:
        outcome = Outcome(enrolment_id=row.enrolment.id, **values)
        db.session.add(outcome)
        db.session.flush()
        changed = changes.created(outcome)
    else:
        changed = changes.apply(outcome, **values)
    if changed:
        audit.record(
            actor, "outcome.decided", row.enrolment, changed, cohort_id=row.enrolment.cohort_id, reason=reason.strip()
        )
    return outcome
