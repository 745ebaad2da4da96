"""The form of a site."""

from wtforms import IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from trainingapp.core.forms import ChineseForm
from trainingapp.visits.models import Site

SITE_TEXTS = ("name", "unit", "topic", "address", "contact", "phone")


class SiteForm(ChineseForm):
    """A site of the library."""

    name = StringField("教学点", [InputRequired("请填教学点名称"), Length(max=120)])
    unit = StringField("单位", [Length(max=120)])
    topic = StringField("主题", [Length(max=200)])
    address = StringField("地址", [Length(max=200)])
    contact = StringField("联系人", [Length(max=60)])
    phone = StringField("联系电话", [Length(max=40)])
    capacity = IntegerField("容纳人数", [Optional(), NumberRange(1, 100_000, "人数至少为 1")])

    def values(self) -> dict[str, object]:
        """Return the columns that the form sets."""
        return {**{name: (self[name].data or "").strip() for name in SITE_TEXTS}, "capacity": self.capacity.data}

    def show(self, site: Site) -> None:
        """Fill the fields."""
        for name in (*SITE_TEXTS, "capacity"):
            self[name].data = getattr(site, name)
