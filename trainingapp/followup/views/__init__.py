"""Pages of what follows a class."""

from trainingapp.followup.views import branch, cascades, honours, mentees, mentoring, overview, own, points
from trainingapp.followup.views.blueprint import blueprint

__all__ = ["blueprint", "branch", "cascades", "honours", "mentees", "mentoring", "overview", "own", "points"]
