"""Sources of points, faults of schemes, and all of it against a plain spreadsheet in exact arithmetic."""

import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainingapp.assessment import rules
from trainingapp.assessment.rules import (
    BRACKETS,
    Candidate,
    Fault,
    Gate,
    Offence,
    Part,
    Presence,
    Record,
    Rules,
    assess,
)
from trainingapp.assessment.terms import (
    Completion,
    Consequence,
    GateKind,
    OffenceKind,
    Outstanding,
    Rounding,
    Source,
    TieRule,
)
from trainingapp.attendance.rules import Tally
from trainingapp.attendance.terms import Status
from trainingapp.core.errors import Refused

DEDUCTED = Part(1, "考勤", 20, Source.DEDUCTION, Decimal("12.5"))
ESSAYS = Part(2, "心得", 30, Source.ESSAYS, Decimal(3))
EXAM = Part(3, "考试", 50)
EXTRA = Part(4, "加减分", 0, Source.ADJUSTMENT, Decimal(5))
PARTS = (DEDUCTED, ESSAYS, EXAM, EXTRA)


def present(**counts: int) -> Presence:
    """Return a presence with so many half-days of each status."""
    marks = {Status(name): amount for name, amount in counts.items()}
    half_days = sum(marks.values())
    hours = {status: Decimal(4 * amount) for status, amount in marks.items()}
    return Presence(Tally((), (True,) * half_days, marks, Decimal(0), Decimal(4 * half_days)), hours)


def test_deduction_of_twelve_and_a_half_per_half_day_away() -> None:
    verdict = assess(
        Rules(PARTS, BRACKETS),
        Record({2: Decimal(2), 3: Decimal(80), 4: Decimal("-1.5")}, present(present=8, sick=1, absent=1)),
    )

    assert verdict.points == {1: Decimal(75), 2: Decimal("66.7"), 3: Decimal(80), 4: Decimal("-1.5")}
    assert verdict.total == Decimal("73.51")
    assert verdict.reasons[0] == "考勤 75×20% + 心得 66.7×30% + 考试 80×50% - 加减分 1.5 = 73.51"
    assert verdict.reasons[1] == "考勤：缺 2 个半天，100 - 12.5×2 = 75（最低 0）"


@pytest.mark.parametrize(("away", "points"), [(0, 100), (8, 0), (9, 0)])
def test_deduction_ends_at_nothing(away: int, points: int) -> None:
    assert rules.part_points(DEDUCTED, Record({}, present(absent=away, present=1))) == points


def test_total_stays_within_nothing_and_a_hundred() -> None:
    whole = Rules((Part(1, "考试", 100), EXTRA), BRACKETS)

    totals = [
        assess(whole, Record({1: Decimal(one), 4: Decimal(two)})).total for one, two in ((98, 5), (2, -5), (50, 5))
    ]

    assert totals == [100, 0, 55]


@given(
    st.tuples(st.integers(0, 1000), st.integers(1, 97)),
    st.tuples(st.integers(0, 12), st.integers(0, 12)),
    st.tuples(st.integers(0, 6), st.integers(1, 5)),
    st.integers(-50, 50),
    st.tuples(st.integers(0, 3), st.integers(1, 200)),
)
def test_result_equals_a_plain_spreadsheet(
    exam: tuple[int, int], half_days: tuple[int, int], essays: tuple[int, int], extra: int, disorder: tuple[int, int]
) -> None:
    """The model writes what a clerk would put into cells, in fractions: nothing is rounded but printed points."""
    (tenths, weight), (attended, away), (given_in, asked) = exam, half_days, essays
    marks, recorded = present(present=attended, personal=away), attended + away
    parts = (
        Part(1, "考勤", 1, Source.ATTENDANCE),
        Part(2, "考试", weight),
        Part(3, "扣分", 98 - weight, Source.DEDUCTION, Decimal("12.5")),
        Part(4, "心得", 1, Source.ESSAYS, Decimal(asked)),
        Part(5, "加减", 0, Source.ADJUSTMENT, Decimal(5)),
    )
    scores: dict[int, Decimal | None] = {2: Decimal(tenths) / 10, 4: Decimal(given_in), 5: Decimal(extra) / 10}
    (times, off), offence = disorder, OffenceKind.DISORDER
    gates = [
        Gate(GateKind.LEAVE_SHARE, Fraction(1, 7), Consequence.AS_WITHDRAWN),
        Gate(GateKind.DISCIPLINE, Fraction(off, 10), Consequence.DEDUCTED, offence=offence),
    ]

    verdict = assess(Rules(parts, BRACKETS, gates), Record(scores, marks, offences=[Offence(offence)] * times))

    if not recorded:
        assert verdict.total is None
        return

    def printed(share: Fraction) -> Fraction:
        return Fraction((share * 1000 + Fraction(1, 2)).__floor__(), 10)

    cells = printed(Fraction(attended, recorded)) * 1 + Fraction(tenths, 10) * weight
    cells += max(Fraction(0), 100 - Fraction(25, 2) * away) * (98 - weight)
    cells += printed(min(Fraction(given_in, asked), Fraction(1))) * 1
    total = min(max(cells / 100 + Fraction(extra, 10) - times * Fraction(off, 10), Fraction(0)), Fraction(100))
    band = next(one for one in BRACKETS if total >= one.minimum)
    assert (Fraction(verdict.total or 0), verdict.band) == (total, band.name)
    completes = band.passes and away * 7 <= recorded
    assert verdict.completion is (Completion.COMPLETED if completes else Completion.NOT_COMPLETED)


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        (Part(1, "考勤", 100, Source.DEDUCTION), "“考勤”要写明每缺半天扣分，大于 0、不超过 100，最多一位小数"),
        (Part(1, "心得", 100, Source.ESSAYS, Decimal("1.5")), "“心得”的应交篇数要填 1 到 50 的整数"),
        (
            Part(1, "加减分", 100, Source.ADJUSTMENT, Decimal(5)),
            "各项权重加起来是 0%，应为 100%",
        ),
    ],
)
def test_measure_is_asked_for_by_name(part: Part, fault: str) -> None:
    assert rules.scheme_faults(Rules([part], BRACKETS))[0].text == fault


@pytest.mark.parametrize(
    ("gate", "fault"),
    [
        (Gate(GateKind.COMPONENT_TAKEN, part="期中"), "一票否决“必须参加”要写明是哪一项考核内容，现在是“期中”"),
        (Gate(GateKind.LEAVE_SHARE), "一票否决“缺课学时不超过总学时的”要填大于 0、不超过 1 的分数，如 1/7、3/4"),
        (Gate(GateKind.ABSENT_HALF_DAYS, Fraction(1, 2)), "一票否决“旷课达到几个半天”要填整数的半天数"),
    ],
)
def test_faulty_gate_is_named(gate: Gate, fault: str) -> None:
    assert rules.scheme_faults(Rules([Part(1, "考试", 100)], BRACKETS, [gate])) == [
        Fault("gate", 0, fault, whole=bool(gate.part))
    ]


@pytest.mark.parametrize(
    ("text", "share"),
    [("1/7", Fraction(1, 7)), ("75%", Fraction(3, 4)), ("０.１", Fraction(1, 10)), (" 3 / 4 ", Fraction(3, 4))]
)  # fmt: skip
def test_shares_are_read_exactly(text: str, share: Fraction) -> None:
    assert rules.read_share(text, "比例") == share


@pytest.mark.parametrize("text", ["", "1/0", "七分之一", "8/7", "-1/7", "120%", "1e-3", "9" * 30])
def test_what_is_no_share_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="比例要"):
        rules.read_share(text, "比例")


@pytest.mark.parametrize(("rounding", "amount"), [(Rounding.DOWN, 2), (Rounding.HALF_UP, 3), (Rounding.UP, 3)])
def test_places_follow_the_rounding(rounding: Rounding, amount: int) -> None:
    rule = Outstanding(Fraction(1, 10), rounding)

    assert rules.places(rule, 29) == amount
    assert rules.explain_places(rule, 29).startswith(f"29 人 × 1/10 = 2.9，{rounding.label}为 {amount} 名")


CANDIDATES = (
    Candidate(1, Decimal(95), Fraction(1)),
    Candidate(2, Decimal("92.5"), Fraction(9, 10)),
    Candidate(3, Decimal("92.5"), Fraction(1)),
    Candidate(4, Decimal("92.5"), Fraction(9, 10)),
    Candidate(5, Decimal(88), Fraction(1)),
)


@pytest.mark.parametrize(
    ("ties", "minimum", "chosen"),
    [
        (TieRule.ALL, 0, {1, 2, 3, 4}),
        (TieRule.NONE, 0, {1}),
        (TieRule.ATTENDANCE, 0, {1, 3}),
        (TieRule.ALL, 93, {1}),
    ],
)
def test_ties_at_the_last_place_are_treated_alike(ties: TieRule, minimum: int, chosen: set[int]) -> None:
    rule = Outstanding(Fraction(1, 10), Rounding.DOWN, ties, minimum)

    assert set(rules.suggest_outstanding(rule, CANDIDATES, 20)) == chosen


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4)), max_size=30),
    st.fractions(Fraction(1, 50), Fraction(1)),
    st.sampled_from(Rounding),
    st.sampled_from(TieRule),
)
def test_nobody_outstanding_is_behind_one_who_is_not(
    merits: list[tuple[int, int]], share: Fraction, rounding: Rounding, ties: TieRule
) -> None:
    found = [Candidate(key, Decimal(total), Fraction(rate, 4)) for key, (total, rate) in enumerate(merits)]
    rule = Outstanding(share, rounding, ties)

    chosen = set(rules.suggest_outstanding(rule, found, len(found)))

    others = [one for one in found if one.key not in chosen]
    assert all(one.total >= other.total for one in found if one.key in chosen for other in others)
    if ties is TieRule.NONE:
        assert len(chosen) <= rules.places(rule, len(found))


@pytest.mark.parametrize("preset", rules.PRESETS, ids=lambda preset: preset.key)
def test_edition_is_read_as_it_was_written(preset: rules.Preset) -> None:
    whole = Rules(list(preset.parts), list(preset.brackets), list(preset.gates), preset.outstanding)

    kept = json.loads(json.dumps(rules.write_rules(whole)))

    assert rules.read_rules(kept) == whole


@pytest.mark.parametrize(("text", "found"), [("六十", "现在是“六十”"), ("  ", "现在空着")])
def test_refused_number_says_what_was_found(text: str, found: str) -> None:
    with pytest.raises(Refused, match=f"权重要填数字，{found}"):
        rules.read_whole(text, "权重")
