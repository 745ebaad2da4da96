"""The ledger's page to values."""

from collections.abc import Mapping

from wtforms import BooleanField, DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from trainingapp.assessment.rules import Requirement, read_number, read_whole
from trainingapp.assessment.terms import ExemptionKind, HoursSource
from trainingapp.core.errors import Refused
from trainingapp.core.fields import EnumField, HoursField
from trainingapp.core.forms import ChineseForm

#: Lines that the page of requirements offers; empty ones are left out.
REQUIREMENT_LINES = 8
LENGTHS = {"label": 40, "posts": 200, "source": 200}


class HoursForm(ChineseForm):
    """Hours from elsewhere."""

    source = EnumField("来源", HoursSource, without={HoursSource.CLASS})
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


def read_requirements(form: Mapping[str, str]) -> list[Requirement]:
    """Return what the page's lines ask. Raises Refused naming the line of what is no number or too long."""
    return [one for line in range(1, REQUIREMENT_LINES + 1) if (one := _requirement(form, line))]


def _requirement(form: Mapping[str, str], line: int) -> Requirement | None:
    said = {name: " ".join(form.get(f"{name}-{line}", "").split()) for name in LENGTHS}
    if not said["label"]:
        return None
    for name, most in LENGTHS.items():
        if len(said[name]) > most:
            raise Refused(f"第 {line} 行“{said[name][:20]}…”太长，最多 {most} 个字")
    return Requirement(
        said["label"],
        read_number(form.get(f"hours-{line}", ""), f"第 {line} 行的学时"),
        read_whole(form.get(f"concentrated-{line}", "").strip() or "0", f"第 {line} 行的集中培训次数"),
        tuple(word for word in said["posts"].replace(",", "、").replace("，", "、").split("、") if word.strip()),
        read_whole(form.get(f"from-{line}", "").strip() or "0", f"第 {line} 行的起始年度"),
        said["source"],
        f"binding-{line}" in form,
    )
