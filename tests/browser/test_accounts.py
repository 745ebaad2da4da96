"""Accounts of a class from the list to the slips, as an organiser does it: tick, open, print, and once more."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.demonstration import Demonstration
from tests.browser.pages import BrowserPage, Serve, overflow

Check = Callable[[Page], None]


def handed(page: Page) -> dict[str, str]:
    """Return the passwords of the slips that a page shows, by login."""
    signs = page.locator(".cards dd code").all_inner_texts()
    return dict(zip(signs[::2], signs[1::2], strict=True))


def test_slips_of_a_class_are_made_printed_and_made_again(
    tmp_path: Path, serve: Serve, browser_page: BrowserPage, check_accessibility: Check
) -> None:
    demonstration, page = Demonstration(tmp_path, serve), browser_page("desktop")
    demonstration.sign_in(page, "demo-organiser")
    address = f"{demonstration.open_class(page)}/accounts"

    page.goto(address)
    for number in (1, 2):
        page.get_by_role("checkbox", name=f"选择 {number} ").first.check()
    page.get_by_role("button", name="开账号，出密码条").click()
    expect(page.locator(".cards li")).to_have_count(2)
    first = handed(page)
    check_accessibility(page)
    page.set_viewport_size({"width": 390, "height": 844})
    wide = overflow(page)
    page.set_viewport_size({"width": 1366, "height": 768})
    printed = page.pdf(format="A4")
    page.goto(f"{address}?tick=never")
    page.get_by_role("button", name="重置密码，出密码条").click()
    page.get_by_role("button", name="确定").click()
    expect(page.locator(".cards li")).to_have_count(3)
    again = handed(page)

    assert (wide, printed[:5]) == (0, b"%PDF-")
    assert first.keys() < again.keys() == {*first, "demo-trainee"}
    assert set(first.values()).isdisjoint(again.values())
