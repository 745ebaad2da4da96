"""Tables of assessment."""

from trainingapp.assessment.models.certificates import Certificate, CertificateSettings
from trainingapp.assessment.models.closing import (
    ClassImport,
    Closing,
    Scan,
)
from trainingapp.assessment.models.competencies import CompetencyRating, ComponentCompetency
from trainingapp.assessment.models.evaluation import (
    EvaluationAnswer,
    EvaluationTicket,
    Questionnaire,
)
from trainingapp.assessment.models.hours import (
    HoursEntry,
    HoursExemption,
    HoursRule,
)
from trainingapp.assessment.models.reports import (
    OfficeReport,
)
from trainingapp.assessment.models.results import Offence, Outcome, Score
from trainingapp.assessment.models.schemes import Band, Component, ComponentWeight, Scheme, SchemeEdition, SchemeGate
from trainingapp.assessment.models.work import Task, Work, WorkLikeness, WorkMark, WorkPaper, WorkShingle

__all__ = [
    "Band",
    "Certificate",
    "CertificateSettings",
    "ClassImport",
    "Closing",
    "CompetencyRating",
    "Component",
    "ComponentCompetency",
    "ComponentWeight",
    "EvaluationAnswer",
    "EvaluationTicket",
    "HoursEntry",
    "HoursExemption",
    "HoursRule",
    "Offence",
    "OfficeReport",
    "Outcome",
    "Questionnaire",
    "Scan",
    "Scheme",
    "SchemeEdition",
    "SchemeGate",
    "Score",
    "Task",
    "Work",
    "WorkLikeness",
    "WorkMark",
    "WorkPaper",
    "WorkShingle",
]
