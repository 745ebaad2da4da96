"""The ledger's page to values."""

from wtforms import BooleanField, DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from trainingapp.assessment.terms import ExemptionKind, HoursSource
from trainingapp.core.fields import EnumField, HoursField
from trainingapp.core.forms import ChineseForm


class HoursForm(ChineseForm):
    """Hours from elsewhere."""

    source = EnumField("来源", HoursSource)
    title = StringField("班次或课程名称", [InputRequired("请填名称"), Length(max=200)])
    hours = HoursField("学时", most=1000, validators=[InputRequired("请填学时")])
    ended_on = DateField("结束日期", [InputRequired("请填结束日期")])
    concentrated = BooleanField("算集中培训")
    note = StringField("证明材料", [Length(max=200)], description="如 结业证书编号、上级通知")


class ExemptionForm(ChineseForm):
    """Somebody is asked for less in a year."""

    year = IntegerField("年度", [InputRequired("请填年度"), NumberRange(2000, 2100, "年度要在 2000 到 2100 之间")])
    kind = EnumField("减免", ExemptionKind, blank="不减免")
    from_month = IntegerField("几月新任", [Optional(), NumberRange(1, 12, "月份要在 1 到 12 之间")])
    reason = StringField("原因", [Length(max=200)])
