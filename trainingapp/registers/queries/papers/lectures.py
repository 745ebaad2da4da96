"""Papers about those who taught: how lectures were evaluated, what they are paid."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from trainingapp.assessment.models import Questionnaire
from trainingapp.assessment.queries import Result, Turnout, evaluation_result, items_of, list_questionnaires
from trainingapp.assessment.rules import LEAST_SHOWN, SATISFACTION, Item, is_satisfaction
from trainingapp.assessment.terms import EvaluationKind, Screening
from trainingapp.cohorts.models import Cohort
from trainingapp.core.columns import round_half_up
from trainingapp.curriculum.models import Lecturer
from trainingapp.registers.queries.papers.parts import Printing, closing_of, dated, dates_of, heading_of, office_of
from trainingapp.registers.rules.lecture_fees import Taught, pay
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
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import list_sessions, taught_by

NO_PAY = Decimal(0)


def evaluations(cohort: Cohort, printing: Printing) -> bytes:
    """Return 教学质量评估汇总: lectures by form, satisfaction, comments let through; too few forms are withheld."""
    asked = list(reversed(list_questionnaires(cohort)))
    results = {one.questionnaire.id: evaluation_result(one.questionnaire) for one in asked}
    numbered = enumerate((one for one in asked if one.questionnaire.kind is EvaluationKind.LECTURE), start=1)
    tables = _tables([(one, _lesson(number, one, results)) for number, one in numbered])
    first, *further = tables or [LessonTable([], [])]
    whole = next((results[one.questionnaire.id] for one in asked if _is_satisfaction(one.questionnaire)), None)
    return build_evaluations(
        EvaluationSheets(
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
    """Return what those are paid whom the library has a rate for.

    A half-day counts four hours at most, and who teaches several classes at once is paid in one of them: so the
    sessions of all classes are looked at, and those of this class are printed.
    """
    taught = [(session, speaker) for session in list_sessions(cohort) for speaker in session.speakers]
    paid = [(session, speaker) for session, speaker in taught if speaker.fee_per_hour]
    everywhere = [
        (session, speaker)
        for session, speaker in taught_by({speaker.id for _, speaker in paid})
        if session.held_on in {one.held_on for one, _ in paid}
    ]
    payments = dict(zip(((one.id, who.id) for one, who in everywhere), pay(_lessons(everywhere)), strict=True))
    lines: list[FeeLine] = []
    for session, speaker in paid:
        payment = payments[session.id, speaker.id]
        lines.append(
            FeeLine(
                number=len(lines) + 1,
                day=session.held_on,
                half_day=session.half_day.label,
                course=session.title,
                lecturer=speaker.name,
                title=f"{speaker.unit}{speaker.title}",
                hours=round_half_up(payment.hours, 1),
                rate=_rate(speaker),
                amount=payment.amount,
                remark=payment.reason,
            )
        )
    return lines


def _lessons(taught: Sequence[tuple[Session, Lecturer]]) -> list[Taught]:
    return [
        Taught(
            lecturer=str(speaker.id),
            begins=session.starts,
            half_day=session.half_day.label,
            class_name=session.cohort.short_name,
            hours=session.hours,
            rate=_rate(speaker),
        )
        for session, speaker in taught
    ]


def _rate(speaker: Lecturer) -> Decimal:
    return Decimal(speaker.fee_per_hour) if speaker.fee_per_hour else NO_PAY
