"""HTTP input of assessment to clean values."""

from trainingapp.assessment.forms.hours import (
    REQUIREMENT_LINES,
    ExemptionForm,
    HoursForm,
    read_requirements,
)
from trainingapp.assessment.forms.page import WrongFields
from trainingapp.assessment.forms.results import OffenceForm, OutcomeForm, read_ratings, read_scores
from trainingapp.assessment.forms.schemes import (
    BAND_LINES,
    CONSEQUENCES,
    DISCIPLINE_CONSEQUENCES,
    GATE_KINDS,
    GATE_LINES,
    PART_LINES,
    SeenForm,
    SourceForm,
    read_scheme,
    show_scheme,
)
from trainingapp.assessment.forms.work import AskedForm, TaskForm

__all__ = [
    "BAND_LINES",
    "CONSEQUENCES",
    "DISCIPLINE_CONSEQUENCES",
    "GATE_KINDS",
    "GATE_LINES",
    "PART_LINES",
    "REQUIREMENT_LINES",
    "AskedForm",
    "ExemptionForm",
    "HoursForm",
    "OffenceForm",
    "OutcomeForm",
    "SeenForm",
    "SourceForm",
    "TaskForm",
    "WrongFields",
    "read_ratings",
    "read_requirements",
    "read_scheme",
    "read_scores",
    "show_scheme",
]
