"""One worksheet as a paper: a title, a heading that repeats on every page, rows, notes and the lines to sign on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, pairwise

from openpyxl.cell import Cell
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from trainingapp.core.columns import Align, SheetColumn, Shown, find_runs, lay_out_heading
from trainingapp.core.excel.writing.boxes import Box
from trainingapp.core.excel.writing.cells import TextCell
from trainingapp.core.excel.writing.measure import (
    CELL_PADDING,
    count_lines,
    divide_columns,
    fit_widths,
    height_of,
    text_width,
)
from trainingapp.core.excel.writing.pages import page_starts, start_with_table
from trainingapp.core.excel.writing.paper import Paper
from trainingapp.core.excel.writing.styles import (
    BODY,
    FIELD,
    HEAD,
    LABEL,
    LINE,
    NOTE,
    TITLE,
    Look,
    StyleBook,
    body_look,
)

BODY_HEIGHT = 22.0
"""Points; a row of one line that can be read and ticked by hand."""
TITLE_SIZES = (22, 20, 18, 16)
TITLE_HEIGHT = 40.0
SIGNING_HEIGHT = 30.0
LABEL_WIDTH = 11.0
"""Column units at least for the labels of a boxed row of fields: four characters."""
TALLEST_ROW = 409.0
"""Excel's limit, in points."""
PIXEL = 0.75
PRINTER_SLACK = 6
"""Points left free on every page: printers round the heights of rows in their own way."""
BLANK_TO_FILL = "＿＿＿＿＿＿"


@dataclass(frozen=True, slots=True)
class _Span:
    """Text over several columns, first and last from 0."""

    first: int
    last: int
    text: str
    look: Look


class Sheet:
    """A worksheet that is written from top to bottom, in the order in which its methods are called."""

    def __init__(
        self,
        worksheet: Worksheet,
        styles: StyleBook,
        columns: Sequence[SheetColumn],
        grid: Sequence[Sequence[Shown]],
        paper: Paper,
    ) -> None:
        """Set the columns' widths; ``grid`` is what they are measured on."""
        self._worksheet = worksheet
        self._styles = styles
        self._columns = columns
        self._row = 0
        self._used = 0.0
        self._head_height = 0.0
        self._table = range(0)
        self._widths = fit_widths(columns, grid, paper.width)
        # A sheet that is too wide is printed smaller, and so more rows stand on a page.
        self._page_height = paper.height * max(sum(self._widths) / paper.width, 1) - PRINTER_SLACK
        for place, width in enumerate(self._widths, 1):
            worksheet.column_dimensions[get_column_letter(place)].width = round(width, 2)

    # --- what a paper is made of -------------------------------------------------------------------------------------

    def attachment(self, text: str) -> None:
        """Write the mark of an attachment (附件1), top left."""
        self._write_across([(text, replace(LINE, face="heading"))])

    def title(self, text: str, *, broken: str = "") -> None:
        """Write the paper's name over the whole width, in the largest type that keeps it in one line if any does.

        ``broken`` is the same name with a line break at its best place, for a page on which one line does not do.
        """
        width = sum(self._widths)
        fits = [size for size in TITLE_SIZES if count_lines(text, width, size) == 1]
        if not fits and broken:
            text = broken
            fits = [size for size in TITLE_SIZES if count_lines(text, width, size) == 1 + text.count("\n")]
        size = (fits or TITLE_SIZES[-1:])[0]
        self._write_across([(text, replace(TITLE, size=size))], least=TITLE_HEIGHT)

    def line(self, left: str, right: str) -> None:
        """Write the line below the title: the unit or period at the left, the date at the right."""
        right_look = replace(LINE, align=Align.RIGHT)
        self._write_across([(left, LINE), (right, right_look)] if right else [(left, LINE)])

    def fields(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Write one boxed row of labels, each followed by its value."""
        spans: list[_Span] = []
        for (label, value), (first, last) in zip(pairs, divide_columns(self._widths, [1] * len(pairs)), strict=True):
            end = first
            while end < last - 1 and sum(self._widths[first : end + 1]) < LABEL_WIDTH:
                end += 1
            spans += [_Span(first, end, label, LABEL), _Span(end + 1, last, value, FIELD)]
        self._write_spans(spans, least=BODY_HEIGHT)

    def heading(self, *, freeze: int = 0) -> None:
        """Write the headings, which repeat on every page and stay in sight with ``freeze`` columns at the left."""
        boxes = lay_out_heading(self._columns)
        first, depth = self._row + 1, max(box.row + box.rowspan for box in boxes)
        texts = {(box.row, box.column): box.text for box in boxes}
        heights, style = self._head_heights(depth), self._styles.text(HEAD)
        for level in range(depth):
            row = [(texts.get((level, place), ""), style) for place in range(len(self._columns))]
            self._append(self._text_cells(row), heights[level])
        for box in boxes:
            self._merge(first + box.row, first + box.row + box.rowspan - 1, box.column, box.column + box.colspan - 1)
        self._head_height = sum(heights)
        self._worksheet.print_title_rows = f"{first}:{self._row}"
        self._worksheet.freeze_panes = f"{get_column_letter(freeze + 1)}{self._row + 1}"

    def rows(
        self,
        grid: Sequence[Sequence[Shown]],
        *,
        least: float = BODY_HEIGHT,
        fill: float = 0,
        empty: str = "",
        ids: Sequence[str] = (),
        spare: int = 0,
    ) -> None:
        """Write the rows, each as high as its longest text needs and ``least`` points at least.

        Where there are none, ``empty`` is written instead. Where they take less than ``fill`` points together, all
        become higher by the same amount. ``ids`` go with the rows in a hidden column that nobody prints, however the
        rows are sorted later. So many of the last rows are ``spare``: a page of them alone has rows of the table above.
        """
        if not grid:
            if empty:
                self._write_across([(empty, BODY)], least=least)
            return
        first = self._row + 1
        heights = self.measure(grid, least=least)
        pages = self._split_pages(grid, heights)
        for page in pages:
            if page is not pages[0]:
                self.break_page()
            goal = fill if page is pages[-1] else self.room
            extra = max(goal - sum(heights[row] for row in page), 0) / len(page)
            self._write_rows([grid[row] for row in page], [heights[row] + extra for row in page])
        self._table = range(first - 1, self._row - spare)
        if ids:
            self._write_ids(first, ids)

    def _write_ids(self, first: int, ids: Sequence[str]) -> None:
        place = len(self._columns) + 1
        for row, one in enumerate(ids, first):
            self._worksheet.cell(row, place, one)
        self._worksheet.column_dimensions[get_column_letter(place)].hidden = True

    def _write_rows(self, grid: Sequence[Sequence[Shown]], heights: Sequence[float]) -> None:
        first = self._row + 1
        looks = [body_look(column) for column in self._columns]
        texts = [self._styles.text(look) for look in looks]
        numbers = [self._styles.number(look) for look in looks]
        runs = find_runs(self._columns, grid)
        covered = {(row, run.column) for run in runs for row in range(run.first + 1, run.last + 1)}
        for number, (row, height) in enumerate(zip(grid, heights, strict=True)):
            shown = ["" if (number, place) in covered else value for place, value in enumerate(row)] if covered else row
            self._append(list(map(self._cell, count(1), shown, texts, numbers)), height)
        for run in runs:
            self._merge(first + run.first, first + run.last, run.column, run.column)

    def _split_pages(self, grid: Sequence[Sequence[Shown]], heights: Sequence[float]) -> list[range]:
        """Divide rows with merged cells into pages so that no merged cell is cut; other rows flow on as one."""
        merging = [place for place, column in enumerate(self._columns) if column.merge_down][:1]
        runs = [run for run in find_runs(self._columns, grid) if run.column in merging]
        inside = {row for run in runs for row in range(run.first + 1, run.last + 1)}
        starts = [row for row in range(len(grid)) if merging and row not in inside]
        pages, begin, room = [], 0, self.room
        for start, end in pairwise([*starts, len(grid)]):
            if start > begin and sum(heights[begin:end]) > room:
                pages.append(range(begin, start))
                begin, room = start, self._page_height - self._head_height
        return [*pages, range(begin, len(grid))]

    def totals(self, label: str, values: Mapping[str, Shown]) -> None:
        """Write a row of totals by the columns' keys, its label over the columns before the first of them."""
        row = [values.get(column.key, "") for column in self._columns]
        lead = max(next((place for place, shown in enumerate(row) if shown != ""), len(row)), 1)
        height = height_of(count_lines(label, sum(self._widths[:lead])))
        self._write_rows([[label, *row[1:]]], [max(height, BODY_HEIGHT)])
        self._merge(self._row, self._row, 0, lead - 1)

    def note(self, text: str, *, boxed: bool = True) -> None:
        """Write a note or a legend over the whole width."""
        self._write_across([(text, replace(NOTE, boxed=boxed))])

    def sign_off(self, pairs: Sequence[tuple[str, str]]) -> None:
        """Write who made the paper, who checks it and when: a blank value is a line to write on."""
        look = replace(LINE, align=Align.LEFT)
        parts = [(f"{label}：{value or BLANK_TO_FILL}" if label else value, look) for label, value in pairs]
        self._write_across(parts, least=SIGNING_HEIGHT)
        if self._table:
            self._keep_with_table()

    def _keep_with_table(self) -> None:
        """Let the table's last rows go with what follows them, where that begins a page; the others fill theirs.

        Printers differ by the slack: where the lines would stand alone with it or without it, they do not.
        """
        sizes = self._worksheet.row_dimensions
        heights = [sizes[row].height or BODY_HEIGHT for row in range(1, self._row + 1)]
        breaks = {one.id for one in self._worksheet.row_breaks.brk}
        merged = [range(cells.min_row, cells.max_row) for cells in self._worksheet.merged_cells.ranges]
        covered = {row for rows in merged for row in rows}
        for slack in (0, PRINTER_SLACK):
            starts = page_starts(heights, breaks, room=self._page_height + slack, head=self._head_height)
            begin = start_with_table(starts, self._table, covered)
            if begin is not None:
                page = max(start for start in starts if start < begin)
                self._fill(range(max(page, self._table.start), begin), sum(heights[page:begin]), first=page == 0)
                self._worksheet.row_breaks.append(Break(id=begin))
                return

    def _fill(self, rows: range, used: float, *, first: bool) -> None:
        """Make rows higher until their page, of which so many points are used, is full."""
        free = self._page_height - used - (0 if first else self._head_height)
        for row in rows:
            size = self._worksheet.row_dimensions[row + 1]
            size.height = _whole_pixels((size.height or BODY_HEIGHT) + max(free, 0) / len(rows))

    def draw(self, boxes: Sequence[Box], *, least: Sequence[float]) -> None:
        """Write a block of a form: boxes over rows and columns, counted from 0 at the block's top left.

        ``least`` has the height in points of each row, which grows where a text needs more. Places that no box covers
        stay bare.
        """
        first, bare = self._row + 1, self._styles.text(LINE)
        texts = {(box.row, box.column): box.text for box in boxes}
        styles = {place: self._styles.text(box.look) for box in boxes for place in box.places()}
        for row, height in enumerate(self.measure_boxes(boxes, least=least)):
            places = [(row, column) for column in range(len(self._columns))]
            self._append(
                self._text_cells([(texts.get(place, ""), styles.get(place, bare)) for place in places]), height
            )
        for box in boxes:
            self._merge(first + box.row, first + box.last_row, box.column, box.last_column)

    # --- the page ----------------------------------------------------------------------------------------------------

    def measure_boxes(self, boxes: Sequence[Box], *, least: Sequence[float]) -> list[float]:
        """Return the height in points that each row of a block needs; a box over several rows grows at its last."""
        heights = list(least)
        for box in sorted(boxes, key=lambda box: box.rows):
            width = sum(self._widths[box.column : box.last_column + 1])
            lines = 1 if box.look.shrink else count_lines(box.text, width, box.look.size)
            needed = height_of(lines, box.look.size)
            missing = needed - sum(heights[box.row : box.last_row + 1])
            heights[box.last_row] += max(missing, 0)
        return heights

    @property
    def room(self) -> float:
        """Return the height in points that is left on this page."""
        return self._page_height - self._used

    def room_after(self, heights: Sequence[float]) -> tuple[int, float]:
        """Return how many pages further rows of these heights begin, and the height in points left on the last one."""
        written = [self._used, *heights]
        starts = page_starts(written, (), room=self._page_height, head=self._head_height)
        repeated = self._head_height if starts[-1] else 0
        return len(starts) - 1, self._page_height - sum(written[starts[-1] :]) - repeated

    def measure(self, grid: Sequence[Sequence[Shown]], *, least: float = BODY_HEIGHT) -> list[float]:
        """Return the height in points that each row needs, ``least`` at least."""
        runs = find_runs(self._columns, grid)
        merged = {(row, run.column) for run in runs for row in range(run.first, run.last + 1)}
        # So many characters surely fit in one line, whatever they are: most cells need no measuring.
        sure = [
            int((width - CELL_PADDING) / text_width("宽", column.size))
            for width, column in zip(self._widths, self._columns, strict=True)
        ]
        heights = [least] * len(grid)
        for number, row in enumerate(grid):
            for place, shown in enumerate(row):
                if (
                    isinstance(shown, str)
                    and (len(shown) > sure[place] or "\n" in shown)
                    and (number, place) not in merged
                ):
                    heights[number] = max(heights[number], self._height_of_text(place, shown))
        for run in runs:
            covered = range(run.first, run.last + 1)
            text = self._columns[run.column].text_of(grid[run.first][run.column])
            missing = self._height_of_text(run.column, text) - sum(heights[number] for number in covered)
            for number in covered:
                heights[number] += max(missing, 0) / len(covered)
        return heights

    def _height_of_text(self, place: int, text: str) -> float:
        column = self._columns[place]
        lines = 1 if body_look(column).shrink else count_lines(text, self._widths[place], column.size)
        return height_of(lines, column.size)

    def break_page(self) -> None:
        """Begin a new page; the heading repeats on it.

        Excel ignores breaks in a sheet that is fitted to the page's width, so fill the page first: then it breaks
        there by itself.
        """
        self._worksheet.row_breaks.append(Break(id=self._row))
        self._used = self._head_height

    # --- how it is written -------------------------------------------------------------------------------------------

    def _write_across(self, parts: Sequence[tuple[str, Look]], *, least: float = BODY_HEIGHT) -> None:
        """Write parts beside each other, as many in a row as have room there; the others stand in rows below."""
        while parts:
            places = self._place([text_width(text, look.size) + CELL_PADDING for text, look in parts])
            row = zip(places, parts[: len(places)], strict=True)
            self._write_spans([_Span(first, last, text, look) for (first, last), (text, look) in row], least=least)
            parts = parts[len(places) :]

    def _place(self, needed: Sequence[float]) -> list[tuple[int, int]]:
        """Return the places of as many parts as have the room that they need, of one at least."""
        for count_of_parts in range(min(len(needed), len(self._widths)), 1, -1):
            places = divide_columns(self._widths, needed[:count_of_parts])
            rooms = [sum(self._widths[first : last + 1]) for first, last in places]
            if all(room >= width for room, width in zip(rooms, needed, strict=False)):
                return places
        return divide_columns(self._widths, needed[:1])

    def _write_spans(self, spans: Sequence[_Span], *, least: float) -> None:
        row: list[tuple[str, StyleArray]] = []
        height = least
        for span in spans:
            width = sum(self._widths[span.first : span.last + 1])
            height = max(height, height_of(count_lines(span.text, width, span.look.size), span.look.size))
            style = self._styles.text(span.look)
            row += [(span.text, style), *[("", style)] * (span.last - span.first)]
        self._append(self._text_cells(row), height)
        for span in spans:
            self._merge(self._row, self._row, span.first, span.last)

    def _append(self, cells: list[Cell], height: float) -> None:
        self._worksheet.append(cells)
        self._row += 1
        height = _whole_pixels(height)
        self._worksheet.row_dimensions[self._row].height = height
        self._used += height

    def _cell(self, place: int, shown: Shown, text: StyleArray, number: StyleArray) -> Cell:
        if isinstance(shown, str):
            return TextCell(self._worksheet, self._row + 1, place, shown, text)
        return Cell(self._worksheet, self._row + 1, place, shown, number)

    def _text_cells(self, row: Sequence[tuple[str, StyleArray]]) -> list[Cell]:
        return [TextCell(self._worksheet, self._row + 1, at, text, style) for at, (text, style) in enumerate(row, 1)]

    def _merge(self, first_row: int, last_row: int, first: int, last: int) -> None:
        # Not merge_cells(): it makes every covered cell and its borders anew, though each has its style already. Nor
        # merged_cells.add(): it compares with every range so far, and a hundred forms of forty boxes take seconds.
        if (first_row, first) != (last_row, last):
            self._worksheet.merged_cells.ranges.add(CellRange(None, first + 1, first_row, last + 1, last_row))

    def _head_heights(self, depth: int) -> list[float]:
        heights = [0.0] * depth
        for box in sorted(lay_out_heading(self._columns), key=lambda box: box.rowspan):
            width = sum(self._widths[box.column : box.column + box.colspan])
            missing = height_of(count_lines(box.text, width)) - sum(heights[box.row : box.row + box.rowspan])
            if missing > 0:
                heights[box.row + box.rowspan - 1] += missing
        return [max(height, BODY_HEIGHT) for height in heights]


def _whole_pixels(height: float) -> float:
    """Return a height in points as Excel keeps it."""
    return min(int(height / PIXEL) * PIXEL, TALLEST_ROW)
