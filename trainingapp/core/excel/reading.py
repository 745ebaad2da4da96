"""A workbook's bytes as plain rows. Runs in the child process only: a hostile file may exhaust memory or time here."""

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol, cast

from openpyxl.cell.read_only import ReadOnlyCell
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.numbers import is_date_format, is_timedelta_format
from openpyxl.utils.datetime import from_excel
from openpyxl.worksheet.worksheet import Worksheet

from trainingapp.core.excel.grid import CellValue
from trainingapp.core.excel.guard import Limits, open_archive
from trainingapp.core.excel.sheet_xml import Shape, SheetSource, follow_sheet

GENERAL = "General"
VISIBLE = "visible"
SHEET_FOLDER = "worksheets/"
BAD_DATE = "#VALUE!"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A worksheet ready to be read; `claimed_rows` is what its file says of its height, for a progress bar only."""

    hidden: bool
    claimed_rows: int
    part: str
    source: SheetSource

    @property
    def name(self) -> str:
        """Return the sheet's title."""
        return self.source.name


class _Streamed(Protocol):
    """What a read-only worksheet answers; the library's stubs describe the other kind."""

    title: str
    sheet_state: str
    max_row: int | None


class _Styles:
    """Asks openpyxl what a style index means, once for each."""

    def __init__(self, worksheet: _Streamed, epoch: datetime) -> None:
        self.worksheet = worksheet
        self.epoch = epoch
        self.number_format = cache(self._number_format)
        self._is_date = cache(self._tell_date)

    def _number_format(self, style: str) -> str:
        cell = ReadOnlyCell(cast("Worksheet", self.worksheet), 1, 1, 0, "n", int(style))
        shown_as = str(cell.number_format)
        return "" if shown_as == GENERAL else shown_as

    def _tell_date(self, style: str) -> tuple[bool, bool]:
        shown_as = self.number_format(style)
        return is_date_format(shown_as), is_timedelta_format(shown_as)

    def dated(self, number: float, style: str) -> CellValue:
        """Return the date or time that a number stands for in this style, or the number itself."""
        is_date, is_length = self._is_date(style)
        if not is_date and not is_length:
            return number
        try:
            return cast("CellValue", from_excel(number, self.epoch, timedelta=is_length))
        except (OverflowError, ValueError):
            return BAD_DATE  # as Excel itself shows a number that is no day


@dataclass(frozen=True, slots=True)
class OpenedWorkbook:
    """A workbook whose sheets have been found but not read."""

    archive: zipfile.ZipFile
    sheets: list[Sheet]

    def rows(self, sheet: Sheet) -> tuple[Iterator[list[CellValue]], Shape]:
        """Return a sheet's rows, and its shape, complete when they have been read."""
        return follow_sheet(self.archive.open(sheet.part), sheet.source)


def open_workbook(content: bytes, *, limits: Limits) -> OpenedWorkbook:
    """Return a workbook's worksheets in order.

    Raises Refused for an archive beyond the limits, and whatever openpyxl raises for a damaged file.
    """
    archive = open_archive(content, limits=limits)
    warnings.simplefilter("ignore")  # openpyxl tells of features it leaves out; none concern values
    reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
    reader.read()
    parts = {sheet.name: relation.Target for sheet, relation in reader.parser.find_sheets()}
    worksheets = cast("list[_Streamed]", reader.wb.worksheets)
    return OpenedWorkbook(archive, [
        Sheet(
            hidden=worksheet.sheet_state != VISIBLE,
            claimed_rows=min(worksheet.max_row or 0, limits.rows),
            part=parts[worksheet.title],
            source=SheetSource(worksheet.title, reader.shared_strings, _Styles(worksheet, reader.wb.epoch), limits),
        )
        for worksheet in worksheets
        if SHEET_FOLDER in parts.get(worksheet.title, "") and parts[worksheet.title] in archive.namelist()
    ])
