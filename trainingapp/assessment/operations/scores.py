"""Entering scores as a set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import TypeAlias

from trainingapp.accounts.terms import Actor
from trainingapp.assessment import queries, rules
from trainingapp.assessment.models import Component, Score
from trainingapp.assessment.terms import CALCULATED, Source
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.cohorts.queries import list_roster
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale

Cell = tuple[int, int]
"""A score's place: (enrolment id, component id)."""
OUTDATED = "页面已过期，没有保存。请刷新后再登记成绩"
NO_SCHEME = "本班还没有设定考核办法，请先设定"


class Missed(Enum):
    """Who was not there when it was examined."""

    MISSED = "缺考"


MISSED = Missed.MISSED
Entered: TypeAlias = Decimal | Missed | None


def tell_value(value: Entered) -> str:
    """Return what stands in a place, as people write it; blank for nothing."""
    return value.value if isinstance(value, Missed) else rules.shown(value)


class WrongScores(Refused):
    """Points that cannot be recorded; `cells` says why, place by place, in the order of the sentences."""

    def __init__(self, cells: Mapping[Cell, str], reasons: Sequence[str]) -> None:
        """Keep the places beside the sentences."""
        super().__init__(*reasons)
        self.cells = cells


class StaleScores(Stale):
    """Scores that somebody else changed meanwhile; `cells` holds both values, place by place as the sentences."""

    def __init__(self, cells: Mapping[Cell, str], reasons: Sequence[str]) -> None:
        """Keep the places beside the sentences."""
        super().__init__(*reasons)
        self.cells = cells


@dataclass(frozen=True)
class _Sheet:
    """What scores are entered into: the components, the trainees, and the scores so far."""

    components: Mapping[int, Component]
    trainees: Mapping[int, Enrolment]
    known: Mapping[int, Mapping[int, Score]]

    def score(self, cell: Cell) -> Score | None:
        """Return the score of a place."""
        return self.known.get(cell[0], {}).get(cell[1])

    def value(self, cell: Cell) -> Entered:
        """Return what stands in a place."""
        score = self.score(cell)
        return None if score is None else MISSED if score.points is None else score.points

    def told(self, cell: Cell) -> str:
        """Return what stands in a place, in words."""
        return tell_value(self.value(cell))

    def place(self, cell: Cell) -> str:
        """Return what a person calls a place."""
        return f"{self.trainees[cell[0]].name}的“{self.components[cell[1]].name}”"


def enter_scores(
    actor: Actor,
    cohort: Cohort,
    *,
    scores: Mapping[Cell, Entered],
    versions: Mapping[Cell, int] | None = None,
) -> Changes:
    """Enter a set of scores (None clears one, MISSED is 缺考) as one act; equal ones are left alone.

    Returns what changed.

    `versions` are those of the scores as the actor saw them, 0 for none: raises StaleScores with both values when
    somebody else changed one meanwhile. Raises WrongScores for points out of 0 to 100 or finer than 0.1, and for
    components that are calculated.
    """
    refuse_closed(cohort, "成绩")
    scheme = queries.find_scheme(cohort.id)
    if scheme is None:
        raise Refused(NO_SCHEME)
    sheet = _Sheet(
        {row.id: row for row in scheme.components},
        {row.id: row for row in list_roster(cohort.id)},
        queries.list_scores(scheme),
    )
    _refuse_wrong(scores, sheet)
    wanted = {cell: points for cell, points in scores.items() if sheet.value(cell) != points}
    if versions is not None:
        _refuse_stale(wanted, versions, sheet)
    changed = _write(wanted, sheet)
    if changed:
        audit.record(actor, "scores.entered", scheme, changed, cohort_id=cohort.id)
    return changed


def _refuse_wrong(scores: Mapping[Cell, Entered], sheet: _Sheet) -> None:
    if any(enrolment not in sheet.trainees or component not in sheet.components for enrolment, component in scores):
        raise Refused(OUTDATED)
    faults = {cell: fault for cell, points in scores.items() if (fault := _fault(sheet, cell, points))}
    if faults:
        raise WrongScores(faults, [f"{sheet.place(cell)}：{fault}" for cell, fault in faults.items()])


def _fault(sheet: _Sheet, cell: Cell, points: Entered) -> str | None:
    one, component = sheet.trainees[cell[0]], sheet.components[cell[1]]
    if points is not None and not component.part.is_for(one.track_id):
        return f"{one.track.name if one.track else '这类学员'}不考这一项，不用登记"
    if component.source in CALCULATED:
        return f"{component.source.label}计算，不用登记"
    if isinstance(points, Missed):
        return None if component.source is Source.SCORE else "这一项没有缺考，请填数字"
    return None if points is None else rules.points_fault(points, component.part)


def _refuse_stale(wanted: Mapping[Cell, Entered], versions: Mapping[Cell, int], sheet: _Sheet) -> None:
    stale = {}
    for cell, points in wanted.items():
        score = sheet.score(cell)
        if versions.get(cell, 0) != (score.version if score else 0):
            stale[cell] = f"您填的是 {tell_value(points) or '空'}，别人刚改成 {sheet.told(cell) or '空'}"
    if stale:
        raise StaleScores(stale, [f"{sheet.place(cell)}：{both}。请刷新后再填" for cell, both in stale.items()])


def _write(wanted: Mapping[Cell, Entered], sheet: _Sheet) -> Changes:
    before, after = {}, {}
    for cell, points in wanted.items():
        place = f"{sheet.trainees[cell[0]].name} {sheet.components[cell[1]].name}"
        before[place], after[place] = sheet.told(cell) or None, tell_value(points) or None
        _write_score(sheet.score(cell), cell, points)
    return Changes(before, after)


def _write_score(score: Score | None, cell: Cell, entered: Entered) -> None:
    points = None if isinstance(entered, Missed) else entered
    if entered is None:
        db.session.delete(score)
    elif score is None:
        db.session.add(Score(enrolment_id=cell[0], component_id=cell[1], points=points))
    else:
        score.points = points
