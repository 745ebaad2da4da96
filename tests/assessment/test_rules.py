"""How a result comes about: exact arithmetic, bands at their edges, what is open stays open."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.assessment import rules
from trainingapp.assessment.rules import BRACKETS, PRESETS, Bracket, Part, Presence, Record, Rules, assess
from trainingapp.assessment.terms import Completion, Source
from trainingapp.attendance.rules import Tally
from trainingapp.attendance.terms import Status

PARTS = (Part(1, "考勤", 20, Source.ATTENDANCE), Part(2, "作业", 30), Part(3, "结业考核", 50))
SCORES = {2: Decimal("85.5"), 3: Decimal(90)}


def tallied(**counts: int) -> Tally:
    """Return a trainee's attendance with so many half-days of each status."""
    marks = {Status(name): amount for name, amount in counts.items()}
    half_days = sum(marks.values())
    return Tally((), (True,) * half_days, marks, Decimal(0), Decimal(4 * half_days))


def test_total_is_explained_to_the_digit() -> None:
    verdict = assess(Rules(PARTS, BRACKETS), Record(SCORES, Presence(tallied(present=27, personal=2))))

    assert verdict.total == Decimal("89.27")
    assert (verdict.band, verdict.completion) == ("良好", Completion.COMPLETED)
    assert verdict.reasons == (
        "考勤 93.1×20% + 作业 85.5×30% + 结业考核 90×50% = 89.27",
        "考勤：到课 27 个半天，已登记 29 个，到课率 × 100 = 93.1",
        "89.27 分，达到“良好”的 80 分",
    )


@pytest.mark.parametrize(
    ("total", "band", "completion"),
    [
        ("90", "优秀", Completion.COMPLETED),
        ("89.9", "良好", Completion.COMPLETED),
        ("60", "合格", Completion.COMPLETED),
        ("59.9", "不合格", Completion.NOT_COMPLETED),
        ("0", "不合格", Completion.NOT_COMPLETED),
    ],
)
def test_band_begins_at_its_least_total(total: str, band: str, completion: Completion) -> None:
    verdict = assess(Rules((Part(1, "考试", 100),), BRACKETS), Record({1: Decimal(total)}))

    assert (verdict.band, verdict.completion) == (band, completion)


def test_missing_score_leaves_the_total_open_and_is_named() -> None:
    verdict = assess(Rules(PARTS, BRACKETS), Record({2: Decimal(80)}))

    assert (verdict.total, verdict.band, verdict.completion) == (None, "", Completion.PENDING)
    assert verdict.reasons == ("还没有成绩：考勤、结业考核",)


def test_zero_is_a_score() -> None:
    assert assess(Rules((Part(1, "考试", 100),), BRACKETS), Record({1: Decimal(0)})).total == 0


@pytest.mark.parametrize(
    ("rate", "points"), [(Fraction(2, 3), "66.7"), (Fraction(1, 8), "12.5"), (Fraction(1), "100.0")]
)
def test_attendance_points_round_half_up_to_a_tenth(rate: Fraction, points: str) -> None:
    assert rules.attendance_points(rate) == Decimal(points)


@given(
    st.lists(st.integers(1, 40), min_size=1, max_size=4),
    st.lists(st.integers(0, 1000), min_size=5, max_size=5),
)
def test_total_lies_between_the_least_and_the_most_points(weights: list[int], tenths: list[int]) -> None:
    rest = 100 - sum(weights)
    weighted = [*weights, rest] if rest > 0 else [100]
    parts = [Part(key, f"第{key}项", weight) for key, weight in enumerate(weighted)]
    points = {part.key: Decimal(tenths[part.key]) / 10 for part in parts}

    total = rules.weighted_total(parts, points)

    assert total is not None
    assert min(points.values()) <= total <= max(points.values())
    assert total == sum((Fraction(points[part.key]) * part.weight / 100 for part in parts), Fraction(0))


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.key)
def test_presets_are_sound_and_say_where_they_come_from(preset: rules.Preset) -> None:
    assert rules.scheme_faults(Rules(preset.parts, preset.brackets, preset.gates, preset.outstanding)) == []
    assert preset.source


@pytest.mark.parametrize(
    ("parts", "brackets", "fault"),
    [
        ((Part(1, "考试", 90),), BRACKETS, "各项权重加起来是 90%，应为 100%"),
        ((), BRACKETS, "至少要有一项考核内容"),
        ((Part(1, "考试", 50), Part(2, "考试", 50)), BRACKETS, "考核内容“考试”写了两次"),
        ((Part(1, "考试", 100),), (Bracket("甲", Decimal(0)), Bracket("乙", Decimal(0))), "有两个等次都从 0 分起"),
        (
            (Part(1, "考试", 100),),
            (Bracket("合格", Decimal(60)),),
            "不到 60 分的没有等次，请加一个从 0 分起的等次，或把“合格”的分数线改为 0",
        ),
        (
            (Part(1, "考试", 100),),
            (Bracket("合格", Decimal(0)), Bracket("不合格", Decimal(80), passes=False)),
            "等次“不合格”不予结业，却高于能结业的等次，请检查分数线",
        ),
    ],
)
def test_faulty_scheme_is_named(parts: tuple[Part, ...], brackets: tuple[Bracket, ...], fault: str) -> None:
    assert [one.text for one in rules.scheme_faults(Rules(parts, brackets))] == [fault]
