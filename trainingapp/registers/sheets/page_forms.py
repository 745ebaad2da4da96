"""Forms that fill one A4 page each, all on one worksheet, so that one press of the print button prints them all.

Excel ignores page breaks in a sheet that is fitted to the page's width; a form that is exactly as high as the page
makes the next one begin on a page of its own.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from trainingapp.core.columns import Column, Row, SheetColumn
from trainingapp.core.excel.writing import FIELD, LABEL, Box, Paper, Sheet
from trainingapp.core.placeholders import Placeholder, field_name
from trainingapp.registers.sheets.parts import Heading, write_heading

GRID = tuple(SheetColumn(f"form_{place}", "", width=Paper().width / 8) for place in range(8))
"""Eight equal columns over a portrait page: a label and three values twice, or a label and seven."""
FIELD_HEIGHT = 30.0
SIZES = (11.0, 10.0, 9.0, 8.0, 7.0, 6.0)
"""Points of type in which a long form is tried, one after the other, until it fits its page."""
CUT = "……（后略）"
SIGNED = "签名：＿＿＿＿＿＿　　　＿＿年＿＿月＿＿日"
SEALED = "（盖章）　　　＿＿年＿＿月＿＿日"

AT_FOOT = replace(FIELD, low=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class PageForm:
    """A form: its boxes, the least height in points of each of their rows, and the rows that take the room left."""

    heading: Heading
    boxes: Sequence[Box]
    least: Sequence[float]
    growing: Collection[int]


Texts = Mapping[str, tuple[str, str]]
"""The label and the text of each field of a form, by its key."""


def texts_of(columns: Sequence[Column[Row]], one: Row) -> Texts:
    """Return what the fields of a form say of one person or thing."""
    return {column.key: (column.header, column.text(one)) for column in columns}


def placeholders_of(columns: Sequence[SheetColumn]) -> Texts:
    """Return the fields of a form with their own placeholders in them."""
    return {column.key: (column.header, Placeholder(field_name(column)).written) for column in columns}


def fields(row: int, *pairs: tuple[str, str], width: int = len(GRID)) -> list[Box]:
    """Return one row of labels, one column each, and their values, which share the rest of ``width`` columns."""
    share = width // len(pairs)
    return [
        box
        for place, (label, value) in enumerate(pairs)
        for box in (
            Box(label, row, place * share, look=LABEL),
            Box(value, row, place * share + 1, columns=share - 1),
        )
    ]


def opinion(row: int, label: str, text: str, *, signed: str = SIGNED) -> list[Box]:
    """Return a row where somebody writes an opinion and signs it at its foot."""
    said = f"{text}\n\n{signed}" if text else signed
    return [Box(label, row, 0, look=LABEL), Box(said, row, 1, columns=len(GRID) - 1, look=AT_FOOT)]


def write_page_forms(sheet: Sheet, forms: Sequence[PageForm]) -> None:
    """Write forms below each other, each on a page of its own."""
    for number, form in enumerate(forms):
        if number:
            sheet.break_page()
        write_heading(sheet, form.heading)
        boxes = _fit(sheet, form)
        heights = sheet.measure_boxes(boxes, least=form.least)
        share = max(sheet.room - sum(heights), 0) / len(form.growing)
        sheet.draw(boxes, least=[height + share * (row in form.growing) for row, height in enumerate(heights)])


def _fit(sheet: Sheet, form: PageForm) -> Sequence[Box]:
    """Return the boxes in the largest type that keeps the form on its page; beyond all types, texts are cut."""
    for size in SIZES:
        boxes = [_resize(box, size) for box in form.boxes]
        if sum(sheet.measure_boxes(boxes, least=form.least)) <= sheet.room:
            return boxes
    longest = max(len(box.text) for box in boxes)
    while sum(sheet.measure_boxes(boxes, least=form.least)) > sheet.room:
        longest = longest * 9 // 10
        boxes = [replace(box, text=_cut(box.text, longest)) for box in boxes]
    return boxes


def _resize(box: Box, size: float) -> Box:
    return box if box.look.face == "heading" else replace(box, look=replace(box.look, size=size))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else text[: max(most - len(CUT), 0)] + CUT
