"""Which tables a class's archive holds: all that lead to the class, but for those named here with the reason."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import Column, Table

from trainingapp.core.database import Base

CLASS: Final = "cohort"
PERSON: Final = "person"
TRAIL: Final = "audit_event"
IMPORT: Final = "class_import"
#: What the trail tells of the file itself stays where it happened.
TRAIL_LEFT: Final = ("cohort.exported", "cohort.imported", "cohort.import_undone")
#: Tables whose rows belong to a class or to none.
LED_BY: Final = {"hours_entry": "cohort_id", TRAIL: "cohort_id"}
#: What a class has and does not take along.
LEFT_OUT: Final[Mapping[str, str]] = {
    IMPORT: "读入的记录：只用来在读入的系统里撤回",
    "evaluation_ticket": "谁评过课：评估是匿名的，名单只留在本系统",
    "leave_attachment": "请假证明：可能写有病情，只留在本系统",
    "trainee_card": "学员码：在另一套系统里重新生成",
    "feed_address": "日历订阅地址：是保密的，在另一套系统里重新生成",
    "role_grant": "账号和权限：账号不随班走",
    "plan_item": "年度计划：是单位的计划，不是班的",
    "paper_return": "导入考勤、成绩的原文件：内容已经在登记里",
    "proposal": "排课时比较过的方案：课表已经定了",
    "proposed_place": "排课时比较过的方案：课表已经定了",
    "proposed_lecturer": "排课时比较过的方案：课表已经定了",
    "timetable_step": "课表的撤销记录：只在编课表时有用",
    "work_likeness": "相似提示：有的指向别的班的作业，读入后交的作业会重新比对",
    "wrong_code": "输错签到码的次数：只在签到时有用",
}
#: What a class shares with others, and by what it is met; before it all that it refers to.
SHARED: Final = {
    "organisation": ("name",),
    "programme": ("code",),
    "competency": ("name",),
    "course": ("title",),
    "lecturer": ("name", "unit"),
    "venue": ("name",),
    "site": ("name",),
}
#: What belongs to something shared, with the column that leads to it.
LINKS: Final = {"programme_competency": "programme_id", "course_competency": "course_id"}
#: How the names of columns end whose values never leave an installation: telephones, what is encrypted, devices.
KEPT_BACK: Final = ("phone", "phone_index", "_cipher", "device_digest")


def table_of(name: str) -> Table:
    """Return a table by its name."""
    return Base.metadata.tables[name]


def refers_to(column: Column[Any]) -> str:
    """Return the table that a column refers to; blank where it refers to none."""
    return next((key.column.table.name for key in column.foreign_keys), "")


def own_tables() -> dict[str, str]:
    """Return the tables of a class after its own, each with the column that leads to one before it."""
    found: dict[str, str] = {}
    for table in Base.metadata.sorted_tables:
        column = LED_BY.get(table.name) or _leading(table, {CLASS, *found})
        if column and table.name not in LEFT_OUT:
            found[table.name] = column
    return found


def _leading(table: Table, known: set[str]) -> str:
    return next((one.name for one in table.columns if not one.nullable and refers_to(one) in known), "")


def carried_tables() -> set[str]:
    """Return every table that has a part in an archive."""
    return {CLASS, PERSON, *SHARED, *LINKS, *own_tables()}


def paper_tables() -> list[str]:
    """Return the tables of a class whose rows stand for stored files."""
    return [name for name in own_tables() if {"digest", "media_type"} <= set(table_of(name).columns.keys())]


def is_kept_back(column: Column[Any]) -> bool:
    """Tell whether a column's values never leave the installation."""
    return column.name.endswith(KEPT_BACK)
