"""HTTP input of how a class takes attendance."""

from dataclasses import asdict, fields
from typing import Any

from wtforms import BooleanField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from trainingapp.attendance.terms import Settings
from trainingapp.core.fields import ShareField
from trainingapp.core.forms import ChineseForm

NAMES = tuple(field.name for field in fields(Settings))


def _whole(label: str, least: int, most: int) -> IntegerField:
    limits = NumberRange(least, most, f"要在 {least} 到 {most} 之间")
    return IntegerField(label, [InputRequired("请填数字"), limits])


class SettingsForm(ChineseForm):
    """How a class takes attendance."""

    leave_share = ShareField("请假最多占总学时的几分之几", description="例如 1/7；超过才算，刚好等于不算。不限就空着")
    most_half_days = IntegerField("请假最多几个半天", [Optional(), NumberRange(0, 200)], description="不限就空着")
    counts_official = BooleanField("公假也算在内")
    counts_absent = BooleanField("旷课也算在内")
    source = StringField("依据", [Length(max=200)])
    consequence = StringField("超过的后果", [Length(max=60)])
    binding = BooleanField("对本班是硬性规定（不选就是参考）")
    teacher_half_days = _whole("班主任可以单独批几个半天", 0, 200)
    office_half_days = _whole("加上党建办可以批几个半天", 0, 200)
    lates_per_absence = _whole("迟到早退几次折算一个半天缺课", 0, 20)
    check_in = BooleanField("学员可以用手机自助签到")
    opens_minutes = _whole("课前几分钟开放签到", 5, 240)
    late_minutes = _whole("开课几分钟后算迟到", 0, 120)
    early_minutes = _whole("下课几分钟以前离开算早退", 0, 240)
    missed_minutes = _whole("开课几分钟后才到，提示旷课", 0, 480)
    least_stay = ShareField("在场不到几分之几，提示旷课", description="例如 1/2；不看就空着")

    def show(self, settings: Settings) -> None:
        """Fill the fields."""
        for name, value in asdict(settings).items():
            self[name].data = value

    def settings(self) -> Settings:
        """Return the value that the form sets."""
        values: dict[str, Any] = {name: self[name].data for name in NAMES}
        texts = {name: (values[name] or "").strip() for name in ("source", "consequence")}
        return Settings(**{**values, **texts})
