"""考核成绩登记表: one row per trainee, one column per weighted component, total, band and completion, landscape."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Generic

from trainingapp.core.columns import Column, Kind, Row, Value, show_grid
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
from trainingapp.registers.sheets.roster import NO_TRAINEES
from trainingapp.registers.sheets.tracking import UNTRACKED, Tracking, keep_base

COMPONENTS = "分项成绩（权重）"


@dataclass(frozen=True, slots=True)
class Component:
    """A weighted part of the score; the weight is in percent."""

    key: str
    name: str
    weight: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentSheet(Generic[Row]):
    """An assessment register to be printed; ``notes`` say how the total and the bands come about."""

    heading: Heading
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]
    notes: Sequence[str] = ()
    closing: Sequence[SignOff] = MADE_CHECKED_DATED
    seal: bool = False
    office: Office = Office()
    tracking: Tracking = UNTRACKED


def component_columns(components: Sequence[Component], score_of: Callable[[Row, str], Value]) -> list[Column[Row]]:
    """Return one column per component, its weight in the heading; ``score_of`` takes a row and the component's key."""

    def score_at(key: str) -> Callable[[Row], Value]:
        return lambda row: score_of(row, key)

    return [
        Column(
            component.key,
            f"{component.name}\n（{component.weight:f}%）",
            score_at(component.key),
            width=11,
            kind=Kind.NUMBER,
            groups=(COMPONENTS,),
        )
        for component in components
    ]


def build_assessment(register: AssessmentSheet[Row]) -> bytes:
    """Return the assessment register's workbook."""
    book = open_book(register.heading.title, register.office)
    columns = arrange(register.columns, register.office.layout)
    grid = show_grid(columns, register.rows)
    sheet = book.sheet("考核成绩登记表", columns, grid, paper=Paper(landscape=True))
    write_heading(sheet, register.heading)
    sheet.heading(freeze=2)
    sheet.rows(grid, empty=NO_TRAINEES, ids=register.tracking.ids)
    for note in register.notes:
        sheet.note(note)
    write_closing(sheet, register.closing, seal=register.seal)
    keep_base(book, register.tracking, columns, grid)
    return book.to_bytes()
