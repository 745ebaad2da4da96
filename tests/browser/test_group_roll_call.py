"""Roll call of a class with groups: one is chosen, and it alone is shown, counted and filled."""

from flask import Flask
from playwright.sync_api import expect

from tests.browser.acts import sign_in
from tests.browser.pages import BrowserPage, Serve
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.core.database import db


def test_one_group_is_shown_counted_and_filled(sqlite_app: Flask, serve: Serve, browser_page: BrowserPage) -> None:
    with sqlite_app.app_context():
        make = Factory(sqlite_app)
        cohort = make.cohort()
        for place, (name, amount) in enumerate((("第一组", 3), ("第二组", 2))):
            make.enrolments(cohort, amount, group=make.group(cohort, name, position=place))
        make.enrolment(cohort)  # in no group yet
        make.user(Role.ORGANISER, login="organiser")
        path = f"/classes/{cohort.public_id}/attendance/{make.session(cohort).public_id}"
        db.session.commit()
        db.session.remove()
    page = browser_page("desktop", base_url=serve(sqlite_app))
    sign_in(page, "", "organiser")
    page.goto(path)
    counts, rows = page.locator("[data-roll-counts]"), page.locator("table.roll tbody tr:visible")
    expect(counts).to_have_text("应到 6 · 未点名 6")

    page.get_by_label("看哪一组").select_option("第二组")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="全部到课").click()
    expect(counts).to_have_text("应到 2 · 到 2 · 未点名 0")
    page.get_by_label("看哪一组").select_option("全班")
    expect(counts).to_have_text("应到 6 · 到 2 · 未点名 4")
    page.get_by_role("button", name="保存点名").click()

    expect(page.get_by_text("已保存，改动 2 人")).to_be_visible()
