"""Filling a template: values put in, rows repeated as often as their lists are long, formulas grown with them."""

import io
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from trainingapp.core.columns import Shown
from trainingapp.core.errors import Refused
from trainingapp.core.excel.filling.blocks import Block, RowMap
from trainingapp.core.excel.filling.cells import (
    Pattern,
    existing_cells,
    is_filled,
    read_pattern,
    share_style,
    styled_cells,
    text_of,
    write_pattern,
)
from trainingapp.core.excel.filling.copying import copy_first
from trainingapp.core.excel.filling.growing import grow_sheet, move_everywhere
from trainingapp.core.excel.filling.mistakes import (
    find_mistakes,
    find_sheet_blocks,
    header_parts,
)
from trainingapp.core.excel.filling.opening import BROKEN, open_template
from trainingapp.core.excel.filling.references import References, Standpoint
from trainingapp.core.excel.filling.returning import Returning, write_ids
from trainingapp.core.excel.writing.measure import count_lines, height_of
from trainingapp.core.excel.writing.safe import clean_footer
from trainingapp.core.placeholders import Filling, Vocabulary, fill_text, find_placeholders, show_in_text
from trainingapp.core.progress import Tell

STANDARD_WIDTH = 8.43
STANDARD_HEIGHT = 15.0
TALLEST_ROW = 409.0
MOST_WRITTEN = 200_000
"""Cells that repeat: a class of three hundred on a form of two hundred columns, three times over."""


Written = tuple[Cell, Pattern]
"""A cell in which something was put, and the template's cell that it was made from."""


@dataclass(frozen=True, slots=True)
class _Page:
    """A worksheet of the template: its rows that repeat, and the cells of each."""

    worksheet: Worksheet
    rows: RowMap
    patterns: Mapping[Block, Sequence[Pattern]]


def fill_template(content: bytes, filling: Filling, returning: Returning | None = None) -> bytes:
    """Return a template's workbook with everything put in its place; with ``returning`` it can be read in again.

    Raises Refused with the place of each placeholder that nothing is known for, and for a result beyond all measure.
    """
    workbook = open_template(content)
    mistakes = find_mistakes(workbook, _vocabulary(workbook, filling))
    if mistakes:
        raise Refused(*(mistake.sentence for mistake in mistakes))
    try:
        return _fill(workbook, filling, returning)
    except Refused:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part makes it run into, when writing too
        raise Refused(BROKEN) from error


def fill_copies(content: bytes, fillings: Mapping[str, Filling], tell: Tell | None = None) -> bytes:
    """Return a template's workbook with its first worksheet once for each filling, by the worksheets' names.

    Other worksheets are filled as the first copy is. `tell` hears how far it is: a third each for copying, filling and
    writing, of which nothing is heard. Raises Refused for what `fill_template` refuses.
    """
    workbook = open_template(content)
    first = next(iter(fillings.values()))
    mistakes = find_mistakes(workbook, _vocabulary(workbook, first))
    if mistakes:
        raise Refused(*(mistake.sentence for mistake in mistakes))
    _refuse_too_many(workbook.worksheets[0], len(fillings))

    def tell_of(stage: int, done: int) -> None:
        if tell:
            tell(stage * len(fillings) + done, 3 * len(fillings))

    try:
        titles = copy_first(workbook, list(fillings), partial(tell_of, 0))
        return _fill(workbook, first, None, dict(zip(titles, fillings.values(), strict=True)), partial(tell_of, 1))
    except Refused:
        raise
    except Exception as error:  # as above
        raise Refused(BROKEN) from error


def _refuse_too_many(worksheet: Worksheet, copies: int) -> None:
    cells = len(styled_cells(worksheet))
    if cells * copies > MOST_WRITTEN:
        raise Refused(
            f"模板“{worksheet.title}”有 {cells} 格，要出 {copies} 张，填出来超过 {MOST_WRITTEN} 个单元格；"
            "请清除用不到的格子，只有边框、底色的也算"
        )


def _fill(
    workbook: Workbook,
    filling: Filling,
    returning: Returning | None,
    own: Mapping[str, Filling] | None = None,
    tell: Callable[[int], None] = lambda _done: None,
) -> bytes:
    of_sheet = own or {}
    pages = [_read_page(sheet, of_sheet.get(sheet.title, filling)) for sheet in workbook.worksheets]
    references = References({page.worksheet.title: page.rows for page in pages})
    for done, page in enumerate(pages):
        tell(done)
        _fill_page(page, references, of_sheet.get(page.worksheet.title, filling))
    move_everywhere(workbook, references)
    if returning:
        any(write_ids(workbook, page.worksheet, page.rows, page.patterns, returning) for page in pages)
    workbook.calculation.fullCalcOnLoad = True
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:  # Workbook.save() leaves it open when it fails
        ExcelWriter(workbook, archive).write_data()
    return stream.getvalue()


def _vocabulary(workbook: Workbook, filling: Filling) -> Vocabulary:
    """Return the names that the values know; a list without rows knows whatever the template asks of it."""
    asked = {
        placeholder
        for worksheet in workbook.worksheets
        for cell in existing_cells(worksheet)
        for placeholder in find_placeholders(text_of(cell))
    }
    return Vocabulary(
        filling.single.keys(),
        {
            name: set(chain.from_iterable(rows)) if rows else {one.name for one in asked if one.of_list == name}
            for name, rows in filling.lists.items()
        },
    )


def _read_page(worksheet: Worksheet, filling: Filling) -> _Page:
    rows = RowMap(find_sheet_blocks(worksheet), {name: len(entries) for name, entries in filling.lists.items()})
    cells = styled_cells(worksheet)
    patterns = {
        block: [read_pattern(cell) for cell in cells if block.first <= cell.row <= block.last] for block in rows.blocks
    }
    if sum(len(found) * rows.copies(block) for block, found in patterns.items()) > MOST_WRITTEN:
        raise Refused(f"模板“{worksheet.title}”填出来超过 {MOST_WRITTEN} 个单元格；请删去名单那几行里用不到的列")
    return _Page(worksheet, rows, patterns)


def _fill_page(page: _Page, references: References, filling: Filling) -> None:
    worksheet = page.worksheet
    single = [
        (cell, read_pattern(cell))
        for cell in existing_cells(worksheet)
        if is_filled(cell) and not page.rows.block_of(cell.row)
    ]
    grow_sheet(worksheet, page.rows, references)
    standpoint = Standpoint(worksheet.title)
    written: list[Written] = []
    for cell, pattern in single:
        if pattern.formula:
            _write_formula(cell, pattern, references, standpoint)
        else:
            write_pattern(cell, pattern, filling, None)
            written.append((cell, pattern))
    for block, patterns in page.patterns.items():
        written += _fill_block(page, block, patterns, references, filling)
    _fit_heights(worksheet, written)
    _fill_headers(worksheet, filling)
    for cell in existing_cells(worksheet):
        if cell.hyperlink:
            cell.hyperlink.ref = cell.coordinate


def _fill_block(
    page: _Page, block: Block, patterns: Sequence[Pattern], references: References, filling: Filling
) -> Iterator[Written]:
    """Write a block once for each row of its list, and yield the cells in which something was put."""
    entries: Sequence[Mapping[str, Shown]] = filling.lists.get(block.of_list, ()) or ({},)
    for number, entry in enumerate(entries):
        standpoint = Standpoint(page.worksheet.title, block, number)
        for pattern in patterns:
            cell = page.worksheet.cell(page.rows.copy(pattern.row, number), pattern.column)
            if isinstance(cell, MergedCell):
                continue
            if pattern.formula:
                _write_formula(cell, pattern, references, standpoint)
            else:
                write_pattern(cell, pattern, filling, entry)
                yield cell, pattern


def _write_formula(cell: Cell, pattern: Pattern, references: References, standpoint: Standpoint) -> None:
    """Write a formula of the template, moved; it is the office's own, and nothing that was put in is part of it."""
    formula = references.move_formula(pattern.formula, standpoint)
    share_style(cell, pattern.style)
    if isinstance(pattern.value, ArrayFormula):
        cell.value = ArrayFormula(cell.coordinate, formula)
    else:
        cell.value = formula


def _fill_headers(worksheet: Worksheet, filling: Filling) -> None:
    """Fill page headers and footers, where & begins a code."""
    clean = Filling({name: clean_footer(show_in_text(shown)) for name, shown in filling.single.items()})
    for part in header_parts(worksheet):
        if part.text and find_placeholders(part.text):
            part.text = fill_text(part.text, clean)


def _fit_heights(worksheet: Worksheet, written: Sequence[Written]) -> None:
    """Make rows higher where what was put in needs it; a row that is high enough keeps the height it has."""
    merges = {(merge.min_row, merge.min_col): merge for merge in worksheet.merged_cells.ranges}
    widths = _Widths(worksheet)
    rooms: dict[tuple[int, int], float] = {}
    for cell, pattern in written:
        text = cell.value if pattern.wraps else None
        if not isinstance(text, str | CellRichText):
            continue
        merge = merges.get((cell.row, cell.column))
        columns = (cell.column, merge.max_col if merge else cell.column)
        if columns not in rooms:
            rooms[columns] = sum(widths.of(column) for column in range(columns[0], columns[1] + 1))
        lines = count_lines(str(text), rooms[columns], pattern.size)
        if lines > 1:
            _make_room(worksheet, cell.row, merge.max_row if merge else cell.row, height_of(lines, pattern.size))


def _make_room(worksheet: Worksheet, first: int, last: int, needed: float) -> None:
    """Make the last of the rows higher if they are not high enough together."""
    heights = [worksheet.row_dimensions[row].height or STANDARD_HEIGHT for row in range(first, last + 1)]
    if needed > sum(heights):
        worksheet.row_dimensions[last].height = min(heights[-1] + needed - sum(heights), TALLEST_ROW)


class _Widths:
    """The widths of a worksheet's columns; openpyxl keeps one entry for several columns of the same width."""

    def __init__(self, worksheet: Worksheet) -> None:
        self._found: dict[int, float] = {}
        self._standard = worksheet.sheet_format.defaultColWidth or STANDARD_WIDTH
        for letter, dimension in worksheet.column_dimensions.items():
            first = dimension.min or _column_number(letter)
            for column in range(first, min(dimension.max or first, first + 500) + 1):
                self._found[column] = dimension.width if dimension.customWidth else self._standard

    def of(self, column: int) -> float:
        return self._found.get(column, self._standard)


def _column_number(letter: str) -> int:
    return next((number for number in range(1, 703) if get_column_letter(number) == letter), 1)
