"""Tables of certificates: numbers are never used again, what was printed never changes."""

from datetime import date

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core.database import Base, BigId, OfficeScoped, Published, Versioned

DEFAULT_PATTERN = "{机构}{年}{期}-{序号}"


class CertificateSettings(OfficeScoped, Versioned, Base):
    """How an office numbers its certificates, and whether anybody may check one by number and code."""

    __tablename__ = "certificate_settings"
    __table_args__ = (UniqueConstraint("office_id"),)

    pattern: Mapped[str] = mapped_column(String(60), default=DEFAULT_PATTERN)
    body: Mapped[str] = mapped_column(String(20), default="")
    #: The page for checking is off until an office opens it.
    checkable: Mapped[bool] = mapped_column(default=False)


class Certificate(Published, Versioned, Base):
    """One certificate as it was issued; voided ones stay in the register of numbers."""

    __tablename__ = "certificate"
    __table_args__ = (
        UniqueConstraint("office_id", "number"),
        UniqueConstraint("office_id", "cohort_id", "serial"),
        Index(None, "number", "code"),
    )
    __sensitive__ = frozenset({"code"})

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id"))
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id"), index=True)
    serial: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(60))
    #: Random; together with the number it opens the check page.
    code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(40))
    class_name: Mapped[str] = mapped_column(String(120))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    issuer: Mapped[str] = mapped_column(String(120), default="")
    issued_on: Mapped[date]
    issued_by: Mapped[str] = mapped_column(String(60))
    voided_on: Mapped[date | None]
    voided_by: Mapped[str] = mapped_column(String(60), default="")
    void_reason: Mapped[str] = mapped_column(String(200), default="")

    cohort: Mapped[Cohort] = relationship()
    enrolment: Mapped[Enrolment] = relationship()

    @property
    def valid(self) -> bool:
        """Tell whether it holds."""
        return self.voided_on is None

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return f"{self.number} {self.name}"
