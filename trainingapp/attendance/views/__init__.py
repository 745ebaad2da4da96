"""Pages of attendance."""

from trainingapp.attendance.views import roll_call
from trainingapp.attendance.views.blueprint import blueprint

__all__ = ["blueprint", "roll_call"]
