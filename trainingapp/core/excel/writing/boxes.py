"""The boxes that a form is drawn of: a label, a value, a place to sign, over one or more rows and columns."""

from collections.abc import Iterator
from dataclasses import dataclass

from trainingapp.core.excel.writing.styles import FIELD, Look


@dataclass(frozen=True, slots=True)
class Box:
    """A text and where it stands, from 0; ``rows`` and ``columns`` are how many it reaches over."""

    text: str
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    look: Look = FIELD

    @property
    def last_row(self) -> int:
        """Return its lowest row."""
        return self.row + self.rows - 1

    @property
    def last_column(self) -> int:
        """Return its rightmost column."""
        return self.column + self.columns - 1

    def places(self) -> Iterator[tuple[int, int]]:
        """Yield the row and column of every cell that it covers."""
        for row in range(self.row, self.last_row + 1):
            for column in range(self.column, self.last_column + 1):
                yield row, column
