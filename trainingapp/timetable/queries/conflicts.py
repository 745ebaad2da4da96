"""What is wrong with sessions where they stand: the rules, asked with what is stored."""

from collections.abc import Sequence
from datetime import date

from trainingapp.timetable.models import Session
from trainingapp.timetable.queries.cards import cards_of, members_of
from trainingapp.timetable.queries.sessions import list_sessions, sessions_on
from trainingapp.timetable.rules.calendar import Day
from trainingapp.timetable.rules.cards import Conflict, Facts
from trainingapp.timetable.rules.conflicts import find_conflicts
from trainingapp.timetable.rules.known_holidays import known_calendar
from trainingapp.timetable.rules.slots import Span
from trainingapp.timetable.terms import HalfDay


def day_of(day: date) -> Day:
    """Return what the working calendar knows of a day."""
    return known_calendar().day(day)


def class_conflicts(sessions: Sequence[Session]) -> list[Conflict]:
    """Return every conflict that touches these sessions: among themselves and with other classes on the same days.

    `sessions` are all planned ones of the classes in question, so that openings and closings are judged against them.
    """
    return _judge(sessions, sessions_on(session.held_on for session in sessions)) if sessions else []


def session_conflicts(session: Session) -> list[Conflict]:
    """Return what is wrong with a session where it stands now, among its class and all classes of the day."""
    return _judge([session], [*list_sessions(session.cohort), *sessions_on([session.held_on])])


def _judge(sessions: Sequence[Session], neighbours: Sequence[Session]) -> list[Conflict]:
    judged = {session.id for session in sessions}
    others = {one.id: one for one in neighbours if one.id not in judged}
    everyone = [*sessions, *others.values()]
    members = members_of(session.cohort_id for session in everyone)
    cards = cards_of(everyone, members)
    names = {member.person: member.name for group in members.values() for member in group}
    return find_conflicts(cards[: len(sessions)], cards[len(sessions) :], Facts(day_of, names))


def taken_times(session: Session, day: date, half_day: HalfDay, *, again: bool = False) -> list[Span]:
    """Return when the class has sessions in a half-day that want some of the same trainees as this one.

    The session itself counts only where it is to be held `again`.
    """
    own = list_sessions(session.cohort)
    near = [one for one in own if (one.held_on, one.half_day) == (day, half_day) and (again or one is not session)]
    card, *others = cards_of([session, *near])
    return [(other.starts.time(), other.ends.time()) for other in others if card.shares_people_with(other)]
