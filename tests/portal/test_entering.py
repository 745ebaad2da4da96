"""Signing in on a phone: the card opens once, the PIN afterwards; guesses are few; the office may close it all."""

from datetime import datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.factories import PASSWORD, Factory
from tests.portal.busy import own_pages
from trainingapp.accounts.models import User
from trainingapp.accounts.terms import Role
from trainingapp.attendance import queries
from trainingapp.attendance.operations import change_settings, issue_cards
from trainingapp.attendance.rules import codes
from trainingapp.attendance.terms import Settings
from trainingapp.cohorts.models import Enrolment
from trainingapp.core.clock import OFFICE_ZONE
from trainingapp.core.database import db
from trainingapp.portal.rules import pin_fault
from trainingapp.portal.views import entering

NOW = datetime(2026, 5, 11, 8, 55, tzinfo=OFFICE_ZONE)
PIN = "274916"


def card_code(make: Factory, enrolment: Enrolment) -> str:
    """Issue the class's cards and return a trainee's code."""
    issue_cards(make.actor, enrolment.cohort)
    db.session.flush()
    card = queries.card_of(enrolment)
    assert card is not None
    return card.code


def enter(client: FlaskClient, code: str, pin: str = PIN, again: str | None = None) -> tuple[int, str]:
    """Send a card with its PIN and return the answer."""
    answer = client.post("/my/enter/pin", data={"card": code, "pin": pin, "again": pin if again is None else again})
    return answer.status_code, answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("pin", "again", "fault"),
    [
        (PIN, PIN, None),
        (PIN, "274917", "两次输入的 PIN 不一样"),
        ("12345", "12345", "PIN 是 6 位数字"),
        ("１２３４５６", "１２３４５６", "PIN 是 6 位数字"),
        ("111111", "111111", "这个 PIN 太容易猜，请换一个"),
        ("456789", "456789", "这个 PIN 太容易猜，请换一个"),
        ("987654", "987654", "这个 PIN 太容易猜，请换一个"),
    ],
)
def test_pin_is_six_digits_that_nobody_guesses(pin: str, again: str, fault: str | None) -> None:
    assert pin_fault(pin, again) == fault


def test_card_opens_once_and_then_only_with_its_pin(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort, "陈本人")
    make.session(cohort)
    code = card_code(make, one)
    first, stranger = make.visitor(), make.visitor()

    asked = first.get(f"/my/card/{code}").get_data(as_text=True)
    inside = enter(first, code)
    today = first.get("/my")
    again = stranger.get(f"/my/card/{code}").get_data(as_text=True)
    wrong = enter(stranger, code, "502817")
    right = enter(stranger, code)

    assert ("设 PIN" in asked, "陈本人" in asked, inside[0], today.status_code) == (True, True, 302, 200)
    assert ("输入 PIN" in again, "陈本人" in again) == (True, False)
    assert (wrong[0], "PIN 不对" in wrong[1], right[0]) == (200, True, 302)


def test_pin_is_locked_after_five_wrong_ones(make: Factory) -> None:
    code = card_code(make, make.enrolment(make.cohort()))
    enter(make.visitor(), code)
    thief = make.visitor()

    answers = [enter(thief, code, f"50281{digit}")[0] for digit in range(5)]
    after = enter(thief, code)

    assert (answers, after[0], "已锁定" in after[1]) == ([200] * 5, 200, True)


def test_replaced_card_ends_the_phones_sign_in(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort)
    code = card_code(make, one)
    phone = make.visitor()
    enter(phone, code)

    make.organiser_client().post(f"/classes/{cohort.public_id}/cards/{one.public_id}")

    assert (phone.get("/my").status_code, enter(make.visitor(), code)[0]) == (302, 403)


def test_card_never_opens_an_account_that_can_do_more(make: Factory) -> None:
    one = make.enrolment(make.cohort())
    code = card_code(make, one)
    user = make.user(Role.TRAINEE, person_id=one.person_id)
    user.grants = [*user.grants, *make.user(Role.ORGANISER).grants]
    db.session.commit()

    status, text = enter(make.visitor(), code)

    assert (status, "您有工作账号" in text) == (403, True)


def test_name_and_last_digits_with_the_projectors_number_open_the_door(
    make: Factory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "now", lambda: NOW)
    cohort = make.cohort()
    change_settings(make.actor, cohort, settings=Settings(check_in=True))
    session = make.session(cohort)
    one = make.enrolment(cohort, "陈本人", person=make.person("陈本人", phone="19900001234"))
    number = codes.number(queries.place_of(session), codes.step_at(NOW))
    form = {"code": number, "name": one.name, "last_digits": "1234"}
    db.session.commit()
    visitor = make.visitor()

    wrong_code = visitor.post("/my/enter", data={**form, "code": f"{(int(number) + 7) % 10**6:06d}"})
    right = visitor.post("/my/enter", data=form)
    guesses = [visitor.post("/my/enter", data={**form, "last_digits": f"{n:04d}"}) for n in range(5)]
    after = visitor.post("/my/enter", data=form)

    shown = ["设 PIN" in answer.get_data(as_text=True) for answer in (wrong_code, right, *guesses, after)]
    assert shown == [False, True, *[False] * 5, False]


def test_ten_thousand_last_digits_are_five_guesses(make: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entering, "now", lambda: NOW)
    cohort = make.cohort()
    change_settings(make.actor, cohort, settings=Settings(check_in=True))
    session = make.session(cohort)
    one = make.enrolment(cohort, "陈本人", person=make.person("陈本人", phone="19900000030"))
    number = codes.number(queries.place_of(session), codes.step_at(NOW))
    db.session.commit()
    visitor = make.visitor()

    answers = [
        visitor.post("/my/enter", data={"code": number, "name": one.name, "last_digits": f"{n:04d}"}) for n in range(40)
    ]

    assert [("设 PIN" in answer.get_data(as_text=True)) for answer in answers] == [False] * 40


def test_office_closes_the_phone_pages_as_a_whole(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort)
    code = card_code(make, one)
    phone, organiser = make.visitor(), make.organiser_client()
    enter(phone, code)
    pages = own_pages(make)  # of every subject

    before = [phone.get(page).status_code for page in pages]
    organiser.post("/phone-pages", data={"offered": "0"})
    closed = [phone.get(page).status_code for page in pages]
    refused = make.visitor().get(f"/my/card/{code}").get_data(as_text=True)
    organiser.post("/phone-pages", data={"offered": "1"})

    assert (before, closed) == ([200] * len(pages), [403] * len(pages))
    assert {"/my", "/my/leave/new", "/my/notices", "/my/works", "/my/evaluations"} <= set(pages)
    assert ("没有开通手机页面" in refused, phone.get("/my").status_code) == (True, 200)


def test_unknown_card_and_password_page_stay_apart(make: Factory) -> None:
    user = make.user(Role.ORGANISER)
    visitor = make.visitor()

    unknown = visitor.post("/my/enter", data={"card": "0000000000"}).get_data(as_text=True)
    typed = visitor.post("/my/enter", data={"card": user.login}).get_data(as_text=True)
    accounts = db.session.scalar(select(func.count(User.id)))

    assert ("没有这张卡" in unknown, "没有这张卡" in typed, accounts, PASSWORD in typed) == (True, True, 1, False)


def test_card_of_who_has_a_login_leads_to_it_as_well(make: Factory) -> None:
    one, other = (make.enrolment(make.cohort()) for _ in range(2))
    make.user(Role.TRAINEE, "class-01", person_id=one.person_id)
    named, unnamed = (card_code(make, trainee) for trainee in (one, other))
    enter(make.visitor(), unnamed)

    pages = [make.visitor().get(f"/my/card/{code}").text for code in (named, unnamed)]

    assert ["用登录名和密码登录" in page for page in pages] == [True, False]
