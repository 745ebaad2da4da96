"""Takes the pictures of README and the guide anew: `python -m tests.browser.pictures` writes docs/pictures/*.png."""

import tempfile
import threading
from pathlib import Path

from flask import Flask
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server

from start import find_chromium
from tests.browser.conftest import CHROMIUM_FLAGS
from tests.browser.demonstration import Demonstration
from tests.browser.pages import SIZES

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
ROSTER = Path(__file__).parents[1] / "registers" / "wild" / "07-dirty-names-phones.xlsx"
CLASS_PAGES = {
    "class": "",
    "roster": "/roster",
    "accounts": "/accounts?tick=none",
    "timetable": "/timetable",
    "visits": "/visits",
    "attendance": "/attendance/register",
    "assessment": "/assessment",
    "papers": "/papers",
    "paper-attendance": "/papers/attendance",
}
PHONE_PAGES = {"phone-today": "", "phone-timetable": "/timetable", "phone-attendance": "/attendance"}


def serve(app: Flask) -> str:
    """Serve an application until this program ends."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_port}"


def take(page: Page, address: str, name: str) -> None:
    """Open an address and keep its picture."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png")


def open_page(browser: Browser, size: str) -> Page:
    """Open a page as large as an office PC's or a phone's window."""
    phone = size == "phone"
    context = browser.new_context(viewport=SIZES[size], locale="zh-CN", is_mobile=phone, has_touch=phone)
    return context.new_page()


def take_organisers(browser: Browser, demonstration: Demonstration) -> None:
    """Take the organiser's pages."""
    page = open_page(browser, "desktop")
    demonstration.sign_in(page, "demo-organiser")
    take(page, f"{demonstration.address}/desk", "desk")
    home = demonstration.open_class(page)
    for name, path in CLASS_PAGES.items():
        take(page, home + path, name)
    page.goto(f"{home}/attendance")
    page.get_by_role("row").nth(1).get_by_role("link").first.click()
    take(page, page.url, "roll-call")
    page.goto(f"{home}/roster/import")
    page.locator("input[type=file]").set_input_files(ROSTER)
    page.get_by_role("button", name="上传并核对").click()
    take(page, page.url, "import")


def take_trainees(browser: Browser, demonstration: Demonstration) -> None:
    """Take the trainee's pages on a phone."""
    page = open_page(browser, "phone")
    demonstration.sign_in(page, "demo-trainee")
    for name, path in PHONE_PAGES.items():
        take(page, f"{demonstration.address}/my{path}", name)


def main() -> None:
    """Take all pictures."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        demonstration = Demonstration(Path(folder), serve)
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(CHROMIUM_FLAGS))
        take_organisers(browser, demonstration)
        take_trainees(browser, demonstration)
        browser.close()


if __name__ == "__main__":
    main()
