"""A worksheet of a template that comes several times in one workbook, each time filled with something else."""

from collections.abc import Callable
from copy import copy, deepcopy
from io import BytesIO

from openpyxl import Workbook
from openpyxl.drawing.image import Image
from openpyxl.drawing.spreadsheet_drawing import _AnchorBase
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.worksheet import Worksheet

from trainingapp.core.excel.writing.safe import clean_sheet_name

Anchor = str | _AnchorBase


def copy_first(workbook: Workbook, names: list[str], tell: Callable[[int], None]) -> list[str]:
    """Let the first worksheet stand once for each name, in their order; return the names that the worksheets got.

    `tell` hears how many there are.
    """
    first = workbook.worksheets[0]
    pictures = _take_pictures(first)
    _let_merges_be_plain(first)
    sheets: list[Worksheet] = [first]
    for _name in names[1:]:
        tell(len(sheets))
        sheets.append(_copy(workbook, first))
    for sheet in sheets:
        _add_pictures(sheet, pictures)
    for place, (sheet, name) in enumerate(zip(sheets, names, strict=True)):
        others = [one.title for one in workbook.worksheets if one is not sheet]
        sheet.title = clean_sheet_name(name, others)
        workbook.move_sheet(sheet, place - workbook.index(sheet))
    return [sheet.title for sheet in sheets]


def _let_merges_be_plain(sheet: Worksheet) -> None:
    """Forget the borders that openpyxl keeps beside each merged range and works out anew in every copy.

    They stand in the cells since the worksheet was read.
    """
    sheet.merged_cells.ranges = {
        CellRange(None, merge.min_col, merge.min_row, merge.max_col, merge.max_row)
        for merge in sheet.merged_cells.ranges
    }


def _take_pictures(sheet: Worksheet) -> list[tuple[bytes, Anchor]]:
    """Take a worksheet's pictures off it, with where they stand: openpyxl gives the bytes of each only once."""
    held = sheet._images  # type: ignore[attr-defined]  # noqa: SLF001 - openpyxl has no other way to ask for them
    pictures = [(picture._data(), picture.anchor) for picture in held]  # noqa: SLF001 - nor for their bytes
    held.clear()
    return pictures


def _add_pictures(sheet: Worksheet, pictures: list[tuple[bytes, Anchor]]) -> None:
    for content, anchor in pictures:
        picture = Image(BytesIO(content))
        picture.anchor = deepcopy(anchor)
        sheet.add_image(picture)


def _copy(workbook: Workbook, first: Worksheet) -> Worksheet:
    """Return a copy with what openpyxl leaves out of one: page header and footer, repeated rows, rules."""
    made = workbook.copy_worksheet(first)
    made.HeaderFooter = deepcopy(first.HeaderFooter)
    made.print_title_rows, made.print_title_cols = first.print_title_rows, first.print_title_cols
    if first.print_area:
        made.print_area = first.print_area.rpartition("!")[2]
    made.data_validations = deepcopy(first.data_validations)
    for rules in first.conditional_formatting:
        for rule in rules.rules:
            made.conditional_formatting.add(str(rules.sqref), copy(rule))
    return made
