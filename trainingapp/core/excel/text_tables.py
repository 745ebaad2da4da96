"""A text table's bytes as rows: which encoding, which separator, and what spreadsheets leave in such files."""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import CellValue, Place, cell_name
from trainingapp.core.excel.guard import Limits

BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
ENCODINGS = ("utf-8", "gb18030")
SEPARATORS = (",", "\t", ";", "|", "，")
LINES_LOOKED_AT = 50
BINARY = re.compile(r"[\x00-\x08\x0e-\x1f]")
SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
TEXT_AS_FORMULA = re.compile(r'="([^"]*)"')
GUARDED = re.compile(r"'(?=[=+\-@0-9])")


@dataclass(frozen=True, slots=True)
class TextTable:
    """The rows of a text table, how it was written, and where it holds formulas."""

    encoding: str
    rows: list[list[CellValue]]
    formulas: set[Place]


def read_text_table(content: bytes, *, limits: Limits) -> TextTable:
    """Return the rows of a .csv or .txt table; raise Refused in words when it is not text or reaches too far."""
    encoding, text = _decode(content)
    if BINARY.search(text):
        raise Refused("这个文件的内容不是文字，不是 .csv 文本表格；请检查后重新选择文件")
    formulas: set[Place] = set()
    try:
        rows = [_row(values, number, formulas, limits) for number, values in enumerate(_records(text), 1)]
    except csv.Error as error:
        raise Refused("这个 .csv 文件的引号不成对，分不清行和列；请在 Excel 里打开、另存为 .xlsx，再上传") from error
    return TextTable(encoding, rows, formulas)


def _decode(content: bytes) -> tuple[str, str]:
    marked = [name for mark, name in BYTE_ORDER_MARKS.items() if content.startswith(mark)]
    for encoding in marked or ENCODINGS:
        try:
            return encoding, content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("看不懂这个文本文件的编码（试过 UTF-8 和 GB18030）；请在 Excel 里打开、另存为 .xlsx，再上传")


def _records(text: str) -> Iterator[list[str]]:
    told = SEPARATOR_LINE.match(text)
    if told:
        yield []
        text = text[told.end() :]
    separator = told[1] if told else _separator(text)
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=separator)


def _separator(text: str) -> str:
    """Return the separator that most of the first lines hold, the most often; a comma when none does."""
    lines = text.split("\n", LINES_LOOKED_AT)[:LINES_LOOKED_AT]

    def found(mark: str) -> tuple[int, int]:
        return sum(mark in line for line in lines), sum(line.count(mark) for line in lines)

    return max(SEPARATORS, key=found)


def _row(values: list[str], number: int, formulas: set[Place], limits: Limits) -> list[CellValue]:
    while values and not values[-1]:
        values.pop()
    if values and (number > limits.rows or len(values) > limits.columns):
        raise Refused(
            f"这个文本表格在 {cell_name(number, len(values))} 还有内容，超出了最多 {limits.rows:,} 行、"
            f"{limits.columns} 列；请删去多余的行和列，保存后再上传",
        )
    return [_text(value, (number, column), formulas) for column, value in enumerate(values, 1)]


def _text(value: str, place: Place, formulas: set[Place]) -> CellValue:
    """Return a cell's text: ="007" is the text 007, '+86 is +86, and any other formula has no stored result."""
    constant = TEXT_AS_FORMULA.fullmatch(value.strip())
    if constant:
        return constant[1]
    if value.lstrip().startswith(("=", "＝")):
        formulas.add(place)
        return None
    return GUARDED.sub("", value, count=1) if value.startswith("'") else value or None
