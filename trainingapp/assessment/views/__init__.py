"""Pages of assessment."""

from trainingapp.assessment.views import certificates, schemes, scores, verdicts
from trainingapp.assessment.views.blueprint import blueprint

__all__ = ["blueprint", "certificates", "schemes", "scores", "verdicts"]
