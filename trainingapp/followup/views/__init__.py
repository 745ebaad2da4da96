"""Pages of what follows a class."""

from trainingapp.followup.views import cascades, honours, mentoring, overview, own, points
from trainingapp.followup.views.blueprint import blueprint

__all__ = ["blueprint", "cascades", "honours", "mentoring", "overview", "own", "points"]
