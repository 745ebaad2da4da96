"""Acts of the phone pages: the first sign-in with a card, later ones with its PIN, and the office's switch."""

import secrets
from datetime import datetime

from trainingapp.accounts import operations as accounts
from trainingapp.accounts.models import Grant, SignIn, User
from trainingapp.accounts.rules import CARD, is_for_card
from trainingapp.accounts.terms import Actor, Role
from trainingapp.attendance import operations as attendance_operations
from trainingapp.attendance import queries as attendance
from trainingapp.attendance.models import TraineeCard, WrongCode
from trainingapp.attendance.rules import cards, codes
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Enrolment
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core import changes, events
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import NotPermitted, Refused
from trainingapp.core.scope import office_scope
from trainingapp.portal import queries
from trainingapp.portal.models import PhonePages
from trainingapp.portal.rules import pin_fault
from trainingapp.timetable.models import Session

NO_SUCH_CARD = "没有这张卡，或者卡已经换过。请核对卡号，或找班主任"
NO_SUCH_TRAINEE = "签到码、姓名或手机号后四位不对"
SWITCHED_OFF = "本单位没有开通手机页面。课表和考勤请看班级张贴的纸质材料，或找班主任"
LOGIN_BYTES = 9


def open_card(text: str) -> TraineeCard:
    """Return the card of a code that was typed or scanned.

    Raises NotPermitted for an unknown one, and when its office or class is closed to phones.
    """
    code = cards.read_code(text)
    card = attendance.find_card(code) if code else None
    if card is None or card.enrolment.state is not EnrolmentState.ENROLLED:
        raise NotPermitted(NO_SUCH_CARD)
    with office_scope(card.office_id):
        refuse_switched_off()
        user = attendance.phone_account(card.enrolment.person_id)
    if card.enrolment.cohort.archived and user is None:
        raise NotPermitted("班次已经结班归档，不能再开通手机页面")
    if user is not None and not attendance.is_phone_only(user):
        raise NotPermitted("您有工作账号，请用登录名和密码登录，不能用卡")
    return card


def needs_pin(card: TraineeCard) -> bool:
    """Tell whether the holder of a card has still to choose a PIN: then the card alone opens the door, once."""
    with office_scope(card.office_id):
        user = attendance.phone_account(card.enrolment.person_id)
    return user is None or user.must_change_password


def has_login(card: TraineeCard) -> bool:
    """Tell whether the holder of a card was given a login as well, and may have a password that is no PIN."""
    with office_scope(card.office_id):
        user = attendance.phone_account(card.enrolment.person_id)
    return user is not None and not is_for_card(user.login)


def set_pin(card: TraineeCard, *, pin: str, again: str, device: str) -> tuple[SignIn, str] | Refused:
    """Choose the PIN of a card that has none, and sign in with it. Raises Refused for an unfit PIN or a second one."""
    fault = pin_fault(pin, again)
    if fault:
        raise Refused(fault)
    if not needs_pin(card):
        raise NotPermitted("这张卡已经设过 PIN，请输入 PIN；忘了请找班主任换卡")
    with office_scope(card.office_id):
        user = attendance.phone_account(card.enrolment.person_id) or _add_account(card.enrolment)
        accounts.set_pin(user, pin=pin)
        db.session.flush()  # the account must stand before it signs in
    return accounts.sign_in(login=user.login, password=pin, device=device)


def enter_pin(card: TraineeCard, *, pin: str, device: str) -> tuple[SignIn, str] | Refused:
    """Sign in with a card and its PIN; five wrong ones lock the account for a while, as any password does."""
    with office_scope(card.office_id):
        user = attendance.phone_account(card.enrolment.person_id)
    if user is None or user.must_change_password:
        raise NotPermitted("这张卡还没有设 PIN，请重新扫卡")
    answer = accounts.sign_in(login=user.login, password=pin, device=device)
    wrong = isinstance(answer, Refused) and str(answer) == accounts.WRONG_CREDENTIALS
    return NotPermitted("PIN 不对；忘了请找班主任换卡") if wrong else answer


def prove_presence(*, code: str, name: str, last_digits: str, moment: datetime) -> TraineeCard | Refused:
    """Return the card of somebody without one at hand: the number on the projector, the name, the phone's last digits.

    All three must be right, at most five times a session; the refusal is returned, because counting must be committed.
    """
    session = next((one for one in queries.sessions_with_code(moment) if _shows(one, code, moment)), None)
    if session is None:
        return NotPermitted(NO_SUCH_TRAINEE)
    with office_scope(session.office_id):
        refuse_switched_off()
        named = queries.trainees_named(session.cohort_id, name.strip())
        known = next((one for one in named if _proves(session, one, last_digits)), None)
        card = _card_of(known) if known else None
        db.session.flush()  # the rows belong to the office of the block
    return card or NotPermitted(NO_SUCH_TRAINEE)


def switch_phone_pages(actor: Actor, *, offered: bool) -> None:
    """Offer the office's trainees pages on the phone, or close them as a whole."""
    row = queries.find_phone_pages() or PhonePages(offered=True)
    told = changes.between({"手机页面": row.offered}, {"手机页面": offered})
    row.offered = offered
    db.session.add(row)
    db.session.flush()  # the trail needs its id
    if told:
        audit.record(actor, "portal.switched", row, told)


def refuse_switched_off() -> None:
    """Raise NotPermitted when the office has no pages on the phone."""
    if not queries.phone_pages_offered():
        raise NotPermitted(SWITCHED_OFF)


def _shows(session: Session, code: str, moment: datetime) -> bool:
    return codes.accepts(attendance.place_of(session), code, moment)


def _proves(session: Session, enrolment: Enrolment, last_digits: str) -> bool:
    """Compare the phone's last digits, and count it when they are wrong."""
    tried = attendance.find_wrong_code(session.id, enrolment.id)
    if tried is not None and tried.amount >= attendance_operations.MOST_WRONG_CODES:
        return False
    digits = last_digits.strip()
    if len(digits) == 4 and enrolment.person.phone.endswith(digits):  # noqa: PLR2004 - the last four digits
        return True
    if tried is None:
        tried = WrongCode(session_id=session.id, enrolment_id=enrolment.id, amount=0)
        db.session.add(tried)
    tried.amount += 1
    return False


def _card_of(enrolment: Enrolment) -> TraineeCard:
    card = attendance.card_of(enrolment)
    if card is None:
        card = TraineeCard(enrolment=enrolment, enrolment_id=enrolment.id)
        card.code = attendance_operations.new_code()
        db.session.add(card)
    return card


def _add_account(enrolment: Enrolment) -> User:
    login = f"{CARD}{secrets.token_hex(LOGIN_BYTES)}"
    user = User(login=login, name=enrolment.name, password_hash="", must_change_password=True)
    user.grants = [Grant(role=Role.TRAINEE, person_id=enrolment.person_id)]
    db.session.add(user)
    db.session.flush()  # the trail needs its id
    told = Changes(after={"login": login, "name": enrolment.name, "roles": Role.TRAINEE.label})
    events.account_acted.send(user, actor=user.actor(), verb="account.added", changes=told)
    return user
