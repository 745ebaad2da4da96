"""The list of columns of the library of sites."""

from collections.abc import Sequence

from trainingapp.core.columns import Align, Column, Kind
from trainingapp.visits.models import Site

SITES: Sequence[Column[Site]] = (
    Column("name", "教学点", lambda site: site.name, width=24, align=Align.LEFT),
    Column("unit", "单位", lambda site: site.unit, width=20, align=Align.LEFT),
    Column("topic", "主题", lambda site: site.topic, width=24, align=Align.LEFT),
    Column("address", "地址", lambda site: site.address, width=24, align=Align.LEFT),
    Column("contact", "联系人", lambda site: site.contact, width=10),
    Column("capacity", "容纳人数", lambda site: site.capacity, width=8, kind=Kind.NUMBER),
)
