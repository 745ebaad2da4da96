"""What is wrong with an itinerary: pure findings with a severity and a way out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import time
from itertools import pairwise

from trainingapp.core.terms import Severity


@dataclass(frozen=True, slots=True)
class StopPlan:
    """One stop: where, and when one is there."""

    site: str
    arrive_at: time | None = None
    leave_at: time | None = None


@dataclass(frozen=True, slots=True)
class Itinerary:
    """A visit as the rules see it."""

    starts_at: time
    ends_at: time
    gather_at: time | None
    return_at: time | None
    stops: Sequence[StopPlan]
    seats: Sequence[int]
    people: int
    escort: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One finding; the parts of pages draw it as they draw a timetable's conflicts."""

    message: str
    severity: Severity = Severity.WARN
    ways_out: Sequence[str] = ()


def find_faults(plan: Itinerary) -> list[Fault]:
    """Return what is wrong with an itinerary, in the order of the day."""
    return [*_stop_times(plan), *_edges(plan), *_seats(plan), *_people(plan)]


def _stop_times(plan: Itinerary) -> Iterator[Fault]:
    for stop in plan.stops:
        if stop.arrive_at and stop.leave_at and stop.leave_at <= stop.arrive_at:
            yield Fault(f"“{stop.site}”离开不晚于到达", Severity.BLOCK, ("改到达或离开的时间",))
    for earlier, later in pairwise(plan.stops):
        left = earlier.leave_at or earlier.arrive_at
        if left and later.arrive_at and later.arrive_at < left:
            yield Fault(
                f"还没离开“{earlier.site}”（{left:%H:%M}）就到了“{later.site}”（{later.arrive_at:%H:%M}）",
                Severity.BLOCK,
                ("调整先后", "改时间"),
            )


def _edges(plan: Itinerary) -> Iterator[Fault]:
    arrivals = [stop.arrive_at for stop in plan.stops if stop.arrive_at]
    departures = [stop.leave_at for stop in plan.stops if stop.leave_at]
    if plan.gather_at and arrivals and plan.gather_at > arrivals[0]:
        yield Fault(f"集合（{plan.gather_at:%H:%M}）晚于到达第一站（{arrivals[0]:%H:%M}）", ways_out=("提前集合",))
    if plan.return_at and departures and plan.return_at < departures[-1]:
        yield Fault(
            f"返回（{plan.return_at:%H:%M}）早于离开最后一站（{departures[-1]:%H:%M}）", ways_out=("改返回时间",)
        )
    if departures and departures[-1] > plan.ends_at:
        yield Fault(
            f"离开最后一站（{departures[-1]:%H:%M}）晚于课次结束（{plan.ends_at:%H:%M}）",
            ways_out=("缩短停留", "在课表里延长这次课"),
        )


def _seats(plan: Itinerary) -> Iterator[Fault]:
    total = sum(plan.seats)
    if plan.seats and total < plan.people:
        yield Fault(f"{len(plan.seats)} 辆车共 {total} 座，有 {plan.people} 人", ways_out=("加车", "换大一点的车"))


def _people(plan: Itinerary) -> Iterator[Fault]:
    if not plan.stops:
        yield Fault("还没有停靠站", Severity.NOTE, ("至少选一个教学点",))
    if not plan.escort:
        yield Fault("还没有带队负责人", Severity.NOTE, ("填写带队负责人",))
