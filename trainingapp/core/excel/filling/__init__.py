"""An office's own .xlsx as a template: placeholders found and checked, values put in, rows repeated, formulas grown.

``inspect_template`` at the upload names what is wrong, where, and what would be lost; ``fill_template`` fills.
"""

from trainingapp.core.excel.filling.inspection import Inspection, inspect_template, list_fields
from trainingapp.core.excel.filling.losses import Loss
from trainingapp.core.excel.filling.mistakes import Mistake
from trainingapp.core.excel.filling.returning import Headings, Returning
from trainingapp.core.excel.filling.workbook import fill_copies, fill_template

__all__ = [
    "Headings",
    "Inspection",
    "Loss",
    "Mistake",
    "Returning",
    "fill_copies",
    "fill_template",
    "inspect_template",
    "list_fields",
]
