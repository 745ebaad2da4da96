"""The stops of a visit before it has a day: lines in order, their times in minutes after it starts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from wtforms import FieldList, FormField, IntegerField, StringField
from wtforms.validators import Length, NumberRange, Optional, ValidationError

from trainingapp.core.forms import ChineseForm
from trainingapp.core.lines import MOST_LINES, Line, add_lines, move_up, wanted_in_line
from trainingapp.timetable.rules.planning.clock import LONGEST_MINUTES

LONGEST_SITE = 120
AFTER_START = NumberRange(0, LONGEST_MINUTES, f"填开始以后第几分钟，0 到 {LONGEST_MINUTES}")


class PlannedStopForm(Line):
    """One stop: a place of the library or another one, when it is reached and left."""

    site = StringField(
        "教学点",
        [wanted_in_line("请填教学点，或清空这一行"), Length(max=LONGEST_SITE)],
        render_kw={"list": "known-sites"},
    )
    arrive = IntegerField("第几分钟到", [Optional(), AFTER_START])
    leave = IntegerField("第几分钟走", [Optional(), AFTER_START])
    activity = StringField("活动", [Length(max=200)])

    def validate_leave(self, field: IntegerField) -> None:
        """Want to leave after arriving."""
        if self.arrive.data is not None and field.data <= self.arrive.data:
            raise ValidationError("离开要晚于到达")

    def fault_after(self, left: int) -> str:
        """Return in words what is wrong with the times of a stop after the one before was left, or nothing."""
        arrive, leave = self.arrive.data, self.leave.data
        if (arrive is None) != (leave is None):
            return "到和走要一起填，或者都空着"
        return f"上一站第 {left} 分钟才走" if arrive is not None and arrive < left else ""

    def values(self) -> dict[str, Any]:
        """Return the stop as a plan keeps it."""
        stop: dict[str, Any] = {"site": self.site.data.strip()}
        if self.arrive.data is not None and self.leave.data is not None:
            stop |= {"arrive": self.arrive.data, "leave": self.leave.data}
        return stop | {"activity": activity} if (activity := (self.activity.data or "").strip()) else stop


class StopsForm(ChineseForm):
    """A form with the stops of a visit, in the order in which they are visited."""

    stops = FieldList(FormField(PlannedStopForm), "停靠站", max_entries=MOST_LINES)
    #: What the library knows: (name, when it is open).
    known_sites: Sequence[tuple[str, str]] = ()

    def rearrange(self, act: str) -> bool:
        """Do what a button of the lines asks, without saving, and tell whether there was one."""
        word, _, place = act.partition("-")
        if act == "more-stops":
            add_lines(self.stops)
            return True
        return word == "up" and move_up(self.stops, place)

    @property
    def itinerary(self) -> list[dict[str, Any]]:
        """Return the stops as a plan keeps them; empty lines are left out."""
        return [line.form.values() for line in self.stops if line.form.is_filled]

    def show_stops(self, stops: Iterable[Mapping[str, object]]) -> None:
        """Fill the lines with the stops of a plan, empty ones below."""
        for stop in stops:
            line = self.stops.append_entry().form
            for name in ("site", "arrive", "leave", "activity"):
                line[name].data = stop.get(name)
        add_lines(self.stops)

    def validate_stops(self, field: FieldList) -> None:
        """Want the stops one after the other, each with both its times or without."""
        left, faults = 0, 0
        for line in (one.form for one in field if one.form.is_filled):
            told = line.fault_after(left)
            left = line.leave.data or left
            if told:
                line.arrive.errors = [*line.arrive.errors, told]
                faults += 1
        if faults:
            raise ValidationError(f"停靠站有 {faults} 处要改，原因写在那一行")
