"""Reads of trainees' cards."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from trainingapp.accounts.models import Grant, User
from trainingapp.accounts.terms import Role
from trainingapp.attendance.models import TraineeCard, card_index
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import ORDERINGS
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.core.scope import ALL_OFFICES


def list_cards(cohort: Cohort) -> Sequence[TraineeCard]:
    """Return the cards of those who are in the class, in the order of its papers."""
    statement = (
        select(TraineeCard)
        .join(TraineeCard.enrolment)
        .options(contains_eager(TraineeCard.enrolment).joinedload(Enrolment.group))
        .where(Enrolment.cohort_id == cohort.id, Enrolment.state == EnrolmentState.ENROLLED)
        .order_by(*ORDERINGS[cohort.presets.sort_rule], Enrolment.id)
    )
    return db.session.scalars(statement).all()


def without_card(cohort: Cohort) -> Sequence[int]:
    """Return the ids of those in the class who have no card yet."""
    statement = (
        select(Enrolment.id)
        .outerjoin(TraineeCard, TraineeCard.enrolment_id == Enrolment.id)
        .where(
            Enrolment.cohort_id == cohort.id,
            Enrolment.state == EnrolmentState.ENROLLED,
            TraineeCard.id.is_(None),
        )
    )
    return db.session.scalars(statement).all()


def card_of(enrolment: Enrolment) -> TraineeCard | None:
    """Return a trainee's card."""
    return db.session.scalar(select(TraineeCard).where(TraineeCard.enrolment_id == enrolment.id))


def find_card(code: str) -> TraineeCard | None:
    """Return the card with this code in any office, with its trainee and class; it alone says who holds it."""
    statement = (
        select(TraineeCard)
        .where(TraineeCard.code_index == card_index(code))
        .options(joinedload(TraineeCard.enrolment).joinedload(Enrolment.cohort))
    )
    return db.session.scalar(statement, execution_options={ALL_OFFICES: True})


def phone_account(person_id: int) -> User | None:
    """Return the account with which a person opens the phone pages."""
    statement = (
        select(User)
        .join(User.grants)
        .where(Grant.role == Role.TRAINEE, Grant.person_id == person_id)
        .options(selectinload(User.grants))
        .order_by(User.id)
    )
    return db.session.scalars(statement).first()


def is_phone_only(user: User) -> bool:
    """Tell whether an account is a trainee's alone: a card never opens one that can do more."""
    return user.actor().roles == {Role.TRAINEE}
