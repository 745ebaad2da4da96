"""How the child process tells the parent what it read: one JSON list per line, so that nothing it says can run."""

import json
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from trainingapp.core.excel.grid import CellValue, Grid, Merge, Place, Source, Workbook


class Told(StrEnum):
    """The kinds of line, each the first item of its list."""

    PLAN = "plan"  # source, encoding, number of rows in all sheets
    SHEET = "sheet"  # name, hidden
    ROWS = "rows"  # rows of values
    SHAPE = "shape"  # merges, formulas, formats, hidden rows, hidden columns of the sheet just told
    REFUSED = "refused"  # reasons
    END = "end"


def encode_line(told: Told, *items: Any) -> bytes:  # noqa: ANN401 - whatever JSON holds
    """Return one line with its newline."""
    return json.dumps([told, *items], ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def encode_value(value: CellValue) -> Any:  # noqa: ANN401 - whatever JSON holds
    """Return a cell's value as JSON holds it; dates and times as [kind, text]."""
    match value:
        case None | str() | bool() | int() | float():
            return value
        case datetime():
            return ["datetime", value.isoformat()]
        case date():
            return ["date", value.isoformat()]
        case time():
            return ["time", value.isoformat()]
        case timedelta():
            return ["seconds", value.total_seconds()]


def encode_formats(formats: dict[Place, str]) -> dict[str, list[Place]]:
    """Return the places of each number format: few formats, many places."""
    places: dict[str, list[Place]] = {}
    for place, shown_as in formats.items():
        places.setdefault(shown_as, []).append(place)
    return places


def decode_value(value: Any) -> CellValue:  # noqa: ANN401 - whatever JSON holds
    """Return a cell's value from JSON."""
    match value:
        case None | str() | bool() | int() | float():
            return value
        case ["datetime", str(text)]:
            return datetime.fromisoformat(text)
        case ["date", str(text)]:
            return date.fromisoformat(text)
        case ["time", str(text)]:
            return time.fromisoformat(text)
        case ["seconds", float(seconds)]:
            return timedelta(seconds=seconds)
    raise ValueError(value)


class Listener:
    """Puts a workbook together from the lines of a child, as they come."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self.reasons: list[str] = []
        self.ended = False
        self.rows_read = 0
        self.rows_planned = 0
        self._source = Source.WORKBOOK
        self._encoding = ""
        self._grids: list[Grid] = []
        self._sheet: tuple[str, bool] = ("", False)
        self._rows: list[tuple[CellValue, ...]] = []
        self._texts: dict[str, str] = {}

    def hear(self, line: bytes) -> None:
        """Take in one line; raise ValueError when it is none of the kinds."""
        match json.loads(line):
            case [Told.ROWS, list(rows)]:
                self._hear_rows(rows)
            case [Told.SHEET, str(name), bool(hidden)]:
                self._sheet, self._rows = (name, hidden), []
            case [Told.SHAPE, dict(shape)]:
                self._grids.append(self._grid(shape))
            case [Told.PLAN, str(source), str(encoding), int(rows)]:
                self._source, self._encoding, self.rows_planned = Source(source), encoding, rows
            case [Told.REFUSED, *reasons]:
                self.reasons = [str(reason) for reason in reasons]
            case [Told.END]:
                self.ended = True
            case other:
                raise ValueError(other)

    def _hear_rows(self, rows: Iterable[list[Any]]) -> None:
        for row in rows:
            self._rows.append(tuple(self._once(value) if type(value) is str else decode_value(value) for value in row))
        self.rows_read = sum(grid.height for grid in self._grids) + len(self._rows)

    def _once(self, text: str) -> str:
        """Keep equal texts once: a roster repeats its organisations."""
        return self._texts.setdefault(text, text)

    def _grid(self, shape: dict[str, Any]) -> Grid:
        title, hidden = self._sheet
        return Grid(
            title,
            self._rows,
            hidden,
            merges=[Merge(*numbers) for numbers in shape["merges"]],
            formulas=frozenset((row, column) for row, column in shape["formulas"]),
            formats={(row, column): name for name, places in shape["formats"].items() for row, column in places},
            hidden_rows=frozenset(shape["hidden_rows"]),
            hidden_columns=frozenset(shape["hidden_columns"]),
        )

    def workbook(self) -> Workbook:
        """Return what was heard."""
        return Workbook(self._source, self._grids, self._encoding)
