"""A first pass over a worksheet's XML: how far it reaches, what is merged, computed or hidden.

openpyxl's streaming reader leaves these out, and pads every row to whatever the sheet claims. This pass keeps no tree,
costs a fraction of the reading, and refuses a sheet that is too large before any cell object exists.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import Merge, Place, cell_name, column_number
from trainingapp.core.excel.guard import CHUNK, Limits

Attributes = Mapping[str, str]

EXCEL_COLUMNS = 16_384
MERGE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7}):\$?([A-Za-z]{1,3})\$?(\d{1,7})")
CELL = re.compile(r"([A-Za-z]+)\d+")
TRUE = frozenset({"1", "true", "on"})


@dataclass(slots=True)
class Shape:
    """What the first pass found; zero rows and columns when nothing is filled in."""

    last_row: int = 0
    last_column: int = 0
    merges: list[Merge] = field(default_factory=list)
    formulas: set[Place] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)


class _Scan:
    """Follows the elements of one worksheet."""

    def __init__(self, sheet: str, limits: Limits) -> None:
        self.sheet = sheet
        self.limits = limits
        self.shape = Shape()
        self.row = 0
        self.column = 0
        self.steps: dict[str, Callable[[Attributes], None]] = {
            "c": self.cell, "v": self.content, "is": self.content, "f": self.formula,
            "row": self.begin_row, "mergeCell": self.merge, "col": self.columns,
        }

    def start(self, tag: str, attributes: Attributes) -> None:
        step = self.steps.get(tag) or self.steps.get(tag.rpartition(":")[2])
        if step:
            step(attributes)

    def begin_row(self, attributes: Attributes) -> None:
        number = int(attributes.get("r", self.row + 1))
        if number <= self.row:
            raise Refused(f"工作表“{self.sheet}”里第 {number} 行的次序是乱的；请在 Excel 里打开、另存一份，再上传")
        self.row, self.column = number, 0
        if attributes.get("hidden") in TRUE and number <= self.limits.rows:
            self.shape.hidden_rows.add(number)

    def cell(self, attributes: Attributes) -> None:
        place = CELL.match(attributes.get("r", ""))
        self.column = column_number(place[1]) if place else self.column + 1
        if self.column > EXCEL_COLUMNS:
            raise Refused(f"工作表“{self.sheet}”的列数超出了 Excel 的范围（{EXCEL_COLUMNS} 列），不像花名册，不读取")

    def content(self, _attributes: Attributes) -> None:
        shape, limits = self.shape, self.limits
        if self.row > limits.rows or self.column > limits.columns:
            raise Refused(
                f"工作表“{self.sheet}”在单元格 {cell_name(self.row, self.column)} 还有内容，离表格太远"
                f"（最多读 {limits.rows:,} 行、{limits.columns} 列）；请删去多余的行和列，保存后再上传",
            )
        shape.last_row = max(shape.last_row, self.row)
        shape.last_column = max(shape.last_column, self.column)

    def formula(self, attributes: Attributes) -> None:
        self.content(attributes)
        self.shape.formulas.add((self.row, self.column))

    def merge(self, attributes: Attributes) -> None:
        found = MERGE.fullmatch(attributes.get("ref", ""))
        if found:
            left, top, right, bottom = found.groups()
            self.shape.merges.append(Merge(int(top), column_number(left), int(bottom), column_number(right)))

    def columns(self, attributes: Attributes) -> None:
        if attributes.get("hidden") in TRUE:
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self.shape.hidden_columns.update(range(first, min(last, self.limits.columns) + 1))


def _refuse_doctype(*_declaration: object) -> None:
    raise Refused("这个工作簿里有外部实体声明，可能是恶意文件，不读取")


def scan_sheet(stream: IO[bytes], sheet: str, *, limits: Limits) -> Shape:
    """Return the shape of a worksheet from its XML.

    Raises Refused for a cell beyond the limits, rows out of order or overlapping merged ranges; ValueError and
    ExpatError when the XML is not a worksheet's.
    """
    scan = _Scan(sheet, limits)
    parser = expat.ParserCreate()
    parser.StartElementHandler = scan.start
    parser.StartDoctypeDeclHandler = _refuse_doctype
    while chunk := stream.read(CHUNK):
        parser.Parse(chunk, False)  # noqa: FBT003 - expat takes it by position only
    parser.Parse(b"", True)  # noqa: FBT003 - expat takes it by position only
    scan.shape.merges = _clip_merges(scan.shape, sheet)
    return scan.shape


def _clip_merges(shape: Shape, sheet: str) -> list[Merge]:
    """Keep the merged ranges that touch filled cells, cut to them; together they cannot cover more than there is."""
    clipped = [
        Merge(merge.top, merge.left, min(merge.bottom, shape.last_row), min(merge.right, shape.last_column))
        for merge in shape.merges
    ]
    kept = [merge for merge in clipped if merge.top <= merge.bottom and merge.left <= merge.right]
    area = sum((merge.bottom - merge.top + 1) * (merge.right - merge.left + 1) for merge in kept)
    if area > shape.last_row * shape.last_column:
        raise Refused(f"工作表“{sheet}”的合并单元格互相重叠，文件已损坏；请取消合并，保存后再上传")
    return kept
