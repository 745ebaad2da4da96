"""A workbook to be written: sheets in, bytes out."""

from collections.abc import Sequence
from io import BytesIO

from openpyxl import Workbook

from trainingapp.core.columns import SheetColumn, Shown
from trainingapp.core.excel.writing.cells import TextCell
from trainingapp.core.excel.writing.paper import Paper
from trainingapp.core.excel.writing.safe import clean_sheet_name, clean_text
from trainingapp.core.excel.writing.sheet import Sheet
from trainingapp.core.excel.writing.styles import LINE, Fonts, StyleBook, set_measuring_font


class Book:
    """A workbook whose cells hold text, numbers and dates, and never a formula that a user wrote."""

    def __init__(self, *, title: str, author: str = "", fonts: Fonts | None = None) -> None:
        """Begin an empty workbook; title and author stand in the file's properties."""
        self._workbook = Workbook()
        set_measuring_font(self._workbook)
        del self._workbook[self._workbook.sheetnames[0]]
        self._workbook.properties.title = clean_text(title)
        self._workbook.properties.creator = clean_text(author)
        self._fonts = fonts or Fonts()
        self._styles = StyleBook(self._workbook, self._fonts)

    def sheet(
        self,
        name: str,
        columns: Sequence[SheetColumn],
        grid: Sequence[Sequence[Shown]] = (),
        *,
        paper: Paper | None = None,
    ) -> Sheet:
        """Add a worksheet, its columns as wide as they ask, as their content in ``grid`` needs and the paper allows."""
        paper = paper or Paper()
        worksheet = self._workbook.create_sheet(clean_sheet_name(name, self._workbook.sheetnames))
        worksheet.sheet_view.showGridLines = False
        paper.apply(worksheet, name=name, font=self._fonts.body)
        return Sheet(worksheet, self._styles, columns, grid, paper)

    def keep(self, name: str, rows: Sequence[Sequence[str]]) -> None:
        """Add a worksheet of texts that travels with the file and that nobody sees, not even among hidden ones."""
        worksheet = self._workbook.create_sheet(clean_sheet_name(name, self._workbook.sheetnames))
        worksheet.sheet_state = "veryHidden"
        style = self._styles.text(LINE)
        for number, row in enumerate(rows, 1):
            worksheet.append([TextCell(worksheet, number, place, text, style) for place, text in enumerate(row, 1)])

    def to_bytes(self) -> bytes:
        """Return the .xlsx file."""
        stream = BytesIO()
        self._workbook.save(stream)
        return stream.getvalue()
