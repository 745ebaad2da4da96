"""What is wrong with an itinerary."""

from dataclasses import replace
from datetime import time

import pytest

from trainingapp.core.terms import Severity
from trainingapp.visits.rules import Itinerary, StopPlan, find_faults

SOUND = Itinerary(
    time(13, 0),
    time(17, 0),
    gather_at=time(13, 0),
    return_at=time(17, 0),
    stops=(StopPlan("甲站", time(13, 40), time(14, 40)), StopPlan("乙站", time(15, 0), time(16, 20))),
    seats=(45,),
    people=29,
    escort="示例带队",
)


def test_sound_itinerary_has_no_faults() -> None:
    assert find_faults(SOUND) == []


@pytest.mark.parametrize(
    ("change", "message", "severity"),
    [
        (
            {"stops": (StopPlan("甲站", time(14, 0), time(14, 0)),)},
            "“甲站”离开不晚于到达",
            Severity.BLOCK,
        ),
        (
            {"stops": (StopPlan("甲站", time(14, 0), time(15, 0)), StopPlan("乙站", time(14, 30)))},
            "还没离开“甲站”（15:00）就到了“乙站”（14:30）",
            Severity.BLOCK,
        ),
        ({"gather_at": time(14, 0)}, "集合（14:00）晚于到达第一站（13:40）", Severity.WARN),
        ({"return_at": time(16, 0)}, "返回（16:00）早于离开最后一站（16:20）", Severity.WARN),
        ({"ends_at": time(16, 0)}, "离开最后一站（16:20）晚于课次结束（16:00）", Severity.WARN),
        ({"seats": (15, 12)}, "2 辆车共 27 座，有 29 人", Severity.WARN),
        ({"stops": ()}, "还没有停靠站", Severity.NOTE),
        ({"escort": ""}, "还没有带队负责人", Severity.NOTE),
    ],
)
def test_fault_is_named_with_its_weight(change: dict[str, object], message: str, severity: Severity) -> None:
    found = find_faults(replace(SOUND, **change))  # type: ignore[arg-type]  # named fields of Itinerary

    assert [(fault.message, fault.severity) for fault in found] == [(message, severity)]
