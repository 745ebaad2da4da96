"""A paper that is a list: heading, columns, rows, totals, notes and lines to sign on."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Generic

from trainingapp.core.columns import Column, Row, Shown, show_grid
from trainingapp.core.excel.writing import BODY_HEIGHT, SIGNING_HEIGHT, Book, Paper, Sheet
from trainingapp.registers.sheets.arranging import arrange
from trainingapp.registers.sheets.attendance import Totals
from trainingapp.registers.sheets.parts import (
    MADE_CHECKED_DATED,
    Heading,
    Office,
    SignOff,
    open_book,
    write_closing,
    write_heading,
)

ROW_HEIGHT = 22.0
SIGNING_ROW = 28.0
"""Points: 10 mm, so that a hand can sign or fill in the row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListSheet(Generic[Row]):
    """A list to be printed; ``name`` is the worksheet's, ``least`` the least height of a row in points.

    ``facts`` are labels and values in a box above the table. ``empty`` is written where there are no rows, ``freeze``
    columns at the left stay in sight. ``spare`` are rows to write on below the others: as many as the last page has
    room for beside what follows them, so that none of them begins another page; the rows become as low as ``lowest``
    where that saves a page.
    """

    name: str
    heading: Heading
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    spare: Sequence[Row] = ()
    facts: Sequence[tuple[str, str]] = ()
    totals: Sequence[Totals] = ()
    notes: Sequence[str] = ()
    closing: Sequence[SignOff] = MADE_CHECKED_DATED
    seal: bool = False
    landscape: bool = False
    least: float = ROW_HEIGHT
    lowest: float = 0.0
    empty: str = "（暂无内容）"
    freeze: int = 2
    office: Office = Office()


def build_list(listed: ListSheet[Row]) -> bytes:
    """Return the list's workbook."""
    book = open_book(listed.heading.title, listed.office)
    write_list(book, listed)
    return book.to_bytes()


def write_list(book: Book, listed: ListSheet[Row]) -> None:
    """Add the list to a workbook as one worksheet."""
    columns = arrange(listed.columns, listed.office.layout)
    grid = show_grid(columns, listed.rows)
    sheet = book.sheet(listed.name, columns, grid, paper=Paper(landscape=listed.landscape))
    write_heading(sheet, listed.heading)
    for fact in listed.facts:
        sheet.fields([fact])
    sheet.heading(freeze=listed.freeze)
    least, count = _fit_spare(sheet, listed, grid)
    spare = show_grid(columns, listed.spare[:count])
    sheet.rows([*grid, *spare], least=least, empty=listed.empty, spare=count)
    for totals in listed.totals:
        sheet.totals(totals.label, totals.values)
    for note in listed.notes:
        sheet.note(note, boxed=False)
    write_closing(sheet, listed.closing, seal=listed.seal)


def _fit_spare(sheet: Sheet, listed: ListSheet[Row], grid: Sequence[Sequence[Shown]]) -> tuple[float, int]:
    """Return how high the rows are at least, and how many spare ones stand below them on their last page.

    All of the spare ones where what follows the table begins a page anyway.
    """
    below = len(listed.notes) * BODY_HEIGHT + SIGNING_HEIGHT
    found = []
    for least in filter(None, (listed.least, listed.lowest)):
        pages, room = sheet.room_after(sheet.measure(grid, least=least))
        fits = room >= below
        spare = int((room - below) / least) if fits else len(listed.spare)
        found.append((pages + (not fits), least, min(len(listed.spare), spare)))
    _pages, least, count = min(found, key=itemgetter(0))
    return least, count


def pick_columns(columns: Sequence[Column[Row]], keys: Sequence[str]) -> list[Column[Row]]:
    """Return the columns with these keys in the keys' order; keys that no column has are passed over."""
    found = {column.key: column for column in columns}
    return [found[key] for key in keys if key in found]
