"""Reads of registers: what papers print, and rosters on their way in."""

from trainingapp.registers.queries.papers import Printing, make_paper, pages_to_sign, sessions_to_sign_for
from trainingapp.registers.queries.readiness import class_facts
from trainingapp.registers.queries.records import class_meetings, class_trainees, entered_parts
from trainingapp.registers.queries.returns import changers, find_return, returns_left
from trainingapp.registers.queries.titles import title_of
from trainingapp.registers.queries.tracks import current_values, half_day_key
from trainingapp.registers.queries.units import (
    chosen_units,
    confirmed_units,
    find_spelling,
    list_spellings,
    named_units,
    remembered_units,
    roster_units,
    spelling_key,
)
from trainingapp.registers.queries.uploads import (
    find_header_word,
    find_upload,
    header_words,
    list_header_words,
    remembered_choice,
    uploads_left,
)

__all__ = [
    "Printing",
    "changers",
    "chosen_units",
    "class_facts",
    "class_meetings",
    "class_trainees",
    "confirmed_units",
    "current_values",
    "entered_parts",
    "find_header_word",
    "find_return",
    "find_spelling",
    "find_upload",
    "half_day_key",
    "header_words",
    "list_header_words",
    "list_spellings",
    "make_paper",
    "named_units",
    "pages_to_sign",
    "remembered_choice",
    "remembered_units",
    "returns_left",
    "roster_units",
    "sessions_to_sign_for",
    "spelling_key",
    "title_of",
    "uploads_left",
]
