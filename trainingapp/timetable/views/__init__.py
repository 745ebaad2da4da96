"""Pages of timetables."""

from trainingapp.timetable.views import course_plans, feeds, grid, moves, releases, sessions
from trainingapp.timetable.views.blueprint import blueprint

__all__ = ["blueprint", "course_plans", "feeds", "grid", "moves", "releases", "sessions"]
