"""Acts on classes, their groups and their trainees."""

from trainingapp.cohorts.operations.archived import refuse_closed
from trainingapp.cohorts.operations.arrivals import note_arrival, take_back_arrival
from trainingapp.cohorts.operations.classes import add_cohort, change_cohort, change_presets, move_stage, store_presets
from trainingapp.cohorts.operations.copying import check_copy, copy_cohort, offered_parts
from trainingapp.cohorts.operations.enrolments import (
    change_enrolment,
    enrol,
    number_trainees,
    renumber,
    return_to_class,
    withdraw,
)
from trainingapp.cohorts.operations.foreseeing import foresee
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
from trainingapp.cohorts.operations.nominations import (
    change_nomination,
    decide_nominations,
    enrol_accepted,
    nominate,
    order_waiting,
    set_call,
    set_quotas,
    withdraw_nomination,
)
from trainingapp.cohorts.operations.offices import set_committee
from trainingapp.cohorts.operations.plans import (
    add_item,
    approve_plan,
    change_item,
    copy_items,
    link_item,
    may_plan,
    open_plan,
    record_refusal,
    refuse_part,
    remove_item,
    remove_paper,
)
from trainingapp.cohorts.operations.programmes import set_programme
from trainingapp.cohorts.operations.rosters import enrol_many

__all__ = [
    "add_cohort",
    "add_group",
    "add_item",
    "add_track",
    "apply_grouping",
    "approve_plan",
    "change_cohort",
    "change_enrolment",
    "change_group",
    "change_item",
    "change_nomination",
    "change_presets",
    "check_copy",
    "copy_cohort",
    "copy_items",
    "decide_nominations",
    "draft_grouping",
    "enrol",
    "enrol_accepted",
    "enrol_many",
    "foresee",
    "link_item",
    "may_plan",
    "move_stage",
    "nominate",
    "note_arrival",
    "number_trainees",
    "offered_parts",
    "open_plan",
    "order_waiting",
    "record_refusal",
    "refuse_closed",
    "refuse_part",
    "remove_group",
    "remove_item",
    "remove_paper",
    "remove_track",
    "rename_track",
    "renumber",
    "return_to_class",
    "set_call",
    "set_committee",
    "set_group_members",
    "set_programme",
    "set_quotas",
    "store_presets",
    "take_back_arrival",
    "withdraw",
    "withdraw_nomination",
]
