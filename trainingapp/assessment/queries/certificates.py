"""Reads of certificates."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, extract, func, select, true
from sqlalchemy.orm import joinedload

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import Certificate, CertificateSettings
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import visible_cohorts
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.core.scope import ALL_OFFICES

NO_SUCH_CERTIFICATE = "没有这张证书，或者编号、校验码不对；也可能主办单位没有开放查验"


def list_certificates(cohort: Cohort) -> Sequence[Certificate]:
    """Return the register of numbers of a class, voided ones among them."""
    statement = select(Certificate).where(Certificate.cohort_id == cohort.id).order_by(Certificate.serial)
    return db.session.scalars(statement.options(joinedload(Certificate.enrolment))).all()


def certificate_register(actor: Actor, year: int) -> tuple[Sequence[Certificate], list[int]]:
    """Return the numbers issued in a year in the classes that the actor sees, void ones too, and all years."""
    seen = visible_cohorts(actor, Permission.ASSESSMENT_VIEW).with_only_columns(Cohort.id)
    issued, mine = extract("year", Certificate.issued_on), Certificate.cohort_id.in_(seen)
    rows = select(Certificate).where(mine, issued == year).order_by(Certificate.number)
    years = select(issued).where(mine).distinct().order_by(issued.desc())
    return db.session.scalars(rows.options(joinedload(Certificate.cohort))).all(), [
        int(one) for one in db.session.scalars(years)
    ]


def valid_certificates(cohort_id: int, *, only: ColumnElement[bool] | None = None) -> dict[int, Certificate]:
    """Return the certificates that hold, by enrolment; `only` is a condition on Enrolment."""
    statement = select(Certificate).join(Enrolment, Enrolment.id == Certificate.enrolment_id)
    chosen = statement.where(
        Certificate.cohort_id == cohort_id, Certificate.voided_on.is_(None), true() if only is None else only
    )
    return {row.enrolment_id: row for row in db.session.scalars(chosen).all()}


def find_certificate(cohort: Cohort, public_id: str) -> Certificate:
    """Return a certificate of this class; raise NotFound otherwise."""
    statement = select(Certificate).where(Certificate.cohort_id == cohort.id, Certificate.public_id == public_id)
    certificate = db.session.scalar(statement.options(joinedload(Certificate.enrolment)))
    if certificate is None:
        raise NotFound(NO_SUCH_CERTIFICATE)
    return certificate


def last_serial(cohort_id: int) -> int:
    """Return the highest serial ever used in a class, 0 for none."""
    return db.session.scalar(select(func.max(Certificate.serial)).where(Certificate.cohort_id == cohort_id)) or 0


def taken_numbers(numbers: Sequence[str]) -> set[str]:
    """Return which of these numbers the office has used already."""
    return set(db.session.scalars(select(Certificate.number).where(Certificate.number.in_(numbers))).all())


def certificate_settings() -> CertificateSettings:
    """Return the office's settings; an office without a row has the defaults, which are not stored by asking."""
    return db.session.scalar(select(CertificateSettings)) or CertificateSettings(
        pattern=CertificateSettings.__table__.c.pattern.default.arg, body="", checkable=False
    )


def check_certificate(number: str, code: str) -> Certificate:
    """Return the certificate with this number and code, of whichever office opened its check page.

    Raises NotFound in the same words for a wrong number, a wrong code and an office that keeps the page closed.
    """
    statement = (
        select(Certificate)
        .join(CertificateSettings, CertificateSettings.office_id == Certificate.office_id)
        .where(Certificate.number == number, Certificate.code == code, CertificateSettings.checkable.is_(True))
    )
    found = db.session.scalar(statement, execution_options={ALL_OFFICES: True})
    if found is None or not number or not code:
        raise NotFound(NO_SUCH_CERTIFICATE)
    return found
