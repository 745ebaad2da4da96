"""HTTP input of papers that come back, rosters and machines' files on their way in, and templates."""

from trainingapp.registers.forms.records import RuleForm, read_record_choice
from trainingapp.registers.forms.rosters import (
    EntryForm,
    ImportForm,
    ReturnForm,
    TemplateForm,
    UploadForm,
    read_choice,
    read_named_units,
    read_units,
)
from trainingapp.registers.forms.words import WordForm

__all__ = [
    "EntryForm",
    "ImportForm",
    "ReturnForm",
    "RuleForm",
    "TemplateForm",
    "UploadForm",
    "WordForm",
    "read_choice",
    "read_named_units",
    "read_record_choice",
    "read_units",
]
