"""What a row below the header is: a person, the heading of a group, a total, a signature line, a header again."""

import re
from dataclasses import dataclass
from enum import Enum, auto

from trainingapp.core.excel.grid import ERROR_VALUES
from trainingapp.people.rules.fields import clean_text
from trainingapp.registers.rules.groups import read_group_heading
from trainingapp.registers.rules.header_words import RosterField
from trainingapp.registers.rules.headers import ListColumns
from trainingapp.registers.rules.headings import Vocabulary
from trainingapp.registers.rules.merged import MergedGrid

TOTAL = re.compile(r"(?:合计|总计|小计|共计|总数|总人数|人数合计|统计|本页|本组)[人数]*[:：]?.*|共\s*\d+\s*[人名].*")
SIGNED = re.compile(
    r".{0,10}(?:人|日期|时间|单位|电话|签名|签字|签章|盖章|意见|领导|制表|审核|填表|记录|班主任)"
    r"\s*(?:[(（][^)）]{0,6}[)）])?\s*[:：].*"
    r"|.{0,10}[(（](?:公章|盖章|签章|签名|签字)[)）].*",
)
NOTE = re.compile(r"[（(]?(?:备注|注|说明|填表说明|注意事项|注意|要求|附注|附|提示|图例)\d*[)）]?\s*[:：、.．].*")
EXAMPLE = re.compile(r"[（(]?(?:示例|样例|例|举例|范例|填写示例|示范)[)）]?[:：]?")
SECTION = re.compile(
    r"(?:[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]).{1,40}"
    r"|第[一二三四五六七八九十\d]+(?:批|期|类|片|片区|层次|小?组).{0,40}",
)
"""Headings that may stand alone in the column of names and are no names."""


class Kind(Enum):
    """What a row is."""

    BLANK = auto()
    PERSON = auto()
    HEADING = auto()
    TOTAL = auto()
    FOOTER = auto()
    HEADER = auto()
    EXAMPLE = auto()


@dataclass(frozen=True, slots=True)
class RowKind:
    """A row's kind, with the text of a heading."""

    kind: Kind
    text: str = ""


def is_below_the_list(sheet: MergedGrid, row: int) -> bool:
    """Tell whether a row begins as totals, notes and signatures do, whatever its columns hold."""
    first = next((clean_text(sheet.grid.value(row, column)) for column in sheet.grid.filled(row)), "")
    return any(kind.fullmatch(first) for kind in (TOTAL, SIGNED, NOTE))


def tell_kind(sheet: MergedGrid, block: ListColumns, row: int, vocabulary: Vocabulary) -> RowKind:
    """Return what a row of one list is."""
    heading = _wide_heading(sheet, block, row)
    if heading:
        return _of_single_text(heading)
    filled = [column for column in sheet.grid.filled(row) if block.first <= column <= block.last]
    if not filled:
        return RowKind(Kind.BLANK)
    name_at = block.fields[RosterField.NAME].column
    first = clean_text(sheet.grid.value(row, filled[0]))
    if len(filled) == 1 and not first.isdigit() and first not in ERROR_VALUES:
        told = _of_single_text(first)
        if filled[0] != name_at or told.kind is not Kind.HEADING or SECTION.fullmatch(first):
            return told
    return _of_row(sheet, block, row, first, vocabulary)


def _wide_heading(sheet: MergedGrid, block: ListColumns, row: int) -> str:
    """Return the text of a cell merged over the names and another field in this row alone, "" otherwise."""
    name_at = block.fields[RosterField.NAME].column
    merge = sheet.merge_at(row, name_at)
    if merge is None or merge.top != merge.bottom:
        return ""
    columns = (mapped.column for mapped in block.fields.values())
    if not any(merge.left <= column <= merge.right for column in columns if column != name_at):
        return ""
    return clean_text(sheet.grid.value(merge.top, merge.left))


def _of_single_text(text: str) -> RowKind:
    if TOTAL.fullmatch(text):
        return RowKind(Kind.TOTAL)
    if read_group_heading(text):
        return RowKind(Kind.HEADING, text)
    return RowKind(Kind.FOOTER if NOTE.fullmatch(text) or SIGNED.fullmatch(text) else Kind.HEADING, text)


def _of_row(sheet: MergedGrid, block: ListColumns, row: int, first: str, vocabulary: Vocabulary) -> RowKind:
    name = clean_text(sheet.grid.value(row, block.fields[RosterField.NAME].column))
    if TOTAL.fullmatch(first) or TOTAL.fullmatch(name):
        return RowKind(Kind.TOTAL)
    if EXAMPLE.fullmatch(first):
        return RowKind(Kind.EXAMPLE)
    if (vocabulary.is_word(first) or vocabulary.is_word(name)) and _is_header(sheet, block, row, vocabulary):
        return RowKind(Kind.HEADER)
    if NOTE.fullmatch(name) or ((not name or SIGNED.fullmatch(name)) and _is_signed(sheet, block, row)):
        return RowKind(Kind.FOOTER)
    return RowKind(Kind.PERSON)


def _is_header(sheet: MergedGrid, block: ListColumns, row: int, vocabulary: Vocabulary) -> bool:
    """Tell whether a row below the header is a header again: the name's word, and mostly words for columns."""
    cells = (sheet.grid.value(row, column) for column in range(block.first, block.last + 1))
    texts = [clean_text(value) for value in cells if value is not None]
    words = [text for text in texts if vocabulary.is_word(text)]
    return len(words) * 2 > len(texts) and any(vocabulary.is_word_for(text, RosterField.NAME) for text in words)


def _is_signed(sheet: MergedGrid, block: ListColumns, row: int) -> bool:
    texts = (clean_text(sheet.grid.value(row, column)) for column in range(block.first, block.last + 1))
    return any(SIGNED.fullmatch(text) or NOTE.fullmatch(text) for text in texts)
