"""Reads of registers: what papers print, and rosters on their way in."""

from trainingapp.registers.queries.papers import Printing, make_paper, pages_to_sign, sessions_to_sign_for
from trainingapp.registers.queries.readiness import class_facts
from trainingapp.registers.queries.returns import changers, find_return, returns_left
from trainingapp.registers.queries.rosters import find_upload, remembered_choice, uploads_left
from trainingapp.registers.queries.titles import title_of
from trainingapp.registers.queries.tracks import current_values, half_day_key

__all__ = [
    "Printing",
    "changers",
    "class_facts",
    "current_values",
    "find_return",
    "find_upload",
    "half_day_key",
    "make_paper",
    "pages_to_sign",
    "remembered_choice",
    "returns_left",
    "sessions_to_sign_for",
    "title_of",
    "uploads_left",
]
