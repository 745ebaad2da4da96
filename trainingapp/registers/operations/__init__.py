"""Acts of registers: papers handed out, rosters taken in."""

from trainingapp.registers.operations.papers import KINDS, Export, export_papers, may_have_phones

__all__ = ["KINDS", "Export", "export_papers", "may_have_phones"]
