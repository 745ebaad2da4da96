"""What a workbook file holds, as plain values: what crosses from the child process, and all that import rules see.

Knows no file format and imports no library, so that pure rules may use it. Rows and columns count from 1, as in Excel.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

CellValue = str | int | float | bool | date | datetime | time | timedelta | None
Place = tuple[int, int]
"""Row and column of a cell."""

LETTERS = 26
ERROR_VALUES = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})


class Source(StrEnum):
    """The kind of file that a grid was read from."""

    WORKBOOK = "workbook"
    CSV = "csv"


@lru_cache(maxsize=1024)
def column_letter(column: int) -> str:
    """Return a column's letters: 1 is A, 28 is AB."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


@lru_cache(maxsize=1024)
def column_number(letters: str) -> int:
    """Return the number of a column from its letters, 0 when they are not letters."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            return 0
        number = number * LETTERS + ord(letter) - ord("A") + 1
    return number


def cell_name(row: int, column: int) -> str:
    """Return a cell's name, such as B7."""
    return f"{column_letter(column)}{row}"


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range, both ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def spans(self, first: int, last: int) -> bool:
        """Tell whether the range covers both rows."""
        return self.top <= first and last <= self.bottom


class Cell(NamedTuple):
    """One cell with what a rule may need to judge it; a tuple, for a roster makes hundreds of thousands."""

    value: CellValue
    number_format: str = ""
    is_formula: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A worksheet, or a text table: values row by row, and what is rare beside them.

    `formulas` are the places whose value was computed (the stored result, None when Excel stored none); `formats` are
    number formats other than the general one, of cells with numbers or dates.
    """

    name: str
    rows: Sequence[Sequence[CellValue]]
    hidden: bool = False
    merges: Sequence[Merge] = ()
    formulas: frozenset[Place] = frozenset()
    formats: Mapping[Place, str] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()

    @property
    def height(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    @property
    def width(self) -> int:
        """Return the number of columns of the widest row."""
        return max(map(len, self.rows), default=0)

    def value(self, row: int, column: int) -> CellValue:
        """Return the value at a place; None outside the grid."""
        if not 1 <= row <= len(self.rows) or column < 1:
            return None
        values = self.rows[row - 1]
        return values[column - 1] if column <= len(values) else None

    def cell(self, row: int, column: int) -> Cell:
        """Return the cell at a place."""
        place = (row, column)
        return Cell(self.value(row, column), self.formats.get(place, ""), place in self.formulas)

    def filled(self, row: int) -> Iterator[int]:
        """Return the columns of a row that hold a value or a formula."""
        values = self.rows[row - 1] if 1 <= row <= len(self.rows) else ()
        for column, value in enumerate(values, 1):
            if value not in (None, "") or (row, column) in self.formulas:
                yield column


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets of a file in order; `encoding` is how a text table was written."""

    source: Source
    grids: Sequence[Grid]
    encoding: str = ""

    def grid(self, name: str) -> Grid | None:
        """Return the sheet of this name, or None."""
        return next((grid for grid in self.grids if grid.name == name), None)
