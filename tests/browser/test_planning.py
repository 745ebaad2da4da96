"""From a course plan to the repaired timetable on a trainee's phone and in the calendar, with two browsers."""

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import NamedTuple

import pytest
from flask import Flask
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser.acts import cell, drag_to, publish, sign_in, subscribe
from tests.browser.pages import BrowserPage, Serve
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.operations.course_plans import CourseValues, add_planned_course

MONDAY, TUESDAY, FRIDAY = date(2026, 5, 11), date(2026, 5, 12), date(2026, 5, 15)
#: A planner of its own process on a machine that does other things too.
PATIENCE_MS = 60_000


class Office(NamedTuple):
    """Where an office is, where its class is, and the place of its class."""

    address: str
    home: str


@pytest.fixture
def office(guarded_app: Flask, serve: Serve) -> Office:
    """Return an office whose class has a plan and no session yet."""
    with guarded_app.app_context():
        make = Factory(guarded_app)
        make.user(Role.ORGANISER, login="organiser")
        cohort = make.cohort(short_name="一班", starts_on=MONDAY, ends_on=FRIDAY, hours_per_half_day=Decimal(4))
        make.user(Role.TRAINEE, login="phone", person_id=make.enrolment(cohort, "陈青禾").person_id)
        plan_courses(make, cohort)
        home = f"/classes/{cohort.public_id}"
        db.session.commit()
        db.session.remove()
    address = serve(guarded_app)
    return Office(address, address + home)


def plan_courses(make: Factory, cohort: Cohort) -> None:
    """Plan an opening, a lecture and a discussion, and let the lecturer be elsewhere on Tuesday morning."""
    professor, hall = make.lecturer("张教授"), make.venue("礼堂")
    other = make.cohort(short_name="二班", starts_on=MONDAY)
    elsewhere = {"held_on": TUESDAY, "starts_at": time(8, 30), "ends_at": time(11), "lecturers": [professor]}
    make.session(other, title="党课", **elsewhere)
    lecture = CourseValues(
        title="基层治理", form=Form.LECTURE, minutes=150, hours=Decimal(4), lecturers=[professor], venues=[hall]
    )
    discussion = CourseValues(title="分组讨论", form=Form.DISCUSSION, minutes=150, hours=Decimal(4), venues=[hall])
    for values in (lecture, discussion):
        add_planned_course(make.actor, cohort, values=values)


def accept_drafted(page: Page) -> None:
    """Wait for the planner and take its proposal over whole."""
    page.get_by_role("button", name="全部采用").click(timeout=PATIENCE_MS)
    expect(page.get_by_text("已采用到课表")).to_be_visible()
    expect(page.locator("table[data-timetable=ready]")).to_be_visible()


def place_of(page: Page, title: str) -> tuple[str, str]:
    """Return the day and half-day on which the grid shows a card."""
    slot = page.locator(".cards", has=page.locator(".card", has_text=title))
    return slot.get_attribute("data-day") or "", slot.get_attribute("data-half-day") or ""


class Told(NamedTuple):
    """What a calendar tells of one session."""

    uid: str
    day: str
    sequence: int


def events_of(page: Page, address: str) -> dict[str, Told]:
    """Return what a calendar tells, by title."""
    events = Calendar.from_ical(page.request.get(address).body()).walk("VEVENT")
    told = [
        Told(str(one["uid"]), one.decoded("dtstart").date().isoformat(), int(one.decoded("sequence"))) for one in events
    ]
    return {str(event["summary"]): one for event, one in zip(events, told, strict=True)}


def test_from_the_plan_to_the_repaired_timetable_on_the_phone(
    office: Office, browser_page: BrowserPage, check_accessibility: Callable[[Page], None]
) -> None:
    organiser, phone = browser_page("desktop"), browser_page("phone")
    sign_in(organiser, office.address, "organiser")
    sign_in(phone, office.address, "phone")

    # A draft of the plan
    organiser.goto(f"{office.home}/plan/draft")
    organiser.get_by_label("最多几秒").fill("2")
    organiser.get_by_role("button", name="开始编排").click()
    accept_drafted(organiser)
    drafted = place_of(organiser, "基层治理")

    # A drag that is refused, and why
    drag_to(organiser, "基层治理", cell(TUESDAY, "morning"))
    refused = organiser.locator("td", has=organiser.locator(cell(TUESDAY, "morning")))
    expect(refused).to_have_attribute("data-verdict", "refuses")
    expect(refused).to_contain_text("张教授同一时间要在两处：二班 党课（08:30–11:00）")
    organiser.mouse.up()
    expect(organiser.locator(".toast[data-tone=error]")).to_contain_text("张教授同一时间要在两处")
    assert place_of(organiser, "基层治理") == drafted

    # The first release, seen on the phone and subscribed to
    publish(organiser, office.home, 1, "开班前")
    phone.goto(f"{office.address}/my/timetable")
    phone.get_by_role("button", name="我已看过第1版").click()
    feed = subscribe(phone, office.address)
    before = events_of(phone, feed)

    # The lecturer cancels; the timetable is mended
    organiser.goto(f"{office.home}/plan/repair")
    organiser.get_by_label("讲师", exact=True).select_option(label="张教授（区委党校）")
    organiser.get_by_label("从哪天").fill(drafted[0])
    organiser.get_by_label("原因").fill("临时出差")
    organiser.get_by_role("button", name="排出调整方案").click()
    accept_drafted(organiser)
    mended = place_of(organiser, "基层治理")
    assert mended[0] != drafted[0]
    unreleased = events_of(phone, feed)

    # The second release: the difference on the phone and in the calendar
    publish(organiser, office.home, 2, "张教授临时出差")
    after = events_of(phone, feed)
    phone.goto(f"{office.address}/my")
    phone.get_by_role("link", name="看变动").click()
    expect(phone.get_by_text("与您看过的第1版相比，有 1 处变动")).to_be_visible()
    moved, old, new = phone.locator("li", has_text="基层治理").first, *map(date.fromisoformat, (drafted[0], mended[0]))
    expect(moved.locator("del").first).to_contain_text(f"{old.month}月{old.day}日")
    expect(moved.locator("ins").first).to_contain_text(f"{new.month}月{new.day}日")
    lecture = "基层治理"
    assert [events[lecture].day for events in (before, unreleased, after)] == [drafted[0], drafted[0], mended[0]]
    assert (after[lecture].uid, after["分组讨论"].day) == (before[lecture].uid, before["分组讨论"].day)
    assert after[lecture].sequence > before[lecture].sequence
    for page in (organiser, phone):
        check_accessibility(page)


def test_cards_beside_the_grid_are_dragged_into_it_or_placed_from_their_dialog(
    office: Office, browser_page: BrowserPage, check_accessibility: Callable[[Page], None]
) -> None:
    page = browser_page("desktop")
    sign_in(page, office.address, "organiser")
    page.goto(f"{office.home}/timetable")
    expect(page.locator("#unplaced > .cards[data-timetable=ready]")).to_be_visible()
    busy, free = cell(TUESDAY, "morning"), cell(MONDAY, "afternoon")

    drag_to(page, "基层治理", busy)
    expect(page.locator("td", has=page.locator(busy))).to_have_attribute("data-verdict", "refuses")
    page.mouse.up()
    expect(page.locator(".toast[data-tone=error]")).to_contain_text("张教授同一时间要在两处")
    expect(page.locator("#unplaced .card")).to_have_count(2)
    drag_to(page, "基层治理", free)
    expect(page.locator("td", has=page.locator(free))).to_have_attribute("data-verdict", "fits")
    page.mouse.up()
    expect(page.locator(free)).to_contain_text("基层治理")
    expect(page.locator("#unplaced .card")).to_have_count(1)
    check_accessibility(page)

    page.get_by_role("button", name="排上 分组讨论").press("Enter")
    page.get_by_label("日期").locator("visible=true").fill(TUESDAY.isoformat())
    page.get_by_label("时段").locator("visible=true").select_option("afternoon")
    expect(page.locator("#place-planned [data-fit-words]")).to_contain_text("可以放 13:30–16:00")
    page.get_by_role("button", name="排上", exact=True).click()
    expect(page.locator(cell(TUESDAY, "afternoon"))).to_contain_text("分组讨论")
    expect(page.locator("#unplaced .card")).to_have_count(0)
