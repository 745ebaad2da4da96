"""Drafts: what differs from what people were told, and nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.curriculum.terms import Form
from trainingapp.notices.rules import (
    Draft,
    Outing,
    Trainee,
    draft_ride,
    draft_timetable,
    read_addresses,
)
from trainingapp.timetable.rules.frozen import FrozenSession, Named
from trainingapp.timetable.rules.releases import Edition
from trainingapp.timetable.terms import HalfDay

OUTING = Outing("key", "5月11日 参观", "集合：13:00 街道门口")
NAMES = {1: "甲", 2: "乙", 3: "丙"}
BEFORE = {1: "1号车", 2: "1号车", 3: "2号车"}


def ride(told: dict[int, str], now: dict[int, str]) -> Draft | None:
    """Return the draft of three trainees."""
    return draft_ride(OUTING, told, now, NAMES)


def test_first_notice_of_rides_tells_everybody_by_vehicle() -> None:
    draft = ride({}, BEFORE)

    assert draft is not None
    assert draft.text.splitlines() == [
        "各位学员：5月11日 参观的乘车安排如下：",
        "1号车：甲、乙",
        "2号车：丙",
        "集合：13:00 街道门口",
    ]
    assert (list(draft.affected), draft.told) == ([1, 2, 3], {"1": "1号车", "2": "1号车", "3": "2号车"})


def test_later_notice_of_rides_tells_those_who_change_old_and_new() -> None:
    draft = ride(BEFORE, {**BEFORE, 1: "2号车", 2: "2号车"})

    assert draft is not None
    assert (list(draft.reasons), list(draft.affected)) == (["甲、乙：1号车 → 2号车"], [1, 2])


def test_seat_that_is_given_up_is_told() -> None:
    draft = ride(BEFORE, {1: "1号车", 2: "1号车"})

    assert draft is not None
    assert list(draft.reasons) == ["丙：2号车 → （不乘车）"]


RIDES = st.dictionaries(st.sampled_from([1, 2, 3, 4]), st.sampled_from(["1号车", "2号车"]))


@given(RIDES, RIDES)
def test_draft_names_exactly_those_whose_vehicle_differs(told: dict[int, str], now: dict[int, str]) -> None:
    draft = ride(told, now)

    differing = [who for who in NAMES if told.get(who) != now.get(who)]
    assert (list(draft.affected) if draft else []) == differing


@given(RIDES, RIDES)
def test_nothing_is_left_to_tell_once_told(told: dict[int, str], now: dict[int, str]) -> None:
    draft = ride(told, now)
    if draft is None:
        return

    assert ride({int(who): str(words) for who, words in draft.told.items()}, now) is None


LECTURE = FrozenSession(
    uid="one",
    held_on=date(2026, 5, 11),
    half_day=HalfDay.MORNING,
    starts_at=time(9),
    ends_at=time(11),
    title="群众工作",
    form=Form.LECTURE,
    venue=Named(5, "报告厅"),
    groups=(Named(7, "第一组"),),
)
TRAINEES = [Trainee(1, "甲", group=7), Trainee(2, "乙", group=8)]


def edition(number: int, *sessions: FrozenSession) -> Edition:
    """Return a release."""
    return Edition(number, datetime(2026, 5, number, tzinfo=UTC), sessions)


FIRST = edition(1, LECTURE)
SECOND = edition(2, replace(LECTURE, venue=Named(6, "会议室")))
THIRD = edition(3, replace(LECTURE, venue=Named(6, "会议室"), starts_at=time(10)))


def drafts(*editions: Edition, told: dict[str, int] | None = None) -> dict[str, Draft]:
    """Return the drafts by reader."""
    return {draft.key: draft for draft in draft_timetable("后备班", editions, "第9版", told or {}, TRAINEES)}


def test_change_of_room_is_told_to_its_group_and_to_both_venues() -> None:
    found = drafts(FIRST, SECOND)

    assert set(found) == {"学员", "报告厅（场地负责人）", "会议室（场地负责人）"}
    assert list(found["学员"].affected) == [1]
    assert list(found["学员"].reasons) == ["《群众工作》地点：报告厅 → 会议室"]


def test_first_release_alone_needs_no_notice() -> None:
    assert (drafts(), drafts(FIRST)) == ({}, {})


def test_each_reader_is_told_what_changed_since_the_last_word() -> None:
    found = drafts(FIRST, SECOND, THIRD, told={"学员": 2})

    assert "地点" not in found["学员"].text
    assert "地点" in found["会议室（场地负责人）"].text


def test_reader_who_knows_the_newest_is_told_nothing() -> None:
    assert "学员" not in drafts(FIRST, SECOND, told={"学员": 2})


def test_seal_changes_with_the_words_and_with_the_people() -> None:
    draft = drafts(FIRST, SECOND)["学员"]

    assert len({draft.seal, replace(draft, text="别的").seal, replace(draft, affected=[2]).seal}) == 3


@pytest.mark.parametrize(
    ("text", "good", "other"),
    [
        ("a@example.org；b@example.org\na@example.org", ["a@example.org", "b@example.org"], []),
        ("", [], []),
        ("a@example", [], ["a@example"]),
        ("a@example.org>, x", [], ["a@example.org>", "x"]),
    ],
)
def test_addresses_are_read_from_whatever_stands_between_them(text: str, good: list[str], other: list[str]) -> None:
    assert read_addresses(text) == (good, other)
