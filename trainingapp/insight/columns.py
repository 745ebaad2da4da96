"""The one list of columns of each table, for page and workbook."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from trainingapp.assessment.queries import Standing
from trainingapp.core.columns import Align, Column, Kind
from trainingapp.curriculum.models import Lecturer
from trainingapp.insight.queries import ClassFigures, HeldSession, MarkedTrainee, PersonHours, RenamedStatus
from trainingapp.insight.rules import Batch, Coverage
from trainingapp.people.models import Person
from trainingapp.timetable.rules.meters import advised_shares
from trainingapp.visits.models import Site


def _category_share(place: int) -> Callable[[ClassFigures], Fraction | None]:
    return lambda row: advised_shares(row.hours)[place].share


def _organisation(person: Person) -> str:
    return person.organisation.name if person.organisation else ""


CLASSES: Sequence[Column[ClassFigures]] = (
    Column("name", "班次", lambda row: row.cohort.short_name, width=30, align=Align.LEFT),
    Column("batch", "批次", lambda row: row.cohort.batch, width=10),
    Column("starts_on", "开班", lambda row: row.cohort.starts_on, kind=Kind.DATE, width=12),
    Column("trainees", "人数", lambda row: row.trainees, kind=Kind.NUMBER, width=8),
    Column("hours", "学时", lambda row: sum(row.hours.values()), kind=Kind.HOURS, width=8),
    Column("theory", "理论＋党性", _category_share(0), kind=Kind.PERCENT, width=12),
    Column("spirit", "其中党性", _category_share(1), kind=Kind.PERCENT, width=12),
)
SESSIONS: Sequence[Column[HeldSession]] = (
    Column("held_on", "日期", lambda row: row.session.held_on, kind=Kind.DATE, width=12),
    Column("half_day", "时段", lambda row: row.session.half_day.label, width=8),
    Column("name", "课题", lambda row: row.session.title, width=36, align=Align.LEFT),
    Column("cohort", "班次", lambda row: row.session.cohort.short_name, width=26, align=Align.LEFT),
    Column("form", "形式", lambda row: row.session.form.label, width=12),
    Column("category", "类别", lambda row: row.session.category, width=12),
    Column("hours", "学时", lambda row: row.hours, kind=Kind.HOURS, width=8),
    Column("recorded", "应到", lambda row: row.attendance.recorded, kind=Kind.NUMBER, width=8),
    Column("came", "实到", lambda row: row.attendance.came, kind=Kind.NUMBER, width=8),
    Column("share", "到课率", lambda row: row.attendance.share, kind=Kind.PERCENT, width=10),
)
MARKS: Sequence[Column[MarkedTrainee]] = (
    Column("held_on", "日期", lambda row: row.session.held_on, kind=Kind.DATE, width=12),
    Column("half_day", "时段", lambda row: row.session.half_day.label, width=8),
    Column("title", "课题", lambda row: row.session.title, width=36, align=Align.LEFT),
    Column("cohort", "班次", lambda row: row.session.cohort.short_name, width=26, align=Align.LEFT),
    Column("name", "姓名", lambda row: row.trainee.name, width=10),
    Column("organisation", "单位", lambda row: row.trainee.organisation_name, width=30, align=Align.LEFT),
    Column("status", "登记", lambda row: row.status.label, width=10),
)
WORDS: Sequence[Column[RenamedStatus]] = (
    Column("cohort", "班次", lambda row: row.cohort.short_name, width=26, align=Align.LEFT),
    Column("usual", "通常的叫法", lambda row: row.usual, width=12),
    Column("own", "本班的叫法", lambda row: row.own, width=12),
)
COVERAGE: Sequence[Column[Coverage]] = (
    Column("label", "范围", lambda row: row.label, width=36, align=Align.LEFT),
    Column("people", "应训人数", lambda row: row.people, kind=Kind.NUMBER, width=10),
    Column("trained", "已训人数", lambda row: row.trained, kind=Kind.NUMBER, width=10),
    Column("untrained", "未训人数", lambda row: row.untrained, kind=Kind.NUMBER, width=10),
    Column("share", "覆盖率", lambda row: row.share or Fraction(0), kind=Kind.PERCENT, width=10),
)
BATCHES: Sequence[Column[Batch]] = (
    Column("year", "年度", lambda row: str(row.year), width=8),
    Column("batch", "批次", lambda row: row.batch, width=12),
    Column("name", "班次", lambda row: row.name, width=30, align=Align.LEFT),
    Column("trained", "已训人数", lambda row: row.trained, kind=Kind.NUMBER, width=10),
    Column("new", "其中首次", lambda row: row.new, kind=Kind.NUMBER, width=10),
)
PEOPLE: Sequence[Column[Person]] = (
    Column("name", "姓名", lambda row: row.name, width=10),
    Column("organisation", "组织", _organisation, width=36, align=Align.LEFT),
    Column("post", "职务", lambda row: row.post, width=20, align=Align.LEFT),
)
STANDINGS: Sequence[Column[Standing[Lecturer] | Standing[Site]]] = (
    Column("year", "年度", lambda row: str(row.year), width=8),
    Column("name", "名称", lambda row: row.entry.name, width=24),
    Column("unit", "单位", lambda row: row.entry.unit, width=28, align=Align.LEFT),
    Column("lectures", "课次", lambda row: row.evaluated.lectures, kind=Kind.NUMBER, width=8),
    Column("forms", "份数", lambda row: row.evaluated.forms, kind=Kind.NUMBER, width=8),
    Column("share", "得分率", lambda row: row.evaluated.share, kind=Kind.PERCENT, width=10),
)
HOURS: Sequence[Column[PersonHours]] = (
    Column("name", "姓名", lambda row: row.person.name, width=10),
    Column("organisation", "组织", lambda row: row.organisation, width=28, align=Align.LEFT),
    Column("post", "职务", lambda row: row.person.post, width=18, align=Align.LEFT),
    Column("required", "应修", lambda row: row.standing.required, kind=Kind.HOURS, width=8),
    Column("attained", "已得", lambda row: row.standing.attained.hours, kind=Kind.HOURS, width=8),
    Column("short", "还差", lambda row: row.standing.short, kind=Kind.HOURS, width=8),
    Column("running", "待结班", lambda row: row.running, kind=Kind.HOURS, width=8),
    Column("told", "说明", lambda row: "；".join(row.standing.sentences), width=50, align=Align.LEFT),
)
REACHED: Sequence[Column[Coverage]] = (
    Column("label", "范围", lambda row: row.label, width=36, align=Align.LEFT),
    Column("people", "人数", lambda row: row.people, kind=Kind.NUMBER, width=10),
    Column("reached", "达到", lambda row: row.trained, kind=Kind.NUMBER, width=10),
    Column("short", "未达到", lambda row: row.untrained, kind=Kind.NUMBER, width=10),
    Column("share", "达到率", lambda row: row.share or Fraction(0), kind=Kind.PERCENT, width=10),
)
