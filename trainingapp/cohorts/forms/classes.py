"""Forms of classes."""

from collections.abc import Sequence

from wtforms import DateField, IntegerField, SelectMultipleField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from trainingapp.cohorts import rules
from trainingapp.cohorts.models import Cohort, PlanItem
from trainingapp.cohorts.terms import CopyPart, Stage
from trainingapp.core.fields import EnumField, HoursField, RowField
from trainingapp.core.forms import ChineseForm

MOST_PEOPLE = 100_000
TEXTS = ("code", "formal_name", "short_name", "batch", "organiser", "place", "end_note", "note")


class CohortForm(ChineseForm):
    """A class."""

    code = StringField(
        "代码", [InputRequired("请填代码")], description="小写字母、数字和短横，如 qinglan-2026；命令行和文件名用它"
    )
    formal_name = StringField("全称", [InputRequired("请填全称"), Length(max=120)], description="打印在表上的名称")
    short_name = StringField("简称", [InputRequired("请填简称"), Length(max=60)])
    batch = StringField("期次", [Length(max=20)], description="如 第一期")
    programme = RowField("所属项目", blank="（无）")
    host = RowField("主办单位")
    organiser = StringField("承办单位", [Length(max=120)])
    place = StringField("地点", [Length(max=120)])
    starts_on = DateField("开班日期", [InputRequired("请填开班日期")])
    ends_on = DateField("结业日期", [Optional()], description="没定可以空着")
    end_note = StringField("结束说明", [Length(max=60)], description="结业日期空着时印这句，如 持续至6月")
    expected_size = IntegerField("计划人数", [Optional(), NumberRange(1, MOST_PEOPLE, "人数至少为 1")])
    hours_per_half_day = HoursField("每半天学时", most=12, validators=[InputRequired("请填每半天学时")])
    note = TextAreaField("备注", [Length(max=2000)])

    def validate_code(self, field: StringField) -> None:
        """Refuse a code that commands and file names could not use."""
        fault = rules.code_fault(field.data or "")
        if fault:
            raise ValidationError(fault)

    def validate_ends_on(self, field: DateField) -> None:
        """Refuse an end before the start."""
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError("结业日期早于开班日期")

    def validate_hours_per_half_day(self, field: HoursField) -> None:
        """Refuse none."""
        if not field.data:
            raise ValidationError("每半天学时要大于 0")

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets, but for the code."""
        values: dict[str, object] = {name: (self[name].data or "").strip() for name in TEXTS if name != "code"}
        for name in ("starts_on", "ends_on", "expected_size", "hours_per_half_day"):
            values[name] = self[name].data
        values["host_id"] = self.host.row.id
        values["programme_id"] = self.programme.row.id if self.programme.row else None
        return values

    def show(self, cohort: Cohort) -> None:
        """Fill the fields with what a class has."""
        for name in (*TEXTS, "starts_on", "ends_on", "expected_size", "hours_per_half_day"):
            self[name].data = getattr(cohort, name)
        self.host.data = cohort.host.public_id
        self.programme.data = cohort.programme.public_id if cohort.programme else ""

    def show_planned(self, item: PlanItem) -> None:
        """Fill the fields with what the year plan says of a class."""
        self.formal_name.data = self.short_name.data = item.name
        self.batch.data, self.expected_size.data = item.batch, item.people or None
        self.programme.data = item.programme.public_id if item.programme else ""


class StageForm(ChineseForm):
    """The next stage of a class's life."""

    stage = EnumField("阶段", Stage, description="结班归档在“结班”页办理")
    reason = StringField("理由", [Length(max=200)], description="退回前面的阶段才要写")

    def offer_stages(self) -> None:
        """Offer the stages that a class is moved to by hand: closing has a page of its own."""
        self.stage.choices = [choice for choice in self.stage.choices if choice.value != Stage.CLOSED]


class CopyForm(ChineseForm):
    """A new class after an older one: its own names, its first day, and what is taken over."""

    code = StringField("代码", [InputRequired("请填代码")], description="小写字母、数字和短横，如 qinglan-2027")
    formal_name = StringField("全称", [InputRequired("请填全称"), Length(max=120)])
    short_name = StringField("简称", [InputRequired("请填简称"), Length(max=60)])
    batch = StringField("期次", [Length(max=20)])
    starts_on = DateField(
        "开班日期", [InputRequired("请填开班日期")], description="其余日期推后同样天数，星期不变；碰上放假顺延"
    )
    planned = RowField("对应年度计划的", blank="（不在计划里）")
    parts = SelectMultipleField(
        "照搬什么",
        choices=[],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description="学员、考勤和成绩从不照搬",
    )

    def validate_code(self, field: StringField) -> None:
        """Refuse a code that commands and file names could not use."""
        fault = rules.code_fault(field.data or "")
        if fault:
            raise ValidationError(fault)

    def offer(self, parts: Sequence[CopyPart], planned: Sequence[PlanItem]) -> None:
        """Offer these parts, and the planned classes that the new one may be."""
        self.parts.choices = [SelectChoice(part.value, part.label) for part in parts]
        self.planned.offer(planned, lambda item: f"{item.plan.year} 年 {item.label}")

    def chosen(self) -> list[CopyPart]:
        """Return the chosen parts in their order."""
        return [part for part in CopyPart if part.value in self.parts.data]

    def names(self) -> dict[str, str]:
        """Return the names of the new class."""
        return {name: (self[name].data or "").strip() for name in ("code", "formal_name", "short_name", "batch")}

    def suggest(self, source: Cohort, year: int) -> None:
        """Fill the fields as a class of this year after the older one would have them."""
        old = str(source.starts_on.year)
        for name in ("code", "formal_name", "short_name", "batch"):
            self[name].data = getattr(source, name).replace(old, str(year))
        if self.short_name.data == source.short_name:  # both stand in one timetable, and are told apart by it
            self.short_name.data += str(year)
        self.starts_on.data = rules.same_weekday(source.starts_on, year)
        self.parts.data = [choice.value for choice in self.parts.choices]
