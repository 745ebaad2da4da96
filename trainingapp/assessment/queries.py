"""Reads of assessment: one calculator for page, phone and workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import selectinload

from trainingapp.assessment.models import Component, Outcome, Scheme, Score
from trainingapp.assessment.rules import Bracket, Part, Verdict, assess
from trainingapp.assessment.terms import Completion, Source
from trainingapp.attendance.queries import cohort_register
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import roster_statement
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db


@dataclass(frozen=True)
class AssessmentRow:
    """One trainee's result: what the rules make of it, and what a person decided."""

    enrolment: Enrolment
    verdict: Verdict
    scores: Mapping[int, Score]
    outcome: Outcome | None

    @property
    def total(self) -> Decimal | None:
        """Return the total, None while a component is open."""
        return self.verdict.total

    @property
    def band(self) -> str:
        """Return the band: the decided one, else the suggested one."""
        return self.outcome.band if self.outcome and self.outcome.band else self.verdict.band

    @property
    def completion(self) -> Completion:
        """Return whether the trainee completes: as decided, else as suggested."""
        return self.outcome.completion if self.outcome else self.verdict.completion

    @property
    def decided(self) -> bool:
        """Tell whether a person has decided."""
        return self.outcome is not None

    @property
    def reasons(self) -> Sequence[str]:
        """Return the arithmetic and the rule, and a person's reason where one decided."""
        decided = (f"已评定：{self.outcome.reason}",) if self.outcome and self.outcome.reason else ()
        return (*self.verdict.reasons, *decided)

    @property
    def remark(self) -> str:
        """Return the remark of the decision."""
        return self.outcome.remark if self.outcome else ""


@dataclass(frozen=True)
class ClassAssessment:
    """The results of a class; without a scheme there is nothing to show but the trainees."""

    scheme: Scheme | None
    rows: Sequence[AssessmentRow]

    @property
    def components(self) -> Sequence[Component]:
        """Return the components in order."""
        return self.scheme.components if self.scheme else ()


def find_scheme(cohort_id: int) -> Scheme | None:
    """Return a class's scheme with components and bands, or None."""
    statement = select(Scheme).where(Scheme.cohort_id == cohort_id)
    return db.session.scalar(statement.options(selectinload(Scheme.components), selectinload(Scheme.bands)))


def parts_of(scheme: Scheme | None) -> list[Part]:
    """Return the components as the rules see them."""
    components = scheme.components if scheme else []
    return [Part(row.id, row.name, row.weight, row.source) for row in components]


def brackets_of(scheme: Scheme | None) -> list[Bracket]:
    """Return the bands as the rules see them, the highest first."""
    bands = sorted(scheme.bands, key=lambda band: -band.minimum) if scheme else []
    return [Bracket(band.name, band.minimum, band.passes) for band in bands]


def list_scores(scheme: Scheme) -> dict[int, dict[int, Score]]:
    """Return the scores of a scheme by enrolment and component."""
    statement = (
        select(Score).join(Component, Component.id == Score.component_id).where(Component.scheme_id == scheme.id)
    )
    found: dict[int, dict[int, Score]] = {}
    for score in db.session.scalars(statement).all():
        found.setdefault(score.enrolment_id, {})[score.component_id] = score
    return found


def list_outcomes(cohort_id: int) -> dict[int, Outcome]:
    """Return what was decided in a class, by enrolment."""
    statement = select(Outcome).join(Enrolment, Enrolment.id == Outcome.enrolment_id)
    rows = db.session.scalars(statement.where(Enrolment.cohort_id == cohort_id)).all()
    return {row.enrolment_id: row for row in rows}


def class_assessment(cohort: Cohort, *, only: ColumnElement[bool] | None = None) -> ClassAssessment:
    """Return the results of a class's trainees (or only those of a condition on Enrolment) in constant queries."""
    scheme = find_scheme(cohort.id)
    statement = roster_statement(cohort.id, sort=cohort.presets.sort_rule)
    statement = statement.where(Enrolment.state == EnrolmentState.ENROLLED, true() if only is None else only)
    enrolments = db.session.scalars(statement).all()
    scores, outcomes = list_scores(scheme) if scheme else {}, list_outcomes(cohort.id)
    parts, brackets = parts_of(scheme), brackets_of(scheme)
    rates = _rates(cohort, only) if any(part.source is Source.ATTENDANCE for part in parts) else {}
    rows = [
        AssessmentRow(
            one,
            assess(
                parts, brackets, {key: row.points for key, row in scores.get(one.id, {}).items()}, rates.get(one.id)
            ),
            scores.get(one.id, {}),
            outcomes.get(one.id),
        )
        for one in enrolments
    ]
    return ClassAssessment(scheme, rows)


def _rates(cohort: Cohort, only: ColumnElement[bool] | None) -> dict[int, Fraction | None]:
    return {row.member.id: row.tally.rate for row in cohort_register(cohort, reached=only).rows}
