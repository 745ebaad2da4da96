"""References in formulas and ranges, moved with the rows that they point to; a range over a repeating row grows."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token

from trainingapp.core.excel.filling.blocks import Block, RowMap

_CELL = re.compile(r"(\$?[A-Za-z]{1,3})(\$?)([1-9]\d{0,6})")
_ROW = re.compile(r"(\$?)([1-9]\d{0,6})")
LAST_ROW = 1_048_576


@dataclass(frozen=True, slots=True)
class Standpoint:
    """From where a formula looks: its sheet, and the copy that it stands in if its row repeats."""

    sheet: str
    block: Block | None = None
    copy: int = 0


class References:
    """Moves references with the rows of all worksheets."""

    def __init__(self, maps: Mapping[str, RowMap]) -> None:
        """Take the rows' places by the sheets' titles; a sheet without any stays as it is."""
        self._maps = {title: rows for title, rows in maps.items() if rows.blocks}

    def move_formula(self, formula: str, standpoint: Standpoint) -> str:
        """Return a formula whose references are moved: 合计 =SUM(F5:F5) becomes =SUM(F5:F33)."""
        if not self._maps:
            return formula
        tokens = Tokenizer(formula)
        depth = 0
        for token in tokens.items:
            depth += {Token.OPEN: 1, Token.CLOSE: -1}.get(token.subtype, 0) if token.type == Token.FUNC else 0
            if token.type == Token.OPERAND and token.subtype == Token.RANGE:
                token.value = self._move(token.value, standpoint, grow=depth > 0)
        return "=" + "".join(str(token.value) for token in tokens.items)

    def move_range(self, ranges: str, sheet: str) -> str:
        """Return ranges, separated by commas or spaces, that grow with the rows they cover."""
        separator = "," if "," in ranges else " "
        return separator.join(self._move(one, Standpoint(sheet), grow=True) for one in ranges.split(separator))

    def _move(self, reference: str, standpoint: Standpoint, *, grow: bool) -> str:
        prefix, mark, place = reference.rpartition("!")
        title = prefix.strip("'").replace("''", "'") if mark else standpoint.sheet
        rows = self._maps.get(title)
        if rows is None:
            return reference
        near = standpoint if title == standpoint.sheet else Standpoint(title)
        first, colon, last = place.partition(":")
        if colon:
            moved = f"{_move_end(first, rows, near, last=False)}:{_move_end(last, rows, near, last=True)}"
        else:
            moved = _move_single(place, rows, near, grow=grow)
        return f"{prefix}{mark}{moved}"


def _move_single(place: str, rows: RowMap, standpoint: Standpoint, *, grow: bool) -> str:
    """Move the reference to one cell; to a row that repeats, a total's argument is the whole of its copies."""
    found = _CELL.fullmatch(place)
    block = rows.block_of(int(found[3])) if found else None
    if grow and block and block != standpoint.block and block.height == 1 and rows.copies(block) > 1:
        return f"{_move_end(place, rows, standpoint, last=False)}:{_move_end(place, rows, standpoint, last=True)}"
    return _move_end(place, rows, standpoint, last=False)


def _move_end(place: str, rows: RowMap, standpoint: Standpoint, *, last: bool) -> str:
    moved = partial(_move_row, rows=rows, standpoint=standpoint, last=last)
    if found := _CELL.fullmatch(place):
        return f"{found[1]}{found[2]}{moved(int(found[3]), fixed=bool(found[2]))}"
    if found := _ROW.fullmatch(place):
        return f"{found[1]}{moved(int(found[2]), fixed=bool(found[1]))}"
    return place


def _move_row(row: int, *, rows: RowMap, standpoint: Standpoint, last: bool, fixed: bool) -> int:
    if row >= LAST_ROW:
        return row
    block = rows.block_of(row)
    if block and block == standpoint.block and not fixed:
        return rows.copy(row, standpoint.copy)
    return rows.last(row) if last else rows.first(row)
