"""What people do on pages in several browser tests: sign in, drag a card, release a timetable, subscribe to it."""

import re
from datetime import date

from playwright.sync_api import Page, expect

from tests.factories import PASSWORD


def sign_in(page: Page, address: str, login: str) -> None:
    """Sign in."""
    page.goto(f"{address}/sign-in")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_load_state("load")


def publish(page: Page, home: str, number: int, note: str) -> None:
    """Release the draft from its page."""
    page.goto(f"{home}/timetable/releases")
    page.get_by_role("button", name=f"发布第{number}版…").click()
    page.get_by_label("版本说明").fill(note)
    page.get_by_role("button", name=re.compile(f"^(带提醒)?发布第{number}版$")).click()
    expect(page.get_by_text(f"课表第{number}版已发布")).to_be_visible()
    page.wait_for_load_state("load")


def subscribe(page: Page, address: str) -> str:
    """Make the trainee's own calendar address and return it."""
    page.goto(f"{address}/my/feed")
    page.get_by_role("button", name="生成日历地址").click()
    return page.get_by_label("日历地址").input_value()


def cell(day: date, half_day: str) -> str:
    """Return the selector of a cell's list of cards."""
    return f".cards[data-day='{day.isoformat()}'][data-half-day='{half_day}']"


def drag_to(page: Page, title: str, aim: str) -> None:
    """Take a card and hold it over a cell, once the cells have said whether it fits, without letting it go."""
    card = page.locator(".card", has_text=title).bounding_box()
    assert card is not None
    page.mouse.move(card["x"] + 20, card["y"] + 8)
    page.mouse.down()
    page.mouse.move(card["x"] + 40, card["y"] + 25, steps=4)
    expect(page.locator("td[data-verdict]").first).to_be_visible()  # what they say makes rows higher
    for _ in range(3):  # the card makes each row higher that it is held over
        place = page.locator(aim).bounding_box()
        assert place is not None
        page.mouse.move(place["x"] + 40, place["y"] + 10, steps=6)
