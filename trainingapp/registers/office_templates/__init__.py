"""An office's own templates: the fields that they may use, what fills them, and a first one to begin with.

Fields of lists are the columns that pages and papers have: what a heading says is what a template writes.
"""

from trainingapp.registers.office_templates.fields import (
    CLASS_FIELDS,
    HALF_DAYS,
    ClassFacts,
    FieldLine,
    Lists,
    class_values,
    describe_fields,
    half_day_values,
    list_values,
    make_vocabulary,
    number_half_days,
)
from trainingapp.registers.office_templates.starters import make_starter

__all__ = [
    "CLASS_FIELDS",
    "HALF_DAYS",
    "ClassFacts",
    "FieldLine",
    "Lists",
    "class_values",
    "describe_fields",
    "half_day_values",
    "list_values",
    "make_starter",
    "make_vocabulary",
    "number_half_days",
]
