"""Acts of registers: papers handed out, rosters taken in."""

from trainingapp.registers.operations.evaluation_entry import entry_sheet, read_entry_sheet
from trainingapp.registers.operations.layouts import apply_presets, lay_out_paper, remove_presets, save_presets
from trainingapp.registers.operations.packs import export_pack, make_pack, record_pack
from trainingapp.registers.operations.papers import (
    KINDS,
    REGISTERS,
    Export,
    export_papers,
    fill_paper,
    is_own,
    kinds_for,
    make_papers,
    may_have_phones,
    record_papers,
    refuse_unpermitted,
)
from trainingapp.registers.operations.records import (
    PERMISSIONS as RECORD_PERMISSIONS,
)
from trainingapp.registers.operations.records import (
    expected_of,
    keep_rule,
    plan_kept_marks,
    plan_kept_scores,
    read_kept,
    receive_records,
    rule_of,
    take_marks,
    take_scores,
)
from trainingapp.registers.operations.returns import WAYS, compare_return, receive_return, take_return
from trainingapp.registers.operations.rosters import (
    Choice,
    choose_columns,
    choose_units,
    import_reading,
    import_received,
    plan_received,
    read_received,
    receive_roster,
    record_refused_upload,
    roster_units,
)
from trainingapp.registers.operations.spellings import forget_spelling
from trainingapp.registers.operations.templates import look_over, retire_template, use_template
from trainingapp.registers.operations.texts import write_texts
from trainingapp.registers.operations.uploads import choose
from trainingapp.registers.operations.words import add_word, remove_word

__all__ = [
    "KINDS",
    "RECORD_PERMISSIONS",
    "REGISTERS",
    "WAYS",
    "Choice",
    "Export",
    "add_word",
    "apply_presets",
    "choose",
    "choose_columns",
    "choose_units",
    "compare_return",
    "entry_sheet",
    "expected_of",
    "export_pack",
    "export_papers",
    "fill_paper",
    "forget_spelling",
    "import_reading",
    "import_received",
    "is_own",
    "keep_rule",
    "kinds_for",
    "lay_out_paper",
    "look_over",
    "make_pack",
    "make_papers",
    "may_have_phones",
    "plan_kept_marks",
    "plan_kept_scores",
    "plan_received",
    "read_entry_sheet",
    "read_kept",
    "read_received",
    "receive_records",
    "receive_return",
    "receive_roster",
    "record_pack",
    "record_papers",
    "record_refused_upload",
    "refuse_unpermitted",
    "remove_presets",
    "remove_word",
    "retire_template",
    "roster_units",
    "rule_of",
    "save_presets",
    "take_marks",
    "take_return",
    "take_scores",
    "use_template",
    "write_texts",
]
