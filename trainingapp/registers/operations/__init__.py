"""Acts of registers: papers handed out, rosters taken in."""

from trainingapp.registers.operations.packs import export_pack
from trainingapp.registers.operations.papers import KINDS, REGISTERS, Export, export_papers, may_have_phones
from trainingapp.registers.operations.rosters import (
    Choice,
    choose_columns,
    import_reading,
    import_received,
    read_received,
    receive_roster,
    record_refused_upload,
)

__all__ = [
    "KINDS",
    "REGISTERS",
    "Choice",
    "Export",
    "choose_columns",
    "export_pack",
    "export_papers",
    "import_reading",
    "import_received",
    "may_have_phones",
    "read_received",
    "receive_roster",
    "record_refused_upload",
]
