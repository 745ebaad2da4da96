"""Rosters sent through the pages as a person does it: uploaded, looked at, and taken as they were shown."""

import html
import re
from collections.abc import Mapping
from io import BytesIO

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from trainingapp.cohorts.models import Cohort

SEEN = re.compile(r'name="seen" value="(\w+)"')


def send(client: FlaskClient, cohort: Cohort, content: bytes, name: str = "名单.xlsx") -> TestResponse:
    """Upload a file and return the answer: the way to the page where it is checked, or a refusal."""
    return client.post(
        f"/classes/{cohort.public_id}/roster/import",
        data={"file": (BytesIO(content), name)},
        content_type="multipart/form-data",
    )


def page_of(client: FlaskClient, address: str) -> str:
    """Return a page's text."""
    return html.unescape(client.get(address, follow_redirects=True).get_data(as_text=True))


def seen_on(page: str) -> str:
    """Return the fingerprint of the plan that a page shows."""
    found = SEEN.search(page)
    assert found, page
    return found[1]


def take(
    client: FlaskClient, address: str, fields: Mapping[str, str] | None = None, *, follow: bool = False
) -> TestResponse:
    """Look at a kept roster, choose units where the fields say so, and take it as it is shown then."""
    data = fields or {}
    units = {name: value for name, value in data.items() if name.startswith(("unit-", "named-"))}
    if units:
        client.post(address, data={**units, "recheck": "1"})
    sent = {**data, "seen": seen_on(page_of(client, address))}
    return client.post(address, data=sent, follow_redirects=follow)
