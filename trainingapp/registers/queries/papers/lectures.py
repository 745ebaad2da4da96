"""Papers about those who taught: how lectures were evaluated, what they are paid."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from trainingapp.assessment.models import Questionnaire
from trainingapp.assessment.queries import Result, Turnout, evaluation_result, items_of, list_questionnaires
from trainingapp.assessment.rules import LEAST_SHOWN, SATISFACTION, Item, is_satisfaction
from trainingapp.assessment.terms import EvaluationKind, Screening
from trainingapp.cohorts.models import Cohort
from trainingapp.core.columns import round_half_up
from trainingapp.registers.queries.papers.parts import Printing, closing_of, dated, dates_of, heading_of, office_of
from trainingapp.registers.sheets.evaluations import (
    EvaluatedItem,
    EvaluatedLesson,
    EvaluationSheets,
    LessonTable,
    Remark,
    Satisfaction,
    build_evaluations,
)
from trainingapp.registers.sheets.lecture_fees import SIGNERS, FeeLine, FeeSheet, build_lecture_fees
from trainingapp.registers.terms import PaperKind
from trainingapp.timetable.queries import list_sessions, payments_of


def evaluations(cohort: Cohort, printing: Printing) -> bytes:
    """Return 教学质量评估汇总."""
    return build_evaluations(evaluated(cohort, printing))


def evaluated(cohort: Cohort, printing: Printing) -> EvaluationSheets:
    """Return lectures by form, satisfaction, comments let through; too few forms are withheld."""
    asked = list(reversed(list_questionnaires(cohort)))
    results = {one.questionnaire.id: evaluation_result(one.questionnaire) for one in asked}
    numbered = enumerate((one for one in asked if one.questionnaire.kind is EvaluationKind.LECTURE), start=1)
    tables = _tables([(one, _lesson(number, one, results)) for number, one in numbered])
    first, *further = tables or [LessonTable([], [])]
    whole = next((results[one.questionnaire.id] for one in asked if _is_satisfaction(one.questionnaire)), None)
    return EvaluationSheets(
        heading=heading_of(cohort, PaperKind.EVALUATIONS, right=dates_of(cohort)),
        items=first.items,
        lessons=first.lessons,
        further=further,
        answers=[label for _points, label in SATISFACTION],
        satisfaction=_satisfaction(whole) if whole else (),
        remarks=_remarks(results.values()),
        notes=[f"均分 = 各份总分之和 ÷ 份数；不到 {LEAST_SHOWN} 份的不显示。评估不记名。"],
        closing=closing_of(cohort, printing),
        office=office_of(cohort, PaperKind.EVALUATIONS),
    )


def _tables(lessons: Sequence[tuple[Turnout, EvaluatedLesson]]) -> list[LessonTable]:
    """Return the lessons by the items that they were evaluated by, the form of the first one first."""
    found: dict[tuple[Item, ...], list[EvaluatedLesson]] = {}
    for turnout, lesson in lessons:
        found.setdefault(tuple(items_of(turnout.questionnaire)), []).append(lesson)
    return [
        LessonTable([EvaluatedItem(item.label, Decimal(item.most)) for item in items], of_form)
        for items, of_form in found.items()
    ]


def _lesson(number: int, turnout: Turnout, results: Mapping[int, Result]) -> EvaluatedLesson:
    questionnaire = turnout.questionnaire
    session, summary = questionnaire.session, results[questionnaire.id].summary
    return EvaluatedLesson(
        number=number,
        day=session.held_on if session else None,
        course=session.title if session else questionnaire.title,
        lecturer="、".join(one.name for one in session.speakers) if session else "",
        asked=turnout.asked,
        returned=turnout.forms,
        scores=[item.mean for item in summary.items] if summary else [None] * len(items_of(questionnaire)),
        total=summary.mean if summary else None,
    )


def _is_satisfaction(questionnaire: Questionnaire) -> bool:
    return is_satisfaction(questionnaire.kind, items_of(questionnaire))


def _satisfaction(result: Result) -> list[Satisfaction]:
    return [
        Satisfaction(
            topic=mean.item.label,
            counts=[mean.counts.get(points, 0) for points, _label in SATISFACTION],
            share=mean.content,
        )
        for mean in (result.summary.items if result.summary else ())
    ]


def _remarks(results: Iterable[Result]) -> list[Remark]:
    told = [
        (result.questionnaire.title, comment.text)
        for result in results
        for comment in result.comments
        if comment.screening is Screening.SHOWN
    ]
    return [Remark(number, about, text) for number, (about, text) in enumerate(told, start=1)]


def fees(cohort: Cohort, printing: Printing) -> bytes:
    """Return 讲课费签收单."""
    return build_lecture_fees(
        FeeSheet(
            heading=heading_of(cohort, PaperKind.FEES, right=dates_of(cohort)),
            lines=fee_lines(cohort),
            closing=[*SIGNERS, dated(printing)],
            office=office_of(cohort, PaperKind.FEES),
        )
    )


def fee_lines(cohort: Cohort) -> list[FeeLine]:
    """Return what those are paid whom the library has a rate for, each lesson of this class one line."""
    payments = {(one.session_id, one.lecturer_id): one.payment for one in payments_of([cohort.id])}
    paid = [
        (session, speaker, payments[session.id, speaker.id])
        for session in list_sessions(cohort)
        for speaker in session.speakers
        if (session.id, speaker.id) in payments
    ]
    return [
        FeeLine(
            number=number,
            day=session.held_on,
            half_day=session.half_day.label,
            course=session.title,
            lecturer=speaker.name,
            title=f"{speaker.unit}{speaker.title}",
            hours=round_half_up(payment.hours, 1),
            rate=Decimal(speaker.fee_per_hour or 0),
            amount=payment.amount,
            remark=payment.reason,
        )
        for number, (session, speaker, payment) in enumerate(paid, start=1)
    ]
