"""The ledger's page to values."""

from collections.abc import Mapping
from decimal import Decimal

from wtforms import BooleanField, DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from trainingapp.assessment.forms.page import Page
from trainingapp.assessment.rules import Requirement, read_number, read_whole, requirement_faults
from trainingapp.assessment.terms import ExemptionKind, HoursSource
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
    """Return what the page's lines ask. Raises WrongFields for what is no number or too long."""
    page = Page(form)
    lines = {line: one for line in range(1, REQUIREMENT_LINES + 1) if (one := _requirement(page, line))}
    page.refuse_faulty()
    found, places = [*lines.values()], [*lines]
    for fault in requirement_faults(found):
        page.note(f"{fault.field}-{places[fault.line]}", fault.text)
    page.refuse_faulty()
    return found


def _requirement(page: Page, line: int) -> Requirement | None:
    others = [f"{name}-{line}" for name in ("posts", "hours", "concentrated", "from", "source")]
    label = page.line(f"label-{line}", LENGTHS["label"], others)
    if not label:
        return None
    posts = page.name(f"posts-{line}", LENGTHS["posts"])
    return Requirement(
        label,
        page.read(f"hours-{line}", read_number, f"第 {line} 行的学时", Decimal(0)),
        _whole(page, f"concentrated-{line}", f"第 {line} 行的集中培训次数"),
        tuple(word for word in posts.replace(",", "、").replace("，", "、").split("、") if word.strip()),
        _whole(page, f"from-{line}", f"第 {line} 行的起始年度"),
        page.name(f"source-{line}", LENGTHS["source"]),
        page.ticked(f"binding-{line}"),
    )


def _whole(page: Page, field: str, what: str) -> int:
    return page.read(field, read_whole, what, 0) if page.text(field) else 0
