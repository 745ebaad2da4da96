"""Acts on certificates: issued as a set, voided with a reason, issued again under a new number."""

import secrets
from collections.abc import Sequence
from datetime import date

from trainingapp.accounts.terms import Actor
from trainingapp.assessment import queries, rules
from trainingapp.assessment.models import Certificate
from trainingapp.assessment.queries import AssessmentRow, ClassAssessment
from trainingapp.assessment.terms import Completion
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused

#: Without letters and figures that people take for one another.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 10


def set_certificates(actor: Actor, *, pattern: str, body: str, checkable: bool) -> Changes:
    """Set how the office numbers certificates; those issued keep theirs. Refuses a pattern without {序号}."""
    pattern, body = pattern.strip(), body.strip()
    faults = rules.pattern_faults(pattern)
    if faults:
        raise Refused(*faults)
    settings = queries.certificate_settings()
    changed = changes.apply(settings, pattern=pattern, body=body, checkable=checkable)
    if settings.id is None:
        db.session.add(settings)
        db.session.flush()
    if changed:
        audit.record(actor, "certificate.settings_changed", settings, changed)
    return changed


def issue_certificates(actor: Actor, cohort: Cohort, found: ClassAssessment, *, on: date) -> list[Certificate]:
    """Issue a certificate to everybody who was decided to complete and holds none; numbers go on from the last.

    Refuses a class without an end date, and numbers that another class of the office has used.
    """
    refuse_closed(cohort, "证书")
    due = [row for row in found.rows if _is_due(row)]
    if not due:
        return []
    issued = _make(actor, cohort, [row.enrolment for row in due], on=on)
    told = {one.name: one.number for one in issued}
    audit.record(actor, "certificate.issued", cohort, changes.between({}, told), cohort_id=cohort.id)
    return issued


def _is_due(row: AssessmentRow) -> bool:
    return row.decided and row.completion is Completion.COMPLETED and not row.certificate_number


def _make(actor: Actor, cohort: Cohort, enrolments: Sequence[Enrolment], *, on: date) -> list[Certificate]:
    if cohort.ends_on is None:
        raise Refused("本班还没有结束日期，证书上要写，请先到概览里填")
    ends_on = cohort.ends_on
    first = queries.last_serial(cohort.id) + 1
    numbers = _numbers(cohort, first, len(enrolments))
    made = [
        Certificate(
            cohort_id=cohort.id,
            enrolment=enrolment,
            serial=serial,
            number=number,
            code="".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH)),
            name=enrolment.name,
            class_name=cohort.formal_name,
            starts_on=cohort.starts_on,
            ends_on=ends_on,
            issuer=cohort.organiser,
            issued_on=on,
            issued_by=actor.name,
        )
        for serial, (enrolment, number) in enumerate(zip(enrolments, numbers, strict=True), start=first)
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def _numbers(cohort: Cohort, first: int, amount: int) -> list[str]:
    settings = queries.certificate_settings()
    values = {
        "机构": settings.body,
        "年": str(cohort.starts_on.year),
        "期": rules.batch_digits(cohort.batch),
        "班": cohort.code,
    }
    numbers = [rules.certificate_number(settings.pattern, values, first + place) for place in range(amount)]
    taken = queries.taken_numbers(numbers)
    if taken:
        raise Refused(f"编号 {min(taken)} 已经用过，编号不能重复使用；请在证书设置里加上 {{期}} 或 {{班}} 以区分")
    return numbers


def void_certificate(
    actor: Actor, cohort: Cohort, certificate: Certificate, *, reason: str, on: date, again: bool
) -> Certificate | None:
    """Void a certificate, and if asked issue another under the next number; the old number is never used again.

    Refuses a void one and voiding without a reason.
    """
    refuse_closed(cohort, "证书")
    reason = reason.strip()
    if not certificate.valid:
        raise Refused(f"证书 {certificate.number} 已经作废")
    if not reason:
        raise Refused("作废证书要写明理由，如 姓名写错、遗失")
    changed = changes.apply(certificate, voided_on=on, voided_by=actor.name, void_reason=reason[:200])
    audit.record(actor, "certificate.voided", certificate, changed, cohort_id=cohort.id, reason=reason)
    if not again:
        return None
    (issued,) = _make(actor, cohort, [certificate.enrolment], on=on)
    told = {issued.name: issued.number}
    audit.record(actor, "certificate.issued", cohort, changes.between({}, told), cohort_id=cohort.id, reason=reason)
    return issued
