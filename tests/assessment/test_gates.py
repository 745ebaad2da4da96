"""Gates: exact shares, strictly greater, re-based when a session is cancelled, each with its arithmetic in words."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from trainingapp.assessment.rules import (
    BRACKETS,
    Gate,
    Offence,
    Part,
    Presence,
    Record,
    Rules,
    Verdict,
    assess,
    presence,
    read_rules,
    scheme_faults,
    write_rules,
)
from trainingapp.assessment.terms import Completion, Consequence, GateKind, OffenceKind
from trainingapp.attendance.rules import Held, Member, half_day_columns, tally
from trainingapp.attendance.terms import Status
from trainingapp.timetable.terms import HalfDay

EXAM = (Part(1, "考试", 100),)
SEVENTH = Gate(GateKind.LEAVE_SHARE, Fraction(1, 7), Consequence.AS_WITHDRAWN, source="2013年规定")
QUARTERS = Gate(GateKind.ATTENDANCE_SHARE, Fraction(3, 4), Consequence.NO_GRADE)
ONE = Member(1, "one", 1, "陈甲")


def timetable(half_days: int, *, cancelled: int = 0) -> list[Held]:
    """Return so many half-days of 4 study hours, the last ones cancelled."""
    halves = (HalfDay.MORNING, HalfDay.AFTERNOON)
    return [
        Held(
            place,
            f"s{place}",
            date(2026, 5, 11) + timedelta(days=place // 2),
            halves[place % 2],
            Decimal(4),
            counts=place < half_days - cancelled,
        )
        for place in range(half_days)
    ]


def attended(half_days: int, *statuses: Status, cancelled: int = 0, blank: int = 0) -> Presence:
    """Return the presence of who has these statuses in the first half-days and was there in all others."""
    sessions = timetable(half_days, cancelled=cancelled)
    marks = dict.fromkeys(range(half_days - blank), Status.PRESENT) | dict(enumerate(statuses))
    words = {status: status.label for status in Status}
    return presence(sessions, ONE, marks, tally(half_day_columns(sessions), ONE, marks), words)


def verdict_of(
    gate: Gate,
    present: Presence | None = None,
    points: str = "90",
    *,
    offences: Sequence[Offence] = (),
    track: int | None = None,
) -> Verdict:
    """Return the verdict on a trainee with this exam score behind one gate."""
    return assess(Rules(EXAM, BRACKETS, [gate]), Record({1: Decimal(points)}, present, track, offences))


@pytest.mark.parametrize(
    ("half_days", "cancelled", "over", "sentence"),
    [
        (7, 0, False, "缺课 4 学时，应修 28，4/28 = 1/7：没有超过（刚好等于不算超过）"),
        (6, 0, True, "缺课 4 学时，应修 24，4/24 > 1/7：超过"),
        (8, 0, False, "缺课 4 学时，应修 32，4/32 < 1/7：没有超过"),
        (7, 1, True, "缺课 4 学时，应修 24，4/24 > 1/7：超过"),
    ],
)
def test_leave_over_a_seventh_is_strictly_greater_of_the_scheduled_total(
    half_days: int, cancelled: int, *, over: bool, sentence: str
) -> None:
    verdict = verdict_of(SEVENTH, attended(half_days, Status.PERSONAL, cancelled=cancelled))

    assert (verdict.findings[0].failed, verdict.findings[0].sentence) == (over, sentence)
    assert verdict.completion is (Completion.NOT_COMPLETED if over else Completion.COMPLETED)


def test_leave_over_a_seventh_keeps_the_band_and_names_rule_source_and_weight() -> None:
    verdict = verdict_of(SEVENTH, attended(6, Status.SICK))

    assert (verdict.total, verdict.band) == (Decimal(90), "优秀")
    assert verdict.reasons[-1] == (
        "缺课 4 学时，应修 24，4/24 > 1/7：超过；缺课学时不超过总学时的 1/7，否则按退学处理（参考：2013年规定）"
    )


@pytest.mark.parametrize(
    ("statuses", "blank", "completion"),
    [
        ((Status.ABSENT, Status.SICK), 0, Completion.COMPLETED),
        ((Status.ABSENT, Status.SICK, Status.PERSONAL), 0, Completion.NOT_COMPLETED),
        ((Status.ABSENT, Status.SICK, Status.PERSONAL), 4, Completion.NOT_COMPLETED),
        ((Status.ABSENT,), 4, Completion.PENDING),
        ((Status.LATE, Status.LATE, Status.LATE), 0, Completion.COMPLETED),
    ],
)
def test_three_quarters_are_judged_by_what_can_still_be_reached(
    statuses: tuple[Status, ...], blank: int, completion: Completion
) -> None:
    verdict = verdict_of(QUARTERS, attended(8, *statuses, blank=blank))

    assert verdict.completion is completion


def test_no_grade_takes_the_band_away_but_the_total_stays_to_be_seen() -> None:
    verdict = verdict_of(QUARTERS, attended(4, Status.ABSENT, Status.ABSENT))

    assert (verdict.total, verdict.band, verdict.completion) == (Decimal(90), "", Completion.NOT_COMPLETED)


def test_who_missed_the_exam_has_no_grade_while_a_missing_score_waits() -> None:
    gate = Gate(GateKind.COMPONENT_TAKEN, consequence=Consequence.NO_GRADE, part="考试")
    whole = Rules(EXAM, BRACKETS, [gate])

    missed, waiting = assess(whole, Record({1: None})), assess(whole, Record({}))

    assert (missed.completion, missed.reasons[0]) == (Completion.NOT_COMPLETED, "缺考：考试")
    assert (waiting.completion, waiting.reasons[0]) == (Completion.PENDING, "还没有成绩：考试")


@pytest.mark.parametrize(("absent", "failed"), [(1, False), (2, True), (3, True)])
def test_unexcused_half_days_reach_their_number(absent: int, *, failed: bool) -> None:
    gate = Gate(GateKind.ABSENT_HALF_DAYS, Fraction(2))

    verdict = verdict_of(gate, attended(8, *[Status.ABSENT] * absent))

    assert verdict.findings[0].failed is failed


def test_leave_half_days_count_leave_alone() -> None:
    gate = Gate(GateKind.LEAVE_HALF_DAYS, Fraction(2))

    within = verdict_of(gate, attended(8, Status.SICK, Status.PERSONAL, Status.ABSENT))
    beyond = verdict_of(gate, attended(8, Status.SICK, Status.PERSONAL, Status.OFFICIAL))

    assert [verdict.findings[0].failed for verdict in (within, beyond)] == [False, True]


def test_component_must_reach_its_points() -> None:
    gate = Gate(GateKind.COMPONENT_POINTS, Fraction(60), part="考试")

    assert [verdict_of(gate, points=points).findings[0].failed for points in ("60", "59.9")] == [False, True]


def test_plagiarism_cancels_the_result() -> None:
    gate = Gate(GateKind.DISCIPLINE, consequence=Consequence.CANCELLED)

    verdict = verdict_of(gate, offences=[Offence(OffenceKind.PLAGIARISM, "心得与往年一篇相同")])

    assert (verdict.band, verdict.completion) == ("", Completion.NOT_COMPLETED)
    assert verdict.reasons[-1].startswith("登记了 1 次：作业代写、抄袭（心得与往年一篇相同）；违纪的，取消成绩")


RULED = [
    Gate(GateKind.DISCIPLINE, consequence=Consequence.CANCELLED, source="2013年规定", offence=OffenceKind.SUBSTITUTION),
    Gate(GateKind.DISCIPLINE, Fraction("2.5"), Consequence.DEDUCTED, source="实施方案", offence=OffenceKind.DISORDER),
    Gate(GateKind.DISCIPLINE, consequence=Consequence.WARNED, offence=OffenceKind.CHEATING),
]


@pytest.mark.parametrize(
    ("kinds", "total", "band", "completion", "told"),
    [
        ((), "90", "优秀", Completion.COMPLETED, "考试 90×100% = 90"),
        (
            (OffenceKind.SUBSTITUTION,),
            "90",
            "",
            Completion.NOT_COMPLETED,
            "登记了 1 次：请人代课、替考；请人代课、替考的，取消成绩，不予结业（参考：2013年规定）",
        ),
        (
            (OffenceKind.DISORDER, OffenceKind.DISORDER),
            "85",
            "良好",
            Completion.COMPLETED,
            "登记了 2 次：扰乱课堂秩序；扰乱课堂秩序；扣 5 分；扰乱课堂秩序的，每次扣 2.5 分（参考：实施方案）",
        ),
        (
            (OffenceKind.CHEATING,),
            "90",
            "优秀",
            Completion.COMPLETED,
            "登记了 1 次：考试作弊；考试作弊的，批评教育，不影响结果（参考）",
        ),
        (
            (OffenceKind.LEFT,),
            "90",
            "",
            Completion.PENDING,
            "登记了违纪：未经批准擅自离班；考核办法没有写怎样处理，请人工决定",
        ),
    ],
    ids=["none", "cancels", "deducts", "warns", "no rule"],
)
def test_each_kind_of_offence_has_its_own_consequence(
    kinds: Sequence[OffenceKind], total: str, band: str, completion: Completion, told: str
) -> None:
    record = Record({1: Decimal(90)}, offences=[Offence(kind) for kind in kinds])

    verdict = assess(Rules(EXAM, BRACKETS, RULED), record)

    assert (verdict.total, verdict.band, verdict.completion) == (Decimal(total), band, completion)
    assert told in verdict.reasons


def test_points_off_stand_in_the_arithmetic_and_never_go_below_zero() -> None:
    record = Record({1: Decimal(4)}, offences=[Offence(OffenceKind.DISORDER)] * 2)

    verdict = assess(Rules(EXAM, BRACKETS, RULED), record)

    assert (verdict.total, verdict.reasons[0]) == (Decimal(0), "考试 4×100% - 违纪扣 5 = 0")


@pytest.mark.parametrize("limit", ["0", "2.55", "101"])
def test_rule_that_deducts_wants_its_points(limit: str) -> None:
    gate = Gate(GateKind.DISCIPLINE, Fraction(limit), Consequence.DEDUCTED, offence=OffenceKind.DISORDER)

    assert [one.text for one in scheme_faults(Rules(EXAM, BRACKETS, [gate]))] == [
        "违纪“扰乱课堂秩序”要写明每次扣几分，大于 0、不超过 100，最多一位小数"
    ]


def test_mild_consequences_are_for_discipline_alone() -> None:
    gate = Gate(GateKind.LEAVE_SHARE, Fraction(1, 7), Consequence.WARNED)

    assert [one.text for one in scheme_faults(Rules(EXAM, BRACKETS, [gate]))] == [
        "一票否决“缺课学时不超过总学时的”的后果不能是“批评教育，不影响结果”，这一种只用于违纪"
    ]


def test_rules_of_discipline_are_kept_in_editions_as_they_are() -> None:
    whole = Rules(list(EXAM), list(BRACKETS), RULED)

    assert read_rules(write_rules(whole)) == whole


def test_gate_of_one_kind_of_trainee_leaves_the_others_alone() -> None:
    gate = Gate(GateKind.COMPONENT_POINTS, Fraction(80), part="考试", track_id=7)

    assert [len(verdict_of(gate, points="70", track=track).findings) for track in (7, 8, None)] == [1, 0, 0]
