"""Tables in a terminal, where a Chinese character is two columns wide."""

import unicodedata
from collections.abc import Sequence

WIDE = frozenset("WF")
GAP = "  "


def width_of(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in WIDE else 1 for character in text)


def lay_out_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a table, its columns aligned."""
    table = [headings, *rows]
    widths = [max(width_of(line[place]) for line in table) for place in range(len(headings))]
    return [_lay_out_line(line, widths) for line in table]


def _lay_out_line(texts: Sequence[str], widths: Sequence[int]) -> str:
    padded = (text + " " * (width - width_of(text)) for text, width in zip(texts, widths, strict=True))
    return GAP.join(padded).rstrip()
