"""课程安排表: one row per session, dates and half-days merged, landscape."""

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

MAY_CHANGE = "备注：课程如有调整，以班级通知为准。"
SESSION_HEIGHT = 30.0
"""Points: a timetable hangs on the wall, and is read from a step away."""

NO_SESSIONS = "（暂无课程）"


@dataclass(frozen=True, slots=True, kw_only=True)
class TimetableSheet(Generic[Row]):
    """A timetable to be printed. Columns that merge down (date, half-day) come first, rows in the order of time."""

    heading: Heading
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    notes: Sequence[str] = (MAY_CHANGE,)
    closing: Sequence[SignOff] = MADE_CHECKED_DATED
    landscape: bool = True
    office: Office = Office()
    tracking: Tracking = UNTRACKED


def build_timetable(timetable: TimetableSheet[Row]) -> bytes:
    """Return the timetable's workbook."""
    book = open_book(timetable.heading.title, timetable.office)
    columns = arrange(timetable.columns, timetable.office.layout)
    grid = show_grid(columns, timetable.rows)
    sheet = book.sheet("课程安排表", columns, grid, paper=Paper(landscape=timetable.landscape))
    write_heading(sheet, timetable.heading)
    sheet.heading()
    sheet.rows(grid, least=SESSION_HEIGHT, empty=NO_SESSIONS, ids=timetable.tracking.ids)
    for note in timetable.notes:
        sheet.note(note)
    write_closing(sheet, timetable.closing)
    keep_base(book, timetable.tracking, columns, grid)
    return book.to_bytes()
