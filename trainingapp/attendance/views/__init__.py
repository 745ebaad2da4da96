"""Pages of attendance."""

from trainingapp.attendance.views import cards, guests, leave, projector, roll_call, settings
from trainingapp.attendance.views.blueprint import blueprint

__all__ = ["blueprint", "cards", "guests", "leave", "projector", "roll_call", "settings"]
