"""The form with which a timetable is released."""

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from trainingapp.core.forms import ChineseForm


class PublishForm(ChineseForm):
    """What a release is for, why its warnings are taken on, and which draft was seen."""

    note = StringField("版本说明", [Length(max=200)], description="这一版为什么发布，例如 开班前定稿、张教授请假调课")
    accepted_reason = TextAreaField("照此发布的理由", [Length(max=200)], description="有提醒没有处理时必填")
    seal = HiddenField(validators=[InputRequired("页面已过期，请刷新后再发布")])
