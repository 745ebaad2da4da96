"""The cells of a template: which hold placeholders, and what is written in their place."""

from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass
from typing import Any, cast

from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet

from trainingapp.core.columns import Shown
from trainingapp.core.excel.writing.safe import clean_text
from trainingapp.core.placeholders import Filling, Placeholder, fill_text, find_placeholders, only_placeholder

FORMULA, TEXT = "f", "s"
"""How openpyxl calls what a cell holds. A text that begins with an equals sign is a text."""
STANDARD_SIZE = 11.0
"""Points."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A cell of the template: where it stands, what it holds, and its styles for what it holds and for text put in.

    What is asked of it again for every row of a list is worked out once: its placeholders, whether its text wraps, and
    in what size.
    """

    row: int
    column: int
    value: Any
    kind: str
    style: StyleArray
    text_style: StyleArray
    formula: str
    text: str
    only: Placeholder | None
    holds_fields: bool
    wraps: bool
    size: float


def formula_of(cell: Cell) -> str:
    """Return a cell's formula as text, an array formula's too; blank where it has none."""
    return _formula(cell.value, cell.data_type)


def text_of(cell: Cell) -> str:
    """Return a cell's text; blank for formulas, numbers and dates."""
    return _text(cell.value, cell.data_type)


def is_filled(cell: Cell) -> bool:
    """Tell whether something is put into a cell or its formula moves; all others stay as they stand."""
    return cell.data_type == FORMULA or bool(find_placeholders(text_of(cell)))


def _formula(value: object, kind: str) -> str:
    if kind != FORMULA:
        return ""
    return str(value.text if isinstance(value, ArrayFormula) else value)


def _text(value: object, kind: str) -> str:
    return str(value) if kind != FORMULA and isinstance(value, str | CellRichText) else ""


def existing_cells(worksheet: Worksheet) -> list[Cell]:
    """Return the cells that a worksheet really has, in order: neither those between them nor those merged away."""
    cells = worksheet._cells  # noqa: SLF001 - its public iterators make every cell up to the farthest one
    return [cell for place in sorted(cells) if not isinstance(cell := cells[place], MergedCell)]


def styled_cells(worksheet: Worksheet) -> list[Cell]:
    """Return the cells that a worksheet really has, those merged away too: they carry the borders."""
    cells = worksheet._cells  # noqa: SLF001 - as above
    return [cast("Cell", cells[place]) for place in sorted(cells)]


def share_style(cell: Cell, style: StyleArray) -> None:
    """Give a cell a style that other cells have too; openpyxl's own way copies it for every cell of a long list."""
    cast("Any", cell)._style = style  # noqa: SLF001 - there is no public way to share it


def read_pattern(cell: Cell) -> Pattern:
    """Return a cell of the template, ready to be written many times."""
    style: StyleArray = cast("Any", cell)._style or StyleArray()  # noqa: SLF001 - what share_style shares; None if plain
    text_style = copy(style)
    text_style.quotePrefix = 1  # keeps "=1+1" text even when someone edits it
    text = text_of(cell)
    return Pattern(
        cell.row,
        cell.column,
        cell.value,
        cell.data_type,
        style,
        text_style,
        formula_of(cell),
        text,
        only_placeholder(text),
        bool(find_placeholders(text)),
        bool(cell.alignment.wrap_text),
        cell.font.sz or STANDARD_SIZE,
    )


def write_pattern(cell: Cell, pattern: Pattern, filling: Filling, row: Mapping[str, Shown] | None) -> None:
    """Write a cell of the template with everything put in its place; formulas are written elsewhere."""
    if pattern.only is not None:
        _put(cell, pattern, filling.value(pattern.only, row))
    elif pattern.holds_fields:
        _put(cell, pattern, _fill_rich(pattern.value, filling, row) or fill_text(pattern.text, filling, row))
    else:
        share_style(cell, pattern.style)
        if cell.value is not pattern.value:
            cell.value, cell.data_type = pattern.value, pattern.kind


def _put(cell: Cell, pattern: Pattern, shown: Shown | CellRichText) -> None:
    """Put a value in: text is text whatever it says, a number keeps the template's number format."""
    if isinstance(shown, str):
        share_style(cell, pattern.text_style)
        cell.value = clean_text(shown) or None
        if cell.value is not None:
            cell.data_type = TEXT
    else:
        share_style(cell, copy(pattern.style))  # a date in a cell without a format changes its style
        cell.value = shown


def _fill_rich(value: object, filling: Filling, row: Mapping[str, Shown] | None) -> CellRichText | None:
    """Return formatted text filled piece by piece; None where a placeholder is cut by a change of format."""
    if not isinstance(value, CellRichText):
        return None
    whole = len(find_placeholders(str(value)))
    if sum(len(find_placeholders(str(piece))) for piece in value) != whole:
        return None
    return CellRichText(list(_fill_pieces(value, filling, row)))


def _fill_pieces(value: CellRichText, filling: Filling, row: Mapping[str, Shown] | None) -> Iterator[str | TextBlock]:
    for piece in value:
        text = clean_text(fill_text(str(piece), filling, row))
        if text:
            yield TextBlock(piece.font, text) if isinstance(piece, TextBlock) else text
