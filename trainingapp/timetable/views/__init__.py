"""Pages of timetables."""

from trainingapp.timetable.views import grid, moves, sessions
from trainingapp.timetable.views.blueprint import blueprint

__all__ = ["blueprint", "grid", "moves", "sessions"]
