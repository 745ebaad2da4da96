"""What every page on a phone starts from: the blueprint, and the class that the trainee is in."""

from flask import Blueprint, request

from trainingapp.accounts import gate
from trainingapp.cohorts.models import Enrolment
from trainingapp.portal import operations, queries

blueprint = Blueprint("portal", __name__)


def own_classes() -> tuple[list[Enrolment], Enrolment]:
    """Return the actor's places in classes, and the one of this page: the newest, or the one the address names."""
    operations.refuse_switched_off()
    enrolments = list(queries.own_enrolments(gate.signed_in_actor()))
    return enrolments, queries.choose_enrolment(enrolments, request.args.get("class"))
