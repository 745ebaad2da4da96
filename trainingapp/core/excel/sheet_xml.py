"""One pass over a worksheet's XML: its values row by row, and what is merged, computed or hidden.

openpyxl reads the workbook around it (sheets, styles, shared texts). Its streaming reader of cells leaves out merged
ranges and formulas beside their results, pads every row to whatever the sheet claims, and takes four times as long; so
the cells are read here, from the same elements (ECMA-376 part 1, 18.3.1), without a tree and within limits.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from typing import IO, Protocol
from xml.parsers import expat

from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import CellValue, Merge, Place, cell_name, column_number
from trainingapp.core.excel.guard import CHUNK, Limits

Attributes = Mapping[str, str]

EXCEL_COLUMNS = 16_384
MERGE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?([A-Za-z]{1,3})\$?(\d{1,7})")
DIGITS = "0123456789"
WHOLE_NUMBER = re.compile(r"-?\d{1,18}")
TRUE = frozenset({"1", "true", "on"})
NOT_A_NUMBER = "#NUM!"


class Dates(Protocol):
    """What a cell's style says of its number."""

    def number_format(self, style: str) -> str:
        """Return the format's code; "" for the general one."""

    def dated(self, number: float, style: str) -> CellValue:
        """Return the date or time that a number stands for in this style, or the number itself."""


@dataclass(slots=True)
class Shape:
    """What stands beside the values of a sheet; complete once its rows have been read."""

    last_row: int = 0
    last_column: int = 0
    merges: list[Merge] = field(default_factory=list)
    formulas: set[Place] = field(default_factory=set)
    formats: dict[Place, str] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class SheetSource:
    """What the cells of a sheet refer to."""

    name: str
    texts: Sequence[str]
    dates: Dates
    limits: Limits


class _Follower:
    """Follows the elements of one worksheet; finished rows gather in `rows`."""

    def __init__(self, source: SheetSource) -> None:
        self.source = source
        self.shape = Shape()
        self.rows: list[list[CellValue]] = []
        self.row = self.emitted = self.column = 0
        self.kind = self.style = ""
        self.phonetic = False
        self.values: list[CellValue] = []
        self.pieces: list[str] = []
        self.parts: list[str] = []
        self.starts: dict[str, Callable[[Attributes], None]] = {
            "c": self.begin_cell,
            "v": self.begin_text,
            "t": self.begin_text,
            "f": self.formula,
            "row": self.begin_row,
            "is": self.begin_inline,
            "rPh": self.begin_phonetic,
            "mergeCell": self.merge,
            "col": self.columns,
        }
        self.ends: dict[str, Callable[[], None]] = {
            "v": self.end_value,
            "t": self.end_text,
            "is": self.end_inline,
            "rPh": self.end_phonetic,
            "row": self.end_row,
        }

    def start(self, tag: str, attributes: Attributes) -> None:
        step = self.starts.get(tag) or self.starts.get(tag.rpartition(":")[2])
        if step:
            step(attributes)

    def end(self, tag: str) -> None:
        step = self.ends.get(tag) or self.ends.get(tag.rpartition(":")[2])
        if step:
            step()

    def begin_row(self, attributes: Attributes) -> None:
        number = int(attributes.get("r", self.row + 1))
        if number <= self.row:
            name = self.source.name
            raise Refused(f"工作表“{name}”里第 {number} 行的次序是乱的；请在 Excel 里打开、另存一份，再上传")
        self.row, self.column, self.values = number, 0, []
        if attributes.get("hidden") in TRUE and number <= self.source.limits.rows:
            self.shape.hidden_rows.add(number)

    def end_row(self) -> None:
        self.pieces.clear()
        if self.values:
            self.rows.extend([] for _ in range(self.emitted + 1, self.row))
            self.rows.append(self.values)
            self.emitted = self.row

    def begin_cell(self, attributes: Attributes) -> None:
        place = attributes.get("r")
        self.column = column_number(place.rstrip(DIGITS)) if place else self.column + 1
        if not 1 <= self.column <= EXCEL_COLUMNS:
            name = self.source.name
            raise Refused(f"工作表“{name}”的列数超出了 Excel 的范围（{EXCEL_COLUMNS} 列），不像花名册，不读取")
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")

    def formula(self, _attributes: Attributes) -> None:
        self.put(None)
        self.shape.formulas.add((self.row, self.column))

    def begin_text(self, _attributes: Attributes) -> None:
        self.pieces.clear()

    def begin_inline(self, _attributes: Attributes) -> None:
        self.parts.clear()

    def begin_phonetic(self, _attributes: Attributes) -> None:
        self.phonetic = True

    def end_phonetic(self) -> None:
        self.phonetic = False

    def end_text(self) -> None:
        if not self.phonetic:
            self.parts.extend(self.pieces)

    def end_inline(self) -> None:
        self.put("".join(self.parts) or None)

    def end_value(self) -> None:
        self.put(self.decode("".join(self.pieces)))

    def put(self, value: CellValue) -> None:
        """Set the value of the cell that is being followed, if it lies within the limits."""
        row, column, shape, limits = self.row, self.column, self.shape, self.source.limits
        if row > limits.rows or column > limits.columns:
            raise Refused(
                f"工作表“{self.source.name}”在单元格 {cell_name(row, column)} 还有内容，离表格太远"
                f"（最多读 {limits.rows:,} 行、{limits.columns} 列）；请删去多余的行和列，保存后再上传",
            )
        values = self.values
        if column > len(values):
            values.extend([None] * (column - len(values)))
        values[column - 1] = value
        shape.last_row = row
        shape.last_column = max(shape.last_column, column)

    def decode(self, text: str) -> CellValue:
        match self.kind:
            case "s":
                return self.source.texts[int(text)] or None
            case "n":
                return self.number(text)
            case "b":
                return text in TRUE
            case "d":
                return datetime.fromisoformat(text.removesuffix("Z"))
        return text or None

    def number(self, text: str) -> CellValue:
        if not text:
            return None
        number = int(text) if WHOLE_NUMBER.fullmatch(text) else float(text)
        if not isfinite(number):
            return NOT_A_NUMBER
        if self.style in ("", "0"):
            return number
        shown_as = self.source.dates.number_format(self.style)
        if shown_as:
            self.shape.formats[self.row, self.column] = shown_as
        return self.source.dates.dated(number, self.style)

    def merge(self, attributes: Attributes) -> None:
        found = MERGE.fullmatch(attributes.get("ref", ""))
        if found:
            left, top, right, bottom = found.groups()
            self.shape.merges.append(Merge(int(top), column_number(left), int(bottom), column_number(right)))

    def columns(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in TRUE:
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self.shape.hidden_columns.update(range(first, min(last, self.source.limits.columns) + 1))


def _refuse_doctype(*_declaration: object) -> None:
    raise Refused("这个工作簿里有外部实体声明，可能是恶意文件，不读取")


def follow_sheet(stream: IO[bytes], source: SheetSource) -> tuple[Iterator[list[CellValue]], Shape]:
    """Return a worksheet's rows, to be read once from its XML, and its shape, complete when they have been read.

    Rows end with their last filled cell. Reading raises Refused for a cell beyond the limits, rows out of order or
    overlapping merged ranges, and ValueError, IndexError or ExpatError when the XML is not a worksheet's.
    """
    follower = _Follower(source)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = follower.start
    parser.EndElementHandler = follower.end
    parser.CharacterDataHandler = follower.pieces.append
    parser.StartDoctypeDeclHandler = _refuse_doctype
    return _rows(stream, parser, follower), follower.shape


def _rows(stream: IO[bytes], parser: expat.XMLParserType, follower: _Follower) -> Iterator[list[CellValue]]:
    while chunk := stream.read(CHUNK):
        parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position only
        yield from follower.rows
        follower.rows.clear()
    parser.Parse(b"", True)  # noqa: FBT003 - expat takes it by position only
    yield from follower.rows
    _clip_merges(follower.shape, follower.source.name)


def _clip_merges(shape: Shape, sheet: str) -> None:
    """Keep the merged ranges that touch filled cells, cut to them; together they cannot cover more than there is."""
    clipped = [
        Merge(merge.top, merge.left, min(merge.bottom, shape.last_row), min(merge.right, shape.last_column))
        for merge in shape.merges
    ]
    shape.merges = [merge for merge in clipped if merge.top <= merge.bottom and merge.left <= merge.right]
    area = sum((merge.bottom - merge.top + 1) * (merge.right - merge.left + 1) for merge in shape.merges)
    if area > shape.last_row * shape.last_column:
        raise Refused(f"工作表“{sheet}”的合并单元格互相重叠，文件已损坏；请取消合并，保存后再上传")
