"""What clashes: each kind once, what does not clash, and how it is said."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.timetable.cards import CLASS, FACTS, HALL, MONDAY, OTHER, card
from trainingapp.core.terms import Severity
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.rules.calendar import Day, DayKind, Weekday
from trainingapp.timetable.rules.cards import Card, Conflict, Facts, LecturerHours, Outing, Room, Site, Taught
from trainingapp.timetable.rules.conflicts import find_conflicts, sentence, statement
from trainingapp.timetable.rules.fitting import reason
from trainingapp.timetable.rules.severities import USUAL_RULES, KindRule
from trainingapp.timetable.terms import ConflictKind, HalfDay


def kinds(found: list[Conflict]) -> list[ConflictKind]:
    """Return the kinds of what was found."""
    return [conflict.kind for conflict in found]


def judge(one: Card, *others: Card) -> list[ConflictKind]:
    """Return the kinds of conflicts of a card among others."""
    return kinds(find_conflicts([one], others, FACTS))


@pytest.mark.parametrize(
    ("shared", "kind"),
    [
        ({"speakers": {5: "张教授"}}, ConflictKind.LECTURER),
        ({"room": Room(5, "礼堂")}, ConflictKind.VENUE),
        ({"people": frozenset({5})}, ConflictKind.WHOLE_CLASS),
    ],
)
def test_two_at_one_time_clash_over_what_they_share(shared: dict[str, Any], kind: ConflictKind) -> None:
    assert judge(card(1, **shared), card(2, hour=10, **shared)) == [kind]


@pytest.mark.parametrize("hour", [11, 7])
def test_neighbours_that_only_touch_do_not_clash(hour: float) -> None:
    shared: dict[str, Any] = {"speakers": {5: "张教授"}, "room": Room(5, "礼堂"), "people": frozenset({5})}

    assert judge(card(1, **shared), card(2, hour=hour, **shared)) == []


def test_parallel_venue_holds_two() -> None:
    yard = Room(5, "操场", parallel=True)

    assert judge(card(1, room=yard), card(2, room=yard)) == []


def test_sessions_that_share_a_room_add_up_their_people() -> None:
    hall = Room(5, "礼堂", capacity=5, parallel=True)
    sharing = [
        card(number, hour=hour, room=hall, people=frozenset(range(10 * number, 10 * number + 2)))
        for number, hour in ((1, 8), (2, 9), (3, 9.5), (4, 10))
    ]

    found = find_conflicts(sharing, [], FACTS)

    # At 9:30 three are in it with six people; the first has gone when the fourth comes, and still there are six.
    assert [(one.card.id, one.other and one.other.id, one.message) for one in found] == [
        (first, second, "礼堂坐 5 人，这时 3 场共 6 人") for first, second in ((1, 2), (1, 3), (2, 3), (2, 4), (3, 4))
    ]


def test_room_that_one_session_fills_takes_no_second() -> None:
    hall = Room(5, "礼堂", capacity=3, parallel=True)

    found = find_conflicts(
        [card(1, room=hall, people=frozenset({1, 2}))], [card(2, room=hall, people=frozenset({3, 4}))], FACTS
    )

    assert [(one.kind, one.severity, one.other and one.other.id, one.where) for one in found] == [
        (ConflictKind.CAPACITY, Severity.WARN, 2, "礼堂")
    ]


def test_people_in_two_classes_are_a_warning() -> None:
    one, two = card(1, people=frozenset({5, 6})), card(2, cohort=OTHER, people=frozenset({5}))

    found = find_conflicts([one], [two], FACTS)

    assert [(conflict.kind, conflict.severity, conflict.message) for conflict in found] == [
        (ConflictKind.PERSON, Severity.WARN, "有 1 名学员（陈学员）同时在两个班上课")
    ]


@pytest.mark.parametrize(
    ("one", "two", "clash"),
    [
        ({}, {}, [ConflictKind.WHOLE_CLASS]),
        ({"tracks": {1: "书记"}}, {}, [ConflictKind.WHOLE_CLASS]),
        ({"tracks": {1: "书记"}}, {"tracks": {1: "书记"}}, [ConflictKind.TRACK]),
        ({"tracks": {1: "书记"}}, {"tracks": {2: "社工"}}, []),
        ({"groups": {1: "一组", 2: "二组"}}, {"groups": {2: "二组"}}, [ConflictKind.GROUP]),
        ({"groups": {1: "一组"}}, {"groups": {2: "二组"}}, []),
        ({"tracks": {1: "书记"}}, {"groups": {2: "二组"}}, [ConflictKind.GROUP]),
    ],
)
def test_audiences_before_the_roster_is_known(
    one: dict[str, Any], two: dict[str, Any], clash: list[ConflictKind]
) -> None:
    nobody: dict[str, Any] = {"people": frozenset()}

    found = judge(card(1, **one, **nobody), card(2, **two, **nobody))

    assert found == clash


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ({"room": HALL, "people": frozenset({1, 2, 3})}, ConflictKind.CAPACITY),
        ({"day": 5}, ConflictKind.WORKDAY),
        ({"day": -3}, ConflictKind.PERIOD),
        ({"day": 70}, ConflictKind.PERIOD),
        ({"hours": Decimal("4.5")}, ConflictKind.HOURS),
        ({"speakers": {}}, ConflictKind.NO_LECTURER),
        ({"room": None}, ConflictKind.NO_VENUE),
    ],
)
def test_card_alone_is_judged(values: dict[str, Any], kind: ConflictKind) -> None:
    assert judge(card(1, **values)) == [kind]


def test_adjusted_workday_at_a_weekend_is_worked() -> None:
    saturday = card(1, day=5)

    found = find_conflicts([saturday], [], Facts(lambda day: Day(day, DayKind.ADJUSTED_WORKDAY, "端午节")))

    assert found == []


def test_hours_of_a_half_day_are_summed_over_who_is_there() -> None:
    both = frozenset({1})
    early, late = (
        card(1, length=1, hours=Decimal(2), people=both),
        card(2, hour=10, length=1, hours=Decimal("2.5"), people=both),
    )

    assert (judge(early, late), judge(early, replace(late, people=frozenset({2})))) == ([ConflictKind.HOURS], [])


def test_opening_comes_first_and_closing_last() -> None:
    opening, closing, lesson = card(1, day=1, opening=True), card(2, day=2, closing=True), card(3)

    assert (judge(lesson, opening, closing), judge(card(4, day=3), opening, closing)) == (
        [ConflictKind.ORDER],
        [ConflictKind.ORDER],
    )
    assert judge(card(5, day=1, hour=14), opening, closing) == []


def test_sentence_names_both_when_where_and_the_way_out() -> None:
    shared: dict[str, Any] = {"room": Room(5, "礼堂")}

    found = find_conflicts([card(1, **shared)], [card(2, hour=10, cohort=OTHER, **shared)], FACTS)

    assert sentence(found[0]) == (
        "“青蓝班 课1”（5月11日（周一）上午 09:00–11:00）：礼堂同一时间有两场，"
        "与“后备班 课2”（5月11日（周一）上午 10:00–12:00）冲突。"
        "可以：换一个场地；换一个时间；在场地库里把它设为可以同时安排几场"
    )


def test_day_outside_the_class_tells_its_edge_in_words() -> None:
    found = find_conflicts([card(1, day=70)], [], FACTS)

    assert [one.message for one in found] == ["7月20日（周一）在班期之外（2026年6月30日结业）"]


def test_two_rooms_of_a_lecturer_are_named() -> None:
    shared: dict[str, Any] = {"speakers": {7: "张教授"}}
    here, there = card(1, room=Room(5, "礼堂"), **shared), card(2, hour=10, room=Room(6, "研讨室"), **shared)

    found = find_conflicts([here], [replace(there, cohort=OTHER)], FACTS)

    assert statement(found[0]) == (
        "“青蓝班 课1”（5月11日（周一）上午 09:00–11:00，礼堂）：张教授同一时间要在两处，"
        "与“后备班 课2”（5月11日（周一）上午 10:00–12:00，研讨室）冲突"
    )
    assert found[0].whereabouts == "5月11日（周一）上午 09:00–11:00，礼堂；5月11日（周一）上午 10:00–12:00，研讨室"
    assert reason(found[0]) == "张教授同一时间要在两处：后备班 课2（10:00–12:00，研讨室）"


def test_planned_size_counts_until_somebody_is_on_the_roster() -> None:
    planned = replace(CLASS, planned_size=3)
    outing = Outing(seats=2, sites=[Site("纪念馆", capacity=2)])
    lecture: dict[str, Any] = {"cohort": planned, "room": HALL}
    visit: dict[str, Any] = {"cohort": planned, "room": None, "form": Form.VISIT, "outing": outing}
    nobody: dict[str, Any] = {"people": frozenset()}

    found = find_conflicts([card(1, **lecture, **nobody), card(2, day=1, **visit, **nobody)], [], FACTS)

    assert [one.message for one in found] == [
        f"{HALL.name}坐 2 人，这次课计划 3 人",
        "车上共 2 个座位，这次计划去 3 人",
        "纪念馆一次接待 2 人，这次计划去 3 人",
    ]
    assert find_conflicts([card(1, **lecture, people=frozenset({1})), card(2, day=1, **visit)], [], FACTS) == []
    assert find_conflicts([card(1, **lecture, **nobody, groups={1: "第一组"})], [], FACTS) == []


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"reason": "出差"}, "讲师1这时没空（出差）"),
        ({"weekday": Weekday.MONDAY}, "讲师1这时没空"),
        ({"weekday": Weekday.TUESDAY}, None),
        ({"begins": time(8), "ends": time(9)}, None),
        ({"begins": time(10, 30), "ends": time(12)}, "讲师1这时没空"),
        ({"first": MONDAY.date() + timedelta(days=1)}, None),
        ({"only": True}, None),
        ({"only": True, "begins": time(8), "ends": time(12)}, None),
        (
            {"only": True, "ends": time(10), "begins": time(8)},
            "讲师1只在5月11日（周一）至6月30日（周二）08:00–10:00有空",
        ),
        ({"only": True, "weekday": Weekday.FRIDAY}, "讲师1只在5月11日（周一）至6月30日（周二）每周五有空"),
        ({"only": True, "first": date(2027, 1, 1), "last": date(2027, 2, 1)}, None),
    ],
)
def test_lecturer_comes_only_when_he_can(row: dict[str, Any], why: str | None) -> None:
    known = LecturerHours(**{"first": MONDAY.date(), "last": date(2026, 6, 30), **row})

    found = find_conflicts([card(1)], [], replace(FACTS, hours={1: [known]}))

    assert [(one.kind, one.severity, one.message) for one in found] == (
        [(ConflictKind.LECTURER_TIME, Severity.BLOCK, why)] if why else []
    )


ROOMS = {"near": Room(5, "党校礼堂"), "far": Room(3, "街道会议室")}


@pytest.mark.parametrize(
    ("minutes", "shared", "message"),
    [
        (45, {"speakers": {9: "张教授"}}, "从党校礼堂到街道会议室要 45 分钟，中间只有 30 分钟"),
        (30, {"speakers": {9: "张教授"}}, None),
        (45, {"people": frozenset({5})}, "从党校礼堂到街道会议室要 45 分钟，中间只有 30 分钟"),
        (45, {}, None),
    ],
)
def test_who_has_to_go_from_one_to_the_other_needs_the_time(
    minutes: int, shared: dict[str, Any], message: str | None
) -> None:
    one, two = card(1, room=ROOMS["near"], **shared), card(2, hour=11.5, length=1, room=ROOMS["far"], **shared)

    found = find_conflicts([one], [two], replace(FACTS, travel={(3, 5): minutes}))

    assert [(conflict.kind, conflict.message) for conflict in found] == (
        [(ConflictKind.TRAVEL, message)] if message else []
    )


@pytest.mark.parametrize(
    ("needs", "messages"),
    [
        ((), []),
        (("投影",), []),
        (("投影", "可移动桌椅"), ["这次课要可移动桌椅，多功能厅没有登记"]),
    ],
)
def test_venue_without_what_the_session_needs_is_told(needs: tuple[str, ...], messages: list[str]) -> None:
    hall = replace(HALL, features=frozenset({"投影"}))

    told = find_conflicts([card(1, room=hall, needs=needs)], [], FACTS)

    assert [(one.kind, one.severity, one.message) for one in told] == [
        (ConflictKind.FEATURES, Severity.WARN, message) for message in messages
    ]


def test_day_has_a_limit_of_its_own() -> None:
    people = frozenset({5})
    day = [card(number, hour=hour, hours=Decimal(3), people=people) for number, hour in ((1, 8), (2, 13), (3, 18))]

    evening_apart = replace(day[2], people=frozenset({6}))

    assert (judge(*day), judge(day[0], day[1], evening_apart)) == ([ConflictKind.DAY_HOURS], [])


def test_visit_follows_its_lecture() -> None:
    lecture, visit = card(1, day=2), card(2, day=1, after=1)

    assert (judge(visit, lecture), judge(lecture, visit), judge(visit, replace(lecture, cohort=OTHER))) == (
        [ConflictKind.SEQUENCE],
        [ConflictKind.SEQUENCE],
        [],
    )
    assert judge(visit, card(1)) == []


def test_lecturer_who_speaks_too_often_in_a_week_is_noted_once() -> None:
    cards = [card(number, day=number - 1, speakers={9: "张教授"}) for number in range(1, 6)]

    found = find_conflicts(cards, [], FACTS)

    assert [(conflict.kind, conflict.severity, conflict.message, conflict.card.id) for conflict in found] == [
        (ConflictKind.LOAD, Severity.NOTE, "张教授这一周要讲 5 个半天，超过 4 个", 5)
    ]
    assert find_conflicts(cards[:4], [card(6, day=7, speakers={9: "张教授"})], FACTS) == []


def test_what_a_lecturer_teaches_elsewhere_counts_for_the_load() -> None:
    cards = [card(number, day=number - 1, speakers={9: "张教授"}) for number in range(1, 5)]
    friday = MONDAY.date() + timedelta(days=4)

    def found(*elsewhere: Taught) -> list[ConflictKind]:
        return kinds(find_conflicts(cards, [], replace(FACTS, taught={9: elsewhere})))

    assert found(Taught(77, friday, HalfDay.MORNING)) == [ConflictKind.LOAD]
    assert found(Taught(1, friday, HalfDay.MORNING), Taught(78, friday + timedelta(days=7), HalfDay.MORNING)) == []


def test_office_decides_how_grave_a_kind_is_and_by_which_rule() -> None:
    rules: Mapping[ConflictKind, KindRule] = {
        **USUAL_RULES,
        ConflictKind.WORKDAY: KindRule(Severity.BLOCK, "街道党工委会议纪要"),
    }

    found = find_conflicts([card(1, day=5)], [], replace(FACTS, rules=rules))

    assert [(one.kind, one.severity, one.rule) for one in found] == [
        (ConflictKind.WORKDAY, Severity.BLOCK, "街道党工委会议纪要")
    ]


def test_old_place_of_a_card_does_not_count() -> None:
    here = card(1)

    assert find_conflicts([replace(here, starts=here.starts, ends=here.ends)], [here], FACTS) == []


def test_tracks_side_by_side_do_not_add_up_to_a_long_day() -> None:
    morning = card(1, hour=8, length=3, hours=Decimal(4), people=frozenset({1, 2}))
    one = card(2, hour=13, length=3, hours=Decimal(4), tracks={1: "书记"}, people=frozenset({1}))
    two = card(3, hour=13, length=3, hours=Decimal(4), tracks={2: "社工"}, people=frozenset({2}))

    found = find_conflicts([morning, one, two], [], FACTS)

    assert [conflict.kind for conflict in found if conflict.kind is ConflictKind.DAY_HOURS] == []
