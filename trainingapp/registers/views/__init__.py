"""Pages of registers: the papers of a class, and rosters on their way in."""

from trainingapp.registers.views import (
    evaluation_entry,
    layouts,
    office_books,
    packs,
    papers,
    records,
    returns,
    rosters,
    templates,
    words,
    year_plans,
)
from trainingapp.registers.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "evaluation_entry",
    "layouts",
    "office_books",
    "packs",
    "papers",
    "records",
    "returns",
    "rosters",
    "templates",
    "words",
    "year_plans",
]
