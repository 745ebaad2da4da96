"""What every page on a phone starts from: the blueprint, and the class that the trainee is in."""

from flask import Blueprint, request

from trainingapp.accounts import gate
from trainingapp.accounts.permissions import Permission
from trainingapp.cohorts.models import Enrolment
from trainingapp.core.clock import today
from trainingapp.portal import operations, queries

blueprint = Blueprint("portal", __name__)


@blueprint.before_app_request
def refuse_switched_off() -> None:
    """Close every page that is a trainee's own, of whatever subject, where the office has switched them off."""
    if request.endpoint and gate.requirement(request.endpoint) is Permission.OWN_TRAINING:
        operations.refuse_switched_off()


def own_classes() -> tuple[list[Enrolment], Enrolment]:
    """Return the actor's places in classes, and that of this page: what matters today, or what the address names."""
    enrolments = list(queries.own_enrolments(gate.signed_in_actor()))
    return enrolments, queries.choose_enrolment(enrolments, request.args.get("class"), today())
