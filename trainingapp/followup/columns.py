"""The lists of columns of what follows a class."""

from collections.abc import Sequence

from trainingapp.core.columns import Align, Column, Kind
from trainingapp.followup.models import CascadeTask, Honour, PointsEntry
from trainingapp.followup.queries import Member

TASKS: Sequence[Column[CascadeTask]] = (
    Column("branch", "支部", lambda task: task.organisation.shown_name, width=24, align=Align.LEFT),
    Column("trainee", "传达人", lambda task: task.enrolment.name, width=10),
    Column("done_on", "传达日期", lambda task: task.done_on or "未传达", width=12),
    Column("headcount", "人数", lambda task: task.headcount or "", width=6, kind=Kind.NUMBER),
    Column("form", "方式", lambda task: task.form.label if task.form else "", width=10),
    Column("note", "说明", lambda task: task.note, width=24, align=Align.LEFT),
    Column("confirmed_by", "支部确认", lambda task: task.confirmed_by, width=10),
    Column("papers", "佐证", lambda task: len(task.papers) or "", width=6, kind=Kind.NUMBER),
)
ENTRIES: Sequence[Column[PointsEntry]] = (
    Column("earned_on", "日期", lambda row: row.earned_on, width=12),
    Column("name", "姓名", lambda row: row.person.name, width=10),
    Column("item", "事项", lambda row: row.item.name, width=24, align=Align.LEFT),
    Column("points", "分值", lambda row: f"{row.points:+d}", width=6, kind=Kind.NUMBER),
    Column("evidence", "依据材料", lambda row: row.evidence, width=24, align=Align.LEFT),
    Column("recorded_by", "登记", lambda row: row.recorded_by, width=10),
    Column("state", "核查", lambda row: row.state.label, width=16),
    Column("check_note", "核查说明", lambda row: row.check_note, width=20, align=Align.LEFT),
    Column("appeal", "申诉", lambda row: row.appeal, width=20, align=Align.LEFT),
)
MEMBERS: Sequence[Column[Member]] = (
    Column("name", "姓名", lambda row: row.person.name, width=10),
    Column("organisation", "单位", lambda row: row.organisation, width=30, align=Align.LEFT),
    Column("post", "职务", lambda row: row.person.post, width=20, align=Align.LEFT),
    Column("points", "本年积分", lambda row: row.points, width=10, kind=Kind.NUMBER, align=Align.RIGHT),
)
HONOURS: Sequence[Column[Honour]] = (
    Column("name", "荣誉", lambda row: row.name, width=24, align=Align.LEFT),
    Column("cycle", "年度（届次）", lambda row: row.cycle, width=12),
    Column("level", "级别", lambda row: row.level, width=6),
    Column("holder", "获得者", lambda row: row.holder, width=10),
    Column(
        "organisation",
        "组织",
        lambda row: row.organisation.shown_name if row.organisation else "",
        width=24,
        align=Align.LEFT,
    ),
    Column("given_on", "授予日期", lambda row: row.given_on or "", width=12),
    Column("giver", "授予单位", lambda row: row.giver, width=18, align=Align.LEFT),
    Column("note", "备注", lambda row: row.note, width=16, align=Align.LEFT),
)
