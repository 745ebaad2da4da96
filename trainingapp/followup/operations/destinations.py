"""Where trainees went after the class."""

from datetime import date

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.core import changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.followup.models import Destination
from trainingapp.followup.terms import DestinationKind


def record_destination(
    actor: Actor, cohort: Cohort, *, trainee: Enrolment, kind: DestinationKind, since: date, post: str, note: str
) -> Destination:
    """Record where a trainee is now; what was recorded before stays. Refuses a day before the class began."""
    if since < cohort.starts_on:
        raise Refused(f"日期 {since} 早于开班日期 {cohort.starts_on}，去向记的是训后的变动")
    row = Destination(enrolment=trainee, kind=kind, since=since, post=post, note=note)
    db.session.add(row)
    db.session.flush()
    audit.record(actor, "destination.recorded", row, changes.created(row), cohort_id=cohort.id)
    return row
