"""What every page of assessment starts from: the blueprint, and the class of an address."""

from flask import Blueprint

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort

ARCHIVE_ENDING = ".qlclass"

blueprint = Blueprint("assessment", __name__)


def load(permission: Permission, public_id: str) -> tuple[Actor, Cohort]:
    """Return the actor and the class of an address, for an actor who has this permission over the class."""
    actor = gate.signed_in_actor()
    return actor, find_cohort(actor, permission, public_id)
