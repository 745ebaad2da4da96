"""Reads of evaluation: none of them meets both a person and an answer."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.terms import Actor, Role
from trainingapp.assessment.models import EvaluationAnswer, EvaluationTicket, Questionnaire
from trainingapp.assessment.rules import Item, Summary, blank_names, names_in, summarise
from trainingapp.assessment.terms import EvaluationState, Screening
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.terms import Stage
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.timetable.models import SessionLecturer
from trainingapp.timetable.terms import Teaching

NO_SUCH_QUESTIONNAIRE = "没有这份评估表，或者您看不到它"


def items_of(questionnaire: Questionnaire) -> list[Item]:
    """Return the items as the rules see them."""
    return [Item(**item) for item in questionnaire.items]


@dataclass(frozen=True)
class Turnout:
    """A questionnaire and how many of those asked have answered; never who."""

    questionnaire: Questionnaire
    asked: int
    answered: int
    forms: int


def list_questionnaires(cohort: Cohort) -> list[Turnout]:
    """Return a class's questionnaires with their turnout, in constant queries."""
    rows = db.session.scalars(
        select(Questionnaire)
        .where(Questionnaire.cohort_id == cohort.id)
        .options(joinedload(Questionnaire.session))
        .order_by(Questionnaire.opened_on.desc(), Questionnaire.id.desc())
    ).all()
    keys = [row.id for row in rows]
    asked = _count(EvaluationTicket, keys)
    answered = _count(EvaluationTicket, keys, answered=True)
    forms = _count(EvaluationAnswer, keys)
    return [Turnout(row, asked.get(row.id, 0), answered.get(row.id, 0), forms.get(row.id, 0)) for row in rows]


def _count(
    model: type[EvaluationTicket | EvaluationAnswer], keys: Sequence[int], *, answered: bool = False
) -> Mapping[int, int]:
    statement = select(model.questionnaire_id, func.count(model.id)).where(model.questionnaire_id.in_(keys))
    if answered:
        statement = statement.where(EvaluationTicket.answered.is_(True))
    return dict(db.session.execute(statement.group_by(model.questionnaire_id)).all())


def find_questionnaire(cohort: Cohort, public_id: str) -> Questionnaire:
    """Return a questionnaire of this class; raise NotFound otherwise."""
    statement = select(Questionnaire).where(Questionnaire.cohort_id == cohort.id, Questionnaire.public_id == public_id)
    found = db.session.scalar(statement.options(joinedload(Questionnaire.session)))
    if found is None:
        raise NotFound(NO_SUCH_QUESTIONNAIRE)
    return found


@dataclass(frozen=True)
class OwnQuestionnaire:
    """A questionnaire that somebody may answer, and whether he has."""

    questionnaire: Questionnaire
    ticket: EvaluationTicket


def own_questionnaires(actor: Actor) -> list[OwnQuestionnaire]:
    """Return what the actor is asked as a trainee and has not answered, the newest first."""
    statement = (
        select(Questionnaire, EvaluationTicket)
        .join(EvaluationTicket, EvaluationTicket.questionnaire_id == Questionnaire.id)
        .join(Enrolment, Enrolment.id == EvaluationTicket.enrolment_id)
        .where(
            Enrolment.person_id.in_(actor.reach(Role.TRAINEE, "person_id")),
            Questionnaire.state == EvaluationState.OPEN,
            Questionnaire.cohort.has(Cohort.stage != Stage.CLOSED),
            EvaluationTicket.answered.is_(False),
        )
        .options(joinedload(Questionnaire.session), joinedload(Questionnaire.cohort))
        .order_by(Questionnaire.opened_on.desc(), Questionnaire.id.desc())
    )
    return [OwnQuestionnaire(row, ticket) for row, ticket in db.session.execute(statement)]


def find_own_questionnaire(actor: Actor, public_id: str) -> OwnQuestionnaire:
    """Return a questionnaire that the actor may still answer; raise NotFound otherwise."""
    found = [one for one in own_questionnaires(actor) if one.questionnaire.public_id == public_id]
    if not found:
        raise NotFound("没有这份评估表，或者您已经评过了；每人只评一次，评过的内容谁也看不到是谁写的")
    return found[0]


@dataclass(frozen=True)
class Comment:
    """A comment to be screened: its key, the text with names blanked, and the names that were found in it."""

    key: str
    text: str
    names: Sequence[str]
    screening: Screening


@dataclass(frozen=True)
class Result:
    """What a questionnaire came to; without a summary everything stays hidden."""

    questionnaire: Questionnaire
    forms: int
    summary: Summary | None
    comments: Sequence[Comment]


def summary_of(questionnaire: Questionnaire) -> Summary | None:
    """Return what the forms of a questionnaire come to so far; None for too few."""
    points = select(EvaluationAnswer.points).where(EvaluationAnswer.questionnaire_id == questionnaire.id)
    return summarise(items_of(questionnaire), db.session.scalars(points).all())


def evaluation_result(questionnaire: Questionnaire) -> Result:
    """Return the result; nothing but the number of forms while it is open, or below five forms."""
    answers = db.session.scalars(
        select(EvaluationAnswer).where(EvaluationAnswer.questionnaire_id == questionnaire.id)
    ).all()
    if questionnaire.state is EvaluationState.OPEN:
        return Result(questionnaire, len(answers), None, ())
    summary = summarise(items_of(questionnaire), [answer.points for answer in answers])
    if summary is None:
        return Result(questionnaire, len(answers), None, ())
    names = db.session.scalars(select(Enrolment.name).where(Enrolment.cohort_id == questionnaire.cohort_id)).all()
    comments = [
        Comment(str(one.id), blank_names(one.comment, names), names_in(one.comment, names), one.screening)
        for one in answers
        if one.comment
    ]
    random.shuffle(comments)
    return Result(questionnaire, len(answers), summary, comments)


def lecturer_results(actor: Actor) -> list[Result]:
    """Return what the lectures of the acting lecturer came to, with the comments that were let through."""
    mine = select(SessionLecturer.session_id).where(
        SessionLecturer.lecturer_id.in_(actor.reach(Role.LECTURER, "lecturer_id")),
        SessionLecturer.role == Teaching.SPEAKER,
    )
    rows = db.session.scalars(
        select(Questionnaire)
        .where(Questionnaire.session_id.in_(mine), Questionnaire.state == EvaluationState.CLOSED)
        .options(joinedload(Questionnaire.session))
        .order_by(Questionnaire.opened_on.desc(), Questionnaire.id.desc())
    ).all()
    results = [evaluation_result(row) for row in rows]
    return [
        Result(
            one.questionnaire,
            one.forms,
            one.summary,
            [comment for comment in one.comments if comment.screening is Screening.SHOWN],
        )
        for one in results
    ]


def find_turnout(questionnaire: Questionnaire) -> Turnout:
    """Return how many of those asked have answered, and how many forms there are."""
    keys = [questionnaire.id]
    asked, answered = _count(EvaluationTicket, keys), _count(EvaluationTicket, keys, answered=True)
    forms = _count(EvaluationAnswer, keys)
    key = questionnaire.id
    return Turnout(questionnaire, asked.get(key, 0), answered.get(key, 0), forms.get(key, 0))
