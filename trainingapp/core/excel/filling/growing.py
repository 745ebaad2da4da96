"""Everything on a worksheet that knows a row's number, moved when rows are put in: openpyxl moves the cells alone."""

from collections.abc import Iterator
from copy import copy
from typing import Any, Protocol

from openpyxl import Workbook
from openpyxl.chart._chart import ChartBase
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange
from openpyxl.worksheet.worksheet import Worksheet

from trainingapp.core.excel.filling.blocks import RowMap
from trainingapp.core.excel.filling.references import References, Standpoint


def grow_sheet(worksheet: Worksheet, rows: RowMap, references: References) -> None:
    """Put in the rows that the blocks need, and move what stands below them, and what tells of a sheet that grew."""
    for block in reversed(rows.blocks):
        extra = block.height * (rows.copies(block) - 1)
        if extra:
            worksheet.insert_rows(block.last + 1, extra)
    if rows.blocks:
        _move_heights(worksheet, rows)
        _move_merges(worksheet, rows)
        _move_drawings(worksheet, rows)
    _move_ranges(worksheet, references)
    _move_print_settings(worksheet, rows, references)


def move_everywhere(workbook: Workbook, references: References) -> None:
    """Move names and the data of charts, which may point to any worksheet."""
    for worksheet in workbook.worksheets:
        standpoint = Standpoint(worksheet.title)
        for name in [*workbook.defined_names.values(), *worksheet.defined_names.values()]:
            if name.attr_text:
                name.attr_text = move_text(str(name.attr_text), references, standpoint)
    for worksheet in workbook.worksheets:
        for chart in _drawn(worksheet, "_charts"):
            for source in _sources(chart):
                source.f = move_text(source.f, references, Standpoint(worksheet.title))


def move_text(formula: str, references: References, standpoint: Standpoint) -> str:
    """Return a formula without its equals sign, moved; whatever is no formula stays as it is."""
    try:
        return references.move_formula(f"={formula}", standpoint)[1:]
    except (IndexError, ValueError, IllegalCharacterError):
        return formula


def _move_heights(worksheet: Worksheet, rows: RowMap) -> None:
    before = dict(worksheet.row_dimensions)
    worksheet.row_dimensions.clear()
    for row, dimension in before.items():
        block = rows.block_of(row)
        for number in range(rows.copies(block) if block else 1):
            moved = copy(dimension)
            moved.index = rows.copy(row, number)
            worksheet.row_dimensions[moved.index] = moved


def _move_merges(worksheet: Worksheet, rows: RowMap) -> None:
    worksheet.merged_cells.ranges = {
        CellRange(None, merge.min_col, first, merge.max_col, last)
        for merge in worksheet.merged_cells.ranges
        for first, last in _move_span(rows, merge.min_row, merge.max_row)
    }


def _move_span(rows: RowMap, first: int, last: int) -> Iterator[tuple[int, int]]:
    """Yield where rows merged together stand: within a block once in each copy, around one they grow."""
    block = rows.block_of(first)
    if block and last <= block.last:
        for number in range(rows.copies(block)):
            yield rows.copy(first, number), rows.copy(last, number)
    else:
        yield rows.first(first), rows.last(last)


def _move_ranges(worksheet: Worksheet, references: References) -> None:
    title = worksheet.title
    moved = ConditionalFormattingList()
    for formatting in worksheet.conditional_formatting:
        for rule in formatting.rules:
            rule.formula = [move_text(str(text), references, Standpoint(title)) for text in rule.formula]
            moved.add(references.move_range(str(formatting.sqref), title), rule)
    worksheet.conditional_formatting = moved
    for validation in worksheet.data_validations.dataValidation:
        validation.sqref = MultiCellRange(references.move_range(str(validation.sqref), title))
        for name in ("formula1", "formula2"):
            if text := getattr(validation, name):
                setattr(validation, name, move_text(str(text), references, Standpoint(title)))
    for table in worksheet.tables.values():
        table.ref = references.move_range(table.ref, title)
        if table.autoFilter:
            table.autoFilter.ref = table.ref
    if worksheet.auto_filter.ref:
        worksheet.auto_filter.ref = references.move_range(worksheet.auto_filter.ref, title)


def _move_print_settings(worksheet: Worksheet, rows: RowMap, references: References) -> None:
    if worksheet.print_area:
        worksheet.print_area = references.move_range(str(worksheet.print_area), worksheet.title)
    if worksheet.print_title_rows:
        worksheet.print_title_rows = references.move_range(worksheet.print_title_rows, worksheet.title)
    for mark in worksheet.row_breaks.brk:
        mark.id = rows.last(mark.id)


def _move_drawings(worksheet: Worksheet, rows: RowMap) -> None:
    """Move pictures and charts with the row that they hang on; they keep their size."""
    for drawing in _drawn(worksheet, "_images", "_charts"):
        start = getattr(drawing.anchor, "_from", None)
        if start is None:
            continue
        extra = rows.first(start.row + 1) - 1 - start.row
        start.row += extra
        if end := getattr(drawing.anchor, "to", None):
            end.row += extra


def _drawn(worksheet: Worksheet, *lists: str) -> list[Any]:
    """Return the pictures or charts of a worksheet, of which openpyxl has no public list."""
    return [drawing for name in lists for drawing in getattr(worksheet, name)]


class _Source(Protocol):
    """Where a series takes something from: `f` is a formula without its equals sign."""

    f: str


def _sources(chart: ChartBase) -> Iterator[_Source]:
    """Yield where a chart's series take names, categories and values from."""
    for part in getattr(chart, "_charts", [chart]):
        for series in part.series:
            for name in ("tx", "cat", "val", "xVal", "yVal", "bubbleSize"):
                data = getattr(series, name, None)
                for kind in ("numRef", "strRef", "multiLvlStrRef"):
                    if source := getattr(data, kind, None):
                        yield source
