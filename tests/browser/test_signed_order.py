"""The roll call as the signed sheet has it: two columns, with the arrow keys running down the left one first."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.acts import sign_in
from tests.browser.pages import BrowserPage, Serve
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.core.database import db


@pytest.fixture
def roll_call(sqlite_app: Flask, serve: Serve) -> str:
    """Serve a class of twelve and return the address of its roll call."""
    with sqlite_app.app_context():
        make = Factory(sqlite_app)
        make.user(Role.ORGANISER, login="organiser")
        cohort = make.cohort()
        session = make.session(cohort)
        make.enrolments(cohort, 12)
        path = f"/classes/{cohort.public_id}/attendance/{session.public_id}"
        db.session.commit()
        db.session.remove()
    return serve(sqlite_app) + path


def test_roll_is_called_in_the_order_of_the_signed_sheet(roll_call: str, browser_page: BrowserPage) -> None:
    page = browser_page("desktop")
    sign_in(page, roll_call.split("/classes", maxsplit=1)[0], "organiser")
    page.goto(roll_call)
    page.get_by_role("link", name="按签到表排").click()
    rows = page.locator("table.signed tbody tr")
    expect(page.locator("[data-roll-counts]")).to_have_text("应到 12 · 未点名 12")
    boxes = [row.bounding_box() for row in rows.all()]
    lefts = [round(box["x"]) for box in boxes if box]
    tops = [round(box["y"]) for box in boxes if box]
    turn = lefts.index(max(lefts))

    rows.first.locator(".marks button").first.focus()
    for _ in range(12):
        page.keyboard.press("d")
    page.get_by_role("button", name="保存点名").click()

    assert (turn, len(set(lefts)), tops[turn]) == (8, 2, tops[0])  # eight of sixteen lines: four stay free for others
    expect(page.locator("[data-roll-counts]")).to_have_text("应到 12 · 到 12 · 未点名 0")
    expect(page.locator("table.signed")).to_be_visible()
