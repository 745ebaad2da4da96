"""Reads of timetables."""

from trainingapp.timetable.queries.cards import Audience, Member, Members, card_of, cards_of, members_of
from trainingapp.timetable.queries.conflicts import class_conflicts, day_of, session_conflicts, taken_times
from trainingapp.timetable.queries.moves import MOVED, last_move, last_move_by
from trainingapp.timetable.queries.sessions import (
    NO_SUCH_SESSION,
    find_session,
    forget_changes,
    list_sessions,
    sessions_on,
    whole_sessions,
)

__all__ = [
    "MOVED",
    "NO_SUCH_SESSION",
    "Audience",
    "Member",
    "Members",
    "card_of",
    "cards_of",
    "class_conflicts",
    "day_of",
    "find_session",
    "forget_changes",
    "last_move",
    "last_move_by",
    "list_sessions",
    "members_of",
    "session_conflicts",
    "sessions_on",
    "taken_times",
    "whole_sessions",
]
