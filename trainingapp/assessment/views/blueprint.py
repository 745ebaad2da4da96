"""What every page of assessment starts from: the blueprint, and the class of an address."""

from flask import Blueprint

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission, may
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.cohorts.terms import Stage

blueprint = Blueprint("assessment", __name__)


def load(permission: Permission, public_id: str) -> tuple[Actor, Cohort]:
    """Return the actor and the class of an address, for an actor who has this permission over the class."""
    actor = gate.signed_in_actor()
    return actor, find_cohort(actor, permission, public_id)


def may_change(actor: Actor, cohort: Cohort) -> bool:
    """Tell whether the actor may change results of a class: one that is closed is archived as it was."""
    return may(actor, Permission.ASSESSMENT_EDIT) and cohort.stage is not Stage.CLOSED
