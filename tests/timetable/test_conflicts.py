"""What clashes: each kind once, what does not clash, and that all cards together say what each alone says."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.core.terms import Severity
from trainingapp.curriculum.terms import Form
from trainingapp.timetable.rules.calendar import Day, DayKind
from trainingapp.timetable.rules.cards import Card, ClassFacts, Conflict, Facts, Room
from trainingapp.timetable.rules.conflicts import find_conflicts, sentence
from trainingapp.timetable.rules.known_holidays import known_calendar
from trainingapp.timetable.terms import ConflictKind, HalfDay

CLASS = ClassFacts(1, "青蓝班", date(2026, 5, 11), date(2026, 6, 30), Decimal(4))
OTHER = ClassFacts(2, "后备班", date(2026, 5, 11), None, Decimal(4))
FACTS = Facts(known_calendar().day, {5: "陈学员"})
HALL = Room(7, "多功能厅", capacity=2)
MONDAY = datetime(2026, 5, 11, 9, 0)  # noqa: DTZ001 - wall-clock time, as sessions keep it


def card(number: int, *, hour: float = 9, length: float = 2, day: int = 0, **values: Any) -> Card:  # noqa: ANN401 - named fields of Card
    """Return a session of CLASS with its own lecturer, room and people, unless told otherwise."""
    starts = MONDAY.replace(hour=0) + timedelta(days=day, hours=hour)
    facts = {
        "label": f"课{number}",
        "cohort": CLASS,
        "half_day": HalfDay.MORNING if hour < 12 else HalfDay.AFTERNOON,
        "hours": Decimal(2),
        "form": Form.LECTURE,
        "speakers": {number: f"讲师{number}"},
        "room": Room(100 + number, f"教室{number}"),
        "people": frozenset({1000 + number}),
        **values,
    }
    return Card(id=number, starts=starts, ends=starts + timedelta(hours=length), **facts)


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


@st.composite
def timetables(draw: st.DrawFn) -> list[Card]:
    """Return up to eight cards that share few lecturers, rooms and people, over two days."""
    amount = draw(st.integers(0, 8))
    return [
        card(
            number,
            hour=draw(st.sampled_from([8, 9, 10, 11, 13, 14])),
            length=draw(st.sampled_from([1, 2, 3])),
            day=draw(st.integers(0, 1)),
            cohort=draw(st.sampled_from([CLASS, OTHER])),
            speakers={draw(st.integers(1, 3)): "讲师"},
            room=Room(draw(st.integers(1, 3)), "教室"),
            people=draw(st.frozensets(st.integers(1, 3), min_size=1)),
        )
        for number in range(1, amount + 1)
    ]


def pairs(found: list[Conflict]) -> set[tuple[ConflictKind, frozenset[int]]]:
    """Return which pairs clash over what."""
    return {
        (conflict.kind, frozenset({conflict.card.id, conflict.other.id}))
        for conflict in found
        if conflict.other is not None and conflict.kind is not ConflictKind.HOURS
    }


@given(timetables())
def test_all_cards_together_say_what_each_says_alone(cards: list[Card]) -> None:
    together = pairs(find_conflicts(cards, [], FACTS))

    alone = [pairs(find_conflicts([one], cards, FACTS)) for one in cards]
    assert together == set().union(*alone)


@given(timetables())
def test_clash_is_mutual(cards: list[Card]) -> None:
    found = [
        (one, conflict.other)
        for one in cards
        for conflict in find_conflicts([one], cards, FACTS)
        if conflict.other and conflict.kind is not ConflictKind.HOURS
    ]

    assert {(one.id, other.id) for one, other in found} == {(other.id, one.id) for one, other in found}
