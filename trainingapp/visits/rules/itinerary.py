"""What is wrong with an itinerary: pure findings as data, each with its severity and a way out.

Times are those of one day, in the office's zone; what is not filled in is not judged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from trainingapp.core.terms import Severity
from trainingapp.visits.terms import FaultKind

SEVERITIES: Mapping[FaultKind, Severity] = {
    FaultKind.STAY: Severity.BLOCK,
    FaultKind.ORDER: Severity.BLOCK,
    FaultKind.TRAVEL: Severity.WARN,
    FaultKind.GATHER: Severity.WARN,
    FaultKind.RETURN: Severity.WARN,
    FaultKind.SESSION: Severity.WARN,
    FaultKind.SEATS: Severity.WARN,
    FaultKind.CAPACITY: Severity.WARN,
    FaultKind.NO_STOP: Severity.NOTE,
    FaultKind.NO_ESCORT: Severity.NOTE,
    FaultKind.NO_CONTACT: Severity.NOTE,
    FaultKind.NO_LEADER: Severity.NOTE,
    FaultKind.NAME: Severity.WARN,
}
"""How grave each kind is where an office has not said otherwise."""

STUDENT_RULES = "中组部《关于在干部教育培训中进一步加强学员管理的规定》（2013年）"
ESCORT_RULE = f"{STUDENT_RULES}：现场教学由带队负责人负责"
DISCIPLINE = (
    "1. 集体乘车、集体行动，服从带队负责人安排，不擅自离队。\n"
    "2. 轻车简从，不用警车，不安排迎送。\n"
    "3. 就餐安排工作餐或自助餐，不宴请，不饮酒。\n"
    "4. 不收受礼品、土特产，不参加与学习无关的参观、娱乐活动。"
)
"""What a new itinerary suggests, after STUDENT_RULES; the organiser changes it as needed."""


@dataclass(frozen=True, slots=True)
class StopPlan:
    """One stop: where, when one is there, whom to call, how many the site takes, and the minutes on the way to it."""

    site: str
    arrive_at: time | None = None
    leave_at: time | None = None
    contact: str = ""
    capacity: int | None = None
    travel: int | None = None

    @property
    def first(self) -> time | None:
        """Return the first moment that is known of it."""
        return self.arrive_at or self.leave_at

    @property
    def last(self) -> time | None:
        """Return the last moment that is known of it."""
        return self.leave_at or self.arrive_at


@dataclass(frozen=True, slots=True)
class VehiclePlan:
    """One vehicle: its seats for passengers, who is in charge of it, and its number plate where it is known."""

    name: str
    seats: int
    in_charge: str = ""
    plate: str = ""


@dataclass(frozen=True, slots=True)
class Itinerary:
    """A visit as the rules see it: the session's times, the day's times, and how many people go."""

    starts_at: time
    ends_at: time
    gather_at: time | None = None
    return_at: time | None = None
    stops: Sequence[StopPlan] = ()
    vehicles: Sequence[VehiclePlan] = ()
    people: int = 0
    escort: str = ""
    return_travel: int | None = None


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding; pages draw it as they draw a timetable's conflicts."""

    kind: FaultKind
    message: str
    ways_out: Sequence[str] = ()
    rule: str = ""

    @property
    def severity(self) -> Severity:
        """Return how grave it is."""
        return SEVERITIES[self.kind]


def find_faults(plan: Itinerary) -> list[Fault]:
    """Return what is wrong with an itinerary: first its times in the order of the day, then people and vehicles."""
    return [*_stays(plan), *find_delays(plan), *_session(plan), *_seats(plan), *_missing(plan)]


def find_delays(plan: Itinerary) -> list[Fault]:
    """Return where an itinerary leaves too little time on the way: to the first stop, from stop to stop, back."""
    return [*_order(plan), *_edges(plan)]


def blocking(faults: Sequence[Fault]) -> list[Fault]:
    """Return the faults with which an itinerary is not kept."""
    return [fault for fault in faults if fault.severity is Severity.BLOCK]


def _stays(plan: Itinerary) -> Iterator[Fault]:
    for stop in plan.stops:
        if stop.arrive_at and stop.leave_at and stop.leave_at <= stop.arrive_at:
            yield Fault(
                FaultKind.STAY,
                f"“{stop.site}”离开（{stop.leave_at:%H:%M}）不晚于到达（{stop.arrive_at:%H:%M}）",
                ("改到达或离开的时间",),
            )


def _order(plan: Itinerary) -> Iterator[Fault]:
    """Judge each stop against the one before it of which a time is known."""
    timed = [stop for stop in plan.stops if stop.first]
    for earlier, later in pairwise(timed):
        left, reached = earlier.last, later.first
        if left is None or reached is None:
            continue
        if reached < left:
            message = f"还没离开“{earlier.site}”（{left:%H:%M}）就到了“{later.site}”（{reached:%H:%M}）"
            yield Fault(FaultKind.ORDER, message, ("调整先后", "改时间"))
        elif reached == left or _is_short(left, reached, later.travel):
            message = f"“{earlier.site}”到“{later.site}”{_lacks(left, reached, later.travel)}"
            yield Fault(FaultKind.TRAVEL, message, ("提前离开", "推迟到达"))


def _is_short(left: time, reached: time, travel: int | None) -> bool:
    return travel is not None and _minutes(reached) - _minutes(left) < travel


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _lacks(left: time, reached: time, travel: int | None) -> str:
    if travel is None:
        return f"没有留路上的时间（{left:%H:%M} 离开，{reached:%H:%M} 到达）"
    given = _minutes(reached) - _minutes(left)
    return f"路上要 {travel} 分钟，只留了 {given} 分钟（{left:%H:%M} 离开，{reached:%H:%M} 到达）"


def _edges(plan: Itinerary) -> Iterator[Fault]:
    first, last = _reached(plan), _left(plan)
    if plan.gather_at and first:
        yield from _gathering(plan, plan.gather_at, first)
    if plan.return_at and last:
        yield from _returning(plan, plan.return_at, last)


def _gathering(plan: Itinerary, gathered: time, first: time) -> Iterator[Fault]:
    travel = next(stop.travel for stop in plan.stops if stop.first)
    if gathered > first:
        message = f"集合（{gathered:%H:%M}）晚于到达第一站（{first:%H:%M}）"
        yield Fault(FaultKind.GATHER, message, ("提前集合", "推迟到达"))
    elif _is_short(gathered, first, travel):
        message = f"集合点到第一站{_lacks(gathered, first, travel)}"
        yield Fault(FaultKind.GATHER, message, ("提前集合", "推迟到达"))


def _returning(plan: Itinerary, returned: time, last: time) -> Iterator[Fault]:
    if returned < last:
        message = f"返回（{returned:%H:%M}）早于离开最后一站（{last:%H:%M}）"
        yield Fault(FaultKind.RETURN, message, ("改返回时间", "提前离开"))
    elif _is_short(last, returned, plan.return_travel):
        message = f"最后一站返回{_lacks(last, returned, plan.return_travel)}"
        yield Fault(FaultKind.RETURN, message, ("改返回时间", "提前离开"))


def _session(plan: Itinerary) -> Iterator[Fault]:
    first, last = _reached(plan), _left(plan)
    if first and first < plan.starts_at:
        message = f"到达第一站（{first:%H:%M}）早于课次开始（{plan.starts_at:%H:%M}）"
        yield Fault(FaultKind.SESSION, message, ("推迟到达", "在课表里提前这次课"))
    if last and last > plan.ends_at:
        message = f"离开最后一站（{last:%H:%M}）晚于课次结束（{plan.ends_at:%H:%M}）"
        yield Fault(FaultKind.SESSION, message, ("缩短停留", "在课表里延长这次课"))


def _reached(plan: Itinerary) -> time | None:
    return next((stop.first for stop in plan.stops if stop.first), None)


def _left(plan: Itinerary) -> time | None:
    return next((stop.last for stop in reversed(plan.stops) if stop.last), None)


def _seats(plan: Itinerary) -> Iterator[Fault]:
    total = sum(vehicle.seats for vehicle in plan.vehicles)
    if plan.vehicles and total < plan.people:
        message = f"{len(plan.vehicles)} 辆车共 {total} 座，有 {plan.people} 人，差 {plan.people - total} 座"
        yield Fault(FaultKind.SEATS, message, ("加车", "换大一点的车"))
    for stop in plan.stops:
        if stop.capacity is not None and stop.capacity < plan.people:
            message = f"“{stop.site}”最多接待 {stop.capacity} 人，有 {plan.people} 人"
            yield Fault(FaultKind.CAPACITY, message, ("分批参观", "换一个教学点"))


def _missing(plan: Itinerary) -> Iterator[Fault]:
    if not plan.stops:
        yield Fault(FaultKind.NO_STOP, "还没有停靠站", ("至少选一个教学点",))
    if not plan.escort:
        yield Fault(FaultKind.NO_ESCORT, "还没有带队负责人", ("填写带队负责人",), ESCORT_RULE)
    uncalled = "、".join(f"“{stop.site}”" for stop in plan.stops if not stop.contact)
    if uncalled:
        yield Fault(FaultKind.NO_CONTACT, f"{uncalled}没有联系人", ("填写联系人和电话",))
    yield from _names(plan)


def _names(plan: Itinerary) -> Iterator[Fault]:
    names = [vehicle.name for vehicle in plan.vehicles]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        yield Fault(FaultKind.NAME, f"有几辆车都叫{'、'.join(twice)}", ("给每辆车一个自己的车号",))
    plates = [vehicle.plate for vehicle in plan.vehicles if vehicle.plate]
    doubled = sorted({plate for plate in plates if plates.count(plate) > 1})
    if doubled:
        yield Fault(FaultKind.NAME, f"{'、'.join(doubled)}写了两次，座位也算了两次", ("去掉一行", "换一辆车"))
    unled = [vehicle.name for vehicle in plan.vehicles if not vehicle.in_charge]
    if unled:
        yield Fault(FaultKind.NO_LEADER, f"{'、'.join(unled)}没有车长", ("每辆车定一名车长，负责点人数",))
