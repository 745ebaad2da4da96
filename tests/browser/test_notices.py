"""A trainee opens a notice on the phone, and the organiser sees that it was read."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.pages import BrowserPage, Serve, overflow
from tests.factories import PASSWORD, Factory
from trainingapp.accounts.terms import Role
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Form
from trainingapp.visits.operations import allot_by_group


@pytest.fixture
def office(guarded_app: Flask, serve: Serve) -> tuple[str, str]:
    """Return the addresses of an office and of a class whose two trainees have seats in a vehicle."""
    with guarded_app.app_context():
        make = Factory(guarded_app)
        make.user(Role.ORGANISER, login="organiser")
        cohort = make.cohort()
        first, _second = make.enrolments(cohort, 2)
        make.user(Role.TRAINEE, login="trainee", person_id=first.person_id)
        session = make.session(cohort, form=Form.VISIT, title="两地参观", held_on=today() + timedelta(days=7))
        visit = make.visit(session, [make.site()], gather_place="街道门口")
        allot_by_group(make.actor, visit, version=visit.version)
        db.session.commit()
        path = f"/classes/{cohort.public_id}/notices"
        db.session.remove()
    address = serve(guarded_app)
    return address, f"{address}{path}"


def open_signed_in(page: Page, address: str, login: str) -> None:
    """Sign in and open a page."""
    page.goto(address)
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="通知", exact=True)).to_be_visible()


def test_notice_goes_from_the_organiser_to_the_phone_and_its_confirmation_back(
    office: tuple[str, str], browser_page: BrowserPage, check_accessibility: Callable[[Page], None]
) -> None:
    address, notices = office
    desk, phone = browser_page("desktop"), browser_page("phone")

    open_signed_in(desk, notices, "organiser")
    check_accessibility(desk)
    desk.get_by_label("通知（可以改）").fill("请坐 1号车，13:00 街道门口集合")
    desk.get_by_role("button", name="已复制发出").click()
    expect(desk.get_by_text("已读 0/2")).to_be_visible()

    open_signed_in(phone, f"{address}/my/notices", "trainee")
    phone.wait_for_load_state("load")  # a script tells that the notice was opened
    with phone.expect_response(lambda answer: answer.url.endswith("/read")):
        phone.locator("summary").click()
    check_accessibility(phone)
    expect(phone.get_by_text("请坐 1号车")).to_be_visible()
    assert overflow(phone) == 0
    desk.reload()
    expect(desk.get_by_text("已读 1/2")).to_be_visible()
    phone.get_by_role("button", name="知道了").click()
    expect(phone.get_by_text("已确认")).to_be_visible()

    desk.reload()
    expect(desk.get_by_text("已确认 1/2")).to_be_visible()
