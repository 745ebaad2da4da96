"""Reads of registers: what papers print, and rosters on their way in."""

from trainingapp.registers.queries.papers import Printing, make_paper, sessions_to_sign_for
from trainingapp.registers.queries.readiness import class_facts
from trainingapp.registers.queries.rosters import find_upload, remembered_choice, uploads_left
from trainingapp.registers.queries.titles import title_of

__all__ = [
    "Printing",
    "class_facts",
    "find_upload",
    "make_paper",
    "remembered_choice",
    "sessions_to_sign_for",
    "title_of",
    "uploads_left",
]
