"""The workbench in a real browser: cells that say why not while a card is dragged, a refused drop, undo, the dialog."""

import re
from collections.abc import Callable
from datetime import date, time

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.acts import cell, drag_to, sign_in
from tests.browser.pages import BrowserPage, Serve, overflow
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.core.database import db
from trainingapp.timetable.models import Seminar, SeminarTable
from trainingapp.timetable.operations.course_plans import derive_plan

MONDAY, TUESDAY, SATURDAY = date(2026, 5, 11), date(2026, 5, 12), date(2026, 5, 16)


@pytest.fixture
def timetable(guarded_app: Flask, serve: Serve) -> str:
    """Return the address of a class's timetable: a lecture on Monday whose lecturer is elsewhere on Tuesday morning."""
    with guarded_app.app_context():
        make = Factory(guarded_app)
        make.user(Role.ORGANISER, login="organiser")
        lecturer = make.lecturer("张教授")
        cohort = make.cohort(short_name="一班", starts_on=MONDAY, ends_on=SATURDAY)
        other = make.cohort(short_name="二班", starts_on=MONDAY)
        make.enrolments(cohort, 3)
        lecture = make.session(cohort, title="理论课", lecturers=[lecturer], venue=make.venue("礼堂"))
        make.session(
            other, title="党课", held_on=TUESDAY, starts_at=time(8, 30), ends_at=time(11), lecturers=[lecturer]
        )
        derive_plan(make.actor, cohort)
        make.course("社区治理")
        table = SeminarTable(position=1, group=make.group(cohort), theme="垃圾分类", session=lecture)
        make.add(Seminar(cohort=cohort, title="研讨", tables=[table]))
        page = f"/classes/{cohort.public_id}/timetable"
        db.session.commit()
        db.session.remove()
    return serve(guarded_app) + page


def open_timetable(page: Page, address: str) -> None:
    """Sign in as the organiser and open the timetable, with its cards ready to be dragged."""
    sign_in(page, address.split("/classes", maxsplit=1)[0], "organiser")
    page.goto(address)
    expect(page.locator("table[data-timetable=ready]")).to_be_visible()


def test_dragging_says_where_it_fits_and_a_refused_drop_says_why(
    timetable: str, browser_page: BrowserPage, check_accessibility: Callable[[Page], None]
) -> None:
    page = browser_page("desktop")
    open_timetable(page, timetable)
    taken, free = cell(TUESDAY, "morning"), cell(TUESDAY, "afternoon")

    drag_to(page, "理论课", taken)
    told = page.locator("td", has=page.locator(taken))
    expect(told).to_have_attribute("data-verdict", "refuses")
    expect(told).to_contain_text("张教授同一时间要在两处：二班 党课（08:30–11:00）")
    expect(page.locator("td", has=page.locator(free))).to_have_attribute("data-verdict", "fits")
    expect(page.locator("td", has=page.locator(cell(SATURDAY, "morning")))).to_contain_text("不是工作日")
    page.mouse.up()

    refused = page.locator(".toast[data-tone=error]")
    expect(refused).to_contain_text("张教授同一时间要在两处")
    expect(refused.get_by_role("link", name="换一位讲师")).to_have_attribute("href", re.compile("#speakers$"))
    expect(page.locator(cell(MONDAY, "morning"))).to_contain_text("理论课")
    expect(page.locator("[data-verdict]")).to_have_count(0)
    check_accessibility(page)


def test_drop_moves_and_undo_brings_back(timetable: str, browser_page: BrowserPage) -> None:
    page = browser_page("desktop")
    open_timetable(page, timetable)

    drag_to(page, "理论课", cell(TUESDAY, "afternoon"))
    expect(page.locator("[data-verdict=refuses]").first).to_be_visible()
    page.mouse.up()
    expect(page.locator(cell(TUESDAY, "afternoon"))).to_contain_text("理论课")
    expect(page.locator(".toast", has_text="已移到5月12日下午")).to_be_visible()
    expect(page.locator("#steps")).to_contain_text("可撤销：移动“理论课”到5月12日下午")
    page.keyboard.press("Control+z")

    expect(page.locator(cell(MONDAY, "morning"))).to_contain_text("理论课")
    expect(page.locator(".toast", has_text="已撤销：移动“理论课”到5月12日下午")).to_be_visible()


def test_dialog_says_the_same_from_the_keyboard(
    timetable: str, browser_page: BrowserPage, check_accessibility: Callable[[Page], None]
) -> None:
    page = browser_page("desktop")
    open_timetable(page, timetable)

    page.get_by_role("button", name="移动 理论课").press("Enter")
    words = page.locator("[data-fit-words]")
    expect(words).to_contain_text("现在的位置")
    page.get_by_label("日期").last.fill(TUESDAY.isoformat())
    page.get_by_label("日期").last.press("Tab")
    expect(words).to_contain_text("不能放：张教授同一时间要在两处")
    expect(words.get_by_role("link", name="换一位讲师")).to_have_attribute("href", re.compile("#speakers$"))
    page.get_by_label("时段").locator("visible=true").first.select_option("afternoon")
    expect(words).to_contain_text("可以放 13:30–16:00")
    page.get_by_label("时段").locator("visible=true").first.select_option("morning")
    free = words.get_by_role("button", name="5月11日（周一）下午")
    free.press("Enter")
    expect(page.get_by_label("日期").last).to_have_value("2026-05-11")
    expect(words).to_contain_text("可以放 13:30–16:00")
    page.get_by_role("link", name=re.compile("复制、对调")).press("Enter")

    expect(page.get_by_role("heading", name="调整：理论课")).to_be_visible()
    expect(page.locator("td.fit.refuses").first).to_contain_text("张教授")
    check_accessibility(page)
    for address in ("/timetable?week=2026-05-11", "/timetable/rules"):
        page.goto(timetable.split("/classes", maxsplit=1)[0] + address)
        check_accessibility(page)


def test_dialog_stays_with_what_was_typed_when_it_is_refused_and_closes_when_the_card_has_moved(
    timetable: str, browser_page: BrowserPage
) -> None:
    page, other = browser_page("desktop"), browser_page("desktop")
    open_timetable(page, timetable)
    open_timetable(other, timetable)

    page.get_by_role("button", name="移动 理论课").press("Enter")
    other.get_by_role("button", name="移动 理论课").press("Enter")
    dialog, late = page.locator("#move-session"), other.locator("#move-session")
    dialog.get_by_label("日期").fill(TUESDAY.isoformat())
    dialog.get_by_label("保留的理由").fill("只有这天")
    dialog.get_by_role("button", name="移动", exact=True).press("Enter")
    expect(dialog.get_by_role("status")).to_contain_text("张教授同一时间要在两处，与“二班 党课”")
    expect(dialog.get_by_label("保留的理由")).to_have_value("只有这天")

    dialog.get_by_label("时段").select_option("afternoon")
    dialog.get_by_role("button", name="移动", exact=True).press("Enter")
    expect(dialog).not_to_be_visible()
    expect(page.locator(cell(TUESDAY, "afternoon"))).to_contain_text("理论课")
    expect(page.get_by_role("button", name="移动 理论课")).to_be_focused()

    late.get_by_label("时段").select_option("afternoon")
    late.get_by_role("button", name="移动", exact=True).press("Enter")
    expect(late).not_to_be_visible()
    expect(other.locator(".toast[data-tone=error]")).to_contain_text("别人刚刚改过这次课，现在是“5月12日下午 理论课”")
    expect(other.locator(cell(TUESDAY, "afternoon"))).to_contain_text("理论课")


def test_phone_shows_a_list_and_every_way(timetable: str, browser_page: BrowserPage) -> None:
    page = browser_page("phone")
    open_timetable(page, timetable)

    page.get_by_role("button", name="移动 理论课").tap()
    page.get_by_role("link", name=re.compile("复制、对调")).tap()
    expect(page.get_by_role("heading", name="调整：理论课")).to_be_visible()

    assert overflow(page) == 0


def test_every_button_of_plan_workbench_and_seminars_has_a_spoken_name(
    timetable: str, browser_page: BrowserPage, check_accessibility: Callable[[Page], None]
) -> None:
    page = browser_page("desktop")
    open_timetable(page, timetable)
    root, site = timetable.removesuffix("/timetable"), timetable.split("/classes", maxsplit=1)[0]
    addresses = [timetable, f"{root}/plan", f"{root}/plan/new", f"{timetable}/seminars/new", f"{site}/timetable/days"]

    unspoken = {}
    for address in addresses:
        page.goto(address)
        check_accessibility(page)
        names = page.locator("button, a.button").evaluate_all(
            "all => all.map(one => one.getAttribute('aria-label') || one.textContent + ' '"
            " + [...one.querySelectorAll('[aria-label]')].map(icon => icon.getAttribute('aria-label')))"
        )
        unspoken[address] = [name for name in names if not re.search(r"\w", name)]

    assert unspoken == {address: [] for address in addresses}


def test_plan_and_seminars_are_read_on_a_phone_without_scrolling_sideways(
    timetable: str, browser_page: BrowserPage, check_accessibility: Callable[[Page], None]
) -> None:
    page = browser_page("phone")
    open_timetable(page, timetable)
    root = timetable.removesuffix("/timetable")
    lists = {
        f"{root}/plan": "讲师：张教授",
        f"{timetable}/seminars": "地点：礼堂",
        f"{root}/plan/library": "形式：集中授课",
        f"{timetable.split('/classes', maxsplit=1)[0]}/library/calendar": "",
    }

    for address, words in lists.items():
        page.goto(address)
        cells = page.locator(".stacked td[data-name]")
        told = cells.evaluate_all("cells => cells.map(cell => `${cell.dataset.name}：${cell.textContent.trim()}`)")
        assert words in (told or [""])
        assert page.locator(".stacked .table-wrap").evaluate("wrap => wrap.scrollWidth - wrap.clientWidth") == 0
        assert overflow(page) == 0
        check_accessibility(page)


def test_two_organisers_see_each_other_and_nobody_overwrites(timetable: str, browser_page: BrowserPage) -> None:
    mine, theirs = browser_page("desktop"), browser_page("desktop")
    root = timetable.split("/classes", maxsplit=1)[0]
    open_timetable(theirs, timetable)
    open_timetable(mine, f"{root}/timetable?week=2026-05-11")

    drag_to(theirs, "理论课", cell(TUESDAY, "afternoon"))
    theirs.mouse.up()
    expect(theirs.locator(cell(TUESDAY, "afternoon"))).to_contain_text("理论课")
    drag_to(mine, "理论课", cell(MONDAY, "afternoon"))
    mine.mouse.up()
    expect(mine.locator(".toast[data-tone=error]")).to_contain_text("别人刚刚改过这次课，现在是“5月12日下午 理论课”")
    mine.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(mine.locator(cell(TUESDAY, "afternoon"))).to_contain_text("理论课")
    expect(mine.locator(".toast", has_text="课表刚有别人的改动")).to_be_visible()
