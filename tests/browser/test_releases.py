"""From the first release to the change on a trainee's phone and in the calendar, with two browsers."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser.acts import publish, sign_in, subscribe
from tests.browser.pages import BrowserPage, Serve, overflow
from tests.factories import Factory
from tests.factories.factory import FIRST_DAY
from trainingapp.accounts.terms import Role
from trainingapp.core.database import db

Check = Callable[[Page], None]


@pytest.fixture
def office(guarded_app: Flask, serve: Serve) -> tuple[str, str]:
    """Return the address of an office and that of its class of two sessions, three groups and a trainee's phone."""
    with guarded_app.app_context():
        make = Factory(guarded_app)
        make.user(Role.ORGANISER, login="organiser")
        cohort = make.cohort(short_name="后备班")
        groups = [make.group(cohort, f"第{number}组", theme=f"主题{number}") for number in "一二三"]
        one = make.enrolment(cohort, "陈青禾", group=groups[0])
        make.user(Role.TRAINEE, login="phone", person_id=one.person_id)
        for place, title in enumerate(("基层治理", "群众工作")):
            held_on, venue = FIRST_DAY + timedelta(days=place), make.venue(f"第{place + 1}会议室")
            make.session(cohort, title=title, held_on=held_on, lecturers=[make.lecturer()], venue=venue)
        home = f"/classes/{cohort.public_id}"
        db.session.commit()
        db.session.remove()
    address = serve(guarded_app)
    return address, address + home


def cancel(page: Page, home: str, title: str) -> None:
    """Cancel a session from its page."""
    page.goto(f"{home}/timetable")
    page.get_by_role("link", name=title).first.click()
    expect(page.get_by_role("heading", name=title, exact=True)).to_be_visible()
    page.wait_for_load_state("load")
    page.get_by_role("button", name="取消这次课…").click()
    page.get_by_label("原因").fill("讲师生病")
    page.get_by_role("button", name="取消这次课", exact=True).click()
    page.wait_for_load_state("load")


def summaries(page: Page, address: str) -> list[str]:
    """Return the titles that a calendar shows."""
    answer = page.request.get(address)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return [str(event["summary"]) for event in Calendar.from_ical(answer.body()).walk("VEVENT")]


def test_change_reaches_the_phone_and_the_calendar_by_a_release(
    office: tuple[str, str], browser_page: BrowserPage, check_accessibility: Check
) -> None:
    address, home = office
    organiser, phone = browser_page("desktop"), browser_page("phone")
    sign_in(organiser, address, "organiser")
    sign_in(phone, address, "phone")
    phone.goto(f"{address}/my/timetable")
    expect(phone.get_by_text("课表还没有发布")).to_be_visible()

    publish(organiser, home, 1, "开班前")
    phone.reload()
    phone.get_by_role("button", name="我已看过第1版").click()
    calendar = subscribe(phone, address)
    before = summaries(phone, calendar)
    cancel(organiser, home, "群众工作")
    unreleased = summaries(phone, calendar)
    publish(organiser, home, 2, "讲师生病")
    organiser.get_by_role("button", name="复制").first.click()
    expect(organiser.get_by_role("button", name="已复制")).to_be_visible()

    phone.goto(f"{address}/my")
    phone.get_by_role("link", name="看变动").click()
    expect(phone.get_by_text("与您看过的第1版相比，有 1 处变动")).to_be_visible()
    expect(phone.get_by_text(re.compile("第2版（"))).to_be_visible()
    assert (before, unreleased, summaries(phone, calendar)) == (
        ["基层治理", "群众工作"],
        ["基层治理", "群众工作"],
        ["基层治理", "（已取消）群众工作"],
    )
    assert overflow(phone) == 0
    for page in (organiser, phone):
        check_accessibility(page)


def test_pages_beside_the_timetable_are_fit_for_everybody(
    office: tuple[str, str],
    browser_page: BrowserPage,
    check_accessibility: Check,
    screenshot: Callable[..., Path],
) -> None:
    address, home = office
    page = browser_page("desktop")
    sign_in(page, address, "organiser")
    pages = {
        "releases": f"{home}/timetable/releases",
        "class-feed": f"{home}/timetable/feed",
        "seminar": f"{home}/timetable/seminars/new",
        "calendar": f"{address}/library/calendar?year=2026",
        "library-feeds": f"{address}/library/feeds",
    }

    for name, target in pages.items():
        page.goto(target)
        check_accessibility(page)
        screenshot(page, name)
        assert overflow(page) == 0, name
