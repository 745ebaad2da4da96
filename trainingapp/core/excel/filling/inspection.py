"""Looking a template over at its upload: which fields it uses, what is wrong and where, and what would be lost."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl import Workbook

from trainingapp.core.excel.filling.losses import Loss, list_losses
from trainingapp.core.excel.filling.mistakes import Mistake, find_mistakes, texts_of
from trainingapp.core.excel.filling.opening import LIMITS, open_template
from trainingapp.core.excel.filling.workbook import fill_template
from trainingapp.core.excel.guard import open_archive
from trainingapp.core.placeholders import Filling, Placeholder, Vocabulary, find_placeholders


@dataclass(frozen=True, slots=True)
class Inspection:
    """What a template uses, what is wrong with it, and what filling it would lose."""

    used: Sequence[Placeholder]
    mistakes: Sequence[Mistake]
    losses: Sequence[Loss]


def list_fields(content: bytes) -> list[Placeholder]:
    """Return the placeholders that a template uses, each once."""
    return _used(open_template(content))


def _used(workbook: Workbook) -> list[Placeholder]:
    texts = (text for worksheet in workbook.worksheets for _, text in texts_of(worksheet))
    return list(dict.fromkeys(placeholder for text in texts for placeholder in find_placeholders(text)))


def inspect_template(content: bytes, file_name: str, vocabulary: Vocabulary) -> Inspection:
    """Return what there is to know of a template before anyone relies on it; one without mistakes is filled to try it.

    Raises Refused for a file that is no workbook, is damaged or is larger than a form can be.
    """
    workbook = open_template(content, file_name)
    mistakes = find_mistakes(workbook, vocabulary)
    if not mistakes:
        fill_template(content, Filling(dict.fromkeys(vocabulary.single, ""), dict.fromkeys(vocabulary.lists, ())))
    return Inspection(_used(workbook), mistakes, list_losses(open_archive(content, limits=LIMITS)))
