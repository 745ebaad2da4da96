"""What clashes about a visit: its seats, its sites, its way there and back, its vehicles."""

from datetime import time
from decimal import Decimal

import pytest

from tests.timetable.cards import FACTS, OTHER, card
from tests.timetable.test_conflicts import judge
from trainingapp.core.terms import Severity
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.rules.calendar import Weekday
from trainingapp.timetable.rules.cards import Outing, Site
from trainingapp.timetable.rules.conflicts import find_conflicts
from trainingapp.timetable.terms import ConflictKind


@pytest.mark.parametrize(
    ("outing", "found"),
    [
        (Outing(seats=2), [(ConflictKind.SEATS, "车上共 2 个座位，这次去 3 人")]),
        (Outing(seats=3), []),
        (Outing(sites=[Site("纪念馆", capacity=2)]), [(ConflictKind.SITE, "纪念馆一次接待 2 人，这次去 3 人")]),
        (Outing(sites=[Site("纪念馆", closed=frozenset({Weekday.MONDAY}))]), [(ConflictKind.SITE, "纪念馆周一不开放")]),
        (
            Outing(sites=[Site("纪念馆", opens=time(9, 30), closes=time(16))]),
            [(ConflictKind.SITE, "纪念馆开放时间是 09:30–16:00，安排在 09:00–11:00")],
        ),
        (Outing(sites=[Site("纪念馆", arrives=time(9, 30), opens=time(9, 30), closes=time(16))]), []),
        (Outing(gathers=time(8), returns=time(12)), []),
        (
            Outing(gathers=time(7, 30)),
            [(ConflictKind.TRAVEL, "“课2”08:00 才结束，来不及参加 07:30 的集合")],
        ),
        (
            Outing(returns=time(13, 30)),
            [(ConflictKind.TRAVEL, "“课1”13:30 才回来，赶不上 13:00 开始的课")],
        ),
    ],
)
def test_outing_is_judged_by_its_seats_sites_and_times(outing: Outing, found: list[tuple[ConflictKind, str]]) -> None:
    people = frozenset({1, 2, 3})
    visit = card(1, form=Form.VISIT, room=None, people=people, outing=outing)
    around = [card(2, hour=7, length=1, people=people, hours=Decimal(1)), card(3, hour=13, people=people)]

    told = find_conflicts([visit], around, FACTS)

    assert [(conflict.kind, conflict.message) for conflict in told] == found


@pytest.mark.parametrize(
    ("gathers", "hour", "clashing"),
    [(None, 11, False), (time(10, 30), 11, True), (time(11, 0), 11, False), (None, 10, True), (time(11, 30), 10, True)],
)
def test_vehicle_is_out_from_gathering_to_return(gathers: time | None, hour: float, *, clashing: bool) -> None:
    bus = frozenset({"沪A00001"})
    one = card(1, form=Form.VISIT, outing=Outing(plates=bus))
    two = card(2, cohort=OTHER, hour=hour, form=Form.VISIT, outing=Outing(gathers=gathers, plates=bus))

    assert judge(one, two) == ([ConflictKind.VEHICLE] if clashing else [])


def test_vehicle_that_is_wanted_twice_is_named_with_both_times() -> None:
    bus = frozenset({"沪A00001"})
    one = card(1, form=Form.VISIT, outing=Outing(time(8, 30), time(11, 30), plates=bus))
    two = card(2, cohort=OTHER, hour=10, form=Form.VISIT, outing=Outing(plates=bus | {"沪A00002"}))

    (found,) = find_conflicts([one], [two], FACTS)

    assert (found.severity, found.message) == (
        Severity.BLOCK,
        "车辆沪A00001同一时间要跑两处（08:30–11:30、10:00–12:00）",
    )
