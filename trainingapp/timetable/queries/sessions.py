"""Sessions with all that a page shows of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import Row, Select, or_, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import Session, SessionAudience, SessionLecturer
from trainingapp.timetable.queries.facts import sessions_sharing_vehicles
from trainingapp.timetable.rules.cards import Taught
from trainingapp.timetable.terms import HalfDay, SessionState, Teaching

IS_IN = Enrolment.state == EnrolmentState.ENROLLED
NO_SUCH_SESSION = "本班没有这次课，或者它已被删除"


def whole_sessions() -> Select[Session]:
    """Return the statement over sessions with everything that a page shows of them; constant queries."""
    return _judged_sessions().options(joinedload(Session.course))


def _judged_sessions() -> Select[Session]:
    """Return the statement over sessions with everything that the rules judge them by."""
    return select(Session).options(
        joinedload(Session.venue),
        selectinload(Session.teachings).joinedload(SessionLecturer.lecturer),
        selectinload(Session.audiences).options(joinedload(SessionAudience.track), joinedload(SessionAudience.group)),
    )


def list_sessions(cohort: Cohort, *, cancelled: bool = False) -> Sequence[Session]:
    """Return a class's sessions in order of time; cancelled ones only when asked for."""
    statement = whole_sessions().where(Session.cohort_id == cohort.id)
    if not cancelled:
        statement = statement.where(Session.state == SessionState.PLANNED)
    return db.session.scalars(statement.order_by(Session.held_on, Session.starts_at, Session.id)).all()


def find_session(cohort: Cohort, public_id: str) -> Session:
    """Return a session of this class, a cancelled one too; raise NotFound."""
    statement = whole_sessions().where(Session.cohort_id == cohort.id, Session.public_id == public_id)
    session = db.session.scalar(statement)
    if session is None:
        raise NotFound(NO_SUCH_SESSION)
    return session


def class_sessions_on(cohort_ids: Collection[int], days: Collection[date]) -> Sequence[Session]:
    """Return the planned sessions of some classes on these days."""
    statement = whole_sessions().where(
        Session.cohort_id.in_(cohort_ids), Session.held_on.in_(days), Session.state == SessionState.PLANNED
    )
    return db.session.scalars(statement.options(joinedload(Session.cohort))).all()


def classes_sharing_people(cohort_ids: Collection[int]) -> set[int]:
    """Return the other classes in which somebody of these classes is, too."""
    theirs = select(Enrolment.person_id).where(Enrolment.cohort_id.in_(cohort_ids), IS_IN)
    statement = select(Enrolment.cohort_id).distinct()
    others = statement.where(Enrolment.person_id.in_(theirs), IS_IN, Enrolment.cohort_id.not_in(cohort_ids))
    return set(db.session.scalars(others))


class Near(NamedTuple):
    """What other classes have near some sessions: those to judge, and all half-days of the shared lecturers."""

    sessions: Sequence[Session]
    taught: Mapping[int, Sequence[Taught]]


def sessions_near(judged: Collection[tuple[Session, date]], classes: Collection[int]) -> Near:
    """Return what other classes have that sessions might clash with, each judged on a day, perhaps not its own.

    To judge are planned sessions on such a day that share its venue, a lecturer or a vehicle, or that belong to one of
    `classes`, which share people. Of the lecturers every half-day of these weeks counts.
    """
    at_venues = {(day, session.venue_id) for session, day in judged if session.venue_id}
    with_lecturers = {(day, row.lecturer_id) for session, day in judged for row in session.teachings}
    days = {day for _, day in judged}
    riding = {session.id for session, _ in judged if session.form is Form.VISIT}
    near: set[int] = sessions_sharing_vehicles(riding, days)
    taught: dict[int, list[Taught]] = defaultdict(list)
    own = {session.cohort_id for session, _ in judged}
    for key, day, half_day, venue, cohort, lecturer, role in _rows_near(own, days, at_venues, with_lecturers, classes):
        if day in days and (cohort in classes or (day, venue) in at_venues or (day, lecturer) in with_lecturers):
            near.add(key)
        if role is Teaching.SPEAKER:
            taught[lecturer].append(Taught(key, day, half_day))
    elsewhere = (Session.id.in_(near), Session.cohort_id.not_in(own), Session.state == SessionState.PLANNED)
    statement = _judged_sessions().where(*elsewhere).options(joinedload(Session.cohort))
    return Near(db.session.scalars(statement).all() if near else [], taught)


def _rows_near(
    own: Collection[int],
    days: Collection[date],
    at_venues: Collection[tuple[date, int]],
    with_lecturers: Collection[tuple[date, int]],
    classes: Collection[int],
) -> Sequence[Row[int, date, HalfDay, int | None, int, int, Teaching]]:
    """Return in bare columns what other classes have in these weeks at the venues, with the lecturers, in `classes`."""
    weeks = _whole_weeks(days)
    statement = (
        select(
            Session.id,
            Session.held_on,
            Session.half_day,
            Session.venue_id,
            Session.cohort_id,
            SessionLecturer.lecturer_id,
            SessionLecturer.role,
        )
        .outerjoin(SessionLecturer, SessionLecturer.session_id == Session.id)
        .where(
            Session.held_on.between(min(weeks), max(weeks)),
            Session.cohort_id.not_in(own),
            Session.state == SessionState.PLANNED,
            or_(
                Session.venue_id.in_({venue for _, venue in at_venues}),
                SessionLecturer.lecturer_id.in_({lecturer for _, lecturer in with_lecturers}),
                Session.cohort_id.in_(classes),
            ),
        )
    )
    return db.session.execute(statement).all()


def _whole_weeks(days: Iterable[date]) -> set[date]:
    mondays = {day - timedelta(days=day.weekday()) for day in days}
    return {monday + timedelta(days=place) for monday in mondays for place in range(7)}


def forget_changes() -> None:
    """Take back everything that this transaction tried, so that what was shown as a warning is not written."""
    db.session.rollback()
