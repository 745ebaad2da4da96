"""The lists of columns of the libraries."""

from collections.abc import Sequence

from trainingapp.core.columns import Align, Column, Kind
from trainingapp.curriculum.models import Course, Lecturer, Venue

COURSES: Sequence[Column[Course]] = (
    Column("title", "课程", lambda course: course.title, width=36, align=Align.LEFT),
    Column("category", "类别", lambda course: course.category, width=10),
    Column("form", "形式", lambda course: course.form, width=10),
    Column("hours", "学时", lambda course: course.hours, width=6, kind=Kind.HOURS),
    Column(
        "competencies",
        "能力",
        lambda course: "、".join(competency.name for competency in course.competencies),
        width=20,
        align=Align.LEFT,
    ),
)
LECTURERS: Sequence[Column[Lecturer]] = (
    Column("name", "姓名", lambda lecturer: lecturer.name, width=10),
    Column("kind", "类别", lambda lecturer: lecturer.kind, width=10),
    Column("unit", "单位", lambda lecturer: lecturer.unit, width=24, align=Align.LEFT),
    Column("title", "职务职称", lambda lecturer: lecturer.title, width=24, align=Align.LEFT),
)
VENUES: Sequence[Column[Venue]] = (
    Column("name", "场地", lambda venue: venue.name, width=24, align=Align.LEFT),
    Column("address", "地址", lambda venue: venue.address, width=30, align=Align.LEFT),
    Column("capacity", "容纳人数", lambda venue: venue.capacity, width=8, kind=Kind.NUMBER),
    Column("parallel", "可并行", lambda venue: "是" if venue.parallel else "", width=8),
    Column("features", "设备和条件", lambda venue: "、".join(venue.features), width=20, align=Align.LEFT),
)
