"""Rules of visits: what is wrong with an itinerary, who sits where, and who is missing before the vehicles leave."""

from trainingapp.visits.rules.boarding import Count, Standing, Tally, stand, tally
from trainingapp.visits.rules.itinerary import (
    DISCIPLINE,
    SEVERITIES,
    Fault,
    Itinerary,
    StopPlan,
    VehiclePlan,
    blocking,
    find_delays,
    find_faults,
)
from trainingapp.visits.rules.seats import Bus, Rider, allot_seats

__all__ = [
    "DISCIPLINE",
    "SEVERITIES",
    "Bus",
    "Count",
    "Fault",
    "Itinerary",
    "Rider",
    "Standing",
    "StopPlan",
    "Tally",
    "VehiclePlan",
    "allot_seats",
    "blocking",
    "find_delays",
    "find_faults",
    "stand",
    "tally",
]
