"""Forms of the working calendar."""

from wtforms import DateField, HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from trainingapp.core.fields import EnumField
from trainingapp.core.forms import ChineseForm
from trainingapp.timetable.rules.calendar import CalendarRow, DayKind

NOTICE_LENGTH = 20_000


class CalendarDayForm(ChineseForm):
    """A day off, or one that is made up for at a weekend."""

    day = DateField("日期", [InputRequired("请选日期")])
    kind = EnumField("安排", DayKind)
    name = StringField("节日", [InputRequired("请写节日名称"), Length(max=40)], description="例如 国庆节")

    def row(self) -> CalendarRow:
        """Return the day as the rules see it."""
        return CalendarRow(self.day.data, self.kind.member, self.name.data.strip())


class RemoveDayForm(ChineseForm):
    """Which day is taken out."""

    day = DateField("日期", [InputRequired("没有说是哪一天")])


class NoticeForm(ChineseForm):
    """The text of the State Council's notice, pasted; `sure` once its reading has been seen."""

    text = TextAreaField(
        "放假通知全文",
        [InputRequired("请粘贴通知全文"), Length(max=NOTICE_LENGTH)],
        description="从国务院办公厅的通知里整段复制，例如“一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。”",
    )
    sure = HiddenField()


class ForgetYearForm(ChineseForm):
    """A pressed button."""

    sure = HiddenField("确认", [InputRequired("页面已过期，请刷新后再点")])
