"""Pages of assessment."""

from trainingapp.assessment.views import (
    certificates,
    closing,
    competencies,
    evaluation,
    hours,
    own_work,
    schemes,
    scores,
    verdicts,
    work,
)
from trainingapp.assessment.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "certificates",
    "closing",
    "competencies",
    "evaluation",
    "hours",
    "own_work",
    "schemes",
    "scores",
    "verdicts",
    "work",
]
