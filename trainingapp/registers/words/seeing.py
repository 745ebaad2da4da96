"""A Word document of ours as a page draws it: its paragraphs and tables in order, without its typesetting."""

import io
from collections.abc import Sequence

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from trainingapp.core.excel.preview import SeenCell, SeenSheet


def see_document(content: bytes, name: str) -> list[SeenSheet]:
    """Return a document that was made here: each run of paragraphs and each table is a part of its own."""
    parts: list[SeenSheet] = []
    texts: list[str] = []
    for block in Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(block, Paragraph):
            texts.append(block.text)
        else:
            parts += [*_paragraphs(texts, name), _table(block, name)]
            texts = []
    return [*parts, *_paragraphs(texts, name)]


def _paragraphs(texts: Sequence[str], name: str) -> list[SeenSheet]:
    rows = [[SeenCell(text)] for text in texts if text.strip()]
    return [SeenSheet(name, [90.0], rows, landscape=False)] if rows else []


def _table(table: Table, name: str) -> SeenSheet:
    rows = [[SeenCell(cell.text, boxed=True) for cell in row.cells] for row in table.rows]
    return SeenSheet(name, [90.0 / max(len(table.columns), 1)] * len(table.columns), rows, landscape=False)
