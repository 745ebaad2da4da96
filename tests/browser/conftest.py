"""Browser tests: the system's Chromium, one window for an office PC and one for a phone, axe, and screenshots."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, cast

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server
from werkzeug.wsgi import ClosingIterator

from tests.browser.pages import AXE, AXE_HERE, SIZES, BrowserPage, Serve
from tests.provision.parts import require_part
from tests.provision.servers import running

HERE = Path(__file__).parent
PICTURES = HERE.parents[1] / "test-results"
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
)
TELL_VIOLATIONS = """
document.addEventListener("securitypolicyviolation", (event) =>
  window.notePolicyViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""
# Preloading is for two rules that are never grave here: one is experimental and off, one moderate (no-autoplay-audio).
AXE_RUN = """
() => axe.run(document, {resultTypes: ['violations'], preload: false}).then((results) => results.violations)"""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for the whole run. Where it is missing: a failure when CI=true, elsewhere a skip."""
    program = require_part("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(CHROMIUM_FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def browser_page(chromium: Browser) -> Iterator[BrowserPage]:
    """Return a factory of pages: `browser_page("phone")`, `browser_page("desktop", color_scheme="dark")`.

    Each has its own cookies. What its script throws or its security policy blocks fails the test at its end.
    """
    contexts: list[BrowserContext] = []
    thrown: list[str] = []
    violations: list[str] = []

    def note_violation(line: str) -> None:
        violations.append(line)

    def open_page(size: str = "desktop", **options: object) -> Page:
        context = chromium.new_context(
            viewport=SIZES[size],
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=size == "phone",
            is_mobile=size == "phone",
            **options,  # type: ignore[arg-type]  # playwright's own keyword arguments, passed on
        )
        contexts.append(context)
        context.expose_function("notePolicyViolation", note_violation)
        context.add_init_script(TELL_VIOLATIONS)
        page = context.new_page()
        page.on("pageerror", lambda error: thrown.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            page.wait_for_load_state("load")  # a form may still be on its way
            page.evaluate("() => 0")  # what the page still had to tell arrives before the answer
        context.close()
    assert thrown == []
    assert violations == []


@pytest.fixture
def check_accessibility() -> Callable[[Page], None]:
    """Return a check that axe finds nothing serious or critical on a page, and no content outside its landmarks."""

    def check(page: Page) -> None:
        if not page.evaluate(AXE_HERE):
            page.evaluate(AXE.read_text(encoding="utf-8"))
        found = page.evaluate(AXE_RUN)
        grave = [
            f"{rule['id']} ({rule['impact']}): {node['html'][:160]} | {node['failureSummary']}"
            for rule in found
            if rule["impact"] in {"serious", "critical"} or rule["id"] in {"region", "landmark-unique"}
            for node in rule["nodes"]
        ]
        assert grave == []

    return check


@pytest.fixture
def screenshot() -> Callable[..., Path]:
    """Return a function that writes test-results/NAME.png and returns its path: `screenshot(page, "roll-call")`."""

    def take(page: Page, name: str, *, full_page: bool = True) -> Path:
        PICTURES.mkdir(exist_ok=True)
        path = PICTURES / f"{name}.png"
        page.screenshot(path=path, full_page=full_page)
        return path

    return take


@pytest.fixture
def guarded_app(sqlite_app: Flask) -> Iterator[Flask]:
    """Return the one application on SQLite as people use it: forms are guarded against forgery.

    Whoever serves it asks for it before `serve`, so that its database goes after the server.
    """
    sqlite_app.config["WTF_CSRF_ENABLED"] = True
    yield sqlite_app
    sqlite_app.config["WTF_CSRF_ENABLED"] = False


def answer_whole(app: Flask) -> Callable[..., list[bytes]]:
    """Return the application with every answer read and closed before it is sent.

    The development server leaves a file open when a browser goes away in the middle of it.
    """

    def answer(*request: Any) -> list[bytes]:  # noqa: ANN401 - WSGI's own pair
        with closing(cast("ClosingIterator", app(*request))) as parts:
            return list(parts)

    return answer


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a function that serves an application on a free port of this machine and returns its address."""
    with ExitStack() as servers:

        def start(app: Flask) -> str:
            server = make_server("127.0.0.1", 0, answer_whole(app), threaded=True)
            servers.enter_context(running(server))
            return f"http://127.0.0.1:{server.server_port}"

        yield start
