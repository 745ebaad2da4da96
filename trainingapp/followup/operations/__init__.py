"""Acts of what follows a class."""

from trainingapp.followup.operations.cascades import add_branches, assign_cascade, confirm_task, report_task
from trainingapp.followup.operations.destinations import record_destination
from trainingapp.followup.operations.honours import add_honour, change_honour
from trainingapp.followup.operations.mentoring import (
    add_mentorship,
    change_mentorship,
    end_mentorship,
    has_history,
    rate_mentee,
    record_talk,
)
from trainingapp.followup.operations.points import appeal_entry, check_entry, enter_points, may_check, set_item

__all__ = [
    "add_branches",
    "add_honour",
    "add_mentorship",
    "appeal_entry",
    "assign_cascade",
    "change_honour",
    "change_mentorship",
    "check_entry",
    "confirm_task",
    "end_mentorship",
    "enter_points",
    "has_history",
    "may_check",
    "rate_mentee",
    "record_destination",
    "record_talk",
    "report_task",
    "set_item",
]
