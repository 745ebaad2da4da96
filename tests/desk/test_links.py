"""A page shows a link only to those for whom it opens, and a form that comes empty gets an answer.

Each role follows every kind of link from its first page; some send each form that they met on the way.
"""

import pytest

from tests.browser.demonstration import Demonstration
from tests.desk.forms import broken_by_forms, without_fields
from tests.desk.walking import Page, sign_in, walk

pytestmark = pytest.mark.xdist_group("walks")  # what they share is made once

LOGINS = [
    "demo-street",
    "demo-leader",
    "demo-branch",
    "demo-lecturer",
    "demo-inspector",
]


def refused(pages: list[Page]) -> list[str]:
    """Return the pages that did not open, and where they are shown."""
    return [
        f"{page.answer.status_code} {page.address}, shown by {page.shown_by}"
        for page in pages
        if page.answer.status_code >= 400
    ]


@pytest.mark.parametrize("login", LOGINS)
def test_every_link_shown_opens(demonstration: Demonstration, login: str) -> None:
    """Nobody is shown a link that is refused to him."""
    client, first = sign_in(demonstration, login)

    pages = list(walk(demonstration.app, client, first, each=1))

    assert refused(pages) == []


@pytest.mark.parametrize("login", ["demo-trainee", "demo-teacher"])
def test_every_link_shown_opens_and_no_form_breaks_when_it_comes_empty(
    restored_demonstration: Demonstration, login: str
) -> None:
    """Nobody is shown a link that is refused to him, and a form without a single field gets an answer."""
    app = restored_demonstration.app
    client, first = sign_in(restored_demonstration, login)

    pages = list(walk(app, client, first, each=1))

    assert refused(pages) == []
    assert broken_by_forms(app, client, pages, without_fields) == set()
