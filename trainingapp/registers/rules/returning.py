"""A paper that comes back: what stood in it when it left, what stands in it now, and the difference by cell."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from hashlib import sha256

from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import CellValue, Grid, Workbook, column_letter
from trainingapp.core.times import show_clock
from trainingapp.people.rules.masking import mask_phone
from trainingapp.registers.rules.merged import MergedGrid
from trainingapp.registers.rules.tracking import (
    BASE_SHEET,
    FORMAT,
    HEADINGS_ROW,
    KEYS_ROW,
    LEVELS,
    MARK,
    NAME,
    fingerprint,
    squeeze,
)

NOT_OURS = "这个文件里没有导出时的底稿，不能与系统里的比较；请用从“材料”页面下载的表，改好后保存为 .xlsx 再上传"
DAMAGED = "这个文件里导出时的底稿被改动过，不能比较；请重新下载一份，把改动填进去再上传"
NO_ROWS = "没有找到这张表里的行：每行末尾的隐藏编号都没有了。请重新下载一份，把改动填进去，不要删除隐藏的列"
NO_HEADING = "没有找到“姓名”这一列的表头，请不要改表头的文字"
LONGEST_SHOWN = 40
NUMBER, PHONE = "number", "phone"
HIDDEN = "*"
"""Stands in a phone number that left without its middle: it is compared with the number shown likewise."""

Values = Mapping[str, Mapping[str, str]]
"""What stands in the cells of a paper, by row id and lasting key of the column."""
Meaning = Callable[[str, str, str], str]
"""Takes row id, key and what was written; returns it as the paper itself writes it, or raises Refused with the rule."""


@dataclass(frozen=True, slots=True)
class Base:
    """What travelled with a paper: of what it is, its columns' headings by key, and the values as they left."""

    kind: str
    cohort: str
    on: date
    headings: Mapping[str, str]
    values: Values


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row of the file with an id that left with the paper: its place, and what stands in each column found."""

    row: int
    row_id: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Returned:
    """What a file says: its rows, where each key's column stands, and rows that cannot be taken, each in a sentence."""

    rows: Sequence[ReturnedRow]
    columns: Mapping[str, int]
    refused: Sequence[str]


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that was edited in the file: where, and what stood in it at the export, in the file, and stands now.

    `change` is what would be recorded.
    """

    row_id: str
    key: str
    place: str
    who: str
    heading: str
    base: str
    change: str
    now: str

    def show(self, text: str) -> str:
        """Return one of its texts as a screen and the trail show it: of a phone number not the middle."""
        return mask_phone(text) if self.key == PHONE else text

    @property
    def token(self) -> str:
        """Return what the page calls the cell."""
        return f"{self.row_id}|{self.key}"

    @property
    def conflicts(self) -> bool:
        """Tell whether somebody else changed the cell since the export, to something else."""
        return squeeze(self.now) not in {squeeze(self.base), squeeze(self.change)}

    @property
    def done(self) -> bool:
        """Tell whether the change stands already."""
        return squeeze(self.now) == squeeze(self.change)


@dataclass(slots=True)
class Comparison:
    """Everything that a returned paper differs in; `refused` are cells and rows that cannot be taken, in sentences.

    `warnings` are what a person should know of the differences that can be.
    """

    differences: list[Difference] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    missing_rows: list[str] = field(default_factory=list)
    missing_columns: list[str] = field(default_factory=list)
    changed_here: list[Difference] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def to_take(self) -> list[Difference]:
        """Return the differences that can be taken: those that do not stand already."""
        return [one for one in self.differences if not one.done]

    def refuse(self, refused: Collection[Difference], why: str) -> None:
        """Name differences that cannot be taken together, by their places, and leave them out."""
        places = "、".join(one.place for one in refused)
        told = "、".join(f"{one.heading}“{one.show(one.change)[:LONGEST_SHOWN]}”" for one in refused)
        who = next(iter(refused)).who
        self.refused.append(f"{places} {who}：{told}不能写入，{why}")
        left_out = {one.token for one in refused}
        self.differences = [one for one in self.differences if one.token not in left_out]

    @property
    def fingerprint(self) -> str:
        """Return a digest of the differences: what was shown is what is taken, or it is shown again."""
        return sha256(repr(self.differences).encode()).hexdigest()


def written(value: CellValue) -> str:
    """Return what a cell displays, as the paper would have written it."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        number = Decimal(str(value))
        return f"{number.to_integral_value() if number == number.to_integral_value() else number.normalize():f}"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, time):
        return show_clock(value)
    return "" if value is None else str(value).strip()


def name_of(heading: str) -> str:
    """Return a column's headings as a person reads them, from the top level down."""
    return heading.replace(LEVELS, " ")


def read_base(workbook: Workbook) -> Base:
    """Return what travelled with a paper. Raises Refused where there is none, or where it was changed."""
    grid = workbook.grid(BASE_SHEET)
    if grid is None:
        raise Refused(NOT_OURS)
    rows = [[written(value) for value in row] for row in grid.rows]
    match rows:
        case [[mark, form, kind, cohort, on, digest, *_], [first, packed, *_], [second, headings, *_], *lines] if (
            mark == MARK and form == FORMAT and (first, second) == (KEYS_ROW, HEADINGS_ROW)
        ):
            if fingerprint(rows[1:]) != digest:
                raise Refused(DAMAGED)
            keys = json.loads(packed)
            values = {line[0]: dict(zip(keys, json.loads(line[1]), strict=True)) for line in lines if line[0]}
            named = dict(zip(keys, json.loads(headings), strict=True))
            return Base(kind, cohort, date.fromisoformat(on), named, values)
    raise Refused(DAMAGED)


def read_returned(workbook: Workbook, base: Base, *, renames: bool = False) -> Returned:
    """Return the rows of a file that are known by their ids, wherever they and their columns stand now.

    `renames` where a row's name may be edited as well; else another name is a row that lost its id.
    """
    grids = [grid for grid in workbook.grids if grid.name != BASE_SHEET]
    sheet, places = max(((grid, _ids(grid, base)) for grid in grids), key=lambda one: len(one[1]), default=(None, {}))
    if sheet is None or not places:
        raise Refused(NO_ROWS)
    merged = MergedGrid(sheet)
    heading_row, columns = _find_heading(merged, base, last=min(places))
    if NAME not in columns:
        raise Refused(NO_HEADING)
    rows = [
        ReturnedRow(row, row_id, {key: written(_shown(merged, row, column)) for key, column in columns.items()})
        for row, row_id in places.items()
    ]
    known, refused = _refuse_torn(rows, base, renames=renames)
    return Returned(known, columns, [*refused, *_unknown(merged, columns[NAME], heading_row, places)])


def _shown(merged: MergedGrid, row: int, column: int) -> CellValue:
    """Return what a place shows: a date that is merged over the sessions of its day stands in each of their rows."""
    top, left = merged.anchor(row, column)
    return merged.grid.value(top if left == column else row, column)


def _ids(grid: Grid, base: Base) -> dict[int, str]:
    """Return the known id in each row."""
    return {
        number: value
        for number, row in enumerate(grid.rows, 1)
        for value in reversed(row)
        if isinstance(value, str) and value in base.values
    }


def _find_heading(merged: MergedGrid, base: Base, *, last: int) -> tuple[int, dict[str, int]]:
    """Return the last row of the heading, and the column of each key, from the row where most headings are found."""
    keys = {heading: key for key, heading in base.headings.items()}
    depth = max(heading.count(LEVELS) + 1 for heading in keys)
    best: tuple[int, dict[str, int]] = (0, {})
    for bottom in range(1, last):
        found: dict[str, int] = {}
        for column in range(1, merged.width + 1):
            key = keys.get(_path(merged, bottom, column, depth))
            if key is not None:
                found.setdefault(key, column)
        if len(found) > len(best[1]):
            best = bottom, found
    return best


def _path(merged: MergedGrid, bottom: int, column: int, depth: int) -> str:
    anchors = dict.fromkeys(merged.anchor(row, column) for row in range(max(bottom - depth + 1, 1), bottom + 1))
    texts = [squeeze(written(merged.grid.value(*anchor))) for anchor in anchors]
    return LEVELS.join(text for text in texts if text)


def _refuse_torn(rows: Sequence[ReturnedRow], base: Base, *, renames: bool) -> tuple[list[ReturnedRow], list[str]]:
    """Return the rows to be compared, and sentences about those whose id cannot be believed."""
    twice: dict[str, list[int]] = {}
    for one in rows:
        twice.setdefault(one.row_id, []).append(one.row)
    known, refused = [], []
    kept = {squeeze(one.values[NAME]) for one in rows if _is_named(one, base)}
    for one in rows:
        name, stands = base.values[one.row_id][NAME], one.values[NAME]
        if len(twice[one.row_id]) > 1:
            places = "、".join(map(str, twice[one.row_id]))
            refused.append(f"第 {one.row} 行“{stands}”：第 {places} 行是复制出来的同一行，请只留一行")
        elif not _is_named(one, base) and not (renames and _is_renamed(one, base, kept)):
            refused.append(
                f"第 {one.row} 行：隐藏的编号是“{squeeze(name)}”的，“{base.headings[NAME]}”却写着“{stands}”；"
                "排序时请连同隐藏的列一起排，要改这一栏请到系统里改"
            )
        else:
            known.append(one)
    return known, refused


def _is_named(one: ReturnedRow, base: Base) -> bool:
    """Tell whether a row has the name with which it left."""
    return squeeze(one.values[NAME]) == squeeze(base.values[one.row_id][NAME])


def _is_renamed(one: ReturnedRow, base: Base, kept: Collection[str]) -> bool:
    """Tell whether a row has another name and is still about the same: most of its other cells stand as they left.

    A name that another row had and has no more went there with its row, and the id did not.
    """
    stands, stood = squeeze(one.values[NAME]), base.values[one.row_id]
    moved = any(squeeze(values[NAME]) == stands for values in base.values.values()) and stands not in kept
    others = [key for key in one.values if key not in {NAME, NUMBER} and stood[key]]
    alike = sum(squeeze(one.values[key]) == squeeze(stood[key]) for key in others)
    return not moved and 2 * alike >= len(others)


def _unknown(merged: MergedGrid, column: int, heading_row: int, places: Mapping[int, str]) -> Iterator[str]:
    """Yield sentences about rows that say a name and have no id: those added in the file."""
    for row in range(heading_row + 1, merged.grid.height + 1):
        name = written(merged.grid.value(row, column))
        if row in places or not name or merged.merge_at(row, column):
            continue
        yield f"第 {row} 行“{name}”：是在文件里新加的行，没有编号，不能读入；请先在系统里添加"


def compare(base: Base, returned: Returned, now: Values, meaning: Meaning, *, renames: bool = False) -> Comparison:
    """Return every difference of a returned paper: base, file and now, cell by cell."""
    comparison = Comparison(refused=list(returned.refused))
    seen = {one.row_id for one in returned.rows}
    for one in returned.rows:
        for key in returned.columns:
            if key != NAME or renames:
                _compare_cell(comparison, base, one, now, key=key, column=returned.columns[key], meaning=meaning)
    comparison.missing_rows = [squeeze(values[NAME]) for key, values in base.values.items() if key not in seen]
    comparison.missing_columns = [name_of(text) for key, text in base.headings.items() if key not in returned.columns]
    return comparison


def _compare_cell(
    comparison: Comparison, base: Base, one: ReturnedRow, now: Values, *, key: str, column: int, meaning: Meaning
) -> None:
    stood, stands = base.values[one.row_id].get(key, ""), one.values[key]
    current = now.get(one.row_id, {}).get(key)
    if key == PHONE and current and HIDDEN in stood:
        current = mask_phone(current)
    place = f"{column_letter(column)}{one.row}"
    who, heading = squeeze(base.values[one.row_id][NAME]), name_of(base.headings[key])
    if squeeze(stands) == squeeze(stood):
        if current is not None and squeeze(current) != squeeze(stood):
            comparison.changed_here.append(Difference(one.row_id, key, place, who, heading, stood, stood, current))
        return
    try:
        change = meaning(one.row_id, key, stands)
    except Refused as refused:
        why = "；".join(refused.reasons)
    else:
        if squeeze(change) == squeeze(stood):
            return
        if current is not None:
            comparison.differences.append(Difference(one.row_id, key, place, who, heading, stood, change, current))
            return
        why = "这一行或这一列在系统里已经没有了"
    comparison.refused.append(f"{place} {who}“{heading}”写着“{stands[:LONGEST_SHOWN]}”：{why}")
