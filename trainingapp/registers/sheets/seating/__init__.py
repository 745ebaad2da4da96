"""座次表: who sits where, and the plan on paper."""

from trainingapp.registers.sheets.seating.places import choose_blocks, fill_rows, order_platform, seat_groups
from trainingapp.registers.sheets.seating.plan import Seat, SeatingPlan, build_seating

__all__ = [
    "Seat",
    "SeatingPlan",
    "build_seating",
    "choose_blocks",
    "fill_rows",
    "order_platform",
    "seat_groups",
]
