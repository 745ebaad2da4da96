"""What the tests of class packs share: a pack begun, waited for, and taken."""

import time

from flask.testing import FlaskClient

from trainingapp.cohorts.models import Cohort

PATIENCE = 60.0


def begin(client: FlaskClient, cohort: Cohort) -> str:
    """Ask for a class's pack and return the address of its page."""
    return str(client.post(f"/classes/{cohort.public_id}/papers").location)


def wait(client: FlaskClient, address: str) -> None:
    """Wait as the page does, until the pack is made."""
    until = time.monotonic() + PATIENCE
    while "HX-Redirect" not in client.get(address, headers={"HX-Request": "true"}).headers:
        assert time.monotonic() < until
        time.sleep(0.05)


def pack_of(client: FlaskClient, cohort: Cohort) -> bytes:
    """Return the archive of a class."""
    address = begin(client, cohort)
    wait(client, address)
    return client.get(f"{address}/file").get_data()
