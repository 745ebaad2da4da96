"""The cell that holds text which a person wrote."""

from openpyxl.cell import Cell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.worksheet.worksheet import Worksheet

from trainingapp.core.excel.writing.safe import clean_text


class TextCell(Cell):
    """A cell that holds text, whatever it says.

    openpyxl's own setter guesses: there "=1+1" is a formula and "#N/A" an error. It also copies the style for every
    cell; here all cells of a look share one array, which nobody changes, and writing takes a fifth less time.
    """

    __slots__ = ()
    _style: StyleArray
    _value: str | None

    def __init__(self, worksheet: Worksheet, row: int, column: int, text: str, style: StyleArray) -> None:
        """Make the cell at a row and a column from 1; an empty text leaves it blank."""
        super().__init__(worksheet, row, column)
        self._style = style
        if text:
            self._value, self.data_type = clean_text(text), "s"
