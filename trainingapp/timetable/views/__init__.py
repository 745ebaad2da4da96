"""Pages of timetables."""

from trainingapp.timetable.views import (
    adjust,
    board,
    calendar,
    course_plans,
    feeds,
    grid,
    moves,
    proposals,
    releases,
    seminars,
    sessions,
    settings,
    several,
    unplaced,
)
from trainingapp.timetable.views.blueprint import blueprint

__all__ = [
    "adjust",
    "blueprint",
    "board",
    "calendar",
    "course_plans",
    "feeds",
    "grid",
    "moves",
    "proposals",
    "releases",
    "seminars",
    "sessions",
    "settings",
    "several",
    "unplaced",
]
