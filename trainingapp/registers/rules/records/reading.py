"""A machine's file as records: who, when, how long or with how many points, row by row; pure, as all that is shown."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from trainingapp.core.errors import Refused
from trainingapp.core.excel.grid import CellValue, Grid, Workbook, column_letter
from trainingapp.people.rules.fields import clean_text, is_nothing
from trainingapp.registers.rules.headings import Vocabulary
from trainingapp.registers.rules.merged import MergedGrid
from trainingapp.registers.rules.records.blocks import read_blocks
from trainingapp.registers.rules.records.columns import (
    DAY,
    PART,
    PERSON,
    WHO,
    Expected,
    RecordHeader,
    Told,
    find_header,
    make_header,
    override,
)
from trainingapp.registers.rules.records.full_marks import Said, find_said
from trainingapp.registers.rules.records.moments import read_clocks, read_day, read_minutes
from trainingapp.registers.rules.records.record import LONGEST_TEXT, Moment, Record, Who, make_who
from trainingapp.registers.rules.returning import written
from trainingapp.registers.rules.row_kinds import TOTAL

NO_CONTENT = "这个文件里没有内容，请检查后重新选择文件"
NO_COLUMN = "没有认出哪一列是姓名、编号或电话；请在“各栏的对应”里指定表头所在的行和各栏的列"


@dataclass(frozen=True, slots=True)
class RecordChoice:
    """What a person decided instead of the guess: sheet, header's row, and what each column tells, by letter."""

    sheet: str = ""
    header_row: int = 0
    letters: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class RecordReading:
    """What a machine's file says: where its header stands, what each column tells, its records, and doubts."""

    sheet: str
    sheets: Sequence[str]
    header: RecordHeader
    records: Sequence[Record]
    doubts: Sequence[str] = ()
    full_marks: Mapping[str, Said] = field(default_factory=dict)

    @property
    def fingerprint(self) -> str:
        """Return a digest of the header's words, equal for the next file of the same machine."""
        words = (f"{column_letter(column)}={'' if day else text}" for column, (text, day) in self._headings.items())
        return hashlib.sha256("\x1f".join(words).encode()).hexdigest()

    @property
    def _headings(self) -> Mapping[int, tuple[str, bool]]:
        keys = self.header.keys
        return {column: (text, keys.get(column, "").startswith(DAY)) for column, text in self.header.headings.items()}

    @property
    def is_sound(self) -> bool:
        """Tell whether the records say when, and nobody is called by a time: then the rows are what they seem."""
        return self.has_moments and not any(read_clocks(one.who.nickname) for one in self.records)

    @property
    def has_moments(self) -> bool:
        """Tell whether any record says on which day it was made, so that sessions can be found by time."""
        return any(
            one.day or any(isinstance(moment, datetime) for moment in (*one.punches, one.arrived, one.left))
            for one in self.records
        )


def read_records(
    workbook: Workbook,
    expected: Expected,
    choice: RecordChoice | None = None,
    words: Mapping[str, Sequence[str]] | None = None,
) -> RecordReading:
    """Return what a machine's file says; `words` are an office's own headings.

    Where no column tells who it is about there are no records, and a person is asked to say. Raises Refused for a file
    without content.
    """
    choice = choice or RecordChoice()
    vocabulary = Vocabulary(words or {})
    grids = [grid for grid in workbook.grids if grid.height]
    names = [one.name for one in grids]
    looked_at = [grid for grid in grids if choice.sheet not in names or choice.sheet == grid.name]
    if not looked_at:
        raise Refused(NO_CONTENT)
    reading = _by_rows(looked_at, expected, choice, vocabulary)
    guesses = not choice.header_row and choice.letters is None
    if expected.days and guesses and not reading.is_sound:
        in_blocks = _in_blocks(looked_at, expected, vocabulary)
        known = [*reading.doubts, *in_blocks.doubts]
        reading = in_blocks if in_blocks.records else replace(reading, doubts=known)
    return replace(reading, sheets=names)


def _by_rows(grids: Sequence[Grid], expected: Expected, choice: RecordChoice, vocabulary: Vocabulary) -> RecordReading:
    """Return what the sheet with the best header says, row by row below it."""
    found = [(grid, _header(MergedGrid(grid), expected, choice, vocabulary)) for grid in grids]
    grid, header = max(found, key=lambda one: (not one[0].hidden, one[1].score))
    if choice.letters is not None:
        header = override(header, choice.letters, expected)
    if not WHO & set(header.keys.values()):
        return RecordReading(grid.name, (), header, (), [NO_COLUMN])
    sheet = MergedGrid(grid)
    reader = _Reader(sheet, header, expected)
    return RecordReading(grid.name, (), header, reader.read(), reader.doubts, find_said(sheet, header))


def _in_blocks(grids: Sequence[Grid], expected: Expected, vocabulary: Vocabulary) -> RecordReading:
    """Return what the sheet with most times in persons' blocks says; no records, but doubts, where no sheet has any."""
    readings = []
    for grid in grids:
        records, doubts = read_blocks(grid, expected.days, vocabulary)
        readings.append(RecordReading(grid.name, (), RecordHeader(0, {}), records, doubts))
    best = max(readings, key=lambda one: sum(len(record.punches) for record in one.records))
    return best if best.records else replace(best, doubts=[doubt for one in readings for doubt in one.doubts])


def _header(sheet: MergedGrid, expected: Expected, choice: RecordChoice, vocabulary: Vocabulary) -> RecordHeader:
    if 0 < choice.header_row <= sheet.grid.height:
        return make_header(sheet, choice.header_row, expected, vocabulary)
    return find_header(sheet, expected, vocabulary)


class _Reader:
    """Reads the rows below a header in order; a cell merged over several rows tells of each."""

    def __init__(self, sheet: MergedGrid, header: RecordHeader, expected: Expected) -> None:
        self.sheet = sheet
        self.header = header
        self.expected = expected
        self.doubts: list[str] = []

    def read(self) -> list[Record]:
        """Return the records of all rows that name somebody."""
        rows = range(self.header.row + 1, self.sheet.grid.height + 1)
        return [record for row in rows if (record := self._record(row)) is not None]

    def _record(self, row: int) -> Record | None:
        who = self._who(row)
        first = next(map(clean_text, filter(None, self.sheet.grid.rows[row - 1])), "")
        if not (who.name or who.number or who.phone) or TOTAL.fullmatch(first) or self._is_header(row):
            return None
        day = self._day(row)
        points = {key.removeprefix(PART): self._points(row, column) for column, key in self._columns(PART)}
        return Record(
            row,
            who,
            [*self._punches(row, day), *self._day_punches(row)],
            self._moment(row, Told.ARRIVED, day),
            self._moment(row, Told.LEFT, day),
            self._minutes(row),
            day,
            {name: text for name, text in points.items() if text},
        )

    def _columns(self, prefix: str) -> list[tuple[int, str]]:
        return [(column, key) for column, key in self.header.keys.items() if key.startswith(prefix)]

    def _values(self, row: int, key: str) -> list[CellValue]:
        return [self.sheet.shown(row, column) for column in self.header.columns(key)]

    def _is_header(self, row: int) -> bool:
        told = [column for column, key in self.header.keys.items() if key in PERSON]
        return all(
            clean_text(self.sheet.grid.value(row, column)) == self.header.headings.get(column) for column in told
        )

    def _who(self, row: int) -> Who:
        return make_who({key: next(map(written, self._values(row, key)), "") for key in PERSON})

    def _day(self, row: int) -> date | None:
        value = next(iter(self._values(row, Told.DATE)), None)
        day = read_day(value, self.expected.days)
        if day is None and value not in (None, ""):
            self.doubts.append(f"第 {row} 行的日期“{written(value)[:20]}”看不懂，这一行的时间没有读")
        return day

    def _punches(self, row: int, day: date | None) -> list[Moment]:
        return [
            moment
            for column in self.header.columns(Told.TIME)
            for moment in self._moments(row, self.sheet.shown(row, column), day)
        ]

    def _day_punches(self, row: int) -> list[Moment]:
        return [
            datetime.combine(date.fromisoformat(key.removeprefix(DAY)), clock)
            for column, key in self._columns(DAY)
            for clock in read_clocks(self.sheet.shown(row, column))
        ]

    def _moment(self, row: int, key: str, day: date | None) -> Moment | None:
        values = self._values(row, key)
        return next(iter(self._moments(row, values[0], day)), None) if values else None

    def _moments(self, row: int, value: CellValue, day: date | None) -> list[Moment]:
        clocks = read_clocks(value)
        day = read_day(value, self.expected.days) or day
        if not clocks and not is_nothing(value) and not isinstance(value, datetime):
            self.doubts.append(f"第 {row} 行的时间“{written(value)[:20]}”看不懂，没有读")
        if self.header.columns(Told.DATE) and day is None:
            return []
        return [datetime.combine(day, clock) if day else clock for clock in clocks]

    def _minutes(self, row: int) -> int | None:
        value = next(iter(self._values(row, Told.MINUTES)), None)
        minutes = read_minutes(value)
        if minutes is None and not is_nothing(value):
            self.doubts.append(f"第 {row} 行的时长“{written(value)[:20]}”看不懂，没有读")
        return minutes

    def _points(self, row: int, column: int) -> str:
        return written(self.sheet.shown(row, column))[:LONGEST_TEXT]
