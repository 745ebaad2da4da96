"""What a lecturer misses of what is placed, since it was noted when he can come."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import visible_cohorts
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Missed
from trainingapp.timetable.models import Session, SessionLecturer
from trainingapp.timetable.queries.cards import cards_of
from trainingapp.timetable.queries.lecturers import lecturer_hours
from trainingapp.timetable.queries.sessions import whole_sessions
from trainingapp.timetable.rules.single import why_away
from trainingapp.timetable.terms import SessionState


def missed_sessions(actor: Actor, lecturer_id: int) -> list[Missed]:
    """Return the sessions from today on, of classes that the actor may edit, at which a lecturer cannot be."""
    mine = visible_cohorts(actor, Permission.TIMETABLE_EDIT).with_only_columns(Cohort.id)
    own = select(SessionLecturer.session_id).where(SessionLecturer.lecturer_id == lecturer_id)
    statement = whole_sessions().where(
        Session.id.in_(own),
        Session.cohort_id.in_(mine),
        Session.held_on >= today(),
        Session.state == SessionState.PLANNED,
    )
    ordered = statement.options(joinedload(Session.cohort)).order_by(Session.held_on, Session.starts_at)
    sessions = db.session.scalars(ordered).all()
    rows = lecturer_hours().get(lecturer_id, ())
    found = [(one, why_away(card, rows)) for one, card in zip(sessions, cards_of(sessions), strict=True)]
    return [
        Missed(f"{one.cohort.short_name} {one.label}", why, one.cohort.public_id, one.public_id)
        for one, why in found
        if why
    ]
