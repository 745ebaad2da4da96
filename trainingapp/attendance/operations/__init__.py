"""Writes of attendance: one function per act, set-based, in the caller's transaction."""

from trainingapp.attendance.operations.marks import (
    NAMES_SHOWN,
    PERMISSION_FOR,
    MarkChange,
    confirm_roll_call,
    mark_all_present,
    name_list,
    record_marks,
    reopen_roll_call,
    undo_last_save,
    unmarked,
)

__all__ = [
    "NAMES_SHOWN",
    "PERMISSION_FOR",
    "MarkChange",
    "confirm_roll_call",
    "mark_all_present",
    "name_list",
    "record_marks",
    "reopen_roll_call",
    "undo_last_save",
    "unmarked",
]
