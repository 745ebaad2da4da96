"""Acts on timetables, one function each; every one records what it changed."""

from trainingapp.timetable.operations.copies import duplicate_session, resize_session, split_session
from trainingapp.timetable.operations.feeds import count_asking, make_feed, revoke_feed
from trainingapp.timetable.operations.moves import (
    find_times,
    move_day,
    move_session,
    place_sessions,
    shift_later,
    swap_sessions,
)
from trainingapp.timetable.operations.plans import Clashing, Plan, Unaccepted, refuse_if_blocking
from trainingapp.timetable.operations.releases import publish_release, record_look, restore_release
from trainingapp.timetable.operations.sessions import (
    add_session,
    cancel_session,
    change_session,
    change_sessions,
    judge_plans,
    order_session,
    restore_session,
)
from trainingapp.timetable.operations.settings import remove_travel_time, set_conflict_rules, set_travel_time
from trainingapp.timetable.operations.undoing import redo_act, redo_step, undo_act, undo_step

__all__ = [
    "Clashing",
    "Plan",
    "Unaccepted",
    "add_session",
    "cancel_session",
    "change_session",
    "change_sessions",
    "count_asking",
    "duplicate_session",
    "find_times",
    "judge_plans",
    "make_feed",
    "move_day",
    "move_session",
    "order_session",
    "place_sessions",
    "publish_release",
    "record_look",
    "redo_act",
    "redo_step",
    "refuse_if_blocking",
    "remove_travel_time",
    "resize_session",
    "restore_release",
    "restore_session",
    "revoke_feed",
    "set_conflict_rules",
    "set_travel_time",
    "shift_later",
    "split_session",
    "swap_sessions",
    "undo_act",
    "undo_step",
]
