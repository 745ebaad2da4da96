"""Acts on results: the scheme of a class, scores entered as a set, and what a person decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy.orm.attributes import flag_modified

from trainingapp.accounts.terms import Actor
from trainingapp.assessment import queries, rules
from trainingapp.assessment.models import Band, Component, Outcome, Scheme, Score
from trainingapp.assessment.queries import AssessmentRow, tell
from trainingapp.assessment.rules import Bracket, Part
from trainingapp.assessment.terms import Completion, Source
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import list_roster
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale

Cell = tuple[int, int]
"""A score's place: (enrolment id, component id)."""
OUTDATED = "页面已过期，没有保存。请刷新后再登记成绩"
NO_SCHEME = "本班还没有设定考核办法，请先设定"


class WrongScores(Refused):
    """Points that cannot be recorded; `cells` says why, place by place."""

    def __init__(self, cells: Mapping[Cell, str], reasons: Sequence[str]) -> None:
        """Keep the places beside the sentences."""
        super().__init__(*reasons)
        self.cells = cells


class StaleScores(Stale):
    """Scores that somebody else changed meanwhile; `cells` holds both values, place by place."""

    def __init__(self, cells: Mapping[Cell, str], reasons: Sequence[str]) -> None:
        """Keep the places beside the sentences."""
        super().__init__(*reasons)
        self.cells = cells


def set_scheme(
    actor: Actor,
    cohort: Cohort,
    *,
    parts: Sequence[Part],
    brackets: Sequence[Bracket],
    source_text: str = "",
    version: int | None = None,
) -> Scheme:
    """Set how a class is assessed; a component that keeps its key or its name keeps its scores.

    `version` is that of the scheme as the actor saw it, 0 for none. Raises Stale with both schemes when somebody else
    changed it meanwhile; refuses weights that do not sum to 100, doubled names, bands that contradict each other or
    leave a hole, and dropping a component that has scores.
    """
    faults = rules.scheme_faults(parts, brackets)
    if faults:
        raise Refused(*faults)
    scheme = queries.find_scheme(cohort.id)
    before = _told(scheme)
    _refuse_stale_scheme(scheme, version, parts, brackets)
    if scheme is None:
        scheme = Scheme(cohort=cohort)
        db.session.add(scheme)
    kept = _kept(scheme, parts)
    _refuse_lost_scores(scheme, kept)
    _set_components(scheme, parts, kept)
    _set_bands(scheme, brackets)
    scheme.source_text = source_text
    changed = changes.between(before, _told(scheme))
    if changed:
        flag_modified(scheme, "source_text")  # raises the version whatever part of the scheme has changed
        db.session.flush()
        audit.record(actor, "scheme.set", scheme, changed, cohort_id=cohort.id)
    return scheme


def _told(scheme: Scheme | None) -> dict[str, object]:
    if scheme is None:
        return {}
    bands = sorted(scheme.bands, key=lambda band: -band.minimum)
    return {
        "components": [f"{row.name} {row.weight}% {row.source.label}" for row in scheme.components],
        "bands": [f"{row.name} {rules.shown(row.minimum)} 分起{'' if row.passes else '，不予结业'}" for row in bands],
        "source_text": scheme.source_text,
    }


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


def _refuse_lost_scores(scheme: Scheme, kept: Sequence[Component | None]) -> None:
    dropped = [row for row in scheme.components if row not in kept]
    if not dropped:
        return
    scored = {key for row in queries.list_scores(scheme).values() for key in row}
    lost = [row.name for row in dropped if row.id in scored]
    if lost:
        raise Refused(f"“{'、'.join(lost)}”已经登了成绩，不能去掉；请先清空这一栏，或保留它")


def _set_components(scheme: Scheme, parts: Sequence[Part], kept: Sequence[Component | None]) -> None:
    _free_names(parts, kept)
    scheme.components = [
        row or Component(name=part.name, position=place, weight=part.weight, source=part.source)
        for place, (row, part) in enumerate(zip(kept, parts, strict=True), start=1)
    ]
    for place, (row, part) in enumerate(zip(scheme.components, parts, strict=True), start=1):
        row.position, row.name, row.weight, row.source = place, part.name, part.weight, part.source


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


@dataclass(frozen=True)
class _Sheet:
    """What scores are entered into: the components, the trainees' names, and the scores so far."""

    components: Mapping[int, Component]
    names: Mapping[int, str]
    known: Mapping[int, Mapping[int, Score]]

    def score(self, cell: Cell) -> Score | None:
        """Return the score of a place."""
        return self.known.get(cell[0], {}).get(cell[1])

    def points(self, cell: Cell) -> Decimal | None:
        """Return the points of a place."""
        score = self.score(cell)
        return score.points if score else None

    def place(self, cell: Cell) -> str:
        """Return what a person calls a place."""
        return f"{self.names[cell[0]]}的“{self.components[cell[1]].name}”"


def enter_scores(
    actor: Actor,
    cohort: Cohort,
    *,
    scores: Mapping[Cell, Decimal | None],
    versions: Mapping[Cell, int] | None = None,
) -> Changes:
    """Enter a set of scores (None clears one) as one act and return what changed; equal ones are left alone.

    `versions` are those of the scores as the actor saw them, 0 for none: raises StaleScores with both values when
    somebody else changed one meanwhile. Raises WrongScores for points out of 0 to 100 or finer than 0.1, and for
    components that are calculated.
    """
    scheme = queries.find_scheme(cohort.id)
    if scheme is None:
        raise Refused(NO_SCHEME)
    sheet = _Sheet(
        {row.id: row for row in scheme.components},
        {row.id: row.name for row in list_roster(cohort.id)},
        queries.list_scores(scheme),
    )
    _refuse_wrong(scores, sheet)
    wanted = {cell: points for cell, points in scores.items() if sheet.points(cell) != points}
    if versions is not None:
        _refuse_stale(wanted, versions, sheet)
    changed = _write(wanted, sheet)
    if changed:
        audit.record(actor, "scores.entered", scheme, changed, cohort_id=cohort.id)
    return changed


def _refuse_wrong(scores: Mapping[Cell, Decimal | None], sheet: _Sheet) -> None:
    if any(enrolment not in sheet.names or component not in sheet.components for enrolment, component in scores):
        raise Refused(OUTDATED)
    faults = {cell: fault for cell, points in scores.items() if (fault := _fault(sheet.components[cell[1]], points))}
    if faults:
        raise WrongScores(faults, [f"{sheet.place(cell)}：{fault}" for cell, fault in faults.items()])


def _fault(component: Component, points: Decimal | None) -> str | None:
    if component.source is Source.ATTENDANCE:
        return "按出勤率计算，不用登记"
    return None if points is None else rules.points_fault(points)


def _refuse_stale(wanted: Mapping[Cell, Decimal | None], versions: Mapping[Cell, int], sheet: _Sheet) -> None:
    stale = {}
    for cell, points in wanted.items():
        score = sheet.score(cell)
        if versions.get(cell, 0) != (score.version if score else 0):
            theirs = rules.shown(sheet.points(cell)) or "空"
            stale[cell] = f"您填的是 {rules.shown(points) or '空'}，别人刚改成 {theirs}"
    if stale:
        raise StaleScores(stale, [f"{sheet.place(cell)}：{both}。请刷新后再填" for cell, both in stale.items()])


def _write(wanted: Mapping[Cell, Decimal | None], sheet: _Sheet) -> Changes:
    before, after = {}, {}
    for cell, points in wanted.items():
        place = f"{sheet.names[cell[0]]} {sheet.components[cell[1]].name}"
        before[place], after[place] = rules.shown(sheet.points(cell)) or None, rules.shown(points) or None
        _write_score(sheet.score(cell), cell, points)
    return Changes(before, after)


def _write_score(score: Score | None, cell: Cell, points: Decimal | None) -> None:
    if points is None:
        db.session.delete(score)
    elif score is None:
        db.session.add(Score(enrolment_id=cell[0], component_id=cell[1], points=points))
    else:
        score.points = points


def decide_outcome(
    actor: Actor,
    row: AssessmentRow,
    *,
    band: str,
    completion: Completion,
    reason: str = "",
    remark: str = "",
    version: int | None = None,
) -> Outcome:
    """Keep what a person decides for a trainee; a reason is wanted where it departs from what the rules suggest.

    `version` is that of the decision as the actor saw it, 0 for none: raises Stale with both values when somebody else
    decided meanwhile. Refuses a band that the scheme does not have.
    """
    band, reason, remark = band.strip(), reason.strip(), remark.strip()
    _refuse_stale_outcome(row, version, tell(band, completion))
    _refuse_unknown_band(row, band)
    suggested = (row.verdict.band, row.verdict.completion)
    if (band, completion) != suggested and not reason:
        raise Refused(f"“{row.enrolment.name}”按规则是{tell(*suggested)}，改评要写明理由")
    values = {"band": band, "completion": completion, "reason": reason, "remark": remark}
    outcome, changed = _keep_outcome(row, values)
    if changed:
        cohort_id = row.enrolment.cohort_id
        audit.record(actor, "outcome.decided", row.enrolment, changed, cohort_id=cohort_id, reason=reason)
    return outcome


def _keep_outcome(row: AssessmentRow, values: Mapping[str, object]) -> tuple[Outcome, Changes]:
    if row.outcome is not None:
        return row.outcome, changes.apply(row.outcome, **values)
    outcome = Outcome(enrolment_id=row.enrolment.id, **values)
    db.session.add(outcome)
    db.session.flush()
    return outcome, changes.created(outcome)


def _refuse_stale_outcome(row: AssessmentRow, version: int | None, mine: str) -> None:
    outcome = row.outcome
    if version is None or version == (outcome.version if outcome else 0):
        return
    theirs = f"评定为{tell(outcome.band, outcome.completion)}" if outcome else "撤销了评定"
    raise Stale(f"“{row.enrolment.name}”：您要评定为{mine}，别人刚刚{theirs}。没有保存，请看过再定")


def _refuse_unknown_band(row: AssessmentRow, band: str) -> None:
    scheme = queries.find_scheme(row.enrolment.cohort_id)
    names = [bracket.name for bracket in queries.brackets_of(scheme)]
    if band and band not in names:
        raise Refused(f"考核办法里没有“{band[:20]}”这个等次" + (f"，有：{'、'.join(names)}" if names else ""))


def clear_outcome(actor: Actor, row: AssessmentRow, *, version: int | None = None) -> bool:
    """Take a decision back, so that the rules' suggestion stands again; return False when there was none.

    Raises Stale when somebody else decided otherwise meanwhile.
    """
    if row.outcome is None:
        return False
    _refuse_stale_outcome(row, version, "待规则重新建议")
    changed = changes.removed(row.outcome)
    db.session.delete(row.outcome)
    audit.record(actor, "outcome.cleared", row.enrolment, changed, cohort_id=row.enrolment.cohort_id)
    return True
