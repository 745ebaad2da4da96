"""A trainee's pages in the hand: every target is wide enough for a thumb, and doubled letters run off no side."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.acts import sign_in
from tests.browser.pages import BrowserPage, Serve
from tests.conftest import make_app
from tests.factories import Factory
from tests.portal.busy import NOTICES, busy_trainee
from trainingapp.accounts.terms import Role
from trainingapp.core import schema
from trainingapp.core.database import db

PAGES = (
    "/my",
    "/my/timetable",
    "/my/attendance",
    "/my/leave",
    "/my/leave/new",
    "/my/results",
    "/my/notices",
    "/my/works",
    "/my/evaluations",
    "/my/relays",
    "/my/points",
)
THUMB = 44
"""Pixels that a thumb needs each way."""
PHONE_WIDTH = 390
NAVIGATION = 6
"""The places in the bar at the bottom."""
SMALL_TARGETS = """(thumb) => [...document.querySelectorAll(
    "button, summary, select, textarea, input:not([type=hidden]), a.button, nav a, .list a, label:has(input)")]
  .filter((one) => one.checkVisibility() && !one.matches("label input"))
  .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < thumb || box.width < thumb)
  .map(([html, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""
RUNS_OFF = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.checkVisibility() && !one.closest(".table-wrap") && !one.closest(".unseen, .skip"))
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 90))"""


@pytest.fixture
def phone(tmp_path: Path, serve: Serve, browser_page: BrowserPage) -> Page:
    """Return the phone of a trainee in the middle of a class, signed in."""
    app = make_app(tmp_path, None)
    with app.app_context():
        schema.bring_forward()
        make = Factory(app)
        one = busy_trainee(make)
        make.user(Role.TRAINEE, login="phone", person_id=one.person_id)
        db.session.commit()
        db.session.remove()
    page = browser_page("phone", base_url=serve(app))
    sign_in(page, "", "phone")
    return page


def test_every_target_is_wide_enough_for_a_thumb(phone: Page) -> None:
    small, targets = {}, {}
    for address in PAGES:
        phone.goto(address)
        small[address] = phone.evaluate(SMALL_TARGETS, THUMB)
        targets[address] = len(phone.evaluate(SMALL_TARGETS, 10 * PHONE_WIDTH))

    assert {address: found for address, found in small.items() if found} == {}
    assert min(targets.values()) > NAVIGATION  # what is looked at is there


def test_doubled_letters_run_off_no_side(phone: Page) -> None:
    off = {}
    for address in PAGES:
        phone.goto(address)
        phone.evaluate("document.documentElement.style.fontSize = '200%'")
        off[address] = phone.evaluate(RUNS_OFF)

    assert {address: found for address, found in off.items() if found} == {}


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
