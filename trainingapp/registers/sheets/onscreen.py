"""A paper's table as a page draws it: the same heading, cells and merged runs as the workbook."""

from collections.abc import Sequence
from dataclasses import dataclass

from trainingapp.core.columns import (
    Align,
    Column,
    HeadCell,
    Row,
    SheetColumn,
    Shown,
    find_runs,
    lay_out_heading,
    show_grid,
)
from trainingapp.registers.sheets.attendance import Totals


@dataclass(frozen=True, slots=True)
class BodyCell:
    """One cell below the heading: its text, where it stands in the cell, and over how many rows it reaches."""

    text: str
    align: Align
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class TotalsLine:
    """A row of totals: its label over the columns before the first of them, and what stands in the others."""

    label: str
    reach: int
    values: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table to be drawn: the heading level by level, the rows, and rows of totals below them."""

    head: Sequence[Sequence[HeadCell]]
    body: Sequence[Sequence[BodyCell]]
    totals: Sequence[TotalsLine] = ()


def lay_out(columns: Sequence[Column[Row]], rows: Sequence[Row], totals: Sequence[Totals] = ()) -> Table:
    """Return the table of a list."""
    return lay_out_grid(columns, show_grid(columns, rows), totals)


def lay_out_grid(
    columns: Sequence[SheetColumn], grid: Sequence[Sequence[Shown]], totals: Sequence[Totals] = ()
) -> Table:
    """Return the table of what is shown already."""
    cells = lay_out_heading(columns)
    depth = max((cell.row for cell in cells), default=0) + 1
    head = [[cell for cell in cells if cell.row == level] for level in range(depth)]
    return Table(head, _lay_out_body(columns, grid), [_lay_out_totals(columns, line) for line in totals])


def _lay_out_body(columns: Sequence[SheetColumn], grid: Sequence[Sequence[Shown]]) -> list[list[BodyCell]]:
    runs = find_runs(columns, grid)
    reach = {(run.column, run.first): run.last - run.first + 1 for run in runs}
    covered = {(run.column, row) for run in runs for row in range(run.first + 1, run.last + 1)}
    return [
        [
            BodyCell(column.text_of(row[place]), column.align, reach.get((place, number), 1))
            for place, column in enumerate(columns)
            if (place, number) not in covered
        ]
        for number, row in enumerate(grid)
    ]


def _lay_out_totals(columns: Sequence[SheetColumn], totals: Totals) -> TotalsLine:
    texts = [column.text_of(totals.values.get(column.key, "")) for column in columns]
    reach = max(next((place for place, text in enumerate(texts) if text), len(texts)), 1)
    return TotalsLine(totals.label, reach, texts[reach:])
