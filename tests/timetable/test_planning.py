"""Course plans as problems of the planner, and its answers judged by the conflict rules: pure, without a database."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trainingapp.core.terms import Severity
from trainingapp.curriculum.terms import Form
from trainingapp.planner.explain import explain
from trainingapp.planner.search.solve import solve
from trainingapp.planner.solution import Solution
from trainingapp.timetable.rules.calendar import DayKind, WorkingCalendar
from trainingapp.timetable.rules.cards import Card, ClassFacts, Facts, LecturerHours, Room
from trainingapp.timetable.rules.planning.checking import begin_as_usual, find_plan_conflicts
from trainingapp.timetable.rules.planning.clock import PERIODS, Clock, periods_needed
from trainingapp.timetable.rules.planning.faults import find_faults
from trainingapp.timetable.rules.planning.places import Place, find_places
from trainingapp.timetable.rules.planning.problem import build_problem
from trainingapp.timetable.rules.planning.wanted import After, Demand, Hall, PlannedClass, Teacher, Wanted, Wishes
from trainingapp.timetable.rules.planning.words import explained
from trainingapp.timetable.terms import ConflictKind, Edge, HalfDay

MONDAY = date(2026, 5, 11)
FRIDAY = date(2026, 5, 15)
#: 2026-05-13 is made a day off.
CALENDAR = WorkingCalendar({date(2026, 5, 13): (DayKind.HOLIDAY, "校庆")}, frozenset({2026}))
OWN, OTHER = 1, 2
PEOPLE = frozenset(range(100, 110))
FACTS = Facts(CALENDAR.day)
HALL = Hall(1, "礼堂", 50)


def planned_class(**values: object) -> PlannedClass:
    given = {"id": OWN, "name": "一期", "first": MONDAY, "last": FRIDAY, "hours_per_half_day": Decimal(4), "size": 10}
    return PlannedClass(**{**given, **values})  # type: ignore[arg-type]  # the test gives what the values take


def wanted(key: str, **values: object) -> Wanted:
    given = {"cohort": OWN, "title": key, "minutes": 150, "hours": Decimal(4), "form": Form.LECTURE, "size": 10}
    return Wanted(key=key, **{"people": PEOPLE, **given, **values})  # type: ignore[arg-type]  # as above


def demand(cards: Sequence[Wanted], **values: object) -> Demand:
    given = {"classes": [planned_class()], "halls": [HALL], "teachers": [Teacher(1, "张教授"), Teacher(2, "李老师")]}
    return Demand(wanted=cards, calendar=CALENDAR, **{**given, **values})  # type: ignore[arg-type]  # as above


def standing(number: int, day: date, begins: time, ends: time, **values: object) -> Card:
    """Return a session that stands, of another class with other people unless told otherwise."""
    facts = ClassFacts(OTHER, "二期", MONDAY, FRIDAY, Decimal(4))
    half = HalfDay.MORNING if begins < time(13) else HalfDay.AFTERNOON
    given = {"cohort": facts, "half_day": half, "hours": Decimal(3), "form": Form.LECTURE, "label": f"课{number}"}
    times = {"starts": datetime.combine(day, begins), "ends": datetime.combine(day, ends)}
    return Card(id=number, **{**given, **times, **values})  # type: ignore[arg-type]  # as above


def drafted(asked: Demand, effort: int = 2000) -> tuple[list[Place], Solution]:
    problem = build_problem(asked)
    solution = solve(problem, effort=effort, prove=False)
    return find_places(asked, problem, solution.placements), solution


def hard(asked: Demand, places: Sequence[Place]) -> list[ConflictKind]:
    found = find_plan_conflicts(asked, places, FACTS)
    return [conflict.kind for conflict in found if conflict.severity is Severity.BLOCK]


@pytest.mark.parametrize(
    ("minutes", "hours", "limit", "periods"),
    [(60, "1", "4", 2), (90, "3", "4", 6), (150, "4", "4", 8), (30, "0", "4", 1), (31, "0", "4", 2), (60, "3", "3", 8)],
)
def test_session_takes_what_the_clock_needs_and_its_share_of_the_half_day(
    minutes: int, hours: str, limit: str, periods: int
) -> None:
    assert periods_needed(minutes, Decimal(hours), Decimal(limit)) == periods


@given(st.lists(st.integers(1, 8), min_size=1, max_size=8).filter(lambda halves: sum(halves) <= 8))
def test_hours_that_fill_a_half_day_fit_into_it(halves: list[int]) -> None:
    lengths = [periods_needed(30, Decimal(half) / 2, Decimal(4)) for half in halves]

    assert sum(lengths) <= PERIODS


def test_interval_that_ends_where_a_period_begins_does_not_touch_it() -> None:
    clock = Clock((HalfDay.MORNING, HalfDay.AFTERNOON))

    assert clock.covered(time(8, 30), time(9)) == (0,)
    assert clock.covered(time(8, 45), time(9, 1)) == (0, 1)
    assert clock.covered(time(12, 30), time(13, 30)) == ()


def test_two_sessions_of_a_half_day_follow_each_other_with_a_break() -> None:
    opening = wanted("开班", minutes=60, hours=Decimal(1), edge=Edge.OPENING, form=Form.CEREMONY, dates=(MONDAY,))
    first = wanted(
        "第一课", minutes=90, hours=Decimal(3), dates=(MONDAY,), half_day=HalfDay.MORNING, half_day_fixed=True
    )

    places, _ = drafted(demand([opening, first]))

    assert [(place.key, place.starts_at, place.ends_at) for place in places] == [
        ("开班", time(8, 30), time(9, 30)),
        ("第一课", time(9, 40), time(11, 10)),
    ]


@pytest.mark.parametrize(
    ("roles", "way", "earliest"), [(((1,),), 60, time(11)), (((1, 2),), 60, None), (((1,),), 0, None)]
)
def test_lecturer_has_time_to_come_from_what_he_teaches_elsewhere(
    roles: tuple[tuple[int, ...], ...], way: int, earliest: time | None
) -> None:
    report = wanted("专题", minutes=60, hours=Decimal(1), roles=roles, dates=(MONDAY,), half_day=HalfDay.MORNING)
    away = standing(5, MONDAY, time(8, 30), time(10), room=Room(2, "二楼"), speakers={1: "张教授"})
    asked = demand([replace(report, half_day_fixed=True)], others=[away], travel={(1, 2): way})

    (place,), _ = drafted(asked)
    found = find_plan_conflicts(asked, [place], replace(FACTS, travel={(1, 2): way}))

    assert [one for one in found if one.kind in {ConflictKind.TRAVEL, ConflictKind.LECTURER}] == []
    assert earliest is None or place.starts_at >= earliest


def test_half_day_begins_at_the_usual_hour_where_nothing_is_in_the_way() -> None:
    opening = wanted("开班", minutes=60, hours=Decimal(1), edge=Edge.OPENING, form=Form.CEREMONY, dates=(MONDAY,))
    first = wanted(
        "第一课", minutes=90, hours=Decimal(3), dates=(MONDAY,), half_day=HalfDay.MORNING, half_day_fixed=True
    )
    taken = standing(5, MONDAY, time(11, 20), time(12), room=Room(1, "礼堂", 50))
    free = demand([opening, first], halls=[HALL, Hall(2, "二楼", 50)])
    tight = replace(free, others=[taken], halls=[HALL])

    usual = begin_as_usual(free, drafted(free)[0], FACTS)
    early, _ = drafted(replace(tight, others=()))
    kept = begin_as_usual(tight, early, FACTS)

    assert [(place.starts_at, place.ends_at) for place in usual] == [(time(9), time(10)), (time(10, 10), time(11, 40))]
    assert kept == early


@pytest.mark.parametrize(("until", "begins"), [(None, time(13, 30)), (time(14), time(14, 30))])
def test_half_day_that_begins_late_begins_at_the_usual_hour_unless_its_lecturer_is_elsewhere(
    until: time | None, begins: time
) -> None:
    others = [standing(5, MONDAY, time(13), until, room=Room(2, "二楼"), speakers={1: "张教授"})] if until else []
    asked = demand(
        [wanted("专题", minutes=120, roles=((1,),), dates=(MONDAY,))],
        halls=[HALL, Hall(2, "二楼", 50)],
        teachers=[Teacher(1, "张教授")],
        others=others,
    )
    (place,), _ = drafted(asked)
    late = replace(place, half_day=HalfDay.AFTERNOON, starts_at=time(14, 30), ends_at=time(16, 30))

    (usual,) = begin_as_usual(asked, [late], FACTS)

    assert (usual.starts_at, usual.ends_at.hour) == (begins, begins.hour + 2)


def test_card_alone_in_its_half_day_begins_at_the_usual_time() -> None:
    places, _ = drafted(demand([wanted("甲", half_day=HalfDay.AFTERNOON, half_day_fixed=True)]))

    assert (places[0].starts_at, places[0].ends_at) == (time(13, 30), time(16))


def test_days_off_stay_free_unless_a_card_names_them() -> None:
    cards = [wanted(name) for name in "甲乙丙丁戊己庚辛"]
    saturday = date(2026, 5, 16)
    longer = [planned_class(last=saturday)]

    places, solution = drafted(demand(cards))
    named, _ = drafted(demand([wanted("甲", dates=(saturday,)), wanted("乙")], classes=longer))

    assert (solution.complete, {place.day for place in places} & {date(2026, 5, 13)}) == (True, set())
    assert {place.key: place.day for place in named}["甲"] == saturday
    assert {place.key: place.day for place in named}["乙"] != saturday


def test_tracks_together_begin_together_in_two_rooms() -> None:
    tracked = [planned_class(tracks={7: ("书记", 5), 8: ("副书记", 5)})]
    cards = [
        wanted("甲", tracks=(7,), people=frozenset({100})),
        wanted("乙", tracks=(8,), people=frozenset({101}), minutes=120),
    ]
    asked = demand(cards, classes=tracked, halls=[HALL, Hall(2, "二楼", 50)], together=[("甲", "乙")])

    places, _ = drafted(asked)

    assert (len({place.starts for place in places}), len({place.room for place in places})) == (1, 2)
    assert hard(asked, places) == []


def test_lecturer_who_has_only_one_half_day_is_planned_there() -> None:
    thursday = date(2026, 5, 14)
    only = LecturerHours(thursday, thursday, None, time(0), time(13), only=True)
    asked = demand([wanted("甲", roles=((1,),)), wanted("乙")], teachers=[Teacher(1, "张教授", (only,))])

    places, _ = drafted(asked)

    place = next(place for place in places if place.key == "甲")
    assert (place.day, place.half_day, place.speakers) == (thursday, HalfDay.MORNING, (1,))


def test_lecturer_without_time_is_told_before_anything_is_searched() -> None:
    away = LecturerHours(MONDAY, FRIDAY, reason="出差")
    asked = demand([wanted("甲", roles=((1,),))], teachers=[Teacher(1, "张教授", (away,))])

    assert find_faults(asked) == ["“甲”：张教授在编排的这段日子里没有空；请在师资库里改他的时间，或换一位讲师"]


def test_every_kind_of_senseless_demand_is_told_with_its_place() -> None:
    too_long = find_faults(demand([wanted("甲", minutes=300)]))
    too_many_hours = find_faults(demand([wanted("甲", hours=Decimal(5))]))
    unknown = find_faults(demand([wanted("甲", roles=((9,),), rooms=(8,))]))
    crowd = find_faults(demand([wanted("甲", size=51)]))
    circle = find_faults(demand([wanted("甲"), wanted("乙")], orders=[After("甲", "乙"), After("乙", "甲")]))
    weights = [planned_class(wishes=Wishes(weights={"compact": -1}))]
    negative = find_faults(demand([wanted("甲")], classes=weights))
    outside = find_faults(demand([wanted("甲", dates=(date(2026, 6, 1),))]))
    twice = find_faults(demand([wanted("甲", roles=((1,), (1,)), hosted=True)]))
    many = find_faults(demand([wanted(f"课{number}") for number in range(5001)]))

    assert too_long == ["“甲”长 300 分钟，一个半天最多 4 小时；请拆成几次课"]
    assert too_many_hours == ["“甲”每次 5 学时，本班每半天 4 学时；请拆成几次课，或改本班设置"]
    assert unknown[:2] == ["“甲”的场地不在场地库里，请重新选择", "“甲”的讲师不在师资库里，请重新选择"]
    assert crowd == ["“甲”有 51 人，没有坐得下的场地；请换大一点的场地，或按班型、小组分开上"]
    assert circle == ["先后要求绕成了圈：“甲”→“乙”→“甲”；请去掉其中一个"]
    assert negative == ["一期：愿望的权重不能小于 0（compact：-1），不想要就写 0"]
    assert outside[0].startswith("“甲”指定的6月1日（周一）不在编排的起止日期")
    assert twice == ["“甲”里张教授既主讲又主持，请换一位主持人"]
    assert many == ["共 5001 次课，一次最多排 5000 次，请分几个班编排"]
    assert find_faults(demand([]))[0].startswith("没有要排的课")


def test_orders_after_a_session_that_stands_are_kept() -> None:
    tuesday = date(2026, 5, 12)
    own = ClassFacts(OWN, "一期", MONDAY, FRIDAY, Decimal(4))
    visit = standing(5, tuesday, time(13, 30), time(17), cohort=own, people=PEOPLE, form=Form.VISIT)
    asked = demand([wanted("体会")], standing={"参观": visit}, orders=[After("参观", "体会", 1)])

    places, _ = drafted(asked)

    assert places[0].starts > visit.ends
    assert hard(asked, places) == []


def test_contradiction_is_told_with_what_takes_the_time_and_what_helps() -> None:
    friday_morning = LecturerHours(FRIDAY, FRIDAY, None, time(0), time(13), only=True)
    taken = standing(5, FRIDAY, time(9), time(11, 30), room=Room(1, "礼堂", 50), label="党课")
    asked = demand(
        [wanted("论述专题", roles=((1,),))], teachers=[Teacher(1, "张教授", (friday_morning,))], others=[taken]
    )

    problem = build_problem(asked)
    told = explained(asked, explain(problem, seconds=5))

    assert told["proved"]
    assert "《论述专题》" in told["sentence"]
    assert "张教授只有5月15日（周五）上午有空" in "".join(told["causes"])
    assert "礼堂不是随时空着，而5月15日（周五）上午 09:00–11:30有“二期 党课”" in told["causes"]
    assert any(fix.startswith("换一个场地") and fix.endswith("试过，这样就排得下") for fix in told["fixes"])


def odd_times(begin: int, length: int) -> tuple[time, time]:
    """Return times that lie on no grid."""
    start = datetime.combine(MONDAY, time(8)) + timedelta(minutes=7 * begin)
    return start.time(), (start + timedelta(minutes=length)).time()


@st.composite
def small_demands(draw: st.DrawFn) -> Demand:
    """Return a class of a few cards among sessions of another class at odd times, perhaps sharing people."""
    days = [MONDAY + timedelta(days=place) for place in range(5)]
    others = []
    for number in range(draw(st.integers(0, 6))):
        begins, ends = odd_times(draw(st.integers(0, 70)), draw(st.integers(20, 150)))
        room = Room(1, "礼堂", 50) if draw(st.booleans()) else None
        speakers = {1: "张教授"} if draw(st.booleans()) else {}
        people = frozenset({100}) if draw(st.booleans()) else frozenset({999})
        values = {"room": room, "speakers": speakers, "people": people}
        others.append(standing(number + 1, draw(st.sampled_from(days)), begins, ends, **values))
    cards = [
        wanted(
            f"课{number}",
            minutes=draw(st.integers(20, 200)),
            hours=Decimal(draw(st.integers(0, 8))) / 2,
            roles=draw(st.sampled_from([(), ((1,),), ((1, 2),), ((1,), (2,))])),
            half_day=draw(st.sampled_from([None, HalfDay.MORNING, HalfDay.EVENING])),
            edge=Edge.OPENING if number == 0 and draw(st.booleans()) else Edge.NONE,
        )
        for number in range(draw(st.integers(1, 5)))
    ]
    orders = [After("课0", "课1", draw(st.integers(0, 2)))] if len(cards) > 1 and draw(st.booleans()) else []
    halls = [HALL, Hall(2, "操场", None, parallel=True)] if draw(st.booleans()) else [HALL]
    return demand(cards, others=others, orders=orders, halls=halls)


@settings(max_examples=60, deadline=None)
@given(small_demands())
def test_no_draft_has_a_hard_conflict_whatever_stands_around_it(asked: Demand) -> None:
    if find_faults(asked):
        return

    places, solution = drafted(asked, effort=600)
    usual = begin_as_usual(asked, places, FACTS)

    assert len(places) == len(usual) == len(solution.placements)
    assert (hard(asked, places), hard(asked, usual)) == ([], [])
    assert all(place.starts < place.ends and place.starts.date() == place.ends.date() for place in places)


@settings(max_examples=40, deadline=None)
@given(small_demands())
def test_draft_keeps_the_orders_and_hours_of_every_half_day(asked: Demand) -> None:
    alone = replace(asked, others=())
    if find_faults(alone):
        return

    places, solution = drafted(alone, effort=600)

    at = {place.key: place for place in places}
    hours: dict[tuple[date, HalfDay], Decimal] = {}
    for card in alone.wanted:
        if card.key in at:
            slot = (at[card.key].day, at[card.key].half_day)
            hours[slot] = hours.get(slot, Decimal(0)) + card.hours
    assert all(total <= Decimal(4) for total in hours.values())
    assert all(
        at[order.before].ends <= at[order.after].starts
        for order in alone.orders
        if {order.before, order.after} <= set(at)
    )
    assert solution.complete or solution.unplaced
