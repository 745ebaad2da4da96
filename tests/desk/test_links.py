"""A page shows a link only to those for whom it opens: each role follows every kind of link from its first page."""

import pytest

from tests.browser.demonstration import Demonstration
from tests.desk.walking import sign_in, walk

pytestmark = pytest.mark.xdist_group("walks")  # what they share is made once

LOGINS = [
    "demo-street",
    "demo-teacher",
    "demo-leader",
    "demo-branch",
    "demo-lecturer",
    "demo-trainee",
    "demo-inspector",
]


@pytest.mark.parametrize("login", LOGINS)
def test_every_link_shown_opens(demonstration: Demonstration, login: str) -> None:
    """Nobody is shown a link that is refused to him."""
    client, first = sign_in(demonstration, login)

    refused = [
        f"{page.answer.status_code} {page.address}, shown by {page.shown_by}"
        for page in walk(demonstration.app, client, first, each=1)
        if page.answer.status_code >= 400
    ]

    assert refused == []
