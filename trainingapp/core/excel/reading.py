"""A workbook's bytes as plain rows. Runs in the child process only: a hostile file may exhaust memory or time here."""

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import ARC_STYLE

from trainingapp.core.excel.grid import CellValue
from trainingapp.core.excel.guard import Limits, open_archive
from trainingapp.core.excel.number_formats import read_number_formats
from trainingapp.core.excel.sheet_xml import Shape, SheetSource, follow_sheet

VISIBLE = frozenset({None, "visible"})
SHEET_FOLDER = "worksheets/"
BEGINNING = 4096
CLAIMED_SIZE = re.compile(rb'<(?:\w+:)?dimension ref="[A-Z]+\d+:[A-Z]+(\d{1,7})"')


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
    parts = frozenset(archive.namelist())
    warnings.simplefilter("ignore")  # openpyxl tells of features it leaves out; none concern values
    reader = ExcelReader(io.BytesIO(content), read_only=True, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    formats = read_number_formats(archive.read(ARC_STYLE) if ARC_STYLE in parts else None, reader.wb.epoch)
    return OpenedWorkbook(
        archive,
        [
            Sheet(
                hidden=sheet.state not in VISIBLE,
                claimed_rows=min(_claimed_rows(archive, relation.Target), limits.rows),
                part=relation.Target,
                source=SheetSource(sheet.name, reader.shared_strings, formats, limits),
            )
            for sheet, relation in reader.parser.find_sheets()
            if SHEET_FOLDER in relation.Target and relation.Target in parts
        ],
    )


def _claimed_rows(archive: zipfile.ZipFile, part: str) -> int:
    with archive.open(part) as stream:
        claimed = CLAIMED_SIZE.search(stream.read(BEGINNING))
    return int(claimed[1]) if claimed else 0
