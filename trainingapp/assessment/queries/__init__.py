"""Reads of assessment."""

from trainingapp.assessment.queries.certificates import (
    certificate_settings,
    check_certificate,
    find_certificate,
    last_serial,
    list_certificates,
    taken_numbers,
    valid_certificates,
)
from trainingapp.assessment.queries.results import (
    NO_SUCH_TRAINEE,
    AssessmentRow,
    ClassAssessment,
    class_assessment,
    find_row,
    list_offences,
    list_outcomes,
    list_scores,
    tell,
)
from trainingapp.assessment.queries.schemes import (
    brackets_of,
    find_edition,
    find_scheme,
    gates_of,
    list_editions,
    outstanding_of,
    parts_of,
    rules_of,
)

__all__ = [
    "NO_SUCH_TRAINEE",
    "AssessmentRow",
    "ClassAssessment",
    "brackets_of",
    "certificate_settings",
    "check_certificate",
    "class_assessment",
    "find_certificate",
    "find_edition",
    "find_row",
    "find_scheme",
    "gates_of",
    "last_serial",
    "list_certificates",
    "list_editions",
    "list_offences",
    "list_outcomes",
    "list_scores",
    "outstanding_of",
    "parts_of",
    "rules_of",
    "taken_numbers",
    "tell",
    "valid_certificates",
]
