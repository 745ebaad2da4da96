"""Tables of evaluation, anonymous by construction.

Who has answered (the ticket) and what was answered (the answer) share nothing but the questionnaire: no person,
no time, no version, no key in order of time. On every answer all answers of the questionnaire are written anew in a
random order (operations/evaluation.py), so that neither their place in the file nor PostgreSQL's own transaction
numbers tell them apart. No act of answering stands in the trail.
"""

import secrets
from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from trainingapp.assessment.terms import EvaluationKind, EvaluationState, Screening
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import Base, BigId, OfficeScoped, Published, Versioned, stored_enum
from trainingapp.timetable.models import Session

KEY_BITS = 62


def random_id() -> int:
    """Return a key that says nothing of when it was made, unlike every other key of the product."""
    return secrets.randbits(KEY_BITS) + 1


class Questionnaire(Published, Versioned, Base):
    """What a class is asked about one lecture, or about itself."""

    __tablename__ = "questionnaire"

    cohort_id: Mapped[int] = mapped_column(BigId, ForeignKey("cohort.id", ondelete="CASCADE"), index=True)
    kind: Mapped[EvaluationKind] = mapped_column(stored_enum(EvaluationKind, "kind"))
    session_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("session.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    #: The items in order: {"key", "label", "most"}; the points of all together are those of a form.
    items: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    state: Mapped[EvaluationState] = mapped_column(stored_enum(EvaluationState, "state"), default=EvaluationState.OPEN)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    #: How many forms and points it came to when it was closed; none where there were too few to be shown.
    forms: Mapped[int | None] = mapped_column(Integer)
    points: Mapped[int | None] = mapped_column(Integer)

    cohort: Mapped[Cohort] = relationship()
    session: Mapped[Session | None] = relationship()

    @property
    def label(self) -> str:
        """Return what the audit trail calls it."""
        return self.title

    @property
    def most(self) -> int:
        """Return the most points of one form."""
        return sum(int(item["most"]) for item in self.items)


class EvaluationTicket(OfficeScoped, Base):
    """Who may answer, and whether he has: made for everybody at once when the questionnaire opens."""

    __tablename__ = "evaluation_ticket"
    __table_args__ = (UniqueConstraint("office_id", "questionnaire_id", "enrolment_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, default=random_id)
    questionnaire_id: Mapped[int] = mapped_column(BigId, ForeignKey("questionnaire.id", ondelete="CASCADE"))
    enrolment_id: Mapped[int] = mapped_column(BigId, ForeignKey("enrolment.id", ondelete="CASCADE"), index=True)
    answered: Mapped[bool] = mapped_column(default=False)


class EvaluationAnswer(OfficeScoped, Base):
    """One form, on the phone or on paper: nobody's."""

    __tablename__ = "evaluation_answer"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, default=random_id)
    questionnaire_id: Mapped[int] = mapped_column(BigId, ForeignKey("questionnaire.id", ondelete="CASCADE"), index=True)
    points: Mapped[dict[str, int]] = mapped_column(JSON)
    comment: Mapped[str] = mapped_column(Text, default="")
    screening: Mapped[Screening] = mapped_column(stored_enum(Screening, "screening"), default=Screening.WAITING)
