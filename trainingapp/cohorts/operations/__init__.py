"""Acts on classes, their groups and their trainees."""

from trainingapp.cohorts.operations.classes import add_cohort, change_cohort, change_presets, move_stage
from trainingapp.cohorts.operations.enrolments import (
    change_enrolment,
    enrol,
    renumber,
    return_to_class,
    withdraw,
)
from trainingapp.cohorts.operations.grouping import apply_grouping, draft_grouping
from trainingapp.cohorts.operations.groups import (
    add_group,
    add_track,
    change_group,
    remove_group,
    remove_track,
    rename_track,
    set_group_members,
)
from trainingapp.cohorts.operations.offices import set_committee
from trainingapp.cohorts.operations.rosters import enrol_many

__all__ = [
    "add_cohort",
    "add_group",
    "add_track",
    "apply_grouping",
    "change_cohort",
    "change_enrolment",
    "change_group",
    "change_presets",
    "draft_grouping",
    "enrol",
    "enrol_many",
    "move_stage",
    "remove_group",
    "remove_track",
    "rename_track",
    "renumber",
    "return_to_class",
    "set_committee",
    "set_group_members",
    "withdraw",
]
