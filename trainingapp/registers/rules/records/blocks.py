"""Clocks' sheets with one block for each person: who he is above, and below his times, days across or down the side."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import TypeGuard

from trainingapp.core.excel.grid import CellValue, Grid
from trainingapp.people.rules.fields import clean_text
from trainingapp.registers.rules.headings import Vocabulary, normalise
from trainingapp.registers.rules.records.columns import PERSON, WHO, Told
from trainingapp.registers.rules.records.days import Calendar, Cells, find_calendar
from trainingapp.registers.rules.records.moments import read_clocks, read_day
from trainingapp.registers.rules.records.record import Record, make_who
from trainingapp.registers.rules.returning import written

LONGEST_LABEL_CELL = 80
SEARCHED = 100_000
"""Cells: a sheet of blocks has its first one long before; where it has none so far it is not searched to its end."""
NOT_FOUND = (
    "工作表“{sheet}”的前 {cells} 万格里没有一人一块的打卡记录，后面没有再找；"
    "是一人一块的，请删去前面不用的内容，或把打卡记录另存成一个文件再上传"
)
LABELS: Mapping[str, Sequence[str]] = {
    Told.NAME: ("姓名", "员工姓名", "人员姓名", "学员姓名"),
    Told.NUMBER: (
        "工号",
        "员工号",
        "员工工号",
        "员工编号",
        "人员编号",
        "编号",
        "考勤号",
        "考勤号码",
        "登记号",
        "登记号码",
        "用户编号",
    ),
    Told.ORG: ("部门", "所属部门", "单位", "所在单位", "工作单位"),
    Told.PHONE: ("手机", "手机号", "手机号码", "电话", "联系电话"),
}
"""What stands before a person's name, number, unit or phone."""
NO_TIME = re.compile(r"时长|工时|时数|小时|分钟|迟到|早退|缺勤|旷工|标准|应到|应上|应下|合计")
"""Headings of columns whose clock times are no punches."""
NO_MONTH = "文件里没有写是哪年哪月，每天的时间按课表上的日期来认，请核对"


@dataclass(frozen=True)
class Labels:
    """The words before who somebody is: the built-in ones, and an office's own."""

    vocabulary: Vocabulary

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Return what each word says, as it is looked up."""
        own = {key: words for key, words in self.vocabulary.extra.items() if key in PERSON}
        told = [*LABELS.items(), *own.items()]
        return {normalise(word): str(key) for key, words in told for word in words if normalise(word)}

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        longest_first = sorted(self.words, key=len, reverse=True)
        words = "|".join(r"\s*".join(map(re.escape, word)) for word in longest_first)
        return re.compile(rf"(?:^|[\s;,|、])({words})\s*:\s*", re.IGNORECASE)

    def pairs(self, value: CellValue) -> list[tuple[str, str]]:
        """Return what a cell says in pairs, such as 工号:1 姓名:张三; the value is blank where it stands beside."""
        if not self._may_say(value):
            return []
        text = unicodedata.normalize("NFKC", value).strip()
        found = list(self._pattern.finditer(text)) if ":" in text else []
        ends = [*(one.start() for one in found[1:]), len(text)]
        return [
            (self.words[normalise(one[1])], text[one.end() : end].strip())
            for one, end in zip(found, ends, strict=False)
        ]

    def bare(self, value: CellValue) -> str:
        """Return what a cell says that holds nothing but a word, or nothing."""
        return self.words.get(normalise(value), "") if self._may_say(value) else ""

    def _may_say(self, value: CellValue) -> TypeGuard[str]:
        """Tell whether a cell may hold a word: most cells are times, which no word in Chinese can stand in."""
        if not isinstance(value, str) or len(value) > LONGEST_LABEL_CELL:
            return False
        return self._any_ascii or not value.isascii()

    @cached_property
    def _any_ascii(self) -> bool:
        return any(map(str.isascii, self.words))


@dataclass(slots=True)
class _Block:
    """One person's block: its first row, the column where it starts, who he is, and his punches."""

    row: int
    left: int
    texts: dict[str, str]
    marked: bool
    punches: list[datetime] = field(default_factory=list)
    begun: bool = False


@dataclass(frozen=True, slots=True)
class _Said:
    """What a row says of persons: what, where, in which words, and whether a colon told."""

    key: str
    column: int
    text: str
    marked: bool


def read_blocks(grid: Grid, class_days: Iterable[date], vocabulary: Vocabulary) -> tuple[list[Record], list[str]]:
    """Return one record for each person's block that holds times, and doubts; no record where a sheet has none."""
    calendar = find_calendar(grid, class_days)
    reader = _Reader(grid, calendar, Labels(vocabulary))
    blocks = reader.read()
    if reader.given_up:
        return [], [NOT_FOUND.format(sheet=grid.name, cells=SEARCHED // 10_000)]
    found = [one for one in blocks if one.punches and WHO & one.texts.keys()]
    names = {one.texts.get(Told.NAME, one.texts.get(Told.NUMBER)) for one in found}
    if not any(one.marked for one in found) and len(names) < 2:  # noqa: PLR2004 - one alone may be a table's heading
        return [], []
    return [
        Record(row, make_who(one.texts), sorted(one.punches)) for row, one in _rows(found)
    ], [] if calendar.named else [NO_MONTH]


def _rows(blocks: Iterable[_Block]) -> Iterable[tuple[int, _Block]]:
    """Give each block a row of its own to be called by: blocks side by side take the rows that follow."""
    taken: set[int] = set()
    for one in blocks:
        row = one.row
        while row in taken:
            row += 1
        taken.add(row)
        yield row, one


class _Reader:
    """Goes down a sheet once: lines that say who, lines of days, and lines of times."""

    def __init__(self, grid: Grid, calendar: Calendar, labels: Labels) -> None:
        self.grid = grid
        self.calendar = calendar
        self.labels = labels
        self.blocks: list[_Block] = []
        self.beside: list[_Block] = []
        self.days: Mapping[int, date] = {}
        self.untimed: set[int] = set()
        self.timed = self.given_up = False

    def read(self) -> list[_Block]:
        """Return the blocks in order; a sheet that has none for long is given up."""
        looked_at = 0
        for row in range(1, self.grid.height + 1):
            looked_at += len(self.grid.rows[row - 1])
            if looked_at > SEARCHED and not self.timed:
                self.given_up = True
                break
            cells = [(column, self.grid.value(row, column)) for column in self.grid.filled(row)]
            said, used = self._said(cells)
            self._name(row, said)
            self._read([cell for cell in cells if cell[0] not in used])
        return self.blocks

    def _said(self, cells: Cells) -> tuple[list[_Said], set[int]]:
        """Return what a row says of persons, and the columns that say it."""
        said: list[_Said] = []
        used: set[int] = set()
        for index, (column, value) in enumerate(cells):
            if column in used:
                continue
            pairs = self.labels.pairs(value)
            bare = "" if pairs else self.labels.bare(value)
            pairs = pairs or ([(bare, "")] if bare else [])
            for key, text in pairs:
                beside = "" if text else self._beside(cells[index + 1 :], used)
                if text or beside:
                    said.append(_Said(key, column, text or beside, marked=not bare))
            used |= {column} if pairs else set()
        return said, used

    def _beside(self, following: Cells, used: set[int]) -> str:
        """Return what stands beside a word, unless that is a word too."""
        if not following:
            return ""
        column, value = following[0]
        if self.labels.pairs(value) or self.labels.bare(value) or read_clocks(value):
            return ""
        used.add(column)
        return clean_text(written(value))

    def _name(self, row: int, said: Sequence[_Said]) -> None:
        """Begin new blocks, or complete those that have no times yet."""
        groups: list[list[_Said]] = []
        for one in said:
            if not groups or one.key in {other.key for other in groups[-1]}:
                groups.append([])
            groups[-1].append(one)
        begun: list[_Block] = []
        for group in groups:
            known = self._at(group[0].column)
            texts = {one.key: one.text for one in group}
            if known and not known.begun and not texts.keys() & known.texts.keys():
                known.texts |= texts
                known.marked |= any(one.marked for one in group)
            else:
                begun.append(_Block(row, group[0].column, texts, any(one.marked for one in group)))
        if begun:
            self.blocks += begun
            self.beside, self.untimed = begun, set()

    def _at(self, column: int) -> _Block | None:
        """Return the block that a column belongs to: the last that starts at it or left of it, else the first."""
        left = [one for one in self.beside if one.left <= column]
        return left[-1] if left else next(iter(self.beside), None)

    def _read(self, cells: Cells) -> None:
        days = self.calendar.across(cells)
        if days:
            self.days = days
            return
        shares: dict[int, list[tuple[int, CellValue]]] = {}
        for column, value in cells:
            known = self._at(column)
            if known:
                shares.setdefault(known.left, []).append((column, value))
        timed = [one for one in self.beside if self._take(one, shares.get(one.left, []))]
        if not timed:
            self.untimed |= {column for column, value in cells if isinstance(value, str) and NO_TIME.search(value)}

    def _take(self, block: _Block, cells: Cells) -> bool:
        """Give a block the times of its cells in a row; tell whether there were any."""
        punches = self._across(cells) or self._down(cells)
        block.punches += punches
        block.begun |= bool(punches)
        self.timed |= bool(punches)
        return bool(punches)

    def _across(self, cells: Cells) -> list[datetime]:
        return [
            datetime.combine(self.days[column], clock)
            for column, value in cells
            if column in self.days
            for clock in read_clocks(value)
        ]

    def _down(self, cells: Cells) -> list[datetime]:
        """Return the times of a row that says its day: a whole date in any cell, or a short one in the first."""
        whole = (day for _, value in cells if (day := read_day(value)))
        day = next(whole, None) or (self.calendar.day(cells[0][1]) if cells else None)
        if day is None:
            return []
        clocks: list[tuple[date, time]] = [
            (read_day(value) or day, clock)
            for column, value in cells
            if column not in self.untimed
            for clock in read_clocks(value)
        ]
        return [datetime.combine(*one) for one in clocks]
