"""Reads of sites and visits."""

from collections.abc import Sequence

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import card_of, list_sessions, members_of
from trainingapp.visits.models import Site, Stop, Visit


def list_sites(text: str = "") -> Sequence[Site]:
    """Return the sites whose name, unit or topic holds the text, by name."""
    wanted = or_(*(column.contains(text, autoescape=True) for column in (Site.name, Site.unit, Site.topic)))
    return db.session.scalars(select(Site).where(wanted).order_by(Site.name)).all()


def find_site(public_id: str) -> Site:
    """Return a site; raise NotFound."""
    found = db.session.scalar(select(Site).where(Site.public_id == public_id))
    if found is None:
        raise NotFound("教学点库里没有这一条")
    return found


def _visits() -> Select[Visit]:
    return select(Visit).options(
        joinedload(Visit.session), selectinload(Visit.stops).joinedload(Stop.site), selectinload(Visit.vehicles)
    )


def list_visits(cohort: Cohort) -> Sequence[Visit]:
    """Return a class's visits in order of time, with stops and vehicles; cancelled sessions stay in the list."""
    statement = _visits().join(Session, Session.id == Visit.session_id).where(Session.cohort_id == cohort.id)
    return db.session.scalars(statement.order_by(Session.held_on, Session.starts_at)).unique().all()


def visit_of(session: Session) -> Visit | None:
    """Return the visit of a session, or None when nothing has been planned."""
    return db.session.scalar(_visits().where(Visit.session_id == session.id))


def sessions_without_visit(cohort: Cohort, visits: Sequence[Visit]) -> list[Session]:
    """Return the planned sessions of the form 现场教学 that have no itinerary yet."""
    planned = {visit.session_id for visit in visits}
    return [one for one in list_sessions(cohort) if one.form is Form.VISIT and one.id not in planned]


def people_of(session: Session) -> int:
    """Return how many trainees a session expects."""
    return len(card_of(session, members_of([session.cohort_id]).get(session.cohort_id, ())).people)
