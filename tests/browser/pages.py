"""What browser tests ask of a page beside its fixtures."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page

BrowserPage = Callable[..., Page]
Serve = Callable[[Flask], str]
Check = Callable[[Page], None]
THUMB = 44
"""Pixels that a thumb needs each way."""
WIDTHS = (320, 360)
"""Pixels of the narrowest phones still in use."""
SMALL_TARGETS = """(thumb) => [...document.querySelectorAll(
    "button, summary, select, textarea, input:not([type=hidden]), a.button, nav a, .list a, label:has(input)")]
  .filter((one) => one.checkVisibility() && !one.matches("label input"))
  .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
  .filter(([, box]) => box.height < thumb || box.width < thumb)
  .map(([html, box]) => `${Math.round(box.width)}x${Math.round(box.height)} ${html}`)"""
RUNS_OFF = """() => [...document.querySelectorAll("body *")]
  .filter((one) => one.checkVisibility() && !one.closest(".table-wrap") && !one.closest(".unseen, .skip"))
  .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((one) => one.outerHTML.slice(0, 90))"""


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window: 0 when nothing scrolls sideways."""
    assert page.viewport_size is not None
    width: int = page.evaluate("() => document.documentElement.scrollWidth")
    return max(0, width - page.viewport_size["width"])


def faults_in_the_hand(page: Page, address: str, check_accessibility: Check) -> list[str]:
    """Return what is wrong with a page in the hand: thumbs, narrow phones, doubled letters, accessibility."""
    answer = page.goto(address)
    assert answer is not None
    found = [] if answer.status == 200 else [f"answers {answer.status}"]
    found += [f"small for a thumb: {one}" for one in page.evaluate(SMALL_TARGETS, THUMB)]
    try:
        check_accessibility(page)
    except AssertionError as error:
        found.append(str(error))
    for size in ("100%", "200%"):
        page.evaluate("(size) => { document.documentElement.style.fontSize = size }", size)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 700})
            found += [f"{width} px, letters {size}, runs off: {one}" for one in page.evaluate(RUNS_OFF)]
            found += [f"{width} px, letters {size}, sideways by {over} px" for over in [overflow(page)] if over]
    return found
