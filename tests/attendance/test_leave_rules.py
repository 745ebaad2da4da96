"""Leave against its limit in exact fractions, who must agree, and which files may be attached."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.attendance.rules import (
    PRESETS,
    Held,
    Member,
    Quota,
    approvers,
    attachment_fault,
    concerns,
    half_day_columns,
    half_days,
    half_days_text,
    plain_file_name,
    quota,
    tally,
)
from trainingapp.attendance.terms import Approver, Settings, Status
from trainingapp.timetable.terms import HalfDay

DAY = date(2026, 5, 11)
ANYONE = Member(1, "one", 1, "陈青禾")
WORDS = {status: status.label for status in Status}
HALVES = (HalfDay.MORNING, HalfDay.AFTERNOON)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)


def timetable(half_days_held: int, hours: int = 4) -> list[Held]:
    """Return so many half-days of one session each, two a day."""
    return [
        Held(place, f"s{place}", DAY + timedelta(days=place // 2), HALVES[place % 2], Decimal(hours))
        for place in range(half_days_held)
    ]


def ask(half_days_held: int, lost: int, settings: Settings = Settings()) -> Quota:  # noqa: B008 - a frozen value
    """Return how personal leave from the first half-days stands."""
    return quota(settings, timetable(half_days_held), ANYONE, {}, dict.fromkeys(range(lost), Status.PERSONAL))


def test_without_sessions_no_share_is_told() -> None:
    assert ask(0, 0).sentences() == ["课表里还没有这名学员要上的课，请假占多少算不出来"]


def test_four_of_twenty_eight_hours_is_not_over_one_seventh() -> None:
    found = ask(7, 1)

    assert (found.total, found.hours, found.share, found.over) == (Decimal(28), Decimal(4), Fraction(1, 7), False)
    assert found.sentences() == [
        "已缺课 0 学时 + 本次请假 4 学时 = 4 学时",
        "应修 28 学时，4/28 = 1/7：没有超过（刚好等于不算超过）",
        "再缺 1 个半天将超过",
    ]


def test_four_of_twenty_four_hours_is_over_one_seventh() -> None:
    found = ask(6, 1)

    assert (found.total, found.share, found.over) == (Decimal(24), Fraction(1, 6), True)
    assert found.sentences()[1:] == [
        "应修 24 学时，4/24 > 1/7：超过",
        f"超过的按退学处理（参考：{Settings.source}）；是否批准由审批人决定",
    ]


def test_hours_left_are_whole_halves_below_the_share() -> None:
    assert [ask(7, lost).left for lost in (0, 1, 2)] == [Decimal(4), Decimal(0), Decimal(0)]
    assert ask(6, 0).left == Decimal(3)


def test_one_day_preset_counts_half_days_and_not_hours() -> None:
    settings = Settings(**PRESETS["one_day"].values)  # type: ignore[arg-type]  # a preset's own values

    assert [ask(28, lost, settings).over for lost in (2, 3)] == [False, True]
    assert ask(28, 3, settings).sentences()[1] == "合计 3 个半天，最多 2 个：超过"


def test_what_is_used_already_is_not_asked_for_twice() -> None:
    used = {0: Status.SICK, 1: Status.PRESENT}

    found = quota(Settings(), timetable(7), ANYONE, used, {0: Status.SICK, 1: Status.SICK})

    assert (found.used.hours, found.asked.hours) == (Decimal(4), Decimal(4))


@pytest.mark.parametrize(
    ("settings", "status", "wanted"),
    [
        (Settings(), Status.OFFICIAL, 4),
        (Settings(counts_official=False), Status.OFFICIAL, 0),
        (Settings(), Status.ABSENT, 4),
        (Settings(counts_absent=False), Status.ABSENT, 0),
        (Settings(), Status.LATE, 0),
        (Settings(), Status.EXEMPT, 0),
    ],
)
def test_settings_say_which_statuses_use_the_limit(settings: Settings, status: Status, wanted: int) -> None:
    assert quota(settings, timetable(7), ANYONE, {0: status}).hours == wanted


@given(st.integers(1, 60), st.integers(0, 60), st.integers(1, 9), st.integers(1, 9))
def test_over_is_strictly_greater_whatever_the_numbers(held: int, lost: int, part: int, whole: int) -> None:
    found = ask(held, min(lost, held), Settings(leave_share=f"{part}/{whole}"))

    assert found.over == (found.hours * whole > found.total * part)


def test_chain_grows_with_the_length() -> None:
    first = (Approver.CLASS_TEACHER,)
    second = (*first, Approver.OFFICE)

    chains = [approvers(Settings(), length) for length in (1, 2, 3)]

    assert chains == [first, second, (*second, Approver.LEADER)]


def test_half_days_are_told_by_day_in_order() -> None:
    held = timetable(3)

    assert half_days_text(half_days(reversed(held))) == "5月11日上午、下午；5月12日上午"


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("病假条.png", PNG, None),
        ("病假条.PNG", PNG, None),
        ("病假条.pdf", b"%PDF-1.7", None),
        ("病假条.png", b"", "附件是空的"),
        ("病假条.png", b"<script>", "附件只收照片（JPG、PNG）和 PDF，并且文件内容要和后缀一致"),
        ("病假条.html", PNG, "附件只收照片（JPG、PNG）和 PDF，并且文件内容要和后缀一致"),
        ("病假条.png", PNG + bytes(5 * 1024 * 1024), "附件最大 5 MB，请压缩或拍小一点"),
    ],
)
def test_attachment_is_what_its_ending_says(name: str, content: bytes, fault: str | None) -> None:
    assert attachment_fault(name, content) == fault


def test_file_name_keeps_no_folder_and_no_control_sign() -> None:
    assert plain_file_name("C:\\照片\\..\\病\u202e假\n条.png") == "病假条.png"


def test_forecast_tells_after_how_many_half_days_the_limit_is_exceeded() -> None:
    by_lost = [ask(28, lost).forecast() for lost in range(6)]

    assert by_lost == [f"再缺 {more} 个半天将超过" for more in (5, 4, 3, 2, 1)] + [None]


def test_concerns_name_the_rule_and_nobody_without_one() -> None:
    held = timetable(28)
    absent = {0: Status.ABSENT, 1: Status.ABSENT, 2: Status.LATE, 3: Status.LEFT_EARLY}
    columns = half_day_columns(held)

    found = [
        concerns(tally(columns, ANYONE, marks), quota(Settings(lates_per_absence=2), held, ANYONE, marks), WORDS)
        for marks in (absent, dict.fromkeys(range(28), Status.PRESENT), dict.fromkeys(range(4), Status.SICK))
    ]

    assert found == [
        ["连续 2 个半天旷课", "迟到早退 2 次，按 2 次折算 1 个半天缺课"],
        [],
        ["再缺 1 个半天将超过"],
    ]


def test_run_of_absence_passes_over_what_was_not_for_the_trainee() -> None:
    held = [
        replace(session, tracks=frozenset({5})) if place == 1 else session for place, session in enumerate(timetable(5))
    ]
    columns = half_day_columns(held)

    runs = [tally(columns, ANYONE, dict.fromkeys(lost, Status.ABSENT)).longest_absence for lost in ([0, 2], [0, 3], [])]

    assert runs == [2, 1, 0]
