"""What other classes have near some sessions, in bare columns: a term has hundreds of them, and no page shows them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select

from trainingapp.cohorts.models import Cohort, Group, Track
from trainingapp.core.database import db
from trainingapp.curriculum.models import Lecturer, Venue
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import Session, SessionAudience, SessionLecturer
from trainingapp.timetable.queries.cards import Expected, Names, Parts, make_card
from trainingapp.timetable.queries.facts import sessions_sharing_vehicles
from trainingapp.timetable.rules.cards import Card, ClassFacts, Room, Taught
from trainingapp.timetable.terms import SessionState, Teaching

SPEAKS = (SessionLecturer.role == Teaching.SPEAKER).label("speaks")
OF_SESSION = (
    Session.id,
    Session.cohort_id,
    Session.title,
    Session.held_on,
    Session.starts_at,
    Session.ends_at,
    Session.half_day,
    Session.hours,
    Session.form,
    Session.speaker_note,
    Session.accepted_reason,
    Session.after_id,
)
OF_COHORT = (Cohort.short_name, Cohort.starts_on, Cohort.ends_on, Cohort.hours_per_half_day, Cohort.expected_size)
OF_VENUE = (
    Session.venue_id,
    Venue.name.label("venue_name"),
    Venue.capacity,
    Venue.parallel,
)


class Near(NamedTuple):
    """What other classes have near some sessions: the ids of those to judge, all half-days of the shared lecturers."""

    session_ids: Collection[int]
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
    own, teaching = {session.cohort_id for session, _ in judged}, {lecturer for _, lecturer in with_lecturers}
    for key, day, half_day, venue, cohort, lecturer, speaks in _rows_near(
        own, days, at_venues, with_lecturers, classes
    ):
        if day in days and (cohort in classes or (day, venue) in at_venues or (day, lecturer) in with_lecturers):
            near.add(key)
        if speaks and lecturer in teaching:
            taught[lecturer].append(Taught(key, day, half_day))
    return Near(near, taught)


def _rows_near(
    own: Collection[int],
    days: Collection[date],
    at_venues: Collection[tuple[date, int]],
    with_lecturers: Collection[tuple[date, int]],
    classes: Collection[int],
) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return in bare columns what other classes have in these weeks at the venues, with the lecturers, in `classes`."""
    first, last = min(days), max(days)
    statement = _bare_places().where(
        Session.held_on.between(first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())),
        _elsewhere(own),
        or_(
            Session.venue_id.in_({venue for _, venue in at_venues}),
            SessionLecturer.lecturer_id.in_({lecturer for _, lecturer in with_lecturers}),
            Session.cohort_id.in_(classes),
        ),
    )
    return db.session.execute(statement).all()


@cache
def _bare_places() -> Select[*tuple[Any, ...]]:
    return select(
        Session.id,
        Session.held_on,
        Session.half_day,
        Session.venue_id,
        Session.cohort_id,
        SessionLecturer.lecturer_id,
        SPEAKS,
    ).outerjoin(SessionLecturer, SessionLecturer.session_id == Session.id)


def _elsewhere(own: Collection[int]) -> ColumnElement[bool]:
    return and_(Session.cohort_id.not_in(own), Session.state == SessionState.PLANNED)


def cards_elsewhere(session_ids: Collection[int], own: Collection[int], expected: Expected) -> list[Card]:
    """Return those of these sessions that are planned in other classes than `own` as the rules see them.

    What visits add is still missing, and what is judged of a class's own sessions alone: what a room has to have.
    """
    if not session_ids:
        return []
    rows = db.session.execute(_bare_sessions().where(Session.id.in_(session_ids), _elsewhere(own))).all()
    ids = [row.id for row in rows]
    teaching, audiences = _teaching_in(ids), _audiences_of(ids)
    return [make_card(row, _parts(row, teaching[row.id], audiences[row.id]), expected) for row in rows]


@cache
def _bare_sessions() -> Select[*tuple[Any, ...]]:
    return (
        select(*OF_SESSION, *OF_COHORT, *OF_VENUE)
        .join(Cohort, Cohort.id == Session.cohort_id)
        .outerjoin(Venue, Venue.id == Session.venue_id)
    )


def _teaching_in(session_ids: Collection[int]) -> Mapping[int, tuple[Names, Names]]:
    """Return by session who speaks and who hosts."""
    found: dict[int, tuple[Names, Names]] = defaultdict(lambda: ({}, {}))
    statement = _bare_teaching().where(SessionLecturer.session_id.in_(session_ids))
    for key, speaks, lecturer, name in db.session.execute(statement):
        found[key][0 if speaks else 1][lecturer] = name
    return found


@cache
def _bare_teaching() -> Select[*tuple[Any, ...]]:
    return (
        select(SessionLecturer.session_id, SPEAKS, Lecturer.id, Lecturer.name)
        .join(Lecturer, Lecturer.id == SessionLecturer.lecturer_id)
        .order_by(SessionLecturer.position)
    )


def _audiences_of(session_ids: Collection[int]) -> Mapping[int, tuple[Names, Names]]:
    """Return by session for which tracks and for which groups it is."""
    found: dict[int, tuple[Names, Names]] = defaultdict(lambda: ({}, {}))
    statement = _bare_audiences().where(SessionAudience.session_id.in_(session_ids))
    for key, track, track_name, group, group_name in db.session.execute(statement):
        found[key][0 if track else 1][track or group] = track_name or group_name
    return found


@cache
def _bare_audiences() -> Select[*tuple[Any, ...]]:
    return (
        select(SessionAudience.session_id, Track.id, Track.name, Group.id, Group.name)
        .outerjoin(Track, Track.id == SessionAudience.track_id)
        .outerjoin(Group, Group.id == SessionAudience.group_id)
    )


def _parts(row: Row[*tuple[Any, ...]], teaching: tuple[Names, Names], audiences: tuple[Names, Names]) -> Parts:
    cohort = ClassFacts(
        row.cohort_id, row.short_name, row.starts_on, row.ends_on, row.hours_per_half_day, row.expected_size or 0
    )
    room = Room(row.venue_id, row.venue_name, row.capacity, row.parallel) if row.venue_id else None
    return Parts(cohort, room, *teaching, *audiences)
