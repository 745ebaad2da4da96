"""The lists of columns of the library of sites, of an itinerary and of its vehicles, for page and paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from trainingapp.cohorts.models import Enrolment
from trainingapp.core.clock import to_local
from trainingapp.core.columns import Align, Column, Kind
from trainingapp.core.times import show_clock, show_span
from trainingapp.timetable.rules.calendar import Weekday
from trainingapp.visits.models import BoardingCount, Duty, Site, Stop, Vehicle, Visit
from trainingapp.visits.rules import Tally


def opening_of(site: Site) -> str:
    """Return when a site receives visitors, in words: 09:00–16:30，周一不开放."""
    clock = show_span(site.opens_at, site.closes_at)
    closed = "、".join(Weekday(str(day)).label for day in site.closed_weekdays)
    return "，".join(part for part in (clock, f"{closed}不开放" if closed else "") if part)


SITES: Sequence[Column[Site]] = (
    Column("name", "教学点", lambda site: site.name, width=24, align=Align.LEFT),
    Column("unit", "单位", lambda site: site.unit, width=20, align=Align.LEFT),
    Column("topic", "主题", lambda site: site.topic, width=24, align=Align.LEFT),
    Column("address", "地址", lambda site: site.address, width=24, align=Align.LEFT),
    Column("contact", "联系人", lambda site: site.contact, width=10),
    Column("phone", "联系电话", lambda site: site.phone, width=14, kind=Kind.PHONE),
    Column("capacity", "容纳人数", lambda site: site.capacity, width=8, kind=Kind.NUMBER),
    Column("open", "开放", opening_of, width=18, align=Align.LEFT),
)


@dataclass(frozen=True, slots=True)
class Leg:
    """One line of an itinerary: gathering, a stop, or the return."""

    time: str
    place: str
    travel: str = ""
    address: str = ""
    activity: str = ""
    contact: str = ""
    phone: str = ""


def legs_of(visit: Visit) -> list[Leg]:
    """Return an itinerary as lines: 集合, each stop in order, 返回."""
    gathering = Leg(
        show_clock(visit.gather_at),
        visit.gather_place or "（地点未定）",
        activity="集合出发",
        contact=visit.escort,
        phone=visit.escort_phone,
    )
    stops = [_leg(stop) for stop in visit.stops]
    back = Leg(show_clock(visit.return_at), "返回", _travel(visit.return_minutes), activity="清点人数后解散")
    return [gathering, *stops, back]


def _leg(stop: Stop) -> Leg:
    return Leg(
        "–".join(filter(None, (show_clock(stop.arrive_at), show_clock(stop.leave_at)))),
        f"{stop.position}. {stop.site.name}",
        _travel(stop.travel_minutes),
        stop.site.address,
        stop.activity or stop.site.topic,
        stop.contact,
        stop.contact_phone,
    )


def _travel(minutes: int | None) -> str:
    return f"{minutes} 分钟" if minutes else ""


def route_of(visit: Visit) -> str:
    """Return the way in one line: 街道门口 → 大场镇党群服务中心 → 返回."""
    return " → ".join([visit.gather_place or "集合", *(stop.site.name for stop in visit.stops), "返回"])


ITINERARY: Sequence[Column[Leg]] = (
    Column("time", "时间", lambda leg: leg.time, width=13),
    Column("place", "地点", lambda leg: leg.place, width=30, align=Align.LEFT),
    Column("travel", "路上", lambda leg: leg.travel, width=9),
    Column("activity", "内容", lambda leg: leg.activity, width=26, align=Align.LEFT),
    Column("contact", "联系人", lambda leg: leg.contact, width=12),
    Column("phone", "电话", lambda leg: leg.phone, width=14, kind=Kind.PHONE),
)
VEHICLES: Sequence[Column[Vehicle]] = (
    Column("name", "车号", lambda vehicle: vehicle.name, width=8),
    Column("plate", "车牌", lambda vehicle: vehicle.plate, width=12),
    Column("driver", "司机", lambda vehicle: vehicle.driver, width=10),
    Column("driver_phone", "司机电话", lambda vehicle: vehicle.driver_phone, width=14, kind=Kind.PHONE),
    Column("in_charge", "车长", lambda vehicle: vehicle.in_charge, width=10),
    Column("in_charge_phone", "车长电话", lambda vehicle: vehicle.in_charge_phone, width=14, kind=Kind.PHONE),
    Column("seats", "座位", lambda vehicle: vehicle.seats, width=6, kind=Kind.NUMBER),
)
BOARDING: Sequence[Column[Vehicle]] = (
    *VEHICLES,
    Column("out", "去程实到", lambda _vehicle: "", width=10),
    Column("back", "回程实到", lambda _vehicle: "", width=10),
)
"""On paper the one in charge of a vehicle writes how many board, there and back."""
DUTIES: Sequence[Column[Duty]] = (
    Column("task", "分工", lambda duty: duty.task, width=16, align=Align.LEFT),
    Column("name", "姓名", lambda duty: duty.name, width=10),
    Column("phone", "电话", lambda duty: duty.phone, width=14, kind=Kind.PHONE),
)


@dataclass(frozen=True, slots=True)
class Load:
    """One vehicle with those who sit in it; without a vehicle, those who have no seat."""

    vehicle: Vehicle | None
    riders: Sequence[Enrolment]

    @property
    def title(self) -> str:
        """Return the vehicle and how full it is: 1号车 44/45."""
        return f"{self.vehicle.name} {len(self.riders)}/{self.vehicle.seats}" if self.vehicle else "还没有座位"


def loads_of(visit: Visit, riders: Sequence[Enrolment], seats: Mapping[int, int]) -> list[Load]:
    """Return the vehicles in order with their people, and last those without a seat, if any."""
    loads = [Load(one, [rider for rider in riders if seats.get(rider.id) == one.id]) for one in visit.vehicles]
    unseated = [rider for rider in riders if rider.id not in seats]
    return [*loads, Load(None, unseated)] if unseated else loads


@dataclass(frozen=True, slots=True)
class DepartureLine:
    """How one departure stood: how many were aboard and away, and who was missing; not counted is nobody missing."""

    place: str
    aboard: int
    away: int
    missing: Sequence[str]
    clashing: Sequence[str]
    counted: bool

    @property
    def told(self) -> str:
        """Return who was missing, in words."""
        return "、".join(self.missing) or "无" if self.counted else "还没清点"


def summary_of(
    visit: Visit, riders: Sequence[Enrolment], tallies: Sequence[Tally], counts: Sequence[BoardingCount]
) -> list[DepartureLine]:
    """Return each departure of a visit in a line, with names."""
    counted = {count.departure for count in counts}
    names = {rider.id: f"{rider.number} {rider.name}" for rider in riders}
    places = visit.departures
    return [
        DepartureLine(
            places[one.departure],
            len(one.aboard),
            len(one.away),
            [names[rider] for rider in one.missing],
            [names[rider] for rider in one.clashing],
            one.departure in counted,
        )
        for one in tallies
    ]


SUMMARY: Sequence[Column[DepartureLine]] = (
    Column("place", "离开", lambda line: line.place, width=24, align=Align.LEFT),
    Column("aboard", "已上车", lambda line: line.aboard, width=8, kind=Kind.NUMBER),
    Column("away", "不同行", lambda line: line.away, width=8, kind=Kind.NUMBER),
    Column("missing", "没清点到", lambda line: line.told, width=40, align=Align.LEFT),
    Column("clashing", "两处不一样", lambda line: "、".join(line.clashing), width=20, align=Align.LEFT),
)
COUNTS: Sequence[Column[BoardingCount]] = (
    Column("counted_at", "清点时间", lambda count: f"{to_local(count.counted_at):%m-%d %H:%M:%S}", width=14),
    Column("place", "地点", lambda count: count.place, width=24, align=Align.LEFT),
    Column("who", "学员", lambda count: f"{count.enrolment.number} {count.enrolment.name}", width=12),
    Column("state", "清点", lambda count: count.state.label, width=8),
    Column("vehicle", "车号", lambda count: count.vehicle_name, width=8),
    Column("by", "清点人", lambda count: count.actor_name, width=10),
    Column("received_at", "送到时间", lambda count: f"{to_local(count.received_at):%m-%d %H:%M:%S}", width=14),
)
"""A phone without network sends later than it counts: both moments are told."""
