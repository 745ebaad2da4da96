"""What browser tests ask of a page beside its fixtures."""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from playwright.sync_api import Page, ViewportSize

BrowserPage = Callable[..., Page]
Serve = Callable[[Flask], str]
Check = Callable[[Page], None]
SIZES = {"desktop": ViewportSize(width=1366, height=768), "phone": ViewportSize(width=390, height=844)}
AXE = Path(__file__).parent / "vendor" / "axe.min.js"
AXE_HERE = "() => 'run' in (window.axe ?? {})"
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


class Window:
    """The window of an open page, which turns from a phone's into an office PC's and back without opening it again.

    The page looks as one that was opened there: one that forgets to name a phone's width is as wide as on a phone.
    What a script does when the page opens is seen in the first window alone; ours do not ask for the window's size.
    """

    def __init__(self, page: Page) -> None:
        """Take hold of the page's window."""
        self.page = page
        self._tools = page.context.new_cdp_session(page)

    def become(self, size: str) -> None:
        """Become as large as a size, and a phone's with that: with its way to lay pages out, and touched."""
        phone = size == "phone"
        self.page.set_viewport_size(SIZES[size])
        self._tools.send("Emulation.setDeviceMetricsOverride", {**SIZES[size], "deviceScaleFactor": 1, "mobile": phone})
        self._tools.send("Emulation.setTouchEmulationEnabled", {"enabled": phone})


def carry_axe(page: Page) -> None:
    """Have axe on every page that is opened from here on: for many pages, cheaper than to hand it to each."""
    page.add_init_script(path=AXE)


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
