"""The form of a site."""

from wtforms import IntegerField, SelectMultipleField, StringField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from trainingapp.core.forms import ChineseForm
from trainingapp.timetable.rules.calendar import Weekday
from trainingapp.visits.models import Site

SITE_TEXTS = ("name", "unit", "topic", "address", "contact", "phone")
SITE_VALUES = ("capacity", "opens_at", "closes_at")


class SiteForm(ChineseForm):
    """A site of the library."""

    name = StringField("教学点", [InputRequired("请填教学点名称"), Length(max=120)])
    unit = StringField("单位", [Length(max=120)])
    topic = StringField("主题", [Length(max=200)])
    address = StringField("地址", [Length(max=200)])
    contact = StringField("联系人", [Length(max=60)])
    phone = StringField("联系电话", [Length(max=40)])
    capacity = IntegerField("容纳人数", [Optional(), NumberRange(1, 100_000, "人数至少为 1")])
    opens_at = TimeField("开放时间，从", [Optional()], description="空着就是不清楚，排课时不提醒")
    closes_at = TimeField("到", [Optional()])
    closed = SelectMultipleField(
        "不开放的日子",
        choices=[SelectChoice(value, text) for value, text in Weekday.choices()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description="例如周一闭馆",
    )

    def validate_closes_at(self, field: TimeField) -> None:
        """Want an end after the beginning."""
        if field.data and self.opens_at.data and field.data <= self.opens_at.data:
            raise ValidationError("结束时间要晚于开始时间")

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets."""
        return {
            **{name: (self[name].data or "").strip() for name in SITE_TEXTS},
            **{name: self[name].data for name in SITE_VALUES},
            "closed_weekdays": sorted(int(day) for day in self.closed.data or []),
        }

    def show(self, site: Site) -> None:
        """Fill the fields."""
        for name in (*SITE_TEXTS, *SITE_VALUES):
            self[name].data = getattr(site, name)
        self.closed.data = [str(day) for day in site.closed_weekdays]
