"""Writes of attendance: one function per act, set-based, in the caller's transaction."""

from trainingapp.attendance.operations.cards import Scanned, issue_cards, new_code, replace_card, scan_card
from trainingapp.attendance.operations.check_in import (
    MOST_WRONG_CODES,
    Proof,
    check_in,
    decide_check_in,
    refuse_closed,
    scanned,
)
from trainingapp.attendance.operations.guests import add_guest, join_guest, part_guest
from trainingapp.attendance.operations.head_counts import count_heads
from trainingapp.attendance.operations.leave import (
    OFFICE_ATTACHMENT_BYTES,
    REASON_LENGTH,
    Upload,
    cancel_leave,
    close_leave,
    decide_leave,
    has_begun,
    request_leave,
)
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
from trainingapp.attendance.operations.reserved import statuses_of
from trainingapp.attendance.operations.settings import change_settings

__all__ = [
    "MOST_WRONG_CODES",
    "NAMES_SHOWN",
    "OFFICE_ATTACHMENT_BYTES",
    "PERMISSION_FOR",
    "REASON_LENGTH",
    "MarkChange",
    "Proof",
    "Scanned",
    "Upload",
    "add_guest",
    "cancel_leave",
    "change_settings",
    "check_in",
    "close_leave",
    "confirm_roll_call",
    "count_heads",
    "decide_check_in",
    "decide_leave",
    "has_begun",
    "issue_cards",
    "join_guest",
    "mark_all_present",
    "name_list",
    "new_code",
    "part_guest",
    "record_marks",
    "refuse_closed",
    "reopen_roll_call",
    "replace_card",
    "request_leave",
    "scan_card",
    "scanned",
    "statuses_of",
    "undo_last_save",
    "unmarked",
]
