"""学员花名册: one row per trainee, landscape."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic

from trainingapp.core.columns import Column, Row, show_grid
from trainingapp.core.excel.writing import Paper
from trainingapp.registers.sheets.arranging import arrange
from trainingapp.registers.sheets.parts import (
    MADE_CHECKED_DATED,
    Heading,
    Office,
    SignOff,
    open_book,
    write_closing,
    write_heading,
)
from trainingapp.registers.sheets.tracking import UNTRACKED, Tracking, keep_base

NO_TRAINEES = "（暂无学员）"


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterSheet(Generic[Row]):
    """A roster to be printed. ``notes`` say how it is ordered, such as 按姓氏笔画为序."""

    heading: Heading
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    notes: Sequence[str] = ()
    closing: Sequence[SignOff] = MADE_CHECKED_DATED
    seal: bool = False
    landscape: bool = True
    office: Office = Office()
    tracking: Tracking = UNTRACKED


def build_roster(roster: RosterSheet[Row]) -> bytes:
    """Return the roster's workbook."""
    book = open_book(roster.heading.title, roster.office)
    columns = arrange(roster.columns, roster.office.layout)
    grid = show_grid(columns, roster.rows)
    sheet = book.sheet("学员花名册", columns, grid, paper=Paper(landscape=roster.landscape))
    write_heading(sheet, roster.heading)
    sheet.heading(freeze=2)
    sheet.rows(grid, empty=NO_TRAINEES, ids=roster.tracking.ids)
    for note in roster.notes:
        sheet.note(note, boxed=False)
    write_closing(sheet, roster.closing, seal=roster.seal)
    keep_base(book, roster.tracking, columns, grid)
    return book.to_bytes()
