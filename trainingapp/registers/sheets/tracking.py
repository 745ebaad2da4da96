"""What lets a paper that was handed out be read in again: an id for every row, and what stood in it when it left.

The ids stand in a hidden last column, so that they go with their rows however these are sorted. What stood in the cells
that may be edited travels in a worksheet that Excel never shows: the base of a comparison of base, file and now.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from trainingapp.core.columns import SheetColumn, Shown
from trainingapp.core.excel.writing import Book
from trainingapp.core.excel.writing.safe import clean_text
from trainingapp.registers.rules.tracking import (
    BASE_SHEET,
    FORMAT,
    HEADINGS_ROW,
    KEYS_ROW,
    LEVELS,
    MARK,
    fingerprint,
    squeeze,
)


@dataclass(frozen=True, slots=True)
class Tracking:
    """Of what a paper is, and its rows' lasting ids in order.

    ``keys`` has a lasting name for each column that is to be read again, by the column's own key: NAME, and what may be
    edited.
    """

    kind: str = ""
    cohort: str = ""
    on: date = date.min
    ids: Sequence[str] = ()
    keys: Mapping[str, str] = field(default_factory=dict)


UNTRACKED = Tracking()


def tracked_values(
    tracking: Tracking, columns: Sequence[SheetColumn], grid: Sequence[Sequence[Shown]]
) -> dict[str, dict[str, str]]:
    """Return what stands in the tracked columns, by row id and lasting key, as Excel displays it."""
    places = [(place, column) for place, column in enumerate(columns) if column.key in tracking.keys]
    return {
        row_id: {tracking.keys[column.key]: column.text_of(row[place]) for place, column in places}
        for row_id, row in zip(tracking.ids, grid, strict=True)
    }


def heading_path(levels: Iterable[str]) -> str:
    """Return a column's headings from the top level down, without white space."""
    return LEVELS.join(squeeze(text) for text in levels)


def keep_base(book: Book, tracking: Tracking, columns: Sequence[SheetColumn], grid: Sequence[Sequence[Shown]]) -> None:
    """Let the values as they leave travel with the workbook; nothing where the paper is not tracked."""
    if tracking.ids:
        headings = {column.key: (*column.groups, column.header) for column in columns}
        book.keep(BASE_SHEET, base_rows(tracking, columns, grid, headings))


def base_rows(
    tracking: Tracking,
    columns: Sequence[SheetColumn],
    grid: Sequence[Sequence[Shown]],
    headings: Mapping[str, Sequence[str]],
) -> list[list[str]]:
    """Return what travels with a paper: of what it is, the headings of its tracked columns by key, and the values."""
    tracked = [column for column in columns if column.key in tracking.keys and column.key in headings]
    places = {column.key: place for place, column in enumerate(columns)}
    values = tracked_values(tracking, tracked, [[row[places[column.key]] for column in tracked] for row in grid])
    rows = [
        [KEYS_ROW, _pack(tracking.keys[column.key] for column in tracked)],
        [HEADINGS_ROW, _pack(heading_path(headings[column.key]) for column in tracked)],
        *([row_id, _pack(row.values())] for row_id, row in values.items()),
    ]
    return [[MARK, FORMAT, tracking.kind, tracking.cohort, tracking.on.isoformat(), fingerprint(rows)], *rows]


def _pack(texts: Iterable[str]) -> str:
    """Return a row's texts as one: forty cells of a row would take as long to write as the register itself."""
    return json.dumps([clean_text(text) for text in texts], ensure_ascii=False)
