"""What trainees said and wrote: evaluations of lectures, ratings of competencies, work handed in with its marks."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from trainingapp.assessment import rules
from trainingapp.assessment.models import (
    CompetencyRating,
    EvaluationAnswer,
    EvaluationTicket,
    Questionnaire,
    Task,
    Work,
    WorkMark,
)
from trainingapp.assessment.operations.likeness import point_out_alike
from trainingapp.assessment.queries import list_class_competencies
from trainingapp.assessment.terms import EvaluationKind, EvaluationState, Rater, TaskKind
from trainingapp.cli.seeds.records import RECORDED_BY
from trainingapp.cli.seeds.rows import Entry, Rows
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.curriculum.models import Competency
from trainingapp.timetable.models import Session

Trainees = Mapping[int, Enrolment]
OPEN_FOR = timedelta(days=3)


def add_learning(
    rows: Rows, cohort: Cohort, sessions: Mapping[str, Session], trainees: Trainees, content: Entry
) -> None:
    """Add evaluations, ratings and work; what is there already is left alone."""
    for lecture in content.get("evaluations", {}).get("lectures", []):
        _add_evaluation(rows, cohort, sessions[lecture["session"]], trainees, lecture["forms"])
    for rater, points in content.get("ratings", {}).items():
        if rater != "illustrative":
            said = points if rater == Rater.MENTOR else {"": points}
            for mentor, of_whom in said.items():
                _add_ratings(rows, cohort, trainees, of_whom, {"rater": Rater(rater), "mentor": mentor})
    for task in content.get("tasks", []):
        _add_task(rows, cohort, trainees, task)
    rows.flush()


def _add_evaluation(rows: Rows, cohort: Cohort, session: Session, trainees: Trainees, lines: str) -> None:
    """Add a lecture's evaluation as closed, with the paper forms of its lines."""
    if rows.find(Questionnaire, session_id=session.id):
        return
    items = rules.items_for(EvaluationKind.LECTURE, session.form)
    forms = rules.read_paper_forms(items, lines)
    summary = rules.summarise(items, [points for points, _comment in forms])
    asked = rows.add(
        Questionnaire(
            cohort_id=cohort.id,
            kind=EvaluationKind.LECTURE,
            session=session,
            title=session.title,
            items=[asdict(item) for item in items],
            state=EvaluationState.CLOSED,
            opened_on=session.held_on,
            closed_on=session.held_on + OPEN_FOR,
            forms=summary.forms if summary else None,
            points=summary.total if summary else None,
        )
    )
    for one in trainees.values():
        rows.note(EvaluationTicket(questionnaire_id=asked.id, enrolment_id=one.id))
    for points, comment in forms:
        rows.note(EvaluationAnswer(questionnaire_id=asked.id, points=points, comment=comment))


def _add_ratings(
    rows: Rows, cohort: Cohort, trainees: Trainees, points: Mapping[int, Sequence[int]], who: Mapping[str, str]
) -> None:
    """Add what somebody said of trainees; `who` are the rater and the mentor's name."""
    skills = list_class_competencies(cohort)
    known = {row.enrolment_id for row in rows.all(CompetencyRating, **who)}
    for number, values in points.items():
        one = trainees[number]
        for skill, value in zip(skills, values, strict=True) if one.id not in known else ():
            told = {**who, "points": value, "rated_by": RECORDED_BY}
            rows.note(CompetencyRating(enrolment_id=one.id, competency_id=skill.id, **told))


def _add_task(rows: Rows, cohort: Cohort, trainees: Trainees, entry: Entry) -> None:
    """Add a task with its works: [number, day, text, consent, chosen lines, points by marker]."""
    key = {"cohort_id": cohort.id, "title": entry["title"]}
    if rows.find(Task, **key):
        return
    skill = rows.get(Competency, name=entry["competency"])
    told = {name: entry[name] for name in ("due_on", "instructions")}
    task = rows.add(Task(**key, **told, kind=TaskKind(entry["kind"]), competency_id=skill.id))
    for number, day, text, consent, chosen, marks in entry["works"]:
        work = Work(task=task, enrolment=trainees[number], text=text, consent=consent, chosen=chosen)
        work.handed_in_at, work.late = datetime.combine(day, time(4), tzinfo=UTC), day > task.due_on
        work.marks = [WorkMark(marker=marker, points=Decimal(points)) for marker, points in marks.items()]
        point_out_alike(rows.add(work))
