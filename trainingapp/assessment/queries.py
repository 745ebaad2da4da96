"""Reads of assessment: one calculator for page, phone and workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import selectinload

from trainingapp.assessment.models import Component, Outcome, Scheme, Score
from trainingapp.assessment.rules import Bracket, Part, Verdict, assess
from trainingapp.assessment.terms import Completion, Source
from trainingapp.attendance.queries import cohort_register
from trainingapp.attendance.rules import Tally
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import roster_statement
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound

NO_SUCH_TRAINEE = "本班没有这名学员，或者他已退出"


def tell(band: str, completion: Completion) -> str:
    """Return a band and a completion in words: “良好、结业”."""
    return f"“{band or '无等次'}、{completion.label}”"


@dataclass(frozen=True)
class AssessmentRow:
    """One trainee's result: what the rules make of it, and what a person decided."""

    enrolment: Enrolment
    verdict: Verdict
    scores: Mapping[int, Score]
    outcome: Outcome | None

    @property
    def points(self) -> list[Decimal | None]:
        """Return the points in the order of the components; None where there are none yet."""
        return list(self.verdict.points.values())

    @property
    def total(self) -> Decimal | None:
        """Return the exact total, None while a component is open."""
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
    def departs(self) -> bool:
        """Tell whether what was decided is not what the rules suggest now; scores may have changed since."""
        if self.outcome is None:
            return False
        return (self.outcome.band, self.outcome.completion) != (self.verdict.band, self.verdict.completion)

    @property
    def reasons(self) -> Sequence[str]:
        """Return the arithmetic and the rule; where somebody decided otherwise, what the rules say and the reason."""
        if self.outcome is None:
            return self.verdict.reasons
        decided = f"评定为{tell(self.band, self.completion)}"
        told = f"{decided}；按规则是{tell(self.verdict.band, self.verdict.completion)}" if self.departs else decided
        return (*self.verdict.reasons, f"{told}。理由：{self.outcome.reason}" if self.outcome.reason else told)

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


def list_scores(scheme: Scheme, *, only: ColumnElement[bool] | None = None) -> dict[int, dict[int, Score]]:
    """Return the scores of a scheme by enrolment and component; `only` is a condition on Enrolment."""
    statement = (
        select(Score)
        .join(Component, Component.id == Score.component_id)
        .join(Enrolment, Enrolment.id == Score.enrolment_id)
        .where(Component.scheme_id == scheme.id, true() if only is None else only)
    )
    found: dict[int, dict[int, Score]] = {}
    for score in db.session.scalars(statement).all():
        found.setdefault(score.enrolment_id, {})[score.component_id] = score
    return found


def list_outcomes(cohort_id: int, *, only: ColumnElement[bool] | None = None) -> dict[int, Outcome]:
    """Return what was decided in a class, by enrolment; `only` is a condition on Enrolment."""
    statement = select(Outcome).join(Enrolment, Enrolment.id == Outcome.enrolment_id)
    chosen = statement.where(Enrolment.cohort_id == cohort_id, true() if only is None else only)
    return {row.enrolment_id: row for row in db.session.scalars(chosen).all()}


def find_row(cohort: Cohort, public_id: str) -> tuple["ClassAssessment", AssessmentRow]:
    """Return the scheme and the result of one trainee; raise NotFound for who is not in the class (any more)."""
    found = class_assessment(cohort, only=Enrolment.public_id == public_id)
    if not found.rows:
        raise NotFound(NO_SUCH_TRAINEE)
    return found, found.rows[0]


def class_assessment(cohort: Cohort, *, only: ColumnElement[bool] | None = None) -> ClassAssessment:
    """Return the results of a class's trainees (or only those of a condition on Enrolment) in constant queries."""
    scheme = find_scheme(cohort.id)
    statement = roster_statement(cohort.id, sort=cohort.presets.sort_rule)
    statement = statement.where(Enrolment.state == EnrolmentState.ENROLLED, true() if only is None else only)
    enrolments = db.session.scalars(statement).all()
    scores = list_scores(scheme, only=only) if scheme else {}
    outcomes = list_outcomes(cohort.id, only=only)
    parts, brackets = parts_of(scheme), brackets_of(scheme)
    tallies = _tallies(cohort, only) if any(part.source is Source.ATTENDANCE for part in parts) else {}
    rows = []
    for one in enrolments:
        own = scores.get(one.id, {})
        verdict = assess(parts, brackets, {key: row.points for key, row in own.items()}, tallies.get(one.id))
        rows.append(AssessmentRow(one, verdict, own, outcomes.get(one.id)))
    return ClassAssessment(scheme, rows)


def _tallies(cohort: Cohort, only: ColumnElement[bool] | None) -> dict[int, Tally]:
    return {row.member.id: row.tally for row in cohort_register(cohort, reached=only).rows}
