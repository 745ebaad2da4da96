"""Tables of how a class finds its trainees: the call, the places of each organisation, those put forward."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.cohorts.models.classes import Cohort, Enrolment
from trainingapp.cohorts.terms import NominationState
from trainingapp.core.database import Base, BigId, OfficeScoped, Published, Versioned, stored_enum
from trainingapp.core.encryption import keyring
from trainingapp.core.ids import new_id
from trainingapp.people.models import Organisation
from trainingapp.people.terms import Gender


class NominationCall(OfficeScoped, Base):
    """What a class asks of those who put trainees forward, and until when."""

    __tablename__ = "nomination_call"
    __table_args__ = (UniqueConstraint("office_id", "cohort_id"),)

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    is_open: Mapped[bool] = mapped_column(default=False)
    closes_on: Mapped[date | None]
    requirements: Mapped[str] = mapped_column(Text, default="")
    #: Names of the columns that every nomination must fill.
    required: Mapped[list[str]] = mapped_column(JSON, default=list)

    cohort: Mapped[Cohort] = relationship()


class Quota(OfficeScoped, Base):
    """How many places a class has for an organisation."""

    __tablename__ = "quota"
    __table_args__ = (
        UniqueConstraint("office_id", "cohort_id", "organisation_id"),
        CheckConstraint("seats > 0", name="seats_positive"),
    )

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"))
    seats: Mapped[int] = mapped_column(Integer)

    organisation: Mapped[Organisation] = relationship()


class Nomination(Published, Versioned, Base):
    """Somebody whom an organisation puts forward for a class, as he is then; his phone number is encrypted."""

    __tablename__ = "nomination"
    __table_args__ = (CheckConstraint("position > 0", name="position_positive"),)
    __sensitive__ = frozenset({"phone_cipher", "phone_index"})

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(BigId, ForeignKey("organisation.id"), index=True)
    #: The organisation's own order, by which it says who comes first.
    position: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(40))
    gender: Mapped[Gender | None] = mapped_column(stored_enum(Gender, "gender"))
    ethnic: Mapped[str] = mapped_column(String(20), default="")
    birth_month: Mapped[str] = mapped_column(String(7), default="")
    education: Mapped[str] = mapped_column(String(40), default="")
    politics: Mapped[str] = mapped_column(String(20), default="")
    post: Mapped[str] = mapped_column(String(80), default="")
    reserve_category: Mapped[str] = mapped_column(String(40), default="")
    phone_cipher: Mapped[str | None] = mapped_column(String(200))
    phone_index: Mapped[str | None] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(400), default="")
    state: Mapped[NominationState] = mapped_column(stored_enum(NominationState, "state"), default=NominationState.SENT)
    #: Place on the waiting list, set by hand.
    waiting: Mapped[int | None] = mapped_column(Integer)
    decision_note: Mapped[str] = mapped_column(String(200), default="")
    sent_by: Mapped[str] = mapped_column(String(60), default="")
    sent_at: Mapped[datetime]
    enrolment_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="SET NULL"))

    cohort: Mapped[Cohort] = relationship()
    organisation: Mapped[Organisation] = relationship()
    enrolment: Mapped[Enrolment | None] = relationship()

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.name

    @property
    def phone(self) -> str:
        """The phone number, decrypted; show it through `mask_phone`."""
        return keyring().decrypt(self.phone_cipher, bound_to=f"nomination:phone:{self.id}") if self.phone_cipher else ""

    @phone.setter
    def phone(self, text: str | None) -> None:
        if (text or "") == self.phone:
            return
        if self.id is None:
            self.id = new_id()
        self.phone_cipher = keyring().encrypt(text, bound_to=f"nomination:phone:{self.id}") if text else None
        self.phone_index = keyring().index(text) if text else None
