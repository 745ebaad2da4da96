"""Tables of assessment."""

from trainingapp.assessment.models.certificates import Certificate, CertificateSettings
from trainingapp.assessment.models.evaluation import (
    EvaluationAnswer,
    EvaluationTicket,
    Questionnaire,
)
from trainingapp.assessment.models.results import Offence, Outcome, Score
from trainingapp.assessment.models.schemes import Band, Component, Scheme, SchemeEdition, SchemeGate

__all__ = [
    "Band",
    "Certificate",
    "CertificateSettings",
    "Component",
    "EvaluationAnswer",
    "EvaluationTicket",
    "Offence",
    "Outcome",
    "Questionnaire",
    "Scheme",
    "SchemeEdition",
    "SchemeGate",
    "Score",
]
