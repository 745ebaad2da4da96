"""考勤登记表: one row per trainee, one column per half-day, symbols with their legend, landscape.

A blank cell means "not recorded", never 旷课: the sheet prints what it is given and says so in its legend.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic

from trainingapp.core.columns import Column, Row, Shown, show_grid
from trainingapp.core.excel.writing import Paper
from trainingapp.registers.sheets.arranging import arrange
from trainingapp.registers.sheets.parts import Heading, Office, SignOff, open_book, write_closing, write_heading
from trainingapp.registers.sheets.roster import NO_TRAINEES
from trainingapp.registers.sheets.tracking import UNTRACKED, Tracking, keep_base

MARK_WIDTH = 3.4
"""Column units: a symbol, and 上午 in two lines above it. Forty half-days still fit on one page's width."""
BLANK_MEANS = "空白：未登记"


@dataclass(frozen=True, slots=True)
class HalfDay:
    """One column of marks: the date it stands under, and its own word, such as 上午."""

    day: date
    word: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """A mark of the class's legend, and what it means."""

    mark: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Totals:
    """A row below the trainees, such as 出勤人数; values by the columns' keys."""

    label: str
    values: Mapping[str, Shown]


CLOSING = (SignOff("制表人"), SignOff("班主任"), SignOff("审核人"), SignOff("填表日期"))


@dataclass(frozen=True, slots=True, kw_only=True)
class AttendanceSheet(Generic[Row]):
    """An attendance register to be printed.

    ``columns`` is the whole list, as the page shows it: who, one column per half-day (``mark_columns``), counts, hours,
    rate, remark.
    """

    heading: Heading
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    legend: Sequence[Symbol]
    totals: Sequence[Totals] = ()
    notes: Sequence[str] = ()
    closing: Sequence[SignOff] = CLOSING
    office: Office = Office()
    tracking: Tracking = UNTRACKED


def mark_key(place: int) -> str:
    """Return the key of the column of the half-day at this place, counted from 0."""
    return f"half_day_{place}"


def mark_columns(half_days: Sequence[HalfDay], mark_of: Callable[[Row, int], str]) -> list[Column[Row]]:
    """Return one column per half-day under its month and day; ``mark_of`` takes a row and the half-day's place."""

    def mark_at(place: int) -> Callable[[Row], str]:
        return lambda row: mark_of(row, place)

    return [
        Column(
            mark_key(place),
            half_day.word,
            mark_at(place),
            width=MARK_WIDTH,
            groups=(f"{half_day.day.month}月", f"{half_day.day.day}日"),
        )
        for place, half_day in enumerate(half_days)
    ]


def build_attendance(register: AttendanceSheet[Row]) -> bytes:
    """Return the attendance register's workbook."""
    book = open_book(register.heading.title, register.office)
    columns = arrange(register.columns, register.office.layout)
    grid = show_grid(columns, register.rows)
    sheet = book.sheet("考勤登记表", columns, grid, paper=Paper(landscape=True))
    write_heading(sheet, register.heading)
    sheet.heading(freeze=2)
    sheet.rows(grid, empty=NO_TRAINEES, ids=register.tracking.ids)
    for totals in register.totals:
        sheet.totals(totals.label, totals.values)
    sheet.note(write_legend(register.legend))
    for note in register.notes:
        sheet.note(note)
    write_closing(sheet, register.closing)
    keep_base(book, register.tracking, columns, grid)
    return book.to_bytes()


def write_legend(legend: Sequence[Symbol]) -> str:
    """Return the legend as it is printed: every symbol with its meaning, and what a blank means."""
    return "图例：" + "　".join([*(f"{symbol.mark} {symbol.meaning}" for symbol in legend), BLANK_MEANS])
