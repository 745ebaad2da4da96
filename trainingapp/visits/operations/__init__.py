"""Acts on sites and visits."""

from trainingapp.visits.operations.boarding import CountEntry, Received, record_counts, show_phones
from trainingapp.visits.operations.drafting import copy_visits, plan_drafted_visit
from trainingapp.visits.operations.itineraries import (
    DUTY_FIELDS,
    STOP_FIELDS,
    VEHICLE_FIELDS,
    VISIT_FIELDS,
    DutyValues,
    Impossible,
    StopValues,
    VehicleValues,
    VisitPlan,
    change_visit,
    find_faults,
    plan_of,
    plan_visit,
    reorder_stops,
    shift_visit,
)
from trainingapp.visits.operations.seats import allot_by_group, set_seats
from trainingapp.visits.operations.sites import add_site, change_site

__all__ = [
    "DUTY_FIELDS",
    "STOP_FIELDS",
    "VEHICLE_FIELDS",
    "VISIT_FIELDS",
    "CountEntry",
    "DutyValues",
    "Impossible",
    "Received",
    "StopValues",
    "VehicleValues",
    "VisitPlan",
    "add_site",
    "allot_by_group",
    "change_site",
    "change_visit",
    "copy_visits",
    "find_faults",
    "plan_drafted_visit",
    "plan_of",
    "plan_visit",
    "record_counts",
    "reorder_stops",
    "set_seats",
    "shift_visit",
    "show_phones",
]
