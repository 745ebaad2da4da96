"""Acts on timetables, one function each; every one records what it changed."""

from trainingapp.timetable.operations.moves import (
    duplicate_session,
    find_times,
    is_where_it_went,
    move_session,
    undo_move,
)
from trainingapp.timetable.operations.plans import Plan, Unaccepted, refuse_if_blocking
from trainingapp.timetable.operations.releases import publish_release, record_look, restore_release
from trainingapp.timetable.operations.sessions import add_session, cancel_session, change_session, restore_session

__all__ = [
    "Plan",
    "Unaccepted",
    "add_session",
    "cancel_session",
    "change_session",
    "duplicate_session",
    "find_times",
    "is_where_it_went",
    "move_session",
    "publish_release",
    "record_look",
    "refuse_if_blocking",
    "restore_release",
    "restore_session",
    "undo_move",
]
