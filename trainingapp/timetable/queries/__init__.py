"""Reads of timetables."""

from trainingapp.timetable.queries.cards import Audience, Member, Members, card_of, cards_of, members_of
from trainingapp.timetable.queries.conflicts import class_conflicts, day_of, session_conflicts, taken_times
from trainingapp.timetable.queries.moves import MOVED, last_move, last_move_by
from trainingapp.timetable.queries.releases import (
    FinalTimetable,
    Readiness,
    count_looks,
    draft_of,
    final_timetable,
    find_release,
    freeze_sessions,
    list_releases,
    looked_at,
    newest_release,
    newest_releases,
    release_readiness,
    unreleased_changes,
)
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
    "FinalTimetable",
    "Member",
    "Members",
    "Readiness",
    "card_of",
    "cards_of",
    "class_conflicts",
    "count_looks",
    "day_of",
    "draft_of",
    "final_timetable",
    "find_release",
    "find_session",
    "forget_changes",
    "freeze_sessions",
    "last_move",
    "last_move_by",
    "list_releases",
    "list_sessions",
    "looked_at",
    "members_of",
    "newest_release",
    "newest_releases",
    "release_readiness",
    "session_conflicts",
    "sessions_on",
    "taken_times",
    "unreleased_changes",
    "whole_sessions",
]
