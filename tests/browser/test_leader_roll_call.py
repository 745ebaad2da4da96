"""A group leader's roll call: no button for 公假, yet whom the office gave it is told and counted."""

import pytest
from flask import Flask
from playwright.sync_api import expect

from tests.browser.acts import sign_in
from tests.browser.pages import BrowserPage, Serve
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.attendance.operations import record_marks
from trainingapp.attendance.terms import Status
from trainingapp.core.database import db


@pytest.fixture
def roll_call(sqlite_app: Flask, serve: Serve) -> str:
    """Serve a group of three, one of them on official leave, and return the address of its roll call."""
    with sqlite_app.app_context():
        make = Factory(sqlite_app)
        cohort = make.cohort()
        group = make.group(cohort)
        make.user(Role.GROUP_LEADER, login="leader", group_id=group.id)
        session = make.session(cohort)
        away, *_ = [make.enrolment(cohort, group=group) for _ in range(3)]
        record_marks(make.actor, session, marks={away.id: Status.OFFICIAL})
        path = f"/classes/{cohort.public_id}/attendance/{session.public_id}"
        db.session.commit()
        db.session.remove()
    return serve(sqlite_app) + path


def test_leader_marks_the_others_and_sees_who_is_on_official_leave(roll_call: str, browser_page: BrowserPage) -> None:
    page = browser_page("desktop")
    sign_in(page, roll_call.split("/classes", maxsplit=1)[0], "leader")
    page.goto(roll_call)
    counts = page.locator("[data-roll-counts]")
    expect(counts).to_have_text("应到 3 · 其他 1 · 未点名 2")
    row = page.locator("table.roll tbody tr", has_text="要改请找班主任")
    expect(row.locator(".marks button:not(:disabled)")).to_have_count(0)
    expect(row.locator(".marks button:disabled")).to_have_count(7)

    page.get_by_role("button", name="全部到课").click()
    page.get_by_role("button", name="保存点名").click()

    expect(page.get_by_text("已保存，改动 2 人")).to_be_visible()
    expect(counts).to_have_text("应到 3 · 到 2 · 其他 1 · 未点名 0")
    expect(page.get_by_text("已记公假")).to_be_visible()
    expect(page.get_by_role("radio", name="公假")).to_have_count(0)
