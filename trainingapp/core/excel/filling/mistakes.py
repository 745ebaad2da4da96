"""What a template says: its fields, the rows that repeat, and what is wrong, and where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from trainingapp.core.excel.filling.blocks import Block, find_blocks
from trainingapp.core.excel.filling.cells import existing_cells, formula_of, text_of
from trainingapp.core.placeholders import Vocabulary, find_placeholders, find_problems

IN_HEADER = "页眉页脚"
REACHES_OUT = re.compile(
    r"\||\[[^\]]*\.xl|\[\d+\]"
    r"|\b(WEBSERVICE|FILTERXML|RTD|CALL|REGISTER|EXEC|DDE|IMAGE|IMPORT(XML|DATA|FEED|HTML|RANGE))\b",
    re.IGNORECASE,
)
"""Formulas that start a program, fetch something from outside or read another workbook on the reader's computer."""
NO_REACHING_OUT = "公式会读取外部的程序、网页或工作簿，为安全起见不使用；请改成普通公式或文字"


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong in a template: the worksheet, the cell (or 页眉页脚), what stands there and what to do."""

    sheet: str
    place: str
    text: str
    message: str

    @property
    def sentence(self) -> str:
        """Return it in one sentence."""
        where = f"工作表“{self.sheet}”" if self.sheet else ""
        return f"{where}{self.place}：{self.message}"


def find_mistakes(workbook: Workbook, vocabulary: Vocabulary) -> list[Mistake]:
    """Return what is wrong in a template, in the order of sheets and cells."""
    found = [mistake for worksheet in workbook.worksheets for mistake in _sheet_mistakes(worksheet, vocabulary)]
    return found + list(_name_mistakes(workbook))


def find_sheet_blocks(worksheet: Worksheet) -> list[Block]:
    """Return the rows of a worksheet that repeat."""
    lists: dict[int, str] = {}
    holders: set[tuple[int, int]] = set()
    for cell in existing_cells(worksheet):
        for placeholder in find_placeholders(text_of(cell)):
            if placeholder.of_list:
                lists.setdefault(cell.row, placeholder.of_list)
                holders.add((cell.row, cell.column))
    merges = worksheet.merged_cells.ranges
    entries = [(one.min_row, one.max_row) for one in merges if (one.min_row, one.min_col) in holders]
    return find_blocks(lists, entries)


class HeaderPart(Protocol):
    """The left, the middle or the right of a page header or footer."""

    text: str | None


def header_parts(worksheet: Worksheet) -> Iterator[HeaderPart]:
    """Yield the left, middle and right of each page header and footer."""
    for name in ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"):
        item = getattr(worksheet, name)
        yield from (item.left, item.center, item.right)


def texts_of(worksheet: Worksheet) -> Iterator[tuple[str, str]]:
    """Yield the place and the text of everything that may hold a placeholder."""
    for cell in existing_cells(worksheet):
        if text := text_of(cell):
            yield cell.coordinate, text
    for part in header_parts(worksheet):
        if part.text:
            yield IN_HEADER, part.text


def _sheet_mistakes(worksheet: Worksheet, vocabulary: Vocabulary) -> Iterator[Mistake]:
    title = worksheet.title
    if find_placeholders(title):
        yield Mistake(title, "标签", title, "工作表的名称里不能放字段，请改成普通文字")
    for place, text in texts_of(worksheet):
        for message in find_problems(text, vocabulary):
            yield Mistake(title, place, text, message)
        if place == IN_HEADER and any(placeholder.of_list for placeholder in find_placeholders(text)):
            yield Mistake(title, place, text, "页眉页脚里不能放名单的字段")
    yield from _row_mistakes(worksheet)


def _row_mistakes(worksheet: Worksheet) -> Iterator[Mistake]:
    title, lists = worksheet.title, dict[int, str]()
    for cell in existing_cells(worksheet):
        formula = formula_of(cell)
        if find_placeholders(formula):
            yield Mistake(title, cell.coordinate, formula, "公式里不能放字段；请把字段单独放一格，公式引用那一格")
        if REACHES_OUT.search(_without_texts(formula)):
            yield Mistake(title, cell.coordinate, formula, NO_REACHING_OUT)
        for placeholder in find_placeholders(text_of(cell)):
            if placeholder.of_list and lists.setdefault(cell.row, placeholder.of_list) != placeholder.of_list:
                message = (
                    f"同一行里有两个名单（“{lists[cell.row]}”和“{placeholder.of_list}”）；一行只能跟着一个名单重复"
                )
                yield Mistake(title, cell.coordinate, str(cell.value), message)


def _name_mistakes(workbook: Workbook) -> Iterator[Mistake]:
    scopes = [("", workbook.defined_names), *((sheet.title, sheet.defined_names) for sheet in workbook.worksheets)]
    for title, names in scopes:
        for name, defined in names.items():
            if REACHES_OUT.search(_without_texts(str(defined.attr_text or ""))):
                yield Mistake(title, f"名称“{name}”", str(defined.attr_text), NO_REACHING_OUT)


def _without_texts(formula: str) -> str:
    return re.sub(r'"[^"]*"', '""', formula)
