"""HTTP input of assessment to clean values."""

from trainingapp.assessment.forms.hours import (
    ExemptionForm,
    HoursForm,
)
from trainingapp.assessment.forms.results import OffenceForm, OutcomeForm, read_scores
from trainingapp.assessment.forms.schemes import BAND_LINES, GATE_LINES, PART_LINES, SeenForm, SourceForm, read_scheme
from trainingapp.assessment.forms.work import (
    TaskForm,
)

__all__ = [
    "BAND_LINES",
    "GATE_LINES",
    "PART_LINES",
    "ExemptionForm",
    "HoursForm",
    "OffenceForm",
    "OutcomeForm",
    "SeenForm",
    "SourceForm",
    "TaskForm",
    "read_scheme",
    "read_scores",
]
