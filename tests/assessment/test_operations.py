"""Acts on results: schemes keep scores, scores are entered as a set, decisions want reasons."""

from decimal import Decimal
from fractions import Fraction

import pytest
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.assessment import operations, queries
from trainingapp.assessment.models import Scheme
from trainingapp.assessment.rules import BRACKETS, LOWER_BRACKETS, Gate, Part
from trainingapp.assessment.terms import Completion, Consequence, GateKind, OffenceKind, Outstanding, Source
from trainingapp.attendance.operations import record_marks
from trainingapp.attendance.terms import Status
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.core.errors import Refused, Stale

PARTS = (Part(1, "考勤", 40, Source.ATTENDANCE), Part(2, "考试", 60))


def set_scheme(make: Factory, cohort: Cohort, *parts: Part) -> Scheme:
    """Set the scheme of a class."""
    return operations.set_scheme(make.actor, cohort, parts=parts or PARTS, brackets=BRACKETS)


def last_act() -> AuditEvent:
    """Return the newest act."""
    return db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)).one()


def test_attendance_and_scores_make_one_total(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort)
    come, missed = make.session(cohort), make.session(cohort, held_on=cohort.starts_on.replace(day=12))
    record_marks(make.actor, come, marks={one.id: Status.PRESENT})
    record_marks(make.actor, missed, marks={one.id: Status.ABSENT})
    exam = set_scheme(make, cohort).components[1]

    operations.enter_scores(make.actor, cohort, scores={(one.id, exam.id): Decimal(90)})

    (row,) = queries.class_assessment(cohort).rows
    assert (row.total, row.band, row.completion) == (Decimal(74), "合格", Completion.COMPLETED)


def test_entered_scores_are_one_act_and_equal_ones_none(make: Factory) -> None:
    cohort = make.cohort()
    one, two = make.enrolment(cohort, "陈甲"), make.enrolment(cohort, "李乙")
    exam = set_scheme(make, cohort).components[1]
    scores = {(one.id, exam.id): Decimal(90), (two.id, exam.id): Decimal("85.5")}

    operations.enter_scores(make.actor, cohort, scores=scores)
    act = last_act()
    again = operations.enter_scores(make.actor, cohort, scores=scores)

    assert (act.verb, act.after) == ("scores.entered", {"陈甲 考试": "90", "李乙 考试": "85.5"})
    assert (bool(again), last_act()) == (False, act)


def test_cleared_score_opens_the_total_again(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort)
    exam = set_scheme(make, cohort, Part(1, "考试", 100)).components[0]
    operations.enter_scores(make.actor, cohort, scores={(one.id, exam.id): Decimal(90)})

    operations.enter_scores(make.actor, cohort, scores={(one.id, exam.id): None})

    db.session.flush()
    assert queries.class_assessment(cohort).rows[0].total is None


def test_second_of_two_who_enter_is_told_both_values(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort, "陈甲")
    exam = set_scheme(make, cohort).components[1]
    cell = (one.id, exam.id)
    operations.enter_scores(make.actor, cohort, scores={cell: Decimal(90)}, versions={cell: 0})

    with pytest.raises(Stale, match=r"陈甲的“考试”：您填的是 80，别人刚改成 90"):
        operations.enter_scores(make.actor, cohort, scores={cell: Decimal(80)}, versions={cell: 0})


@pytest.mark.parametrize(
    ("points", "message"), [("100.5", "不在 0 到 100"), ("-1", "不在 0 到 100"), ("80.55", "最多一位")]
)
def test_points_out_of_range_are_refused_with_the_name(make: Factory, points: str, message: str) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort, "陈甲")
    exam = set_scheme(make, cohort).components[1]

    with pytest.raises(Refused, match=f"陈甲的“考试”：.*{message}"):
        operations.enter_scores(make.actor, cohort, scores={(one.id, exam.id): Decimal(points)})


def test_calculated_component_takes_no_scores(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort)
    computed = set_scheme(make, cohort).components[0]

    with pytest.raises(Refused, match="按出勤率计算"):
        operations.enter_scores(make.actor, cohort, scores={(one.id, computed.id): Decimal(90)})


def test_new_weights_keep_the_scores_and_a_scored_component_stays(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort)
    exam = set_scheme(make, cohort).components[1]
    operations.enter_scores(make.actor, cohort, scores={(one.id, exam.id): Decimal(90)})

    set_scheme(make, cohort, Part(1, "心得", 50), Part(2, "考试", 50))

    found = queries.class_assessment(cohort)
    assert [row.name for row in found.components] == ["心得", "考试"]
    assert found.rows[0].verdict.points[exam.id] == Decimal(90)
    with pytest.raises(Refused, match="“考试”已经登了成绩"):
        set_scheme(make, cohort, Part(1, "心得", 100))


def test_departing_from_the_rules_wants_a_reason(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort, "陈甲")
    exam = set_scheme(make, cohort, Part(1, "考试", 100)).components[0]
    operations.enter_scores(make.actor, cohort, scores={(one.id, exam.id): Decimal(59)})
    (row,) = queries.class_assessment(cohort).rows

    with pytest.raises(Refused, match="“陈甲”按规则是“不合格、不予结业”"):
        operations.decide_outcome(make.actor, row, band="合格", completion=Completion.COMPLETED)
    operations.decide_outcome(make.actor, row, band="合格", completion=Completion.COMPLETED, reason="补考 75 分")

    (decided,) = queries.class_assessment(cohort).rows
    assert (decided.band, decided.completion, decided.verdict.band) == ("合格", Completion.COMPLETED, "不合格")
    assert (decided.reasons[-1], decided.departs, last_act().reason) == (
        "评定为“合格、结业”；按规则是“不合格、不予结业”。理由：补考 75 分",
        True,
        "补考 75 分",
    )


def test_rule_edited_after_a_decision_leaves_it_to_the_old_edition(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort, "陈甲")
    scheme = set_scheme(make, cohort, Part(1, "考试", 100))
    operations.enter_scores(make.actor, cohort, scores={(one.id, scheme.components[0].id): Decimal(85)})
    (row,) = queries.class_assessment(cohort).rows
    operations.decide_outcome(make.actor, row, band="良好", completion=Completion.COMPLETED)

    operations.set_scheme(make.actor, cohort, parts=queries.parts_of(scheme), brackets=LOWER_BRACKETS)

    (after,) = queries.class_assessment(cohort).rows
    assert (scheme.edition, after.band, after.verdict.band, after.current.band) == (2, "良好", "良好", "优秀")
    assert (after.departs, after.outdated, after.remark) == (False, True, "按第 1 版考核办法评定")
    assert "按第 1 版考核办法评定，现行第 2 版" in after.reasons[-1]
    first = queries.find_edition(scheme, 1)
    assert first is not None
    assert first.content["bands"][0] == "优秀 90 分起"


def test_total_of_a_decision_is_that_of_its_edition_until_it_is_decided_anew(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort, "陈甲")
    scheme = set_scheme(make, cohort, Part(1, "考试", 60), Part(2, "心得", 40))
    exam, essay = (row.id for row in scheme.components)
    scores = {(one.id, exam): Decimal(90), (one.id, essay): Decimal(60)}
    operations.enter_scores(make.actor, cohort, scores=scores)
    operations.accept_suggestions(make.actor, cohort, queries.class_assessment(cohort))

    set_scheme(make, cohort, Part(exam, "考试", 10), Part(essay, "心得", 80), Part(3, "研讨", 10))
    (kept,) = queries.class_assessment(cohort).rows
    before = (kept.total, kept.band, kept.outdated)
    with pytest.raises(Refused, match="按规则是“无等次、待定”"):
        operations.decide_outcome(make.actor, kept, band="合格", completion=Completion.COMPLETED)
    operations.decide_outcome(make.actor, kept, band="合格", completion=Completion.COMPLETED, reason="研讨免评")
    (anew,) = queries.class_assessment(cohort).rows

    assert before == (Decimal(78), "合格", True)
    assert (anew.total, anew.outdated, anew.remark) == (None, False, "改评：研讨免评")


def test_missed_exam_stands_apart_from_no_score(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort, "陈甲")
    exam = set_scheme(make, cohort, Part(1, "考试", 100)).components[0]

    operations.enter_scores(make.actor, cohort, scores={(one.id, exam.id): operations.MISSED})

    (row,) = queries.class_assessment(cohort).rows
    assert (row.total, row.reasons[0]) == (None, "缺考：考试")
    assert last_act().after == {"陈甲 考试": "缺考"}


def test_outstanding_are_suggested_and_departing_wants_a_reason(make: Factory) -> None:
    cohort = make.cohort()
    trainees = make.enrolments(cohort, 10)
    rule = Outstanding(Fraction(1, 10), minimum=90)
    scheme = operations.set_scheme(
        make.actor, cohort, parts=[Part(1, "考试", 100)], brackets=BRACKETS, outstanding=rule
    )
    exam = scheme.components[0]
    scores = {(one.id, exam.id): Decimal(90 + place) for place, one in enumerate(trainees)}
    operations.enter_scores(make.actor, cohort, scores=scores)
    best, second = trainees[9], trainees[8]

    with pytest.raises(Refused, match="还没有评定为结业"):
        operations.name_outstanding(make.actor, cohort, queries.class_assessment(cohort), chosen=[best.public_id])
    decided = operations.accept_suggestions(make.actor, cohort, queries.class_assessment(cohort))
    found = queries.class_assessment(cohort)
    with pytest.raises(Refused, match="请写明理由"):
        operations.name_outstanding(make.actor, cohort, found, chosen=[second.public_id])
    operations.name_outstanding(make.actor, cohort, found, chosen=[best.public_id])

    assert (decided, found.outstanding_suggested) == (10, [best.id])
    assert [row.enrolment.id for row in queries.class_assessment(cohort).rows if row.outstanding] == [best.id]


def test_offence_cancels_by_rule_until_it_is_withdrawn(make: Factory) -> None:
    cohort = make.cohort()
    one = make.enrolment(cohort, "陈甲")
    gate = Gate(GateKind.DISCIPLINE, consequence=Consequence.CANCELLED, offence=OffenceKind.SUBSTITUTION)
    scheme = operations.set_scheme(make.actor, cohort, parts=[Part(1, "考试", 100)], brackets=BRACKETS, gates=[gate])
    operations.enter_scores(make.actor, cohort, scores={(one.id, scheme.components[0].id): Decimal(95)})
    operations.record_offence(
        make.actor, one, kind=OffenceKind.SUBSTITUTION, found_on=cohort.starts_on, note="请人代签到"
    )

    (cancelled,) = queries.class_assessment(cohort).rows
    operations.withdraw_offence(make.actor, cancelled, cancelled.offences[0].public_id, reason="核实为误记")
    (again,) = queries.class_assessment(cohort).rows

    assert (cancelled.completion, again.completion) == (Completion.NOT_COMPLETED, Completion.COMPLETED)
    assert last_act().reason == "核实为误记"
