"""Pages of attendance."""

from trainingapp.attendance.views import leave, roll_call, settings
from trainingapp.attendance.views.blueprint import blueprint

__all__ = ["blueprint", "leave", "roll_call", "settings"]
