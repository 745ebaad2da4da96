"""What the tests of class packs share: a pack begun, waited for, and taken."""

from flask.testing import FlaskClient

from trainingapp.cohorts.models import Cohort
from trainingapp.core import works

PATIENCE = 60.0


def begin(client: FlaskClient, cohort: Cohort) -> str:
    """Ask for a class's pack and return the address of its page."""
    return str(client.post(f"/classes/{cohort.public_id}/papers").location)


def wait(client: FlaskClient, address: str) -> None:
    """Ask as the page does, and again once the work has ended: to ask all the while takes the work's own time."""
    if not _leads_on(client, address):
        assert works._works[address.rpartition("/")[2]].ended.wait(PATIENCE)
        assert _leads_on(client, address)


def _leads_on(client: FlaskClient, address: str) -> bool:
    return "HX-Redirect" in client.get(address, headers={"HX-Request": "true"}).headers


def pack_of(client: FlaskClient, cohort: Cohort) -> bytes:
    """Return the archive of a class."""
    address = begin(client, cohort)
    wait(client, address)
    return client.get(f"{address}/file").get_data()
