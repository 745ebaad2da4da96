"""Forms of sites and visits."""

from wtforms import FieldList, Form, FormField, IntegerField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from trainingapp.core.errors import Refused
from trainingapp.core.fields import RowField
from trainingapp.core.forms import ChineseForm
from trainingapp.visits import queries
from trainingapp.visits.models import Site, Visit
from trainingapp.visits.operations import StopValues, VehicleValues

MOST_SEATS = 200
#: Empty lines that the form offers below what there is; saving brings new ones.
SPARE = 2


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
        names = ("name", "unit", "topic", "address", "contact", "phone")
        return {**{name: (self[name].data or "").strip() for name in names}, "capacity": self.capacity.data}

    def show(self, site: Site) -> None:
        """Fill the fields."""
        for name in ("name", "unit", "topic", "address", "contact", "phone", "capacity"):
            self[name].data = getattr(site, name)


class StopForm(Form):  # type: ignore[misc]  # wtforms ships no types
    """One line of stops; a line without a site is left out."""

    site = RowField("教学点", blank="—")
    arrive_at = TimeField("到达", [Optional()])
    leave_at = TimeField("离开", [Optional()])
    activity = StringField("活动", [Length(max=200)])
    contact = StringField("联系人", [Length(max=60)])
    contact_phone = StringField("电话", [Length(max=40)])


class VehicleForm(Form):  # type: ignore[misc]  # wtforms ships no types
    """One line of vehicles; a line without a name is left out."""

    name = StringField("车号", [Length(max=40)])
    plate = StringField("车牌", [Length(max=20)])
    seats = IntegerField("座位", [Optional(), NumberRange(1, MOST_SEATS, "座位数要在 1 到 200 之间")])
    driver = StringField("司机", [Length(max=40)])
    driver_phone = StringField("司机电话", [Length(max=40)])
    in_charge = StringField("车长", [Length(max=40)])


class VisitForm(ChineseForm):
    """The itinerary of a session."""

    gather_place = StringField("集合地点", [Length(max=120)])
    gather_at = TimeField("集合时间", [Optional()])
    return_at = TimeField("返回时间", [Optional()])
    escort = StringField("带队负责人", [Length(max=60)])
    escort_phone = StringField("带队电话", [Length(max=40)])
    discipline = TextAreaField("纪律要求", [Length(max=2000)])
    safety_plan = TextAreaField("安全预案", [Length(max=2000)])
    stops = FieldList(FormField(StopForm))
    vehicles = FieldList(FormField(VehicleForm))

    def prepare(self, visit: Visit | None) -> None:
        """Bring the lines to what is stored and some spare ones, and offer the sites in each."""
        if not self.is_submitted():
            self._show(visit)
        sites = queries.list_sites()
        for line in self.stops:
            line.site.offer(sites, lambda site: site.name)

    def _show(self, visit: Visit | None) -> None:
        names = ("gather_place", "gather_at", "return_at", "escort", "escort_phone", "discipline", "safety_plan")
        for name in names if visit else ():
            self[name].data = getattr(visit, name)
        for stop in visit.stops if visit else ():
            line = self.stops.append_entry()
            line.site.data = stop.site.public_id
            for name in ("arrive_at", "leave_at", "activity", "contact", "contact_phone"):
                line[name].data = getattr(stop, name)
        for vehicle in visit.vehicles if visit else ():
            line = self.vehicles.append_entry()
            for name in ("name", "plate", "seats", "driver", "driver_phone", "in_charge"):
                line[name].data = getattr(vehicle, name)
        for _ in range(SPARE):
            self.stops.append_entry()
            self.vehicles.append_entry()

    def values(self) -> dict[str, object]:
        """Return the visit's own columns."""
        texts = ("gather_place", "escort", "escort_phone", "discipline", "safety_plan")
        times = {name: self[name].data for name in ("gather_at", "return_at")}
        return {**{name: (self[name].data or "").strip() for name in texts}, **times}

    def stop_values(self) -> list[StopValues]:
        """Return the stops that were filled in; contacts left empty are the site's own."""
        return [
            StopValues(
                site=line.site.row,
                arrive_at=line.arrive_at.data,
                leave_at=line.leave_at.data,
                contact=(line.contact.data or "").strip() or line.site.row.contact,
                contact_phone=(line.contact_phone.data or "").strip() or line.site.row.phone,
                activity=(line.activity.data or "").strip(),
            )
            for line in self.stops
            if line.site.row
        ]

    def vehicle_values(self) -> list[VehicleValues]:
        """Return the vehicles that were filled in; refuses one without seats."""
        named = [line for line in self.vehicles if (line["name"].data or "").strip()]
        without = [line["name"].data for line in named if not line.seats.data]
        if without:
            raise Refused(*(f"“{name}”没有填座位数" for name in without))
        texts = ("name", "plate", "driver", "driver_phone", "in_charge")
        return [
            VehicleValues(seats=line.seats.data, **{name: (line[name].data or "").strip() for name in texts})
            for line in named
        ]
