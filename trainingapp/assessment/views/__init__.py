"""Pages of assessment."""

from trainingapp.assessment.views import schemes, scores, verdicts
from trainingapp.assessment.views.blueprint import blueprint

__all__ = ["blueprint", "schemes", "scores", "verdicts"]
