"""The one list of columns of each table, for page and workbook."""

from collections.abc import Sequence
from fractions import Fraction

from trainingapp.core.columns import Align, Column, Kind
from trainingapp.insight.queries import PersonHours
from trainingapp.insight.rules import Coverage

COVERAGE: Sequence[Column[Coverage]] = (
    Column("label", "范围", lambda row: row.label, width=36, align=Align.LEFT),
    Column("people", "应训人数", lambda row: row.people, kind=Kind.NUMBER, width=10),
    Column("trained", "已训人数", lambda row: row.trained, kind=Kind.NUMBER, width=10),
    Column("untrained", "未训人数", lambda row: row.untrained, kind=Kind.NUMBER, width=10),
    Column("share", "覆盖率", lambda row: row.share or Fraction(0), kind=Kind.PERCENT, width=10),
)
HOURS: Sequence[Column[PersonHours]] = (
    Column("name", "姓名", lambda row: row.name, width=10),
    Column("organisation", "组织", lambda row: row.organisation, width=28, align=Align.LEFT),
    Column("post", "职务", lambda row: row.post, width=18, align=Align.LEFT),
    Column("required", "应修", lambda row: row.standing.required, kind=Kind.HOURS, width=8),
    Column("attained", "已得", lambda row: row.standing.attained.hours, kind=Kind.HOURS, width=8),
    Column("short", "还差", lambda row: row.standing.short, kind=Kind.HOURS, width=8),
    Column("told", "说明", lambda row: "；".join(row.standing.sentences), width=50, align=Align.LEFT),
)
