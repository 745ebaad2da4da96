"""Trainees' cards: issued for a class, replaced for one who lost it, and scanned at the door."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from trainingapp.accounts import operations as accounts
from trainingapp.accounts.terms import Actor
from trainingapp.attendance import queries
from trainingapp.attendance.models import TraineeCard
from trainingapp.attendance.operations.marks import record_marks
from trainingapp.attendance.rules import Member, cards, window
from trainingapp.attendance.terms import Status, Way
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core import changes
from trainingapp.core.clock import to_local
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.timetable.models import Session

#: A number of so many digits at most is taken for the number on the list.
NUMBER_DIGITS = 4


def new_code() -> str:
    """Return a random code of 50 bits."""
    return "".join(secrets.choice(cards.SIGNS) for _ in range(cards.LENGTH))


def issue_cards(actor: Actor, cohort: Cohort) -> int:
    """Issue a card to everybody in the class who has none, and return how many were."""
    refuse_closed(cohort, "学员卡")
    missing = queries.without_card(cohort)
    for enrolment_id in missing:
        card = TraineeCard(enrolment_id=enrolment_id)
        card.code = new_code()
        db.session.add(card)
    if missing:
        audit.record(actor, "cards.issued", cohort, changes.between({}, {"张数": len(missing)}))
    return len(missing)


def replace_card(actor: Actor, enrolment: Enrolment) -> TraineeCard:
    """Give a trainee a new code; the old card, its PIN and every phone signed in with it are worth nothing any more."""
    card = queries.card_of(enrolment)
    if card is None:
        card = TraineeCard(enrolment_id=enrolment.id)
        db.session.add(card)
    card.code = new_code()
    user = queries.phone_account(enrolment.person_id)
    if user is not None and queries.is_phone_only(user):
        accounts.reset_password(actor, user, password=accounts.random_password())
    audit.record(actor, "card.replaced", enrolment, changes.between({}, {"学员": enrolment.name}))
    return card


@dataclass(frozen=True, slots=True)
class Scanned:
    """Whom a scan was of, and the mark that counts now; `already` tells that it stood before."""

    member: Member
    status: Status
    already: bool


def scan_card(actor: Actor, session: Session, *, text: str, moment: datetime) -> Scanned:
    """Mark the holder of a card, or the number on the list, as present, or late by the server's clock.

    A mark that stands is kept. Raises Refused when nobody of this class is meant, NotPermitted out of reach.
    """
    member = _member(session, text.strip())
    mark = queries.session_marks(session, [member.id]).get(member.id)
    if mark is not None and mark.status is not None:
        return Scanned(member, mark.status, already=True)
    settings = queries.settings_of(session.cohort_id)
    hours = window(session.starts, session.ends, settings)
    status = hours.status(to_local(moment).replace(tzinfo=None)) if settings.late_minutes else Status.PRESENT
    record_marks(actor, session, marks={member.id: status}, way=Way.SCAN)
    return Scanned(member, status, already=False)


def _member(session: Session, text: str) -> Member:
    members = queries.list_members(session.cohort_id)
    if text.isascii() and text.isdigit() and len(text) <= NUMBER_DIGITS:
        found = [member for member in members if member.number == int(text)]
    else:
        code = cards.read_code(text)
        card = queries.find_card(code) if code else None
        found = [member for member in members if card is not None and member.id == card.enrolment_id]
    if not found:
        raise Refused(f"“{text[:40]}”不是本班学员的卡，也不是名单上的序号")
    return found[0]
