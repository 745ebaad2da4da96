"""Pure decisions of attendance."""

from trainingapp.attendance.rules.tally import (
    GRAVITY,
    HalfDayColumn,
    Held,
    Member,
    Plan,
    Tally,
    expected,
    half_day_columns,
    half_day_status,
    is_attended,
    plan,
    tally,
    tally_all,
)

__all__ = [
    "GRAVITY",
    "HalfDayColumn",
    "Held",
    "Member",
    "Plan",
    "Tally",
    "expected",
    "half_day_columns",
    "half_day_status",
    "is_attended",
    "plan",
    "tally",
    "tally_all",
]
