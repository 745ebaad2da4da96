"""The class register: its cells are reached by the arrow keys and open a trainee's half-day."""

from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.acts import sign_in
from tests.browser.pages import BrowserPage, Serve
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.attendance.terms import DEFAULT_SYMBOLS, Status
from trainingapp.core.database import db


@pytest.fixture
def register(sqlite_app: Flask, serve: Serve) -> str:
    """Serve a class of two with two days and return the address of its register."""
    with sqlite_app.app_context():
        make = Factory(sqlite_app)
        cohort = make.cohort()
        make.user(Role.ORGANISER, login="organiser")
        for name in ("陈甲", "李乙"):
            make.enrolment(cohort, name)
        for day in range(2):
            make.session(cohort, held_on=cohort.starts_on + timedelta(days=day), title=f"第{day + 1}课")
        path = f"/classes/{cohort.public_id}/attendance/register"
        db.session.commit()
        db.session.remove()
    return serve(sqlite_app) + path


def test_cell_reached_by_the_keyboard_is_marked(register: str, browser_page: BrowserPage) -> None:
    page = browser_page("desktop")
    sign_in(page, register.split("/classes", maxsplit=1)[0], "organiser")
    page.goto(register)
    page.wait_for_load_state("load")

    page.locator("td[tabindex='0']").focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("heading", name="李乙")).to_be_visible()
    expect(page.get_by_role("heading", name="第2课")).to_be_visible()
    page.get_by_label("迟到").check()
    page.get_by_role("button", name="保存").click()

    expect(page.get_by_text("已保存，改动 1 人")).to_be_visible()
    expect(page.locator("tbody tr").nth(1).locator("td.m")).to_have_text(["", DEFAULT_SYMBOLS[Status.LATE]])
