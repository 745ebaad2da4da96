"""A workbook's bytes as plain grids. Runs in the child process only: a hostile file may exhaust memory or time here."""

import io
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol, cast

from openpyxl.reader.excel import ExcelReader

from trainingapp.core.excel.grid import CellValue, Place
from trainingapp.core.excel.guard import Limits, open_archive
from trainingapp.core.excel.structure import Shape, scan_sheet

GENERAL = "General"
VISIBLE = "visible"
SHEET_FOLDER = "worksheets/"


class _StreamedCell(Protocol):
    """What a read-only cell answers; the library's stubs describe the other kind of cell."""

    @property
    def value(self) -> CellValue: ...

    @property
    def number_format(self) -> str: ...


class _Streamed(Protocol):
    """What a read-only worksheet answers."""

    title: str
    sheet_state: str

    def iter_rows(self, *, max_row: int, max_col: int) -> Iterable[Iterable[_StreamedCell]]: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet found, scanned, and ready to be read row by row."""

    name: str
    hidden: bool
    shape: Shape
    worksheet: _Streamed

    def rows(self, formats: dict[Place, str]) -> Iterator[list[CellValue]]:
        """Yield each row's values; put number formats other than the general one into `formats`."""
        if not self.shape.last_row:
            return
        cells = self.worksheet.iter_rows(max_row=self.shape.last_row, max_col=self.shape.last_column)
        for number, row in enumerate(cells, 1):
            yield [_value(cell, (number, column), formats) for column, cell in enumerate(row, 1)]


def _value(cell: _StreamedCell, place: Place, formats: dict[Place, str]) -> CellValue:
    value = cell.value
    if value is None or isinstance(value, str | bool):
        return value
    shown_as = cell.number_format
    if shown_as != GENERAL:
        formats[place] = shown_as
    return value


def open_workbook(content: bytes, *, limits: Limits) -> list[Sheet]:
    """Return the worksheets of a workbook in order, scanned but not read.

    Raises Refused for an archive or a sheet beyond the limits, and whatever openpyxl raises for a damaged file.
    """
    with open_archive(content, limits=limits) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl tells of features it leaves out; none concern values
        reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        reader.read()
        parts = frozenset(archive.namelist())
        shapes: dict[str, Shape] = {}
        for sheet, relation in reader.parser.find_sheets():
            if relation.Target in parts and SHEET_FOLDER in relation.Target:
                with archive.open(relation.Target) as stream:
                    shapes[sheet.name] = scan_sheet(stream, sheet.name, limits=limits)
        worksheets = cast("list[_Streamed]", reader.wb.worksheets)
        return [
            Sheet(sheet.title, sheet.sheet_state != VISIBLE, shapes[sheet.title], sheet)
            for sheet in worksheets
            if sheet.title in shapes
        ]
