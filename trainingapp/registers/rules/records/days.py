"""The days that a clock's sheet tells of where it writes them short: 1 to 31 across the top, or 03-03 down the side."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from trainingapp.core.excel.grid import CellValue, Grid
from trainingapp.registers.rules.records.moments import DAY, read_clocks, read_day

ROWS_SEARCHED = 60
LONGEST_SPAN = timedelta(days=366)
LEAST_BARE, LAST = 3, 31
"""Bare numbers that make a row of days: fewer may count anything."""
MONTH = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})(?!\d)(?!\s*[-/.月]\s*\d)")
WEEKDAY = r"\s*[(]?(?:(?:星期|周)?[一二三四五六日天])?[)]?"
BARE = re.compile(rf"(\d{{1,2}})\s*[日号]?{WEEKDAY}")
HEADING = re.compile(rf"(?:\d{{4}}\s*[-/.年]\s*)?\d{{1,2}}\s*[-/.月]\s*\d{{1,2}}\s*[日号]?{WEEKDAY}")

Cells = Sequence[tuple[int, CellValue]]
"""The cells of a row that hold something, with their columns."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days that short headings may mean: those that the sheet is said to tell of, else those of the class."""

    days: Sequence[date]
    named: bool

    def day(self, value: CellValue) -> date | None:
        """Return the day that a heading means: a whole date, a month and day, or a bare day of the month."""
        return self._whole(value) or self._bare(bare_day(value))

    def _whole(self, value: CellValue) -> date | None:
        if isinstance(value, str):
            text = unicodedata.normalize("NFKC", value).strip()
            return read_day(text, self.days) if HEADING.fullmatch(text) else None
        return read_day(value)

    def _bare(self, number: int) -> date | None:
        fitting = [day for day in self.days if day.day == number]
        return fitting[0] if len(fitting) == 1 else None

    def across(self, cells: Cells) -> Mapping[int, date]:
        """Return the days that head columns, where a row mostly consists of days in order; else nothing."""
        whole = {column: day for column, value in cells if (day := self._whole(value))}
        bare = {column: number for column, value in cells if (number := bare_day(value))}
        if len(whole) >= len(bare):
            fits = len(whole) * 2 >= len(cells) and all(one < after for one, after in pairwise(whole.values()))
            return whole if fits else {}
        if len(bare) * 2 < len(cells) or not self._are_days(list(bare.values())):
            return {}
        return {column: day for column, number in bare.items() if (day := self._bare(number))}

    def _are_days(self, numbers: Sequence[int]) -> bool:
        """Tell whether bare numbers are days: all that the sheet tells of, or three in a row."""
        if numbers == [day.day for day in self.days]:
            return True
        return len(numbers) >= LEAST_BARE and all(after in {one + 1, 1} for one, after in pairwise(numbers))


def bare_day(value: CellValue) -> int:
    """Return the day of the month that a cell may mean: 3, 3日 or 3 二; 0 where it cannot."""
    number = 0
    if isinstance(value, str):
        bare = BARE.fullmatch(unicodedata.normalize("NFKC", value).strip())
        number = int(bare[1]) if bare else 0
    elif (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer()):
        number = int(value)
    return number if 1 <= number <= LAST else 0


def find_calendar(grid: Grid, class_days: Iterable[date]) -> Calendar:
    """Return the days that a sheet says it tells of, such as 2026-03-01~2026-03-31 or 2026年3月; else the class's."""
    rows = grid.rows[:ROWS_SEARCHED]
    spans = (span for row in rows for span in (*map(_span, ([value] for value in row)), _span(row)) if span)
    span = next(spans, None) or next(filter(None, (_month(value) for row in rows for value in row)), None)
    if span is None:
        return Calendar(sorted(class_days), named=False)
    first, last = span
    return Calendar([first + timedelta(days=step) for step in range((last - first).days + 1)], named=True)


def _span(values: Iterable[CellValue]) -> tuple[date, date] | None:
    """Return the first and last day, where exactly two dates without a time of day stand together."""
    found = [day for value in values if not read_clocks(value) for day in _dates(value)]
    if len(found) != 2 or not timedelta(0) <= found[1] - found[0] <= LONGEST_SPAN:  # noqa: PLR2004 - from and to
        return None
    return found[0], found[1]


def _dates(value: CellValue) -> list[date]:
    if isinstance(value, datetime | date):
        return [day] if (day := read_day(value)) else []
    if not isinstance(value, str):
        return []
    text = unicodedata.normalize("NFKC", value)
    whole = list(DAY.finditer(text))
    found = [day for one in whole if (day := read_day(one[0]))]
    if len(found) == 1:
        rest = text[whole[0].end() :]
        following = read_day(f"{found[0].year}-{rest.lstrip(' ~-至到—')}") if rest else None
        found += [following] if following else []
    return found


def _month(value: CellValue) -> tuple[date, date] | None:
    found = MONTH.search(unicodedata.normalize("NFKC", value)) if isinstance(value, str) else None
    first = read_day(f"{found[1]}-{found[2]}-1") if found else None
    if first is None:
        return None
    following = (first + timedelta(days=31)).replace(day=1)
    return first, following - timedelta(days=1)
