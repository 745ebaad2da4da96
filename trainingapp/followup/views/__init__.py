"""Pages of what follows a class."""

from trainingapp.followup.views import cascades, honours, mentees, mentoring, overview, own, points
from trainingapp.followup.views.blueprint import blueprint

__all__ = ["blueprint", "cascades", "honours", "mentees", "mentoring", "overview", "own", "points"]
