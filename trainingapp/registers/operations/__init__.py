"""Acts of registers: papers handed out, rosters taken in."""

from trainingapp.registers.operations.layouts import apply_presets, lay_out_paper, remove_presets, save_presets
from trainingapp.registers.operations.packs import export_pack
from trainingapp.registers.operations.papers import (
    KINDS,
    REGISTERS,
    Export,
    export_papers,
    fill_paper,
    kinds_for,
    may_have_phones,
)
from trainingapp.registers.operations.returns import WAYS, compare_return, receive_return, take_return
from trainingapp.registers.operations.rosters import (
    Choice,
    choose_columns,
    import_reading,
    import_received,
    read_received,
    receive_roster,
    record_refused_upload,
)
from trainingapp.registers.operations.templates import look_over, retire_template, use_template

__all__ = [
    "KINDS",
    "REGISTERS",
    "WAYS",
    "Choice",
    "Export",
    "apply_presets",
    "choose_columns",
    "compare_return",
    "export_pack",
    "export_papers",
    "fill_paper",
    "import_reading",
    "import_received",
    "kinds_for",
    "lay_out_paper",
    "look_over",
    "may_have_phones",
    "read_received",
    "receive_return",
    "receive_roster",
    "record_refused_upload",
    "remove_presets",
    "retire_template",
    "save_presets",
    "take_return",
    "use_template",
]
