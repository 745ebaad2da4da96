"""Every page of the navigation on the demonstration: nothing grave for axe, nothing thrown, nothing too wide."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.demonstration import Demonstration
from tests.browser.pages import BrowserPage, Serve, Window, carry_axe, overflow
from trainingapp.core import places

Check = Callable[[Page], None]
#: Pages of a class behind its tabs, those with the most on them.
DEEPER = (
    "roster/import",
    "accounts",
    "papers/attendance",
    "papers/signin",
    "timetable/new",
    "plan",
    "plan/library",
    "copy",
    "quotas",
    "nominations",
    "timetable/seminars/new",
    "assessment/scheme",
    "assessment/outstanding",
    "competencies",
    "evaluations",
    "certificates",
    "closing",
)
#: Pages behind those of the menu.
BEHIND = ("/accounts/new", "/accounts/new?role=organiser", "/accounts/new?role=trainee", "/accounts/contacts")
#: How a script would find out in which window it was opened; then one opening could not stand for all windows.
ASKS_FOR_SIZE = re.compile(
    r"matchMedia|(inner|outer|client|offset|scroll)(Width|Height)|getBoundingClientRect|ontouchstart|maxTouchPoints"
    r"|visualViewport|ResizeObserver|[\"']resize|\bscreen\.|userAgent"
)


@pytest.fixture
def demonstration(tmp_path: Path, serve: Serve) -> Demonstration:
    """Return the served demonstration."""
    return Demonstration(tmp_path, serve)


def links(page: Page, navigation: str) -> list[str]:
    """Return the addresses of a navigation."""
    found = page.get_by_role("navigation", name=navigation).get_by_role("link").all()
    return [str(link.get_attribute("href")) for link in found]


def faults(page: Page, addresses: list[str], sizes: tuple[str, ...], check_accessibility: Check) -> list[str]:
    """Open each address and return those that answer with an error, or scroll sideways or exclude in a window."""
    carry_axe(page)
    window = Window(page)
    found = []
    for address in addresses:
        window.become(sizes[0])
        answer = page.goto(address)
        assert answer is not None
        page.wait_for_load_state("load")
        if answer.status != 200:
            found.append(f"{address}: {answer.status}")
        for size in sizes:
            window.become(size)
            found += [f"{address}: {fault} ({size})" for fault in faults_in_window(page, check_accessibility)]
    return found


def faults_in_window(page: Page, check_accessibility: Check) -> list[str]:
    """Return what is wrong with an open page in its window as it is."""
    found = [f"{overflow(page)} px"] if overflow(page) else []
    try:
        check_accessibility(page)
    except AssertionError as error:
        found.append(str(error))
    return found


def test_organiser_opens_every_page_and_looks_at_it_on_a_phone_and_on_the_desktop(
    demonstration: Demonstration, browser_page: BrowserPage, check_accessibility: Check
) -> None:
    page = browser_page("phone")
    demonstration.sign_in(page, "demo-organiser")
    menu = links(page, "主导航")
    home = demonstration.open_class(page)
    tabs = links(page, "本班")
    deeper = [*(f"{home}/{path}" for path in DEEPER), *(demonstration.address + path for path in BEHIND)]
    addresses = [demonstration.address + path for path in [*menu, *tabs]] + deeper

    found = faults(page, addresses, ("phone", "desktop"), check_accessibility)

    assert (len(menu) > 5, len(tabs) > 6) == (True, True)
    assert found == []


def test_trainee_opens_every_page_on_a_phone(
    demonstration: Demonstration, browser_page: BrowserPage, check_accessibility: Check
) -> None:
    page = browser_page("phone")
    demonstration.sign_in(page, "demo-trainee")
    menu = links(page, "主导航")

    found = faults(page, [demonstration.address + path for path in menu], ("phone",), check_accessibility)

    assert len(menu) >= 4
    assert found == []


def test_no_script_asks_for_the_size_of_the_window() -> None:
    scripts = [*places.STATIC.glob("*.js"), *places.STATIC.glob("js/*.js")]

    asking = [path.name for path in scripts if ASKS_FOR_SIZE.search(path.read_text("utf-8"))]

    assert len(scripts) > 10
    assert asking == [], "a page of such a script must be opened once per window, not turned from one into the other"
