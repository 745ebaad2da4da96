"""Walking through the demonstration as one of its accounts: every kind of page, by the links that pages show."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

from tests.browser.demonstration import Demonstration


@dataclass(frozen=True)
class Page:
    """A page that was opened: where, what came, and which page showed the link."""

    address: str
    answer: TestResponse
    shown_by: str

    @property
    def html(self) -> str:
        """Return the page's text; nothing for a file."""
        return self.answer.text if self.answer.mimetype == "text/html" else ""


def sign_in(demonstration: Demonstration, login: str) -> tuple[FlaskClient, str]:
    """Return a signed-in client and the address of its first page."""
    client = demonstration.app.test_client()
    answer = client.post("/sign-in", data={"login": login, "password": demonstration.passwords[login]})
    return client, answer.location


def route(app: Flask, address: str, method: str = "GET") -> str | None:
    """Return the name of the route that answers an address; None where that is none of ours."""
    parts = urlsplit(address)
    try:
        endpoint, _ = app.url_map.bind("").match(parts.path, method=method)
    except HTTPException:
        return None if parts.netloc or parts.scheme or method != "GET" else parts.path
    return None if parts.netloc or endpoint == "static" else str(endpoint)


def walk(app: Flask, client: FlaskClient, first: str, *, each: int) -> Iterator[Page]:
    """Open pages from the first on, at most `each` of one kind: one route, asked the same things."""
    opened, waiting, shown = Counter[str](), deque([first]), {first: ""}
    while waiting:
        address = waiting.popleft()
        page = Page(address, client.get(address), shown[address])
        yield page
        for link in re.findall(r'href="([^"#]+)', page.html):
            target = urljoin(address, unescape(link))
            name = route(app, target)
            kind = f"{name} {sorted(key for key, _ in parse_qsl(urlsplit(target).query))}"
            if name is not None and target not in shown and opened[kind] < each:
                opened[kind] += 1
                shown[target] = address
                waiting.append(target)
