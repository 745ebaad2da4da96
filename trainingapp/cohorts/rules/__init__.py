"""Pure decisions on classes: their life and papers, and who holds which office, how trainees are put into groups."""

from trainingapp.cohorts.rules.classes import STAGES, ClassFacts, code_fault, life_line, missing_for_next
from trainingapp.cohorts.rules.copying import same_weekday, shift_remarks, year_to_copy_into
from trainingapp.cohorts.rules.grouping import Grouping, Member, Wishes, grouping_faults, make_groups, post_name
from trainingapp.cohorts.rules.naming import Named, group_name, read_pairs, read_people
from trainingapp.cohorts.rules.nominating import (
    OPEN,
    REQUIRABLE,
    STANDING,
    PutForward,
    find_remarks,
    is_same_person,
    may_be_same_person,
    missing_fields,
)
from trainingapp.cohorts.rules.offices import Held, branch_faults, office_faults
from trainingapp.cohorts.rules.papers import (
    PLACEHOLDERS,
    fill_title,
    font_faults,
    presets_faults,
    sign_faults,
    signer_faults,
    title_faults,
    word_faults,
)

__all__ = [
    "OPEN",
    "PLACEHOLDERS",
    "REQUIRABLE",
    "STAGES",
    "STANDING",
    "ClassFacts",
    "Grouping",
    "Held",
    "Member",
    "Named",
    "PutForward",
    "Wishes",
    "branch_faults",
    "code_fault",
    "fill_title",
    "find_remarks",
    "font_faults",
    "group_name",
    "grouping_faults",
    "is_same_person",
    "life_line",
    "make_groups",
    "may_be_same_person",
    "missing_fields",
    "missing_for_next",
    "office_faults",
    "post_name",
    "presets_faults",
    "read_pairs",
    "read_people",
    "same_weekday",
    "shift_remarks",
    "sign_faults",
    "signer_faults",
    "title_faults",
    "word_faults",
    "year_to_copy_into",
]
