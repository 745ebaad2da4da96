"""Pages of assessment."""

from trainingapp.assessment.views import certificates, closing, evaluation, hours, schemes, scores, verdicts, work
from trainingapp.assessment.views.blueprint import blueprint

__all__ = ["blueprint", "certificates", "closing", "evaluation", "hours", "schemes", "scores", "verdicts", "work"]
