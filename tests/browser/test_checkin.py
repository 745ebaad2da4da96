"""Check-in with three browsers: the organiser switches it on, the projector shows the code, the phone checks in."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from tests.browser.pages import BrowserPage, Serve, overflow
from tests.factories import PASSWORD, Factory
from trainingapp.accounts.terms import Role
from trainingapp.core.clock import local_now
from trainingapp.core.database import db
from trainingapp.timetable.terms import HalfDay


@pytest.fixture
def office(guarded_app: Flask, serve: Serve) -> str:
    """Return the address of an office with a class of three whose session is on now."""
    with guarded_app.app_context():
        make = Factory(guarded_app)
        make.user(Role.ORGANISER, login="organiser")
        now = local_now().replace(tzinfo=None)
        starts = max(now - timedelta(minutes=1), now.replace(hour=0, minute=0))
        cohort = make.cohort(starts_on=now.date(), short_name="后备班")
        times = {"starts_at": starts.time(), "ends_at": now.replace(hour=23, minute=59, second=59).time()}
        make.session(cohort, title="基层治理", held_on=now.date(), half_day=HalfDay.MORNING, **times)
        one, *_ = [make.enrolment(cohort, name) for name in ("陈青禾", "王守正", "李知行")]
        make.user(Role.TRAINEE, login="phone", person_id=one.person_id)
        db.session.commit()
        db.session.remove()
    return serve(guarded_app)


def sign_in(page: Page, address: str, login: str) -> None:
    """Sign in."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state("load")


def test_from_the_code_on_the_wall_to_the_mark_on_the_list(office: str, browser_page: BrowserPage) -> None:
    organiser, projector, phone = browser_page("desktop"), browser_page("desktop"), browser_page("phone")

    sign_in(organiser, office, "organiser")
    organiser.goto(f"{office}/classes")
    organiser.get_by_role("link", name=re.compile("后备班")).first.click()
    home = organiser.url.rstrip("/")
    organiser.goto(f"{home}/attendance-settings")
    organiser.get_by_label("学员可以用手机自助签到").check()
    organiser.get_by_role("button", name="保存考勤设置").click()
    organiser.goto(f"{home}/attendance")
    organiser.get_by_role("link", name="基层治理").click()
    sign_in(projector, office, "organiser")
    projector.goto(organiser.url)
    projector.get_by_role("link", name="投影签到").click()
    expect(projector.locator("[data-square] svg")).to_be_visible()
    expect(projector.locator("[data-missing] li")).to_have_count(3)
    code = projector.locator("[data-number]").inner_text()

    sign_in(phone, office, "phone")
    phone.goto(f"{office}/my")
    phone.get_by_label("签到码").fill(code)
    phone.context.set_offline(True)
    phone.get_by_role("button", name="签到", exact=True).click()
    expect(phone.get_by_text("现在没有网络，没有送出去")).to_be_visible()
    phone.context.set_offline(False)
    phone.get_by_role("button", name="签到", exact=True).click()

    expect(phone.get_by_role("heading", name="已签到")).to_be_visible()
    expect(projector.locator("[data-signed] li")).to_have_count(1, timeout=5000)
    expect(projector.locator("[data-signed] li")).to_contain_text("陈青禾")
    projector.locator("[data-head-count]").fill("2")
    expect(projector.get_by_text("有 1 人在场没有签到")).to_be_visible()
    projector.get_by_role("button", name="留存").click()
    expect(projector.get_by_text("清点 2 人；当时应到 3 人，已记到课 1 人，多 1 人")).to_be_visible()
    expect(projector.locator("[data-signed] li")).to_have_count(1)
    organiser.reload()
    expect(organiser.locator("[data-roll-counts]")).to_contain_text("未点名 2")
    expect(organiser.get_by_text("清点 2 人；当时应到 3 人")).to_be_visible()
    assert (overflow(phone), overflow(projector)) == (0, 0)


def test_cards_are_scanned_as_fast_as_they_come(office: str, browser_page: BrowserPage) -> None:
    page = browser_page("desktop")
    sign_in(page, office, "organiser")
    page.goto(f"{office}/classes")
    page.get_by_role("link", name=re.compile("后备班")).first.click()
    page.goto(f"{page.url.rstrip('/')}/attendance")
    page.get_by_role("link", name="基层治理").click()
    numbers = page.locator("table.roll tbody tr td:first-child").all_inner_texts()
    page.get_by_role("link", name="扫卡").click()
    page.wait_for_load_state("load")

    for typed in [*numbers, "9999", numbers[0]]:
        page.keyboard.type(typed.strip())
        page.keyboard.press("Enter")

    lines = page.locator("[data-scan-past] li")
    expect(lines).to_have_count(len(numbers) + 2, timeout=15_000)
    expect(lines.first).to_contain_text("已经是")
    expect(lines.nth(1)).to_contain_text("不是本班学员的卡")
    page.get_by_role("link", name="回到点名").click()
    expect(page.locator("[data-roll-counts]")).to_contain_text("未点名 0")
