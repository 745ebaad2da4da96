"""Which column of a machine's file holds what: its headings looked up, corrected by a person where they mislead."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from trainingapp.core.excel.grid import CellValue, column_letter, column_number
from trainingapp.people.rules.fields import clean_text
from trainingapp.registers.rules.header_words import RosterField
from trainingapp.registers.rules.headings import BRACKETS, WITHOUT_PREFIX, Vocabulary, normalise
from trainingapp.registers.rules.merged import MergedGrid
from trainingapp.registers.rules.records.days import Calendar, find_calendar
from trainingapp.registers.rules.records.moments import read_day

ROWS_SEARCHED = 60


class Told(StrEnum):
    """What a column of a machine's file can tell, beside points of a component and the times of a day."""

    NAME = "name"
    NUMBER = "number"
    PHONE = "phone"
    ORG = "org"
    DATE = "date"
    TIME = "time"
    ARRIVED = "arrived"
    LEFT = "left"
    MINUTES = "minutes"
    OTHER = "other"


TOLD_LABELS: Mapping[str, str] = {
    Told.NAME: "姓名",
    Told.NUMBER: "编号",
    Told.PHONE: "电话",
    Told.ORG: "单位",
    Told.DATE: "日期",
    Told.TIME: "打卡时间",
    Told.ARRIVED: "到达时间",
    Told.LEFT: "离开时间",
    Told.MINUTES: "在场时长",
    Told.OTHER: "（不读）",
}
PERSON = (Told.NAME, Told.NUMBER, Told.PHONE, Told.ORG)
WHO = frozenset({Told.NAME, Told.NUMBER, Told.PHONE})
"""One of these must stand in a file: an organisation alone is nobody."""
DAY, PART = "day:", "part:"
"""Before the date of a column that holds one day's times, and before the name of a component."""
MANY = frozenset({Told.TIME, Told.OTHER})
"""What several columns may tell."""

RECORD_WORDS: Mapping[str, Sequence[str]] = {
    Told.NAME: (
        "用户昵称",
        "昵称",
        "参会人",
        "参会者",
        "成员",
        "成员姓名",
        "与会者",
        "入会名称",
        "考生",
        "考生姓名",
        "用户名",
    ),
    Told.NUMBER: (
        "工号",
        "员工号",
        "人员编号",
        "考勤号",
        "考勤号码",
        "登记号",
        "登记号码",
        "用户编号",
        "考号",
        "准考证号",
    ),
    Told.DATE: ("日期", "考勤日期", "打卡日期", "签到日期", "会议日期", "刷卡日期"),
    Told.TIME: (
        "打卡时间",
        "刷卡时间",
        "考勤时间",
        "签到时间",
        "时间",
        "日期时间",
        "打卡日期时间",
        "出勤时间",
        "识别时间",
        "通行时间",
        "刷卡记录",
        "打卡记录",
        "扫码时间",
        "提交时间",
    ),
    Told.ARRIVED: (
        "到达时间",
        "上班时间",
        "上班打卡时间",
        "签入时间",
        "入会时间",
        "首次入会时间",
        "加入时间",
        "进入时间",
        "进入会议时间",
        "最早打卡",
    ),
    Told.LEFT: (
        "离开时间",
        "下班时间",
        "下班打卡时间",
        "签退时间",
        "签出时间",
        "退会时间",
        "最后退会时间",
        "离会时间",
        "退出时间",
        "退出会议时间",
        "最晚打卡",
    ),
    Told.MINUTES: (
        "在场时长",
        "参会时长",
        "累计参会时长",
        "入会时长",
        "累计时长",
        "在线时长",
        "停留时长",
        "会议时长",
        "时长",
        "观看时长",
        "分钟",
    ),
    Told.OTHER: (
        "部门编号",
        "设备",
        "设备名称",
        "考勤机",
        "打卡地点",
        "打卡结果",
        "验证方式",
        "星期",
        "班次",
        "入会方式",
        "身份",
    ),
}
POINTS = ("成绩", "得分", "分数", "总分", "考试成绩", "测试成绩", "最终得分")
"""Headings of points that name no component: they are the one component that is entered by hand, where there is one."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a file is read for: the days of the class's sessions, or the components that are entered by hand."""

    days: frozenset[date] = frozenset()
    parts: Sequence[str] = ()

    @property
    def choices(self) -> Mapping[str, str]:
        """Return what a column may be given to, with the words for it."""
        data = {PART + name: name for name in self.parts} or {
            key: TOLD_LABELS[key] for key in Told if key not in (*PERSON, Told.OTHER)
        }
        return {**{key: TOLD_LABELS[key] for key in PERSON}, **data, Told.OTHER: TOLD_LABELS[Told.OTHER]}


@dataclass(frozen=True, slots=True)
class RecordHeader:
    """The header of a machine's file: its row, every heading, and what each column tells, by column number."""

    row: int
    headings: Mapping[int, str]
    keys: Mapping[int, str] = field(default_factory=dict)

    @property
    def score(self) -> int:
        """Return how much of a header it is; 0 where nobody is named."""
        told = {key for key in self.keys.values() if key != Told.OTHER}
        return 2 * len(told) + len(self.keys) if told & WHO else 0

    def columns(self, key: str) -> list[int]:
        """Return the columns that tell something."""
        return [column for column, told in self.keys.items() if told == key]

    def letters(self) -> dict[str, str]:
        """Return what each column tells by its letter, as a choice is kept."""
        return {column_letter(column): key for column, key in self.keys.items()}


def find_header(sheet: MergedGrid, expected: Expected, vocabulary: Vocabulary) -> RecordHeader:
    """Return the row that says most of whom and what; where none names people, the first of the fullest rows."""
    rows = range(1, max(1, min(sheet.grid.height, ROWS_SEARCHED)) + 1)
    calendar = find_calendar(sheet.grid, expected.days)
    headers = (make_header(sheet, row, expected, vocabulary, calendar) for row in rows)
    return max(headers, key=lambda one: (one.score, len(one.headings)))


def make_header(
    sheet: MergedGrid, row: int, expected: Expected, vocabulary: Vocabulary, calendar: Calendar | None = None
) -> RecordHeader:
    """Return what the headings of a row say; what only one column may tell goes to the first."""
    columns = [column for column in range(1, sheet.width + 1) if sheet.anchor(row, column)[1] == column]
    shown = {column: value for column in columns if clean_text(value := sheet.shown(row, column))}
    days = (calendar or find_calendar(sheet.grid, expected.days)).across(list(shown.items())) if expected.days else {}
    headings = {column: clean_text(value) for column, value in shown.items()}
    keys: dict[int, str] = {}
    for column, value in shown.items():
        key = _key(days.get(column, value), headings[column], expected, vocabulary)
        if key and (key in MANY or key not in keys.values()):
            keys[column] = key
    return RecordHeader(row, headings, keys)


def _key(value: CellValue, text: str, expected: Expected, vocabulary: Vocabulary) -> str | None:
    day = read_day(value, expected.days)
    if day in expected.days:
        return f"{DAY}{day}"
    if expected.parts:
        return _part(text, expected.parts) or _person(text, vocabulary)
    own = {word: key for key, words in vocabulary.extra.items() if key in set(Told) for word in map(normalise, words)}
    whole, bare = normalise(text), _bare(text)
    return own.get(whole) or WORDS.get(whole) or WORDS.get(bare) or _person(text, vocabulary)


def _bare(text: str) -> str:
    """Return a heading as it is looked up, without what stands in brackets."""
    return normalise(BRACKETS.sub("", unicodedata.normalize("NFKC", text)))


WORDS: Mapping[str, str] = {normalise(word): key for key, words in RECORD_WORDS.items() for word in words}


def _person(text: str, vocabulary: Vocabulary) -> str | None:
    guess = vocabulary.guess(text)
    if guess is None or guess.confidence < WITHOUT_PREFIX:
        known = WORDS.get(_bare(text))
        return known if known in PERSON else None
    told = {
        RosterField.NAME: Told.NAME,
        RosterField.NUMBER: Told.NUMBER,
        RosterField.PHONE: Told.PHONE,
        RosterField.ORG: Told.ORG,
    }
    return told.get(guess.field)


def _part(text: str, parts: Sequence[str]) -> str | None:
    """Return the component that a heading names: the longest whose name stands in it."""
    bare = normalise(text)
    named = [name for name in parts if normalise(name) in bare]
    if named:
        return PART + max(named, key=len)
    plain = _bare(text)
    return PART + parts[0] if len(parts) == 1 and plain in POINTS else None


def override(header: RecordHeader, letters: Mapping[str, str], expected: Expected) -> RecordHeader:
    """Return a header with the columns as a person gave them, and the columns of days as they were found."""
    known = expected.choices
    chosen = {column_number(letter): key for letter, key in letters.items() if key in known}
    days = {column: key for column, key in header.keys.items() if key.startswith(DAY) and column not in chosen}
    return RecordHeader(header.row, header.headings, days | chosen)


def doubled(letters: Mapping[str, str]) -> str:
    """Return what two columns would tell although only one can, or nothing."""
    told: set[str] = set()
    for key in letters.values():
        if key in told and key not in MANY:
            return TOLD_LABELS.get(key, key.removeprefix(PART))
        told.add(key)
    return ""
