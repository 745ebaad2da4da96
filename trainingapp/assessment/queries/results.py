"""Reads of results: one calculator for page, phone and workbook."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from sqlalchemy import ColumnElement, select, true

from trainingapp.assessment import rules
from trainingapp.assessment.models import Certificate, Component, Offence, Outcome, Scheme, Score
from trainingapp.assessment.queries.certificates import valid_certificates
from trainingapp.assessment.queries.schemes import find_scheme, outstanding_of, rules_of, rules_of_editions
from trainingapp.assessment.rules import Candidate, Part, Presence, Record, Rules, Verdict, assess, suggest_outstanding
from trainingapp.assessment.terms import CALCULATED, WITHOUT_LIMIT, Completion, GateKind
from trainingapp.attendance.queries import Register, cohort_register
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import roster_statement
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound

NO_SUCH_TRAINEE = "本班没有这名学员，或者他已退出"
#: Gates that look at the attendance.
OF_ATTENDANCE = frozenset(GateKind) - WITHOUT_LIMIT - {GateKind.COMPONENT_POINTS}


def tell(band: str, completion: Completion) -> str:
    """Return a band and a completion in words: “良好、结业”."""
    return f"“{band or '无等次'}、{completion.label}”"


@dataclass(frozen=True)
class AssessmentRow:
    """One trainee's result: what the rules make of it, and what a person decided.

    `verdict` is by the edition of the scheme that it was decided by, `current` by the one in force: whoever decides
    anew decides by that.
    """

    enrolment: Enrolment
    verdict: Verdict
    current: Verdict
    scores: Mapping[int, Score]
    outcome: Outcome | None
    presence: Presence | None = None
    offences: Sequence[Offence] = ()
    edition: int = 1
    certificate: Certificate | None = None

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
        """Return the band: the decided one, which may be none, else the suggested one."""
        return self.outcome.band if self.outcome else self.verdict.band

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
    def outstanding(self) -> bool:
        """Tell whether a person named the trainee 优秀学员."""
        return self.outcome is not None and self.outcome.outstanding

    @property
    def outdated(self) -> bool:
        """Tell whether it was decided by an earlier edition of the scheme, which it keeps."""
        return self.outcome is not None and self.outcome.edition not in (None, self.edition)

    @property
    def by_edition(self) -> str:
        """Return which edition it was decided by, where that is not the one in force; blank otherwise."""
        return f"按第 {self.outcome.edition} 版考核办法评定" if self.outcome and self.outdated else ""

    @property
    def reasons(self) -> Sequence[str]:
        """Return the arithmetic and the rule; where somebody decided otherwise, what the rules say and the reason."""
        if self.outcome is None:
            return self.verdict.reasons
        decided = f"评定为{tell(self.band, self.completion)}"
        told = f"{decided}；按规则是{tell(self.verdict.band, self.verdict.completion)}" if self.departs else decided
        if self.outdated:
            told = f"{told}（{self.by_edition}，现行第 {self.edition} 版）"
        return (*self.verdict.reasons, f"{told}。理由：{self.outcome.reason}" if self.outcome.reason else told)

    @property
    def certificate_number(self) -> str:
        """Return the number of the certificate that holds, blank when there is none."""
        return self.certificate.number if self.certificate else ""

    @property
    def remark(self) -> str:
        """Return what the register prints: the remark, why it departs from the rules, and an edition not in force."""
        if self.outcome is None:
            return ""
        why = f"改评：{self.outcome.reason}" if self.departs and self.outcome.reason else ""
        told = ("优秀学员" if self.outstanding else "", self.outcome.remark, why, self.by_edition)
        return "；".join(text for text in told if text)


@dataclass(frozen=True)
class ClassAssessment:
    """The results of a class; without a scheme there is nothing to show but the trainees."""

    scheme: Scheme | None
    rows: Sequence[AssessmentRow]

    @property
    def components(self) -> Sequence[Component]:
        """Return the components in order."""
        return self.scheme.components if self.scheme else ()

    @cached_property
    def parts(self) -> Mapping[int, Part]:
        """Return the components as the rules see them, by their ids."""
        return {part.key: part for part in rules_of(self.scheme).parts}

    @cached_property
    def outstanding_suggested(self) -> list[int]:
        """Return the enrolments that the rule of the scheme suggests as 优秀学员, the best first."""
        rule = outstanding_of(self.scheme)
        if rule is None:
            return []
        able = [
            Candidate(row.enrolment.id, row.total, (row.presence.tally.rate if row.presence else None) or Fraction(0))
            for row in self.rows
            if row.total is not None and row.completion is Completion.COMPLETED
        ]
        return suggest_outstanding(rule, able, len(self.rows))


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


def list_offences(cohort_id: int, *, only: ColumnElement[bool] | None = None) -> dict[int, list[Offence]]:
    """Return the breaches of discipline on record in a class, by enrolment; `only` is a condition on Enrolment."""
    statement = select(Offence).join(Enrolment, Enrolment.id == Offence.enrolment_id)
    chosen = statement.where(Enrolment.cohort_id == cohort_id, true() if only is None else only)
    found: dict[int, list[Offence]] = {}
    for row in db.session.scalars(chosen.order_by(Offence.found_on, Offence.id)).all():
        found.setdefault(row.enrolment_id, []).append(row)
    return found


def find_row(cohort: Cohort, public_id: str) -> tuple["ClassAssessment", AssessmentRow]:
    """Return the scheme and the result of one trainee; raise NotFound for who is not in the class (any more)."""
    found = class_assessment(cohort, only=Enrolment.public_id == public_id)
    if not found.rows:
        raise NotFound(NO_SUCH_TRAINEE)
    return found, found.rows[0]


def class_assessment(
    cohort: Cohort, *, only: ColumnElement[bool] | None = None, register: Register | None = None
) -> ClassAssessment:
    """Return the results of a class's trainees (or only those of a condition on Enrolment) in constant queries.

    Whoever has the register of the class already gives it, so that it is not read twice.
    """
    scheme = find_scheme(cohort.id)
    statement = roster_statement(cohort.id, sort=cohort.presets.sort_rule)
    statement = statement.where(Enrolment.state == EnrolmentState.ENROLLED, true() if only is None else only)
    enrolments = db.session.scalars(statement).all()
    whole, outcomes = rules_of(scheme), list_outcomes(cohort.id, only=only)
    earlier = _earlier_rules(scheme, outcomes.values())
    facts = _Facts(
        whole,
        earlier,
        list_scores(scheme, only=only) if scheme else {},
        outcomes,
        list_offences(cohort.id, only=only),
        _presences(register or cohort_register(cohort, reached=only))
        if any(map(_looks_at_attendance, (whole, *earlier.values())))
        else {},
        valid_certificates(cohort.id, only=only),
        scheme.edition if scheme else 1,
    )
    return ClassAssessment(scheme, [facts.row(one) for one in enrolments])


def _earlier_rules(scheme: Scheme | None, outcomes: Iterable[Outcome]) -> dict[int, Rules]:
    """Return the editions that decisions were made by, without the one in force."""
    if scheme is None:
        return {}
    return rules_of_editions(scheme, {row.edition for row in outcomes if row.edition} - {scheme.edition})


@dataclass(frozen=True)
class _Facts:
    """What the rows of a class are made of."""

    rules: Rules
    earlier: Mapping[int, Rules]
    scores: Mapping[int, Mapping[int, Score]]
    outcomes: Mapping[int, Outcome]
    offences: Mapping[int, Sequence[Offence]]
    presences: Mapping[int, Presence]
    certificates: Mapping[int, Certificate]
    edition: int

    def row(self, one: Enrolment) -> AssessmentRow:
        """Return one trainee's result."""
        own, presence = self.scores.get(one.id, {}), self.presences.get(one.id)
        offences = self.offences.get(one.id, ())
        told = [rules.Offence(offence.kind, offence.note) for offence in offences]
        record = Record({key: row.points for key, row in own.items()}, presence, one.track_id, told)
        outcome, current = self.outcomes.get(one.id), assess(self.rules, record)
        decided_by = self.earlier.get(outcome.edition) if outcome and outcome.edition else None
        return AssessmentRow(
            one,
            assess(decided_by, record) if decided_by else current,
            current,
            own,
            outcome,
            presence,
            offences,
            self.edition,
            self.certificates.get(one.id),
        )


def _looks_at_attendance(whole: Rules) -> bool:
    return any(part.source in CALCULATED for part in whole.parts) or any(
        gate.kind in OF_ATTENDANCE for gate in whole.gates
    )


def _presences(register: Register) -> dict[int, Presence]:
    return {
        row.member.id: rules.presence(register.sessions, row.member, row.marks, row.tally, register.words)
        for row in register.rows
    }
