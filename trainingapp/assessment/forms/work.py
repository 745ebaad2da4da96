"""The page of tasks to values."""

from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from trainingapp.assessment.terms import TaskKind
from trainingapp.core.fields import EnumField, RowField
from trainingapp.core.forms import ChineseForm


class TaskForm(ChineseForm):
    """Work that a class is asked for."""

    kind = EnumField("类型", TaskKind)
    title = StringField("题目", [InputRequired("请填题目"), Length(max=200)])
    due_on = DateField("截止日期", [InputRequired("请填截止日期")])
    component = RowField("成绩转入", blank="不转入")
    instructions = TextAreaField("要求", [Length(max=4000)])
