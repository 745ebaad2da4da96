"""The fields of templates: of the class itself, and of lists by their columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TypeAlias

from trainingapp.core.columns import Column, Kind, Row, SheetColumn, Shown
from trainingapp.core.placeholders import Placeholder, Vocabulary, field_name, show_in_text

Lists: TypeAlias = Mapping[str, Sequence[SheetColumn]]
"""Lists by the names that templates call them by, 学员, with their columns."""

HALF_DAYS = 40
"""Half-days that an attendance register's template may have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassFacts:
    """What a template may say of a class. ``hours`` are study hours of one trainee, ``dates`` as people say them."""

    class_name: str
    short_name: str = ""
    host: str = ""
    number: str = ""
    begins: date | None = None
    ends: date | None = None
    dates: str = ""
    days: Decimal | None = None
    people: int = 0
    sessions: int = 0
    hours: Decimal | None = None
    place: str = ""
    audience: str = ""
    head_teacher: str = ""
    contact: str = ""
    contact_phone: str = ""
    prepared_by: str = ""
    checked_by: str = ""
    filled_on: date | None = None


CLASS_FIELDS: Sequence[Column[ClassFacts]] = (
    Column("class_name", "班次名称", lambda one: one.class_name),
    Column("short_name", "班次简称", lambda one: one.short_name),
    Column("host", "主办单位", lambda one: one.host),
    Column("number", "期次", lambda one: one.number),
    Column("begins", "开班日期", lambda one: one.begins, kind=Kind.DATE),
    Column("ends", "结班日期", lambda one: one.ends, kind=Kind.DATE),
    Column("dates", "培训时间", lambda one: one.dates),
    Column("days", "培训天数", lambda one: one.days, kind=Kind.NUMBER),
    Column("people", "学员人数", lambda one: one.people, kind=Kind.NUMBER),
    Column("sessions", "课次数", lambda one: one.sessions, kind=Kind.NUMBER),
    Column("hours", "总学时", lambda one: one.hours, kind=Kind.HOURS),
    Column("place", "培训地点", lambda one: one.place),
    Column("audience", "培训对象", lambda one: one.audience),
    Column("head_teacher", "班主任", lambda one: one.head_teacher),
    Column("contact", "联系人", lambda one: one.contact),
    Column("contact_phone", "联系电话", lambda one: one.contact_phone),
    Column("prepared_by", "制表人", lambda one: one.prepared_by),
    Column("checked_by", "审核人", lambda one: one.checked_by),
    Column("filled_on", "填表日期", lambda one: one.filled_on, kind=Kind.DATE),
)


@dataclass(frozen=True, slots=True)
class FieldLine:
    """A field as a page lists it: as it is written, the list that its row repeats with, and an example."""

    written: str
    of_list: str
    example: str


def make_vocabulary(lists: Lists, *, more: Iterable[str] = ()) -> Vocabulary:
    """Return the names that templates may use; ``more`` are names of single fields beside the class's own."""
    fields = {name: list(map(field_name, columns)) for name, columns in lists.items()}
    return Vocabulary([*map(field_name, CLASS_FIELDS), *more], fields)


def class_values(facts: ClassFacts) -> dict[str, Shown]:
    """Return a class's values by the names of its fields."""
    return {field_name(column): column.shown(facts) for column in CLASS_FIELDS}


def list_values(columns: Sequence[Column[Row]], rows: Iterable[Row]) -> list[dict[str, Shown]]:
    """Return each row's values by the names of its fields.

    Numbers stay numbers, so that an office's formulas can add them up; a percentage is text, because a cell that was
    not told so would show 0.95.
    """
    takers = [(field_name(column), column.text if column.kind is Kind.PERCENT else column.shown) for column in columns]
    return [{name: take(row) for name, take in takers} for row in rows]


def describe_fields(single: Mapping[str, object], lists: Mapping[str, Mapping[str, object]]) -> list[FieldLine]:
    """Return every field for the page that lists them, with an example of each: of a list, those of one of its rows."""
    lines = [FieldLine(Placeholder(name).written, "", _show_example(value)) for name, value in single.items()]
    return lines + [
        FieldLine(Placeholder(name, of_list).written, of_list, _show_example(value))
        for of_list, row in lists.items()
        for name, value in row.items()
    ]


def _show_example(value: object) -> str:
    return show_in_text(value) if isinstance(value, str | int | Decimal | date) else "（图片）"


def number_half_days(marks: Sequence[Column[Row]]) -> list[Column[Row]]:
    """Return an attendance register's columns of marks as a template knows them: 考勤1, 考勤2 and so on.

    A template outlives the class that it was made for, so it names half-days by their place, and there are always
    ``HALF_DAYS`` of them: those that a class does not have are blank.
    """
    named = [
        replace(column, header=f"考勤{number}", groups=(_date_name(number), _half_day_name(number)))
        for number, column in enumerate(marks[:HALF_DAYS], 1)
    ]
    return named + [_blank_half_day(number) for number in range(len(named) + 1, HALF_DAYS + 1)]


def half_day_values(marks: Sequence[SheetColumn]) -> dict[str, Shown]:
    """Return the dates and half-days that stand above the marks, by the names of their fields."""
    values: dict[str, Shown] = {}
    for number in range(1, HALF_DAYS + 1):
        column = marks[number - 1] if number <= len(marks) else None
        values[f"考勤{number}日期"] = "".join(column.groups) if column else ""
        values[f"考勤{number}时段"] = column.header if column else ""
    return values


def _blank_half_day(number: int) -> Column[Row]:
    return Column(
        f"mark_{number}", f"考勤{number}", lambda _: "", width=4, groups=(_date_name(number), _half_day_name(number))
    )


def _date_name(number: int) -> str:
    return Placeholder(f"考勤{number}日期").written


def _half_day_name(number: int) -> str:
    return Placeholder(f"考勤{number}时段").written
