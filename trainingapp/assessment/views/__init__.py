"""Pages of assessment."""

from trainingapp.assessment.views import (
    archives,
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
    "archives",
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
