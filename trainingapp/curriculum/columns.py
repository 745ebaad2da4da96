"""The lists of columns of the libraries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from trainingapp.core.columns import Align, Column, Kind
from trainingapp.core.database import Published
from trainingapp.curriculum.models import Coach, Course, Lecturer, Venue
from trainingapp.curriculum.terms import NEVER, Taught

Entry = TypeVar("Entry", bound=Published)


@dataclass(frozen=True)
class Listed(Generic[Entry]):
    """A line of a library's list: the entry, and what became of it."""

    entry: Entry
    taught: Taught = NEVER

    @property
    def public_id(self) -> str:
        """Return the entry's own, by which a page knows what was ticked."""
        return self.entry.public_id


COURSES: Sequence[Column[Listed[Course]]] = (
    Column("title", "课程", lambda row: row.entry.title, width=36, align=Align.LEFT),
    Column("category", "类别", lambda row: row.entry.category, width=10),
    Column("form", "形式", lambda row: row.entry.form, width=10),
    Column("hours", "学时", lambda row: row.entry.hours, width=6, kind=Kind.HOURS),
    Column(
        "competencies",
        "能力",
        lambda row: "、".join(competency.name for competency in row.entry.competencies),
        width=20,
        align=Align.LEFT,
    ),
)
LECTURERS: Sequence[Column[Listed[Lecturer]]] = (
    Column("name", "姓名", lambda row: row.entry.name, width=10),
    Column("kind", "类别", lambda row: row.entry.kind, width=10),
    Column("unit", "单位", lambda row: row.entry.unit, width=24, align=Align.LEFT),
    Column("title", "职务职称", lambda row: row.entry.title, width=24, align=Align.LEFT),
)
VENUES: Sequence[Column[Listed[Venue]]] = (
    Column("name", "场地", lambda row: row.entry.name, width=24, align=Align.LEFT),
    Column("address", "地址", lambda row: row.entry.address, width=30, align=Align.LEFT),
    Column("capacity", "容纳人数", lambda row: row.entry.capacity, width=8, kind=Kind.NUMBER),
    Column("parallel", "可并行", lambda row: "是" if row.entry.parallel else "", width=8),
    Column("features", "设备和条件", lambda row: "、".join(row.entry.features), width=20, align=Align.LEFT),
)
#: What became of the entry, beside what it is.
TAUGHT: Sequence[Column[Listed[Any]]] = (
    Column("times", "上过", lambda row: row.taught.times or "", width=6, kind=Kind.NUMBER),
    Column("last_on", "最近一次", lambda row: row.taught.last_on, width=11, kind=Kind.DATE),
    Column("share", "评估得分率", lambda row: row.taught.share, width=10, kind=Kind.PERCENT),
)
#: The same of a room, which no evaluation is about.
USED: Sequence[Column[Listed[Any]]] = (
    Column("times", "用过", lambda row: row.taught.times or "", width=6, kind=Kind.NUMBER),
    Column("last_on", "最近一次", lambda row: row.taught.last_on, width=11, kind=Kind.DATE),
)
COACHES: Sequence[Column[Listed[Coach]]] = (
    Column("plate", "车牌", lambda row: row.entry.plate, width=12),
    Column("seats", "座位", lambda row: row.entry.seats, width=6, kind=Kind.NUMBER),
    Column("driver", "司机", lambda row: row.entry.driver, width=10),
    Column("driver_phone", "司机电话", lambda row: row.entry.driver_phone, width=14, kind=Kind.PHONE),
    Column("company", "单位", lambda row: row.entry.company, width=24, align=Align.LEFT),
)
