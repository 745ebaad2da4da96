"""Pure decisions of assessment."""

from trainingapp.assessment.rules.certificates import batch_digits, certificate_number, mask_name, pattern_faults
from trainingapp.assessment.rules.gates import Finding, Offence, Passing, Record, judge_gates
from trainingapp.assessment.rules.numbers import read_number, read_share, read_whole, shown, to_tenth
from trainingapp.assessment.rules.outstanding import Candidate, explain_places, places, suggest_outstanding
from trainingapp.assessment.rules.presence import AWAY, LEAVE, Presence, presence
from trainingapp.assessment.rules.presets import BRACKETS, LOWER_BRACKETS, PRESETS, Preset
from trainingapp.assessment.rules.scheme import (
    BAND_NAME_LENGTH,
    PART_NAME_LENGTH,
    SOURCE_LENGTH,
    Bracket,
    Gate,
    Part,
    Rules,
    gate_fault,
    points_fault,
    scheme_faults,
)
from trainingapp.assessment.rules.verdict import (
    Verdict,
    assess,
    attendance_points,
    band_of,
    part_points,
    weight_of,
    weighted_total,
)

__all__ = [
    "AWAY",
    "BAND_NAME_LENGTH",
    "BRACKETS",
    "LEAVE",
    "LOWER_BRACKETS",
    "PART_NAME_LENGTH",
    "PRESETS",
    "SOURCE_LENGTH",
    "Bracket",
    "Candidate",
    "Finding",
    "Gate",
    "Offence",
    "Part",
    "Passing",
    "Presence",
    "Preset",
    "Record",
    "Rules",
    "Verdict",
    "assess",
    "attendance_points",
    "band_of",
    "batch_digits",
    "certificate_number",
    "explain_places",
    "gate_fault",
    "judge_gates",
    "mask_name",
    "part_points",
    "pattern_faults",
    "places",
    "points_fault",
    "presence",
    "read_number",
    "read_share",
    "read_whole",
    "scheme_faults",
    "shown",
    "suggest_outstanding",
    "to_tenth",
    "weight_of",
    "weighted_total",
]
