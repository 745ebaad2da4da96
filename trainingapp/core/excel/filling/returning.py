"""What lets a filled form be read in again: an id beside each row, and a hidden worksheet with what stood in it.

The form is an office's own, so its headings are its own too: they are read where they stand, above the fields.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from trainingapp.core.excel.filling.blocks import Block, RowMap
from trainingapp.core.excel.filling.cells import Pattern
from trainingapp.core.excel.writing.safe import clean_sheet_name, clean_text

DEEPEST_HEADING = 3
Headings = Mapping[str, Sequence[str]]
"""The texts above the column of each field, from the top level down."""


@dataclass(frozen=True, slots=True)
class Returning:
    """The list whose rows come back, their ids in order, and the name of the worksheet that travels along.

    `keep` takes the headings of the fields that stand alone in a cell and returns that worksheet's rows, none where
    the form lacks what it takes to read it again.
    """

    of_list: str
    ids: Sequence[str]
    sheet: str
    keep: Callable[[Headings], Sequence[Sequence[str]]]


def write_ids(
    workbook: Workbook,
    worksheet: Worksheet,
    rows: RowMap,
    patterns: Mapping[Block, Sequence[Pattern]],
    returning: Returning,
) -> bool:
    """Let the rows of a worksheet be known again; tell whether it has any that can."""
    block = next((one for one in rows.blocks if one.of_list == returning.of_list), None)
    if block is None or not returning.ids:
        return False
    columns = {
        pattern.only.name: pattern.column
        for pattern in patterns[block]
        if pattern.row == block.first and pattern.only and pattern.only.of_list == returning.of_list
    }
    kept = returning.keep(_read_headings(worksheet, rows.first(block.first) - 1, columns))
    if not kept:
        return False
    place = worksheet.max_column + 1
    for number, one in enumerate(returning.ids):
        worksheet.cell(rows.copy(block.first, number), place, one)
    worksheet.column_dimensions[get_column_letter(place)].hidden = True
    _keep(workbook, returning.sheet, kept)
    return True


def _keep(workbook: Workbook, name: str, rows: Iterable[Sequence[str]]) -> None:
    hidden = workbook.create_sheet(clean_sheet_name(name, workbook.sheetnames))
    hidden.sheet_state = "veryHidden"
    for row in rows:
        hidden.append([clean_text(text) for text in row])
        for cell in hidden[hidden.max_row]:
            cell.data_type = "s"


def _read_headings(worksheet: Worksheet, bottom: int, columns: Mapping[str, int]) -> Headings:
    """Return the headings of columns with as many levels as tell them apart; those without any are left out."""
    anchors = {
        (row, column): (merge.min_row, merge.min_col)
        for merge in worksheet.merged_cells.ranges
        for row in range(merge.min_row, merge.max_row + 1)
        for column in range(merge.min_col, merge.max_col + 1)
        if bottom - DEEPEST_HEADING < row <= bottom
    }
    found: dict[str, tuple[str, ...]] = {}
    for depth in range(1, DEEPEST_HEADING + 1):
        levels = range(max(bottom - depth + 1, 1), bottom + 1)
        found = {}
        for field, column in columns.items():
            places = dict.fromkeys(anchors.get((row, column), (row, column)) for row in levels)
            values = [worksheet.cell(*place).value for place in places]
            found[field] = tuple(str(value) for value in values if value not in {None, ""})
        if all(found.values()) and len(set(found.values())) == len(found):
            break
    told = list(found.values())
    return {field: texts for field, texts in found.items() if texts and told.count(texts) == 1}
