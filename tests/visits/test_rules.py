"""What is wrong with an itinerary: each fault on its own, and what holds for every itinerary."""

from dataclasses import replace
from datetime import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.core.terms import Severity
from trainingapp.visits.rules import SEVERITIES, Itinerary, StopPlan, VehiclePlan, blocking, find_faults
from trainingapp.visits.terms import FaultKind

SOUND = Itinerary(
    time(13, 0),
    time(17, 0),
    gather_at=time(12, 40),
    return_at=time(17, 30),
    stops=(
        StopPlan("甲站", time(13, 40), time(14, 40), "王联系人", 50),
        StopPlan("乙站", time(15, 0), time(16, 20), "李联系人"),
    ),
    vehicles=(VehiclePlan("1号车", 45, "班长"),),
    people=29,
    escort="示例带队",
)


def stop(name: str, first: time | None = None, last: time | None = None) -> StopPlan:
    """Return a stop that lacks nothing else."""
    return StopPlan(name, first, last, "王联系人")


def test_sound_itinerary_has_no_faults() -> None:
    assert find_faults(SOUND) == []


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        (
            {"stops": (stop("甲站", time(14, 0), time(14, 0)),)},
            FaultKind.STAY,
            "“甲站”离开（14:00）不晚于到达（14:00）",
        ),
        (
            {"stops": (stop("甲站", time(14, 0), time(15, 0)), stop("乙站", time(14, 30)))},
            FaultKind.ORDER,
            "还没离开“甲站”（15:00）就到了“乙站”（14:30）",
        ),
        (
            {"stops": (stop("甲站", time(14, 0), time(15, 0)), stop("丙站"), stop("乙站", time(14, 30)))},
            FaultKind.ORDER,
            "还没离开“甲站”（15:00）就到了“乙站”（14:30）",
        ),
        (
            {"stops": (stop("甲站", time(14, 0), time(15, 0)), stop("乙站", time(15, 0)))},
            FaultKind.TRAVEL,
            "“甲站”到“乙站”没有留路上的时间（15:00 离开，15:00 到达）",
        ),
        ({"gather_at": time(14, 0)}, FaultKind.GATHER, "集合（14:00）晚于到达第一站（13:40）"),
        ({"return_at": time(16, 0)}, FaultKind.RETURN, "返回（16:00）早于离开最后一站（16:20）"),
        ({"starts_at": time(13, 45)}, FaultKind.SESSION, "到达第一站（13:40）早于课次开始（13:45）"),
        ({"ends_at": time(16, 0)}, FaultKind.SESSION, "离开最后一站（16:20）晚于课次结束（16:00）"),
        (
            {"vehicles": (VehiclePlan("1号车", 15, "甲"), VehiclePlan("2号车", 12, "乙"))},
            FaultKind.SEATS,
            "2 辆车共 27 座，有 29 人，差 2 座",
        ),
        (
            {"stops": (replace(SOUND.stops[0], capacity=28),)},
            FaultKind.CAPACITY,
            "“甲站”最多接待 28 人，有 29 人",
        ),
        ({"stops": ()}, FaultKind.NO_STOP, "还没有停靠站"),
        ({"escort": ""}, FaultKind.NO_ESCORT, "还没有带队负责人"),
        (
            {"stops": (StopPlan("甲站", time(13, 40)), StopPlan("乙站", time(15, 0)))},
            FaultKind.NO_CONTACT,
            "“甲站”、“乙站”没有联系人",
        ),
        ({"vehicles": (VehiclePlan("1号车", 45),)}, FaultKind.NO_LEADER, "1号车没有车长"),
    ],
)
def test_fault_is_named_with_a_way_out(change: dict[str, object], kind: FaultKind, message: str) -> None:
    found = find_faults(replace(SOUND, **change))  # type: ignore[arg-type]  # named fields of Itinerary

    assert [(fault.kind, fault.message, bool(fault.ways_out)) for fault in found] == [(kind, message, True)]


def test_every_kind_of_fault_has_its_severity_and_only_impossible_times_block() -> None:
    assert set(SEVERITIES) == set(FaultKind)
    assert {kind for kind, severity in SEVERITIES.items() if severity is Severity.BLOCK} == {
        FaultKind.STAY,
        FaultKind.ORDER,
    }


TIMES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))
CLOCKS = st.none() | TIMES
STOPS = st.builds(
    StopPlan, st.sampled_from("甲乙丙丁"), CLOCKS, CLOCKS, st.sampled_from(["", "王"]), st.none() | st.integers(1, 60)
)
VEHICLES = st.builds(VehiclePlan, st.just("1号车"), st.integers(1, 60), st.sampled_from(["", "班长"]))
ITINERARIES = st.builds(
    Itinerary,
    TIMES,
    TIMES,
    CLOCKS,
    CLOCKS,
    st.lists(STOPS, max_size=5),
    st.lists(VEHICLES, max_size=3),
    st.integers(0, 120),
)


@given(ITINERARIES)
def test_itinerary_is_kept_exactly_when_its_known_times_run_forwards(plan: Itinerary) -> None:
    stays = all(one.leave_at > one.arrive_at for one in plan.stops if one.arrive_at and one.leave_at)
    timed = [one for one in plan.stops if one.arrive_at or one.leave_at]
    ends = [(one.arrive_at or one.leave_at, one.leave_at or one.arrive_at) for one in timed]
    ordered = all(
        earlier[1] <= later[0] for earlier, later in pairwise(ends) if earlier[1] is not None and later[0] is not None
    )

    assert (blocking(find_faults(plan)) == []) is (stays and ordered)


@given(ITINERARIES, st.integers(0, 200))
def test_more_seats_never_bring_a_fault(plan: Itinerary, seats: int) -> None:
    more = replace(plan, vehicles=[*plan.vehicles, VehiclePlan("加车", seats, "班长")])

    lacking = [fault.kind for fault in find_faults(more)].count(FaultKind.SEATS)

    total = seats + sum(vehicle.seats for vehicle in plan.vehicles)
    assert lacking == (1 if total < plan.people else 0)


@given(ITINERARIES)
def test_an_hour_later_all_day_has_the_same_faults(plan: Itinerary) -> None:
    moments = [plan.starts_at, plan.ends_at, plan.gather_at, plan.return_at]
    moments += [moment for one in plan.stops for moment in (one.arrive_at, one.leave_at)]
    if any(moment and moment.hour == 23 for moment in moments):
        return
    later = replace(
        plan,
        starts_at=plan.starts_at.replace(hour=plan.starts_at.hour + 1),
        ends_at=plan.ends_at.replace(hour=plan.ends_at.hour + 1),
        gather_at=hour_later(plan.gather_at),
        return_at=hour_later(plan.return_at),
        stops=[
            replace(one, arrive_at=hour_later(one.arrive_at), leave_at=hour_later(one.leave_at)) for one in plan.stops
        ],
    )

    assert [fault.kind for fault in find_faults(later)] == [fault.kind for fault in find_faults(plan)]


def hour_later(moment: time | None) -> time | None:
    """Return the same minute of the next hour."""
    return moment.replace(hour=moment.hour + 1) if moment else None
