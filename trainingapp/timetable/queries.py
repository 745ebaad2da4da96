"""Reads of timetables: sessions with all that a page shows, and the cards that the rules judge."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.models import Session, SessionAudience, SessionLecturer
from trainingapp.timetable.rules.calendar import Day
from trainingapp.timetable.rules.conflicts import Card, Conflict, Course, Room, find_all_conflicts
from trainingapp.timetable.rules.known_holidays import known_calendar
from trainingapp.timetable.terms import SessionState

NO_SUCH_SESSION = "本班没有这次课，或者它已被删除"
OPENING_WORDS, CLOSING_WORDS = ("开班", "开学"), ("结业", "结班")

Member = tuple[int, int | None, int | None]


def whole_sessions() -> Select[Session]:
    """Return the statement over sessions with everything that a page shows of them; constant queries."""
    return select(Session).options(
        joinedload(Session.course),
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


def sessions_on(days: Iterable[date]) -> Sequence[Session]:
    """Return the planned sessions of every class of the office on these days: whatever a card may clash with."""
    statement = whole_sessions().where(Session.held_on.in_(set(days)), Session.state == SessionState.PLANNED)
    return db.session.scalars(statement.options(joinedload(Session.cohort))).all()


def members_of(cohort_ids: Iterable[int]) -> Mapping[int, Sequence[Member]]:
    """Return (person, track, group) of those who are in each of these classes now."""
    statement = select(Enrolment.cohort_id, Enrolment.person_id, Enrolment.track_id, Enrolment.group_id).where(
        Enrolment.cohort_id.in_(set(cohort_ids)), Enrolment.state == EnrolmentState.ENROLLED
    )
    members: dict[int, list[Member]] = {}
    for cohort_id, *member in db.session.execute(statement):
        members.setdefault(cohort_id, []).append(tuple(member))  # type: ignore[arg-type]  # the three columns
    return members


def cards_of(sessions: Sequence[Session]) -> list[Card]:
    """Return the sessions as the rules see them, with the persons whom each expects."""
    members = members_of(session.cohort_id for session in sessions)
    audiences: dict[tuple[int, frozenset[int], frozenset[int]], frozenset[int]] = {}
    return [card_of(session, members.get(session.cohort_id, ()), audiences) for session in sessions]


def card_of(
    session: Session,
    members: Sequence[Member],
    audiences: dict[tuple[int, frozenset[int], frozenset[int]], frozenset[int]] | None = None,
) -> Card:
    """Return one session as the rules see it; `audiences` keeps the persons of audiences that come again."""
    tracks = frozenset(row.track_id for row in session.audiences if row.track_id)
    groups = frozenset(row.group_id for row in session.audiences if row.group_id)
    key = (session.cohort_id, tracks, groups)
    known = {} if audiences is None else audiences
    if key not in known:
        known[key] = frozenset(
            person for person, track, group in members if not (tracks or groups) or track in tracks or group in groups
        )
    cohort, venue = session.cohort, session.venue
    return Card(
        id=session.id,
        label=session.title,
        course=Course(cohort.id, cohort.short_name, cohort.starts_on, cohort.ends_on, cohort.hours_per_half_day),
        starts=session.starts,
        ends=session.ends,
        half_day=session.half_day,
        hours=session.hours,
        form=session.form,
        lecturers={row.lecturer_id: row.lecturer.name for row in session.teachings},
        speaker_named=bool(session.speaker_note),
        room=Room(venue.id, venue.name, venue.capacity, venue.parallel) if venue else None,
        tracks=tracks,
        groups=groups,
        people=known[key],
        opening=_is_ceremony(session, OPENING_WORDS),
        closing=_is_ceremony(session, CLOSING_WORDS),
    )


def _is_ceremony(session: Session, words: Sequence[str]) -> bool:
    return session.form is Form.CEREMONY and any(word in session.title for word in words)


def day_of(day: date) -> Day:
    """Return what the working calendar knows of a day."""
    return known_calendar().day(day)


def class_conflicts(cohort: Cohort, sessions: Sequence[Session]) -> list[Conflict]:
    """Return every conflict that touches a class: among its own sessions and with other classes on the same days."""
    if not sessions:
        return []
    cards = cards_of(sessions_on(session.held_on for session in sessions))
    found = find_all_conflicts(cards, day_of)
    own = cohort.id
    return [
        conflict
        for conflict in found
        if own in (conflict.card.course.id, conflict.other.course.id if conflict.other else None)
    ]


def forget_changes() -> None:
    """Take back everything that this transaction tried, so that what was shown as a warning is not written."""
    db.session.rollback()
