"""Every page of the navigation on the demonstration: nothing grave for axe, nothing thrown, nothing too wide."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.demonstration import Demonstration
from tests.browser.pages import BrowserPage, Serve, overflow

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


@pytest.fixture
def demonstration(tmp_path: Path, serve: Serve) -> Demonstration:
    """Return the served demonstration."""
    return Demonstration(tmp_path, serve)


def links(page: Page, navigation: str) -> list[str]:
    """Return the addresses of a navigation."""
    found = page.get_by_role("navigation", name=navigation).get_by_role("link").all()
    return [str(link.get_attribute("href")) for link in found]


def faults(page: Page, addresses: list[str], check_accessibility: Check) -> list[str]:
    """Open each address and return those that answer with an error, scroll sideways or are not accessible."""
    found = []
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        page.wait_for_load_state("load")
        if answer.status != 200 or overflow(page):
            found.append(f"{address}: {answer.status}, {overflow(page)} px")
        try:
            check_accessibility(page)
        except AssertionError as error:
            found.append(f"{address}: {error}")
    return found


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_organiser_opens_every_page(
    size: str, demonstration: Demonstration, browser_page: BrowserPage, check_accessibility: Check
) -> None:
    page = browser_page(size)
    demonstration.sign_in(page, "demo-organiser")
    menu = links(page, "主导航")
    home = demonstration.open_class(page)
    tabs = links(page, "本班")
    deeper = [*(f"{home}/{path}" for path in DEEPER), *(demonstration.address + path for path in BEHIND)]

    found = faults(page, [demonstration.address + path for path in [*menu, *tabs]] + deeper, check_accessibility)

    assert (len(menu) > 5, len(tabs) > 6) == (True, True)
    assert found == []


def test_trainee_opens_every_page_on_a_phone(
    demonstration: Demonstration, browser_page: BrowserPage, check_accessibility: Check
) -> None:
    page = browser_page("phone")
    demonstration.sign_in(page, "demo-trainee")
    menu = links(page, "主导航")

    found = faults(page, [demonstration.address + path for path in menu], check_accessibility)

    assert len(menu) >= 4
    assert found == []
