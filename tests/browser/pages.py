"""What browser tests ask of a page beside its fixtures."""

from collections.abc import Callable

from flask import Flask
from playwright.sync_api import Page

BrowserPage = Callable[..., Page]
Serve = Callable[[Flask], str]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window: 0 when nothing scrolls sideways."""
    assert page.viewport_size is not None
    width: int = page.evaluate("() => document.documentElement.scrollWidth")
    return max(0, width - page.viewport_size["width"])
