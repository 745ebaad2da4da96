"""Every part of the interface, shown and used in a real browser under the real security policy."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect

from tests.browser.gallery_app import make_gallery, roll_rows
from tests.browser.pages import BrowserPage, Serve, Window, carry_axe, overflow
from trainingapp.core import places

pytestmark = pytest.mark.browser
PAGES = ("parts", "timetable", "roll", "register", "phone", "paper", "broken")
WINDOWS: tuple[tuple[str, Literal["light", "dark"]], ...] = (
    ("phone", "light"),  # first: its menu scrolls sideways and then stands as on any page just opened
    ("desktop", "light"),
    ("desktop", "dark"),
)

OpenGallery = Callable[..., Page]


@pytest.fixture
def address(serve: Serve) -> str:
    """Serve the gallery."""
    return serve(make_gallery())


@pytest.fixture
def open_gallery(address: str, browser_page: BrowserPage) -> OpenGallery:
    """Return a function that opens a page of the gallery: `open_gallery("roll", "phone", "dark")`."""

    def open_page(name: str, size: str = "desktop", scheme: str = "light") -> Page:
        page = browser_page(size, color_scheme=scheme)
        page.goto(f"{address}/{name}")
        return page

    return open_page


def posted(page: Page) -> dict[str, str]:
    """Return the form that the gallery has received."""
    values: dict[str, str] = json.loads(page.locator("#posted").text_content() or "{}")
    return values


def test_every_page_is_accessible_and_fits_each_window(
    address: str,
    browser_page: BrowserPage,
    check_accessibility: Callable[[Page], None],
    screenshot: Callable[..., Path],
) -> None:
    page = browser_page("phone")
    carry_axe(page)
    window = Window(page)
    for name in PAGES:
        window.become("phone")
        page.goto(f"{address}/{name}")
        for size, scheme in WINDOWS:
            window.become(size)
            page.emulate_media(color_scheme=scheme)
            screenshot(page, f"gallery-{name}-{size}-{scheme}")
            assert (name, size, scheme, overflow(page)) == (name, size, scheme, 0)
            check_accessibility(page)


def test_slash_focuses_search_and_narrows_rows(open_gallery: OpenGallery) -> None:
    page = open_gallery("parts")
    page.keyboard.press("/")
    page.keyboard.type("樱花苑 女")
    expect(page.locator("#trainees tbody tr:visible")).to_have_count(2)


def test_control_s_sends_the_main_form_and_errors_stand_beside_fields(open_gallery: OpenGallery) -> None:
    page = open_gallery("parts")
    page.locator("#note").fill("草稿")
    page.keyboard.press("Control+s")
    expect(page.locator("#name-error")).to_contain_text("请填写姓名")
    expect(page.locator("#birth-error")).to_contain_text("不是有效的日期")
    assert page.locator("#name").get_attribute("aria-describedby") == "name-error"
    assert page.locator("#name").get_attribute("aria-invalid") == "true"


def test_dialog_opens_by_attribute_and_gives_focus_back(open_gallery: OpenGallery) -> None:
    page = open_gallery("parts")
    page.get_by_role("button", name="移动…").click()
    expect(page.locator("dialog#move")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("dialog#move")).to_be_hidden()
    expect(page.get_by_role("button", name="移动…")).to_be_focused()


def test_confirmation_asks_before_sending(open_gallery: OpenGallery) -> None:
    page = open_gallery("parts")
    page.get_by_role("button", name="退出班次").click()
    expect(page.get_by_role("dialog")).to_contain_text("考勤保留")
    page.get_by_role("button", name="取消", exact=True).last.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="退出班次").click()
    with page.expect_event("load"), page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="确定").click()
    assert "who=tr1" in (sent.value.post_data or "")


def test_draft_survives_a_closed_page_and_is_offered_back(open_gallery: OpenGallery) -> None:
    page = open_gallery("parts")
    page.locator("#note").fill("写到一半")
    page.wait_for_timeout(600)
    page_address = page.url
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.goto(page_address)
    again.get_by_role("button", name="恢复").click()
    expect(again.locator("#note")).to_have_value("写到一半")


def test_roll_call_by_keyboard_sends_marks_and_remarks(open_gallery: OpenGallery) -> None:
    page = open_gallery("roll")
    page.get_by_role("button", name="全部到课").click()
    expect(page.locator("[data-roll-counts]")).to_have_text("应到 29 · 到 27 · 迟到 1 · 事假 1 · 未点名 0")
    page.locator("tbody tr").nth(0).locator(".marks [tabindex='0']").focus()
    for key in ("d", "k", "ArrowDown", "c"):
        page.keyboard.press(key)
    page.locator("tbody tr").nth(1).locator(".remark").fill("未请假")
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    sent = posted(page)
    assert [sent[f"mark-tr{place:06d}"] for place in range(6)] == [
        "present",
        "absent",
        "personal",
        "late",
        "late",
        "present",
    ]
    assert (sent["remark-tr000001"], sent["remark-tr000004"]) == ("未请假", "9:10 到")


def test_roll_call_undo_takes_back_one_step(open_gallery: OpenGallery) -> None:
    page = open_gallery("roll")
    page.get_by_role("button", name="全部到课").click()
    page.get_by_role("button", name="撤销").click()
    expect(page.locator("[data-roll-counts]")).to_have_text("应到 29 · 迟到 1 · 事假 1 · 未点名 27")


def drag(page: Page, title: str, day: str, half_day: str) -> dict[str, str]:
    """Drag a card by hand to a half-day and return what was sent."""
    page.locator("[data-timetable=ready]").wait_for()
    card = page.locator(f"[data-session^={title}] .quiet").first.bounding_box()
    slot = page.locator(f".cards[data-day='{day}'][data-half-day='{half_day}']")
    assert card is not None
    page.mouse.move(card["x"] + 20, card["y"] + 5)
    page.mouse.down()
    page.mouse.move(card["x"] + 40, card["y"] + 25, steps=4)
    for _ in range(3):  # rows close up while the card is on its way, so the hand corrects its aim
        aim = slot.bounding_box()
        assert aim is not None
        page.mouse.move(aim["x"] + 60, aim["y"] + 20, steps=5)
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.mouse.up()
    assert answer.value.request.headers["x-csrftoken"]
    fields = answer.value.request.post_data_json
    assert isinstance(fields, dict)
    return fields


def test_refused_move_says_why_and_puts_the_card_back(open_gallery: OpenGallery) -> None:
    page = open_gallery("timetable")
    drag(page, "结构化研讨", "2025-05-31", "morning")
    expect(page.locator(".toast")).to_contain_text("端午节放假")
    expect(
        page.locator(".cards[data-day='2025-05-12'][data-half-day='morning'] [data-session^=结构化研讨]")
    ).to_be_visible()


def test_dragged_card_is_sent_with_its_place_and_the_servers_grid_counts(open_gallery: OpenGallery) -> None:
    page = open_gallery("timetable")
    sent = drag(page, "结构化研讨", "2025-05-09", "evening")
    assert (sent["session"], sent["day"], sent["half_day"]) == ("结构化研讨：垃圾分类怎样长效", "2025-05-09", "evening")
    back = page.locator(".cards[data-day='2025-05-12'][data-half-day='morning'] [data-session^=结构化研讨]")
    expect(back).to_be_visible()
    assert drag(page, "结构化研讨", "2025-05-12", "evening")["half_day"] == "evening"


def test_move_dialog_knows_its_card(open_gallery: OpenGallery) -> None:
    page = open_gallery("timetable")
    page.get_by_role("button", name="移动 经验交流").click()
    expect(page.locator("dialog [data-text=title]")).to_have_text("经验交流")
    assert page.locator("dialog [name=session]").input_value() == "经验交流"


def test_thumb_targets_on_the_phone_are_large_enough(open_gallery: OpenGallery) -> None:
    page = open_gallery("phone", "phone")
    boxes = [target.bounding_box() for target in page.locator(".bottom a, .button").all()]
    assert [box for box in boxes if box is None or box["height"] < 44 or box["width"] < 44] == []


def test_style_sheet_is_small() -> None:
    size = (places.STATIC / "app.css").stat().st_size
    assert size <= 20 * 1024


def test_roll_call_of_300_is_lean() -> None:
    app = make_gallery()
    template = '{% from "parts/attendance.html" import roll_table %}{{ roll_table("点名", rows, marks) }}'
    with app.test_request_context():
        html = app.jinja_env.from_string(template).render(rows=roll_rows(300), marks=[])
    assert len(html.encode()) <= 90_000
