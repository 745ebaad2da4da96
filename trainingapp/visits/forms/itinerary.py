"""The form of an itinerary: lines of stops, vehicles and duties."""

from collections.abc import Callable, Mapping
from typing import Any

from wtforms import Field, FieldList, FormField, IntegerField, StringField, TextAreaField, TimeField
from wtforms.validators import Length, NumberRange, Optional, StopValidation, ValidationError
from wtforms.widgets import HiddenInput

from trainingapp.core.fields import RowField
from trainingapp.core.forms import ChineseForm
from trainingapp.core.lines import MOST_LINES, Line, add_lines, is_blank, move_up, wanted_in_line
from trainingapp.curriculum import queries as curriculum
from trainingapp.curriculum.forms import MOST_SEATS
from trainingapp.curriculum.models import Coach
from trainingapp.visits import queries
from trainingapp.visits.models import Duty, Site, Stop, Vehicle, Visit
from trainingapp.visits.operations import (
    DUTY_FIELDS,
    STOP_FIELDS,
    VEHICLE_FIELDS,
    VISIT_FIELDS,
    DutyValues,
    StopValues,
    VehicleValues,
    VisitPlan,
)
from trainingapp.visits.rules import DISCIPLINE

#: A day's drive; more is a slip of the hand.
MOST_MINUTES = 600
LISTS = ("stops", "vehicles", "duties")
#: What a vehicle of the library brings to a line.
COACH_FIELDS = ("plate", "seats", "driver", "driver_phone")
SUGGESTED_DUTIES = ("安全员", "点名联络", "摄影记录")


def minutes_field(label: str) -> IntegerField:
    """Return a field of minutes on the way."""
    return IntegerField(label, [Optional(), NumberRange(0, MOST_MINUTES, f"路上时间要在 0 到 {MOST_MINUTES} 分钟之间")])


class StopForm(Line):
    """One line of stops."""

    site = RowField("教学点", blank="（选教学点）", validators=[wanted_in_line("请选教学点，或清空这一行")])
    travel_minutes = minutes_field("路上（分钟）")
    arrive_at = TimeField("到达", [Optional()])
    leave_at = TimeField("离开", [Optional()])
    activity = StringField("活动", [Length(max=200)])
    contact = StringField("联系人", [Length(max=60)])
    contact_phone = StringField("电话", [Length(max=40)])

    def validate_leave_at(self, field: TimeField) -> None:
        """Want to leave after arriving."""
        if field.data and self.arrive_at.data and field.data <= self.arrive_at.data:
            raise ValidationError("离开要晚于到达")

    def values(self) -> StopValues:
        """Return the stop; a contact left empty is the site's own."""
        site: Site = self.site.row
        return StopValues(
            key=_text(self.key),
            site=site,
            travel_minutes=self.travel_minutes.data,
            arrive_at=self.arrive_at.data,
            leave_at=self.leave_at.data,
            contact=_text(self.contact) or site.contact,
            contact_phone=_text(self.contact_phone) or site.phone,
            activity=_text(self.activity),
        )


def wanted_but_for_coach(message: str) -> Callable[[Line, Field], None]:
    """Return a validator as `wanted_in_line`, for what a vehicle of the library brings with it."""
    wanted = wanted_in_line(message)

    def check(line: Line, field: Field) -> None:
        if is_blank(field) and line.coach.row is not None:
            field.errors = []
            raise StopValidation
        wanted(line, field)

    return check


class VehicleForm(Line):
    """One line of vehicles: chosen from the library, or typed."""

    coach = RowField("车辆库", blank="（自己填）")
    name = StringField("车号", [wanted_in_line("请填车号，例如 1号车"), Length(max=40)])
    plate = StringField("车牌", [Length(max=20)])
    seats = IntegerField(
        "座位",
        [
            wanted_but_for_coach("请填座位数（不算司机）"),
            NumberRange(1, MOST_SEATS, f"座位数要在 1 到 {MOST_SEATS} 之间"),
        ],
    )
    driver = StringField("司机", [Length(max=40)])
    driver_phone = StringField("司机电话", [Length(max=40)])
    in_charge = StringField("车长", [Length(max=40)])
    in_charge_phone = StringField("车长电话", [Length(max=40)])

    def values(self, plates: Mapping[str, str]) -> VehicleValues:
        """Return the vehicle; `plates` are the plates that were stored, by key.

        A vehicle that has just been chosen brings its plate, seats and driver. On a line that was another vehicle's
        they replace what stands there; on a new line they fill what was left empty. What was chosen before stays as
        typed.
        """
        typed: dict[str, Any] = {name: _text(self[name]) for name in (*VEHICLE_FIELDS, "key") if name != "seats"}
        typed["seats"] = self.seats.data
        coach: Coach | None = self.coach.row
        was = plates.get(typed["key"], "")
        if coach is None or coach.plate == was:
            return VehicleValues(**typed)
        own = {name: getattr(coach, name) for name in COACH_FIELDS}
        filled = {name: value for name, value in typed.items() if value}
        return VehicleValues(**({**typed, **own} if was else {**typed, **own, **filled}))


class DutyForm(Line):
    """One line of duties."""

    task = StringField("分工", [wanted_in_line("请填做什么，例如 安全员"), Length(max=80)])
    name = StringField("姓名", [Length(max=40)])
    phone = StringField("电话", [Length(max=40)])

    def values(self) -> DutyValues:
        """Return the duty."""
        return DutyValues(**{name: _text(self[name]) for name in (*DUTY_FIELDS, "key")})


class VisitForm(ChineseForm):
    """The itinerary of a session."""

    gather_place = StringField("集合地点", [Length(max=120)])
    gather_at = TimeField("集合时间", [Optional()])
    return_at = TimeField("返回时间", [Optional()])
    return_minutes = minutes_field("返程路上（分钟）")
    escort = StringField("带队负责人", [Length(max=60)])
    escort_phone = StringField("带队电话", [Length(max=40)])
    discipline = TextAreaField("纪律要求", [Length(max=2000)])
    safety_plan = TextAreaField("安全预案", [Length(max=2000)])
    stops = FieldList(FormField(StopForm), max_entries=MOST_LINES)
    vehicles = FieldList(FormField(VehicleForm), max_entries=MOST_LINES)
    duties = FieldList(FormField(DutyForm), max_entries=MOST_LINES)
    version = IntegerField(widget=HiddenInput(), validators=[Optional()])

    def prepare(self, visit: Visit | None) -> None:
        """Bring the form to what is stored, or suggest a new one; then offer sites and vehicles in each line."""
        self._plates = {one.public_id: one.plate for one in visit.vehicles} if visit else {}
        if not self.is_submitted():
            self._show(visit) if visit else self._suggest()
            for name in LISTS:
                add_lines(self[name])
        self._offer()

    def rearrange(self, act: str) -> bool:
        """Do what a button of the lines asks, without saving, and tell whether there was one.

        `more-stops`, `more-vehicles` and `more-duties` bring empty lines; `up-2` moves the third stop up by one.
        """
        word, _, what = act.partition("-")
        if word == "more" and what in LISTS:
            add_lines(self[what])
            self._offer()
            return True
        return word == "up" and move_up(self.stops, what)

    def plan(self) -> VisitPlan:
        """Return the itinerary that the form describes; empty lines are left out."""
        values: dict[str, Any] = {name: _value(self[name]) for name in VISIT_FIELDS}
        return VisitPlan(
            **values,
            stops=[line.form.values() for line in self.stops if line.form.is_filled],
            vehicles=[line.form.values(self._plates) for line in self.vehicles if line.form.is_filled],
            duties=[line.form.values() for line in self.duties if line.form.is_filled],
        )

    def _show(self, visit: Visit) -> None:
        for name in (*VISIT_FIELDS, "version"):
            self[name].data = getattr(visit, name)
        for stop in visit.stops:
            _fill(self.stops.append_entry(), stop, STOP_FIELDS[1:])
            self.stops[-1].site.data = stop.site.public_id
        for vehicle in visit.vehicles:
            _fill(self.vehicles.append_entry(), vehicle, VEHICLE_FIELDS)
        for duty in visit.duties:
            _fill(self.duties.append_entry(), duty, DUTY_FIELDS)

    def _suggest(self) -> None:
        self.discipline.data = DISCIPLINE
        for task in SUGGESTED_DUTIES:
            self.duties.append_entry().task.data = task

    def _offer(self) -> None:
        sites = queries.list_sites()
        for line in self.stops:
            line.site.offer(sites, lambda site: site.name)
        coaches = curriculum.list_coaches()
        for line in self.vehicles:
            line.coach.offer(coaches, lambda coach: coach.label)
            if not self.is_submitted():
                line.coach.data = next((one.public_id for one in coaches if one.plate == line.plate.data), "")


def _fill(line: Any, row: Stop | Vehicle | Duty, names: tuple[str, ...]) -> None:  # noqa: ANN401 - a wtforms line
    for name in names:
        line[name].data = getattr(row, name)
    line.key.data = row.public_id


def _text(field: Field) -> str:
    return (field.data or "").strip()


def _value(field: Field) -> object:
    return _text(field) if isinstance(field, StringField) else field.data
