"""The forms of pages, and sending them: what a browser would send, or what the caller makes of it."""

import random
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict

from tests.desk.walking import Page, route

Fields: TypeAlias = list[tuple[str, str]]
KEPT = {"accounts.sign_out", "accounts.own_password"}
"""Forms that would end the walk."""


def fields_of(form: html.FormElement, dice: random.Random) -> Fields:
    """Return what a browser would send, with a box ticked or a button pressed by chance."""
    found: Fields = []
    for element in form.iter("input", "select", "textarea", "button"):
        name, kind = element.get("name"), element.get("type")
        if not name or kind == "file":
            continue
        if element.tag == "select":
            options = [option.get("value", "") for option in element.iter("option")]
            found.append((name, dice.choice(options or [""])))
        elif element.tag == "textarea":
            found.append((name, element.text or ""))
        elif (kind not in {"checkbox", "radio"} and element.tag == "input") or dice.random() < 0.3:
            found.append((name, element.get("value", "")))
    return found


def forms_of(page: Page) -> Iterator[tuple[str, str, html.FormElement]]:
    """Yield method, address and element of each form of a page."""
    for form in html.document_fromstring(page.html).iter("form") if page.html.strip() else ():
        yield form.get("method", "get").upper(), urljoin(page.address, form.get("action") or page.address), form


def without_fields(_form: html.FormElement) -> list[Fields]:
    """Return the one way to send a form without a single field."""
    return [[]]


def broken_by_forms(
    app: Flask, client: FlaskClient, pages: Iterable[Page], ways: Callable[[html.FormElement], Iterable[Fields]]
) -> set[str]:
    """Send every kind of form of these pages in these ways; return the routes that broke."""
    sent, broken = set[str](), set[str]()
    for page in pages:
        for method, address, form in forms_of(page):
            name = route(app, address, method)
            if name is None or name in KEPT or f"{method} {name}" in sent:
                continue
            sent.add(f"{method} {name}")
            for fields in ways(form):
                path, values = urlsplit(address).path, MultiDict(fields)
                answer = client.post(path, data=values) if method == "POST" else client.get(path, query_string=values)
                if answer.status_code == 500:
                    broken.add(f"{method} {name} {fields}")
    return broken
