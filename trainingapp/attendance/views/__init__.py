"""Pages of attendance."""

from trainingapp.attendance.views import leave, projector, roll_call, settings
from trainingapp.attendance.views.blueprint import blueprint

__all__ = ["blueprint", "leave", "projector", "roll_call", "settings"]
