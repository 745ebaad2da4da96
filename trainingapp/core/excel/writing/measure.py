"""How much room text needs: widths in Excel's column units, heights in points.

A column unit is one digit of the workbook's first font, 7 pixels at 96 dpi. Fonts differ between computers, so the
figures lean to the wide side: a row that is a little too high is better than a name cut in two.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from math import ceil, inf
from unicodedata import category, east_asian_width

from trainingapp.core.columns import SheetColumn, Shown

POINTS_PER_MM = 72 / 25.4
PIXELS_PER_UNIT = 7
UNITS_PER_MM = 96 / 25.4 / PIXELS_PER_UNIT
WIDEST_CHARACTER = 2.25
"""Units of a full-width character at 11 points: 2.1 of its own, the rest is slack for other fonts and printers."""
LINE_SPACING = 1.4
"""Height of a printed line over the font's size; Song type needs 1.25, Noto CJK 1.45 with its own leading."""
CELL_PADDING = 1.2
"""Units that Excel leaves free at both sides of a cell, with a little slack for other fonts."""
ROW_PADDING = 5
"""Points above and below the lines of a row."""
WIDEST_BY_CONTENT = 44
"""Units to which a column may grow for its content; longer text wraps."""
MOST_STRETCH = 1.6
"""A column may be stretched so much to fill the page; beyond it, a table of few columns looks torn apart."""

_WORD = r"[\u0021-\u02af\u0370-\u1fff]+"
_BREAKABLE = re.compile(rf"{_WORD}?(?<=[A-Za-z]-)(?=[A-Za-z])|{_WORD}|\s|.", re.DOTALL)
"""A word, up to a hyphen between letters; a blank; or one Chinese character."""


@lru_cache(maxsize=8192)
def _half_widths(character: str) -> float:
    if category(character) in {"Mn", "Me", "Cf"}:
        return 0
    if east_asian_width(character) in "WFA":
        return 2
    return 1.25 if character.isupper() or character in "%@&mw" else 1.05


@lru_cache(maxsize=8192)
def text_width(text: str, size: float = 11) -> float:
    """Return the width in column units of one line of text at a font size in points."""
    return sum(map(_half_widths, text)) / 2 * WIDEST_CHARACTER * size / 11


@lru_cache(maxsize=8192)
def count_lines(text: str, width: float, size: float = 11) -> int:
    """Return how many lines text takes in a cell that many units wide, broken as Excel breaks it."""
    room = max(width - CELL_PADDING, 1)
    return sum(_count_wrapped(line, room, size) for line in text.split("\n"))


def _count_wrapped(line: str, room: float, size: float) -> int:
    lines, used = 1, 0.0
    for piece in _BREAKABLE.findall(line):
        needed = text_width(piece, size)
        if used + needed <= room:
            used += needed
        elif needed <= room:
            lines, used = lines + 1, needed
        else:  # a word longer than the line begins a line of its own and is broken inside
            more = ceil(needed / room) - 1
            lines += more + (used > 0)
            used = needed - more * room
    return lines


def height_of(lines: int, size: float = 11) -> float:
    """Return the height in points of a row with so many lines."""
    return lines * size * LINE_SPACING + ROW_PADDING


def fit_widths(columns: Sequence[SheetColumn], grid: Sequence[Sequence[Shown]], available: float) -> list[float]:
    """Return a width for each column: its own at least, more for its content, and the page filled if there is room.

    ``available`` is the width between the page's margins, in column units. Where the columns need more, they keep
    their own widths and the page is printed smaller. A column whose width is fixed has that.
    """
    least = [column.width for column in columns]
    natural = _natural_widths(columns, grid)
    wanted = [
        column.width if column.fixed else max(column.width, width)
        for column, width in zip(columns, natural, strict=True)
    ]
    widths = _grow(least, wanted, available)
    spare = available - sum(widths)
    free = sum(width for column, width in zip(columns, widths, strict=True) if not column.fixed)
    stretch = min(max(1 + spare / free, 1), MOST_STRETCH) if free else 1
    return [width if column.fixed else width * stretch for column, width in zip(columns, widths, strict=True)]


def _natural_widths(columns: Sequence[SheetColumn], grid: Sequence[Sequence[Shown]]) -> list[float]:
    longest = [_widest_line(column.header) for column in columns]
    for row in grid:
        for place, (column, shown) in enumerate(zip(columns, row, strict=True)):
            text = shown if isinstance(shown, str) else column.text_of(shown)
            if len(text) > 1:
                longest[place] = max(longest[place], _widest_line(text, column.size))
    return [min(width + CELL_PADDING, WIDEST_BY_CONTENT) for width in longest]


@lru_cache(maxsize=8192)
def _widest_line(text: str, size: float = 11) -> float:
    return max(text_width(line, size) for line in text.split("\n"))


def _grow(least: Sequence[float], wanted: Sequence[float], available: float) -> list[float]:
    """Share out the spare width evenly among the columns that still want some, so that small wishes are met in full."""
    widths, spare = list(least), available - sum(least)
    waiting = sorted(range(len(widths)), key=lambda place: wanted[place] - widths[place])
    while waiting and spare > 0:
        place = waiting.pop(0)
        share = min(wanted[place] - widths[place], spare / (len(waiting) + 1))
        widths[place] += share
        spare -= share
    return widths


def divide_columns(widths: Sequence[float], weights: Sequence[float]) -> list[tuple[int, int]]:
    """Divide columns among parts so that the one with least room for its weight has as much as can be.

    Returns the first and the last column of each part, from 0.
    """
    reach = list(accumulate(widths, initial=0))
    # For each edge up to which the parts so far may stand: the least room that one of them has, and all edges.
    best: dict[int, tuple[float, tuple[int, ...]]] = {0: (inf, (0,))}
    for part, weight in enumerate(weights, 1):
        last = len(widths) - (len(weights) - part)  # every part to come needs a column of its own
        ends = range(part, last + 1) if part < len(weights) else [last]
        best = {
            end: max(
                (min(room, (reach[end] - reach[start]) / weight), (*edges, end))
                for start, (room, edges) in best.items()
                if start < end
            )
            for end in ends
        }
    _, edges = best[len(widths)]
    return [(first, end - 1) for first, end in pairwise(edges)]
