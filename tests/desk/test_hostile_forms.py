"""Whatever a form or an address carries, the answer is a page that says what is wrong, never an error of ours.

That no form breaks when it comes empty is tested by those who follow every link, in test_links.py.
"""

import random
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.datastructures import MultiDict

from tests.browser.demonstration import Demonstration
from tests.desk.forms import Fields, broken_by_forms, fields_of
from tests.desk.walking import route, sign_in, walk

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


@pytest.mark.campaign
@pytest.mark.parametrize(
    "login",
    ["demo-organiser", "demo-teacher", "demo-leader", "demo-branch", "demo-lecturer", "demo-trainee", "demo-admin"],
)
def test_no_form_breaks_on_hostile_values(own_demonstration: Demonstration, login: str) -> None:
    """Forty hostile ways to fill in every kind of form."""
    client, first = sign_in(own_demonstration, login)
    dice, app = random.Random(0), own_demonstration.app

    def many_ways(form: html.FormElement) -> Iterator[Fields]:
        yield []
        yield from (spoiled(fields_of(form, dice), dice) for _ in range(40))

    assert broken_by_forms(app, client, walk(app, client, first, each=1), many_ways) == set()


@pytest.mark.campaign
@pytest.mark.parametrize("login", ["demo-organiser", "demo-branch", "demo-lecturer", "demo-trainee", "demo-admin"])
def test_no_address_breaks_on_hostile_arguments(own_demonstration: Demonstration, login: str) -> None:
    """Every hostile value in every argument and id of every kind of address."""
    client, first = sign_in(own_demonstration, login)

    assert broken_by_arguments(own_demonstration.app, client, first, tries=len(HOSTILE)) == set()
