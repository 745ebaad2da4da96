"""Forms of what follows a class."""

from typing import Any

from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, DateField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import HiddenInput

from trainingapp.cohorts.models import Enrolment
from trainingapp.core.fields import EnumField, RowField, RowsField
from trainingapp.core.forms import ChineseForm
from trainingapp.core.uploads import ACCEPTED, Stored, store
from trainingapp.followup.models import CascadeTask, Honour, Mentorship, PointsItem
from trainingapp.followup.terms import DestinationKind, HonourLevel, PointsState, RelayForm, Renaming

MOST_PEOPLE = 100_000
MOST_POINTS = 1_000
HONOUR_TEXTS = ("name", "cycle", "holder", "giver", "note")


def told(trainee: Enrolment) -> str:
    """Return how a list of choices shows a trainee."""
    return f"{trainee.number} {trainee.name}（{trainee.organisation_name}）"


class CascadeForm(ChineseForm):
    """A topic that trainees must relay."""

    topic = StringField("传达内容", [InputRequired("请填传达内容"), Length(max=120)])
    due_on = DateField("完成期限", [Optional()])
    requirements = TextAreaField("要求", [Length(max=2000)])
    trainees = RowsField("由谁传达", description="传达到其单位下面的各支部；下面没有支部的，传达到本单位")

    def text(self, name: str) -> str:
        """Return one text, stripped."""
        return (self[name].data or "").strip()


class TaskForm(ChineseForm):
    """What is reported of one branch."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    done_on = DateField("传达日期", [Optional()], description="还没传达就空着")
    headcount = IntegerField("人数", [Optional(), NumberRange(0, MOST_PEOPLE, "人数不能小于 0")])
    form = EnumField("方式", RelayForm, blank="（未填）")
    note = StringField("说明", [Length(max=400)])
    papers = MultipleFileField("佐证", render_kw={"accept": ACCEPTED}, description="照片、签到表；每个不超过 10 MB")

    def stored(self) -> list[Stored]:
        """Store the files that were sent and return what the task keeps of them."""
        return [store(one.read(), file_name=one.filename) for one in self.papers.data or [] if one and one.filename]

    def values(self) -> dict[str, Any]:
        """Return what is reported, with the files stored."""
        return {
            "done_on": self.done_on.data,
            "headcount": self.headcount.data or 0,
            "form": self.form.member,
            "note": (self.note.data or "").strip(),
            "version": self.version.data,
            "papers": self.stored(),
        }

    def show(self, task: CascadeTask) -> None:
        """Fill the fields with what was reported."""
        for name in ("version", "done_on", "note"):
            self[name].data = getattr(task, name)
        self.headcount.data = task.headcount or None
        self.form.data = task.form or ""


class MentorshipForm(ChineseForm):
    """A mentor and a trainee."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    trainee = RowField("学员")
    lecturer = RowField(
        "带教人（师资库）",
        blank="（不在师资库里）",
        description="选了以后，带教人用讲师账号可以记谈话、评价自己带的学员",
    )
    mentor = StringField("带教人姓名", [Length(max=40)], description="不在师资库里的写姓名")
    mentor_post = StringField("带教人单位职务", [Length(max=120)])
    starts_on = DateField("结对日期", [InputRequired("请填结对日期")])
    goals = TextAreaField("带教目标", [Length(max=2000)])
    renaming = EnumField(
        "带教人的姓名改了", Renaming, blank="（没有改）", description="以前记过谈话、评过分的，改了姓名要选是哪一种"
    )

    def validate_mentor(self, field: StringField) -> None:
        """Ask for a mentor, from the lecturers or by name."""
        if self.lecturer.row is None and not (field.data or "").strip():
            raise ValidationError("请选师资库里的带教人，或者写带教人姓名")

    def values(self) -> dict[str, Any]:
        """Return the columns of the pair, but for the trainee; a mentor among the lecturers is called as there."""
        lecturer = self.lecturer.row
        return {
            "mentor": lecturer.name if lecturer else self.mentor.data.strip(),
            "lecturer": lecturer,
            "mentor_post": (self.mentor_post.data or "").strip(),
            "starts_on": self.starts_on.data,
            "goals": (self.goals.data or "").strip(),
        }

    def show(self, pair: Mentorship) -> None:
        """Fill the fields with what a pair has."""
        for name in ("version", "mentor", "mentor_post", "starts_on", "goals"):
            self[name].data = getattr(pair, name)
        self.trainee.data = pair.enrolment.public_id
        self.lecturer.data = pair.lecturer.public_id if pair.lecturer else ""


class TalkForm(ChineseForm):
    """A talk between mentor and trainee."""

    held_on = DateField("谈话日期", [InputRequired("请填谈话日期")])
    place = StringField("地点", [Length(max=120)])
    content = TextAreaField("谈话内容", [InputRequired("请填谈话内容"), Length(max=4000)])
    tasks = TextAreaField("布置的任务", [Length(max=2000)])


class EndForm(ChineseForm):
    """The end of a pair."""

    ends_on = DateField("结束日期", [InputRequired("请填结束日期")])
    summary = TextAreaField("带教小结", [Length(max=4000)])


class DestinationForm(ChineseForm):
    """Where a trainee went."""

    trainee = RowField("学员")
    kind = EnumField("去向", DestinationKind)
    since = DateField("从哪天起", [InputRequired("请填日期")])
    post = StringField("现任职务", [Length(max=120)])
    note = StringField("备注", [Length(max=200)])


class PointsItemForm(ChineseForm):
    """A line of the points rules."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    name = StringField("事项", [InputRequired("请填事项"), Length(max=80)])
    points = IntegerField(
        "分值", [InputRequired("请填分值"), NumberRange(-MOST_POINTS, MOST_POINTS)], description="扣分写负数"
    )
    source = StringField("依据", [Length(max=200)], description="哪份文件、哪一条")
    valid = BooleanField("在用", default=True)

    def show(self, item: PointsItem) -> None:
        """Fill the fields with what a line has."""
        for name in ("version", "name", "points", "source", "valid"):
            self[name].data = getattr(item, name)


class PointsForm(ChineseForm):
    """Points of a member."""

    person = RowField("党员")
    item = RowField("事项")
    earned_on = DateField("日期", [InputRequired("请填日期")])
    evidence = StringField("依据材料", [InputRequired("请写明依据"), Length(max=200)])


class CheckForm(ChineseForm):
    """The check of an entry."""

    version = IntegerField(widget=HiddenInput(), validators=[InputRequired()])
    state = EnumField("核查结果", PointsState)
    note = StringField("说明", [Length(max=200)])


class HonourForm(ChineseForm):
    """An honour and who holds it."""

    version = IntegerField(widget=HiddenInput(), validators=[Optional()])
    name = StringField("荣誉名称", [InputRequired("请填荣誉名称"), Length(max=80)])
    cycle = StringField("年度（届次）", [Length(max=40)])
    level = EnumField("级别", HonourLevel)
    holder = StringField("获得者", [Length(max=40)], description="个人荣誉填姓名；集体荣誉空着")
    organisation = RowField("组织", blank="（不填）")
    given_on = DateField("授予日期", [Optional()])
    giver = StringField("授予单位", [Length(max=80)])
    note = StringField("备注", [Length(max=200)])

    def values(self) -> dict[str, object]:
        """Return the columns of the honour."""
        texts = {name: (self[name].data or "").strip() for name in HONOUR_TEXTS}
        organisation = self.organisation.row
        return {
            **texts,
            "level": self.level.member,
            "organisation_id": organisation.id if organisation else None,
            "given_on": self.given_on.data,
        }

    def show(self, honour: Honour) -> None:
        """Fill the fields with what an honour has."""
        for name in (*HONOUR_TEXTS, "version", "level", "given_on"):
            self[name].data = getattr(honour, name)
        self.organisation.data = honour.organisation.public_id if honour.organisation else ""
