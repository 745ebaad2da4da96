"""The lists of columns of the library of sites, of an itinerary and of its vehicles, for page and paper."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from trainingapp.core.columns import Align, Column, Kind
from trainingapp.visits.models import Site, Stop, Vehicle, Visit

SITES: Sequence[Column[Site]] = (
    Column("name", "教学点", lambda site: site.name, width=24, align=Align.LEFT),
    Column("unit", "单位", lambda site: site.unit, width=20, align=Align.LEFT),
    Column("topic", "主题", lambda site: site.topic, width=24, align=Align.LEFT),
    Column("address", "地址", lambda site: site.address, width=24, align=Align.LEFT),
    Column("contact", "联系人", lambda site: site.contact, width=10),
    Column("phone", "联系电话", lambda site: site.phone, width=14, kind=Kind.PHONE),
    Column("capacity", "容纳人数", lambda site: site.capacity, width=8, kind=Kind.NUMBER),
)


@dataclass(frozen=True, slots=True)
class Leg:
    """One line of an itinerary: gathering, a stop, or the return."""

    time: str
    place: str
    address: str = ""
    activity: str = ""
    contact: str = ""
    phone: str = ""


def legs_of(visit: Visit) -> list[Leg]:
    """Return an itinerary as lines: 集合, each stop in order, 返回."""
    gathering = Leg(
        _clock(visit.gather_at), visit.gather_place or "（地点未定）", "", "集合出发", visit.escort, visit.escort_phone
    )
    stops = [_leg(stop) for stop in visit.stops]
    return [gathering, *stops, Leg(_clock(visit.return_at), "返回", activity="清点人数后解散")]


def _leg(stop: Stop) -> Leg:
    return Leg(
        "–".join(filter(None, (_clock(stop.arrive_at), _clock(stop.leave_at)))),
        f"{stop.position}. {stop.site.name}",
        stop.site.address,
        stop.activity or stop.site.topic,
        stop.contact,
        stop.contact_phone,
    )


def _clock(moment: time | None) -> str:
    return f"{moment.hour}:{moment:%M}" if moment else ""


def route_of(visit: Visit) -> str:
    """Return the way in one line: 街道门口 → 大场镇党群服务中心 → 返回."""
    return " → ".join([visit.gather_place or "集合", *(stop.site.name for stop in visit.stops), "返回"])


ITINERARY: Sequence[Column[Leg]] = (
    Column("time", "时间", lambda leg: leg.time, width=13),
    Column("place", "地点", lambda leg: leg.place, width=30, align=Align.LEFT),
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
    Column("seats", "座位", lambda vehicle: vehicle.seats, width=6, kind=Kind.NUMBER),
)
BOARDING: Sequence[Column[Vehicle]] = (
    *VEHICLES,
    Column("out", "去程实到", lambda _vehicle: "", width=10),
    Column("back", "回程实到", lambda _vehicle: "", width=10),
)
"""On paper the one in charge of a vehicle writes how many board, there and back."""
