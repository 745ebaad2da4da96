"""Forms of year plans."""

from flask_wtf.file import MultipleFileField
from wtforms import DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from trainingapp.cohorts.forms.classes import MOST_PEOPLE
from trainingapp.cohorts.models import PlanItem, YearPlan
from trainingapp.core.fields import HoursField, RowField
from trainingapp.core.forms import ChineseForm
from trainingapp.core.uploads import ACCEPTED, Stored, store

MOST_HOURS = 2_000
ITEM_FIELDS = ("name", "batch", "month", "people", "hours", "target", "note")
APPROVAL_FIELDS = ("approved_on", "approved_by", "approval_number", "note")


class YearForm(ChineseForm):
    """The year of a new plan."""

    year = IntegerField("年度", [InputRequired("请填年度")])


class ApprovalForm(ChineseForm):
    """Who approved a plan, and the files that prove it."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    approved_on = DateField("审批日期", [Optional()], description="没批就空着")
    approved_by = StringField("审批人（单位）", [Length(max=60)])
    approval_number = StringField("文号", [Length(max=60)])
    note = TextAreaField("说明", [Length(max=2000)])
    papers = MultipleFileField(
        "审批材料", render_kw={"accept": ACCEPTED}, description="PDF、图片、Word、Excel，每个不超过 10 MB"
    )

    def values(self) -> dict[str, object]:
        """Return the columns of the approval."""
        texts = {name: (self[name].data or "").strip() for name in APPROVAL_FIELDS if name != "approved_on"}
        return {**texts, "approved_on": self.approved_on.data}

    def stored(self) -> list[Stored]:
        """Store the files that were sent and return what the plan keeps of them."""
        return [store(one.read(), file_name=one.filename) for one in self.papers.data or [] if one and one.filename]

    def show(self, plan: YearPlan) -> None:
        """Fill the fields with what a plan has."""
        for name in ("version", *APPROVAL_FIELDS):
            self[name].data = getattr(plan, name)


class PlanItemForm(ChineseForm):
    """A planned class."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    name = StringField("班次名称", [InputRequired("请填班次名称"), Length(max=120)])
    batch = StringField("期次", [Length(max=20)], description="如 第一期；一个班办几期就列几行")
    programme = RowField("所属项目", blank="（无）")
    month = IntegerField("计划月份", [Optional(), NumberRange(1, 12, "月份是 1 到 12")])
    people = IntegerField("计划人数", [Optional(), NumberRange(0, MOST_PEOPLE, "人数不能小于 0")])
    hours = HoursField("计划学时", most=MOST_HOURS, validators=[Optional()])
    target = StringField("培训对象", [Length(max=120)])
    note = StringField("备注", [Length(max=200)])

    def values(self) -> dict[str, object]:
        """Return the columns of the planned class."""
        texts = {name: (self[name].data or "").strip() for name in ("name", "batch", "target", "note")}
        return {
            **texts,
            "programme_id": self.programme.row.id if self.programme.row else None,
            "month": self.month.data,
            "people": self.people.data or 0,
            "hours": self.hours.data or 0,
        }

    def show(self, item: PlanItem) -> None:
        """Fill the fields with what a planned class has."""
        for name in ("version", *ITEM_FIELDS):
            self[name].data = getattr(item, name)
        self.programme.data = item.programme.public_id if item.programme else ""
