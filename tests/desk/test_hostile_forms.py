"""Whatever a form or an address carries, the answer is a page that says what is wrong, never an error of ours."""

import random
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict

from tests.browser.demonstration import Demonstration
from tests.desk.walking import Page, route, sign_in, walk

pytestmark = pytest.mark.xdist_group("walks")  # what they share is made once

Fields = list[tuple[str, str]]

HOSTILE = (
    *(
        "",
        "  ",
        "x" * 6000,
        "zzzz.zzzz",
        "1,2;3",
        "on",
        "null",
        "None",
        "[]",
        "{}",
        '{"a":',
        "%s%n",
        "../../etc/passwd",
    ),
    *("-1", "0", "-0", "0.5", "1.25", "1e400", "1e-400", "NaN", "sNaN", "Infinity", "0x10", "9" * 18, "9" * 30),
    *("2147483648", "-9223372036854775809", "٣", "１２", "25:61", "00:00", "2025-13-45", "2025-02-29", "0000-00-00"),
    *("0001-01-01", "1800-01-01", "9999-12-31", "\x00a", "a\r\nb: c", "=1+1", "<script>alert(1)</script>"),
    *("😀" * 300, "\u202e反"),
)
"""Values that forms are seldom tried with: empty, endless, no numbers, no dates, other scripts, markup, formulas."""
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


def spoiled(fields: Fields, dice: random.Random) -> Fields:
    """Return the fields with some values hostile, and now and then one twice or missing."""
    spoiled_fields = list(fields)
    for place in dice.sample(range(len(fields)), min(len(fields), dice.choice([1, 1, 2, 4]))):
        spoiled_fields[place] = (fields[place][0], dice.choice(HOSTILE))
    if fields and dice.random() < 0.2:
        spoiled_fields.append(dice.choice(fields))
    if fields and dice.random() < 0.2:
        spoiled_fields.pop(dice.randrange(len(fields)))
    return spoiled_fields


def forms_of(page: Page) -> Iterator[tuple[str, str, html.FormElement]]:
    """Yield method, address and element of each form of a page."""
    for form in html.document_fromstring(page.html).iter("form") if page.html.strip() else ():
        yield form.get("method", "get").upper(), urljoin(page.address, form.get("action") or page.address), form


def broken_by_forms(app: Flask, client: FlaskClient, first: str, *, tries: int) -> set[str]:
    """Send every kind of form once empty, then spoiled in so many ways; return the routes that broke."""
    dice, sent, broken = random.Random(0), Counter[str](), set()
    for page in walk(app, client, first, each=1):
        for method, address, form in forms_of(page):
            name = route(app, address, method)
            if name is None or name in KEPT or sent[f"{method} {name}"]:
                continue
            sent[f"{method} {name}"] += 1
            for fields in ([], *(spoiled(fields_of(form, dice), dice) for _ in range(tries))):
                path, values = urlsplit(address).path, MultiDict(fields)
                answer = client.post(path, data=values) if method == "POST" else client.get(path, query_string=values)
                if answer.status_code == 500:
                    broken.add(f"{method} {name} {fields}")
    return broken


def broken_by_arguments(app: Flask, client: FlaskClient, first: str, *, tries: int) -> set[str]:
    """Ask every kind of page for hostile things, and for hostile ids; return what broke."""
    dice, broken = random.Random(0), set()
    for page in walk(app, client, first, each=1):
        parts = urlsplit(page.address)
        asked, steps = parse_qsl(parts.query), parts.path.split("/")
        for value in dice.sample(HOSTILE, tries):
            for place, (key, _) in enumerate(asked):
                spoiled_ones = MultiDict([*asked[:place], (key, value), *asked[place + 1 :]])
                if client.get(parts.path, query_string=spoiled_ones).status_code == 500:
                    broken.add(f"{route(app, parts.path)} {key}={value}")
            for place, step in enumerate(steps):
                if re.search(r"\d", step):
                    path = "/".join([*steps[:place], quote(value, safe=""), *steps[place + 1 :]])
                    if client.get(path).status_code == 500:
                        broken.add(f"{route(app, parts.path)} {value}")
    return broken


@pytest.mark.parametrize("login", ["demo-trainee", "demo-teacher"])
def test_no_form_breaks_when_it_comes_empty(demonstration: Demonstration, login: str) -> None:
    """A form without a single field gets an answer."""
    client, first = sign_in(demonstration, login)

    assert broken_by_forms(demonstration.app, client, first, tries=0) == set()


@pytest.mark.campaign
@pytest.mark.parametrize(
    "login",
    ["demo-organiser", "demo-teacher", "demo-leader", "demo-branch", "demo-lecturer", "demo-trainee", "demo-admin"],
)
def test_no_form_breaks_on_hostile_values(own_demonstration: Demonstration, login: str) -> None:
    """Forty hostile ways to fill in every kind of form."""
    client, first = sign_in(own_demonstration, login)

    assert broken_by_forms(own_demonstration.app, client, first, tries=40) == set()


@pytest.mark.campaign
@pytest.mark.parametrize("login", ["demo-organiser", "demo-branch", "demo-lecturer", "demo-trainee", "demo-admin"])
def test_no_address_breaks_on_hostile_arguments(own_demonstration: Demonstration, login: str) -> None:
    """Every hostile value in every argument and id of every kind of address."""
    client, first = sign_in(own_demonstration, login)

    assert broken_by_arguments(own_demonstration.app, client, first, tries=len(HOSTILE)) == set()
