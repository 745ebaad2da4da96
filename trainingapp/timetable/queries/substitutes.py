"""What is free instead: rooms, lecturers and half-days that would rid a session of what is wrong with it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import or_, select

from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.curriculum import queries as curriculum
from trainingapp.curriculum.models import Lecturer, Venue
from trainingapp.timetable.models import PlannedLecturer, PlannedSession, Session, SessionLecturer
from trainingapp.timetable.queries.cards import cards_of
from trainingapp.timetable.queries.conflicts import find_fits
from trainingapp.timetable.queries.lecturers import lecturer_hours
from trainingapp.timetable.rules.cards import Conflict
from trainingapp.timetable.rules.fitting import Fit, Verdict
from trainingapp.timetable.rules.single import why_away
from trainingapp.timetable.terms import ConflictKind, HalfDay, SessionState

MOST_OFFERED = 3
DAYS_LOOKED_AT = 14
OF_ROOM = frozenset({ConflictKind.VENUE, ConflictKind.CAPACITY, ConflictKind.FEATURES, ConflictKind.NO_VENUE})
OF_LECTURER = frozenset(
    {ConflictKind.LECTURER, ConflictKind.LECTURER_TIME, ConflictKind.NO_LECTURER, ConflictKind.LOAD}
)
#: What no other half-day mends.
ANYWHEN = frozenset(
    {ConflictKind.CAPACITY, ConflictKind.FEATURES, ConflictKind.NO_VENUE, ConflictKind.NO_LECTURER, ConflictKind.SEATS}
)


@dataclass(frozen=True)
class Substitutes:
    """What is free; `instead` is the lecturer whose place one of the `lecturers` would take."""

    cells: Sequence[Fit] = ()
    venues: Sequence[Venue] = ()
    lecturers: Sequence[Lecturer] = ()
    instead: Lecturer | None = None


def find_substitutes(session: Session, conflicts: Iterable[Conflict]) -> Substitutes:
    """Return what is free instead for a session with these conflicts; nothing where there is nothing to mend."""
    found = list(conflicts)
    kinds = {conflict.kind for conflict in found}
    about = next((one.lecturer for one in found if one.kind in OF_LECTURER and one.lecturer), None)
    return Substitutes(
        cells=free_cells(session, session.held_on) if kinds - ANYWHEN else (),
        venues=_free_venues(session) if kinds & OF_ROOM else (),
        lecturers=_free_lecturers(session) if kinds & OF_LECTURER else (),
        instead=next((one for one in session.speakers if one.id == about), None),
    )


def free_cells(session: Session, near: date) -> list[Fit]:
    """Return the first half-days of a day's week and of the next into which a session fits without a finding.

    Days that are over are offered only for one that is itself over.
    """
    monday, now = near - timedelta(days=near.weekday()), today()
    days = [monday + timedelta(days=place) for place in range(DAYS_LOOKED_AT)]
    days = [day for day in days if day >= now] if near >= now else days
    cells = [(day, half) for day in days for half in HalfDay if half is not HalfDay.EVENING]
    fits = find_fits(session, cells)
    return [fit for fit in fits if fit.verdict is Verdict.FITS][:MOST_OFFERED]


def _meanwhile(session: Session) -> list[Session]:
    """Return the sessions of any class that are held at the same time."""
    at_once = (Session.held_on == session.held_on, Session.starts_at < session.ends_at)
    other = (Session.ends_at > session.starts_at, Session.id != session.id, Session.state == SessionState.PLANNED)
    return list(db.session.scalars(select(Session).where(*at_once, *other)))


def _free_venues(session: Session) -> list[Venue]:
    """Return the smallest other rooms that are free, seat the session's people and have what it needs."""
    taken = {one.venue_id for one in _meanwhile(session)}
    (card,) = cards_of([session])
    fitting = [
        venue
        for venue in curriculum.list_venues()
        if venue.id != session.venue_id
        and (venue.parallel or venue.id not in taken)
        and (venue.capacity is None or venue.capacity >= card.headcount)
        and set(session.features) <= set(venue.features)
    ]
    return sorted(fitting, key=lambda venue: (venue.capacity is None, venue.capacity))[:MOST_OFFERED]


def _free_lecturers(session: Session) -> list[Lecturer]:
    """Return others who may teach it and are free: those whom the plan names, and who have taught the course."""
    taken = {row.lecturer_id for one in _meanwhile(session) for row in one.teachings}
    here = {row.lecturer_id for row in session.teachings}
    (card,) = cards_of([session])
    hours = lecturer_hours()
    return [
        one
        for one in db.session.scalars(select(Lecturer).where(Lecturer.id.in_(_able(session))).order_by(Lecturer.id))
        if one.id not in taken | here and not why_away(card, hours.get(one.id, ()))
    ][:MOST_OFFERED]


def _able(session: Session) -> set[int]:
    planned = select(PlannedSession.planned_id).where(PlannedSession.session_id == session.id)
    named = select(PlannedLecturer.lecturer_id).where(PlannedLecturer.planned_id.in_(planned))
    same = Session.title == session.title
    same = or_(same, Session.course_id == session.course_id) if session.course_id else same
    taught = select(SessionLecturer.lecturer_id).where(SessionLecturer.session_id.in_(select(Session.id).where(same)))
    return set(db.session.scalars(named)) | set(db.session.scalars(taught))
