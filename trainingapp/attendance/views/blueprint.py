"""What every page of attendance starts from: the blueprint, the class and the session of an address."""

from typing import Any

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.attendance import queries
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import find_cohort
from trainingapp.timetable.models import Session

blueprint = Blueprint("attendance", __name__)


def load(actor: Actor, permission: Permission, public_id: str, session: str) -> tuple[Cohort, Session]:
    """Return the class and the session of an address, for an actor who has this permission over the class."""
    cohort = find_cohort(actor, permission, public_id)
    return cohort, queries.find_session(cohort, session)


def back_to_roll_call(cohort: Cohort, session: Session) -> ResponseReturnValue:
    """Send the browser to a session's roll call, in the order in which it was shown."""
    here: dict[str, Any] = {"public_id": cohort.public_id, "session": session.public_id}
    return redirect(url_for("attendance.roll_call", signed=request.args.get("signed"), **here))
