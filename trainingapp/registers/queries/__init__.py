"""Reads of registers: what papers print, and rosters on their way in."""

from trainingapp.registers.queries.papers import AnySheet, Printing, build_paper, gather_paper
from trainingapp.registers.queries.readiness import class_facts
from trainingapp.registers.queries.titles import title_of

__all__ = ["AnySheet", "Printing", "build_paper", "class_facts", "gather_paper", "title_of"]
