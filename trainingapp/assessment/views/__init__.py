"""Pages of assessment."""

from trainingapp.assessment.views import certificates, evaluation, schemes, scores, verdicts
from trainingapp.assessment.views.blueprint import blueprint

__all__ = ["blueprint", "certificates", "evaluation", "schemes", "scores", "verdicts"]
