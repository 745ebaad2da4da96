"""Acts on results: one function per act."""

from trainingapp.assessment.operations.certificates import issue_certificates, set_certificates, void_certificate
from trainingapp.assessment.operations.outcomes import (
    accept_suggestions,
    clear_outcome,
    decide_outcome,
    name_outstanding,
    record_offence,
    withdraw_offence,
)
from trainingapp.assessment.operations.schemes import set_scheme, tell_scheme
from trainingapp.assessment.operations.scores import (
    MISSED,
    NO_SCHEME,
    Entered,
    Missed,
    StaleScores,
    WrongScores,
    enter_scores,
    tell_value,
)

__all__ = [
    "MISSED",
    "NO_SCHEME",
    "Entered",
    "Missed",
    "StaleScores",
    "WrongScores",
    "accept_suggestions",
    "clear_outcome",
    "decide_outcome",
    "enter_scores",
    "issue_certificates",
    "name_outstanding",
    "record_offence",
    "set_certificates",
    "set_scheme",
    "tell_scheme",
    "tell_value",
    "void_certificate",
    "withdraw_offence",
]
