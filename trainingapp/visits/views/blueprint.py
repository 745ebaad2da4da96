"""What every page of visits starts from: the blueprint, the class and the visit of an address."""

from flask import Blueprint

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.visits import queries
from trainingapp.visits.models import Visit

blueprint = Blueprint("visits", __name__)


def load(actor: Actor, permission: Permission, public_id: str, session: str) -> tuple[Cohort, Visit]:
    """Return the class and the visit of an address, for an actor who has this permission over the class."""
    cohort = find_cohort(actor, permission, public_id)
    return cohort, queries.find_visit(cohort, session)
