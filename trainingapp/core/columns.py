"""One list of columns: what a page's table, a workbook and a paper have in common.

A subject's ``columns.py`` lists its columns once; page and workbook show the same headings, in the same order, with the
same text, because both ask the column.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import KW_ONLY, dataclass, fields
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Generic, TypeVar

from trainingapp.core.clock import to_local
from trainingapp.core.terms import LabelledEnum

Row = TypeVar("Row")
Part = TypeVar("Part")

Value = str | int | float | Decimal | Fraction | date | None
"""What a column may take from a row."""

Shown = str | int | Decimal | date
"""What is shown: text, a rounded number or a date. A blank is the empty string."""


class Align(StrEnum):
    """Where the text stands in its cell."""

    LEFT = "left"
    CENTRE = "center"
    RIGHT = "right"


class Kind(StrEnum):
    """What a column holds, and so how its values are written."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    HOURS = "hours"
    PERCENT = "percent"
    DATE = "date"
    MONTH = "month"
    PHONE = "phone"


DECIMALS = {Kind.NUMBER: 2, Kind.MONEY: 2, Kind.HOURS: 1, Kind.PERCENT: 3}
"""Digits kept after the point; a share of 0.931 prints as 93.1%, yuan as 12,800.50."""


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """What a heading says: enough to draw a column, without knowing where its values come from.

    ``width`` is the least width, in half-width characters (a Chinese character takes two). ``groups`` are the headings
    printed above, merged with the neighbours that share them. ``merge_down`` merges equal values that follow each
    other, as a timetable does with its dates. ``size`` is the type's, in points on paper. A ``fixed`` column is as wide
    as somebody wished, whatever it holds. Columns of one ``family`` are as many as a class has half-days or components;
    people place them together.
    """

    key: str
    header: str
    _: KW_ONLY
    width: float = 8
    align: Align = Align.CENTRE
    kind: Kind = Kind.TEXT
    groups: tuple[str, ...] = ()
    merge_down: bool = False
    size: float = 11
    fixed: bool = False
    family: str = ""

    def show(self, value: Value) -> Shown:
        """Return a value as this column shows it: numbers rounded half up, a blank as the empty string."""
        if isinstance(value, str):
            return value.label if isinstance(value, LabelledEnum) else value
        if value is None:
            return ""
        if isinstance(value, date):
            return show_date(value, self.kind)
        if self.kind in DECIMALS:
            return round_half_up(value, DECIMALS[self.kind])
        return str(value)

    def text_of(self, shown: Shown) -> str:
        """Return what is shown as the text that a page prints and that Excel displays."""
        if isinstance(shown, str):
            return shown
        if isinstance(shown, date):
            return shown.isoformat()
        if self.kind is Kind.MONEY:
            return f"{shown:,.2f}"
        if isinstance(shown, int):
            return str(shown)
        if self.kind is Kind.PERCENT:
            return f"{shown * 100:.1f}%"
        return f"{shown:f}"


@dataclass(frozen=True, slots=True)
class Column(SheetColumn, Generic[Row]):
    """A column of a list: its heading, and how to take its value from a row."""

    value: Callable[[Row], Value]
    _: KW_ONLY
    sortable: bool = False

    def shown(self, row: Row) -> Shown:
        """Return what the column shows for a row."""
        return self.show(self.value(row))

    def text(self, row: Row) -> str:
        """Return the text that the column shows for a row."""
        return self.text_of(self.shown(row))


def taken_from(column: Column[Part], key: str, take: Callable[[Row], Part]) -> Column[Row]:
    """Return a column of a larger row that shows what a column shows of a part of it."""
    own = {one.name: getattr(column, one.name) for one in fields(SheetColumn)}
    return Column(**{**own, "key": key}, value=lambda row: column.value(take(row)))


def show_grid(columns: Sequence[Column[Row]], rows: Iterable[Row]) -> list[list[Shown]]:
    """Return what each row shows in each column: the cells of a page's table or of a worksheet."""
    takers = [(column.value, column.show) for column in columns]
    return [[show(value(row)) for value, show in takers] for row in rows]


def show_date(value: date, kind: Kind) -> Shown:
    """Return a date as shown: a month as the text 1985.03 (a number would lose October's zero), else the day itself."""
    if isinstance(value, datetime):
        value = (to_local(value) if value.tzinfo else value).date()
    return f"{value.year}.{value.month:02d}" if kind is Kind.MONTH else value


def round_half_up(value: float | Decimal | Fraction, decimals: int) -> Decimal:
    """Round exactly, halves away from zero, and drop trailing zeros: 24.50 is 24.5, 0.9305 to 3 places 0.931."""
    step = Decimal(1).scaleb(-decimals)
    exact = Decimal(str(value)) if isinstance(value, float) else _to_decimal(value)
    return _without_trailing_zeros(exact.quantize(step, rounding=ROUND_HALF_UP))


def _to_decimal(value: int | Decimal | Fraction) -> Decimal:
    if isinstance(value, Fraction):
        return Decimal(value.numerator) / Decimal(value.denominator)
    return Decimal(value)


def _without_trailing_zeros(number: Decimal) -> Decimal:
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()


@dataclass(frozen=True, slots=True)
class HeadCell:
    """One cell of a heading of several levels: its text, its place from 0, and how far it reaches."""

    text: str
    row: int
    column: int
    rowspan: int
    colspan: int


def lay_out_heading(columns: Sequence[SheetColumn]) -> list[HeadCell]:
    """Return the cells of the heading, level by level.

    A group reaches over its columns, a heading without groups down to the last level.
    """
    depth = max((len(column.groups) + 1 for column in columns), default=1)
    return [cell for level in range(depth) for cell in _lay_out_level(columns, level, depth)]


def _lay_out_level(columns: Sequence[SheetColumn], level: int, depth: int) -> list[HeadCell]:
    cells: list[HeadCell] = []
    for place, column in enumerate(columns):
        if level == len(column.groups):
            cells.append(HeadCell(column.header, level, place, depth - level, 1))
        elif level < len(column.groups) and not _shares_group(columns, place, level):
            reach = 1
            while place + reach < len(columns) and _shares_group(columns, place + reach, level):
                reach += 1
            cells.append(HeadCell(column.groups[level], level, place, 1, reach))
    return cells


def _shares_group(columns: Sequence[SheetColumn], place: int, level: int) -> bool:
    """Tell whether the group at this level is the one that the column to the left stands under."""
    groups = columns[place].groups[: level + 1]
    return place > 0 and len(groups) > level and columns[place - 1].groups[: level + 1] == groups


@dataclass(frozen=True, slots=True)
class Run:
    """Equal values that follow each other in a column that merges down; rows count from 0, both ends included."""

    column: int
    first: int
    last: int


def find_runs(columns: Sequence[SheetColumn], grid: Sequence[Sequence[Shown]]) -> list[Run]:
    """Return the runs to merge.

    A run never reaches over the end of a run in an earlier merging column: 上午 ends with its date.
    """
    runs: list[Run] = []
    walls = {0, len(grid)}
    for place, column in enumerate(columns):
        if column.merge_down:
            walls |= {
                row for row in range(1, len(grid)) if grid[row][place] != grid[row - 1][place] or grid[row][place] == ""
            }
            edges = sorted(walls)
            runs += [Run(place, first, end - 1) for first, end in pairwise(edges) if end - first > 1]
    return runs
