"""Where the pages of a worksheet begin, and how the lines to sign on come to stand below rows of their table.

Rows are counted from 0. Nobody files a page that holds nothing but a signature.
"""

from collections.abc import Collection, Sequence

#: So many of a table's last rows go with the lines to sign on to their page.
KEPT_ROWS = 2


def page_starts(heights: Sequence[float], breaks: Collection[int], *, room: float, head: float) -> list[int]:
    """Return the rows with which pages begin.

    ``heights`` are those of the rows and ``room`` that of a page, in points. A page also begins with each row in
    ``breaks``; each but the first repeats a heading of the height ``head``.
    """
    starts, used = [0], 0.0
    for row, height in enumerate(heights):
        if row and (row in breaks or used + height > room):
            starts.append(row)
            used = head
        used += height
    return starts


def start_with_table(starts: Sequence[int], table: range, covered: Collection[int]) -> int | None:
    """Return the row with which the last page must begin to have rows of the table above what follows it.

    None where it has some already, or where none can go. A page does not begin with a ``covered`` row: these stand
    below the first of a merged cell.
    """
    if starts[-1] < table.stop:
        return None
    page = max(start for start in starts if start < table.stop)
    begin = table.stop - KEPT_ROWS
    while begin in covered:
        begin -= 1
    return begin if begin > max(page, table.start) else None
