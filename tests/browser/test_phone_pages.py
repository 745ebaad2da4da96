"""Every page for a phone in the hand: thumb-sized targets, narrow phones, doubled letters, accessibility."""

import re

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.attendance.phones import session_now
from tests.browser.acts import sign_in
from tests.browser.pages import BrowserPage, Check, Serve, carry_axe, faults_in_the_hand
from tests.factories import Factory
from tests.portal.busy import NOTICES, busy_trainee
from tests.portal.hands import all_hands, phone_endpoints
from trainingapp.accounts.terms import Role
from trainingapp.attendance.queries import place_of
from trainingapp.attendance.rules import codes
from trainingapp.core.clock import now
from trainingapp.core.database import db


@pytest.fixture
def phone(sqlite_app: Flask, serve: Serve, browser_page: BrowserPage) -> Page:
    """Return the phone of a trainee in the middle of a class, signed in."""
    with sqlite_app.app_context():
        make = Factory(sqlite_app)
        one = busy_trainee(make)
        make.user(Role.TRAINEE, login="phone", person_id=one.person_id)
        db.session.commit()
        db.session.remove()
    page = browser_page("phone", base_url=serve(sqlite_app))
    sign_in(page, "", "phone")
    return page


def test_every_page_for_a_phone_is_usable_with_one_thumb_narrow_and_in_large_letters(
    sqlite_app: Flask, serve: Serve, browser_page: BrowserPage, check_accessibility: Check
) -> None:
    with sqlite_app.app_context():
        make = Factory(sqlite_app)
        hands = [(hand.user and hand.user.login, hand.pages) for hand in all_hands(make)]
        db.session.commit()
        db.session.remove()
    address = serve(sqlite_app)
    found: dict[str, list[str]] = {}

    for login, pages in hands:
        page = browser_page("phone", base_url=address)
        carry_axe(page)
        if login:
            sign_in(page, "", login)
        found.update({name: faults_in_the_hand(page, path, check_accessibility) for name, path in pages.items()})

    assert {name: told for name, told in found.items() if told} == {}
    assert found.keys() == phone_endpoints(sqlite_app)


def test_page_after_scanning_is_usable_too(
    sqlite_app: Flask, serve: Serve, browser_page: BrowserPage, check_accessibility: Check
) -> None:
    with sqlite_app.app_context():
        make = Factory(sqlite_app)
        session = session_now(make)
        make.user(Role.TRAINEE, login="phone", person_id=make.enrolment(session.cohort).person_id)
        place, scan = place_of(session), f"/in/{session.public_id}/"
        db.session.commit()
        db.session.remove()
    page = browser_page("phone", base_url=serve(sqlite_app))
    sign_in(page, "", "phone")

    found = faults_in_the_hand(page, scan + codes.token(place, codes.step_at(now())), check_accessibility)

    expect(page.get_by_role("button", name="我到了，签到")).to_be_visible()
    assert found == []


def test_sum_follows_each_tick_of_a_request_for_leave(phone: Page) -> None:
    phone.goto("/my/leave/new")
    coming = phone.get_by_label(re.compile(r"第 3[56] 讲"))
    for place in range(2):
        coming.nth(place).check()

    expect(phone.locator("#outlook")).to_contain_text("本次 2 个半天，审批：班主任 → 党建办")
    expect(coming.first).to_be_checked()


def test_notice_that_was_opened_waits_no_more(phone: Page) -> None:
    phone.goto("/my/notices")
    with phone.expect_response("**/read") as told:
        phone.locator("summary").first.click()
    phone.goto("/my")

    assert told.value.status == 204
    expect(phone.get_by_text(f"有 {NOTICES - 1} 条通知没有看")).to_be_visible()
