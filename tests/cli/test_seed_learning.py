"""What trainees said and wrote in the demonstration: loads once, is shown as any other, and tells of nobody."""

from flask import Flask
from sqlalchemy import func, select

from tests.cli.test_seeds import load
from trainingapp.accounts.terms import system_actor
from trainingapp.assessment import queries
from trainingapp.assessment.models import CompetencyRating, EvaluationAnswer, Questionnaire, Work
from trainingapp.assessment.terms import EvaluationState, Rater
from trainingapp.core.database import db
from trainingapp.core.scope import current_office
from trainingapp.curriculum.models import Lecturer

CODE = "qinglan-2025"
KINDS = (Questionnaire, EvaluationAnswer, CompetencyRating, Work)


def amounts() -> list[int]:
    """Return how many rows of each kind there are."""
    return [db.session.scalar(select(func.count(kind.id))) or 0 for kind in KINDS]


def test_learning_loads_once(app: Flask) -> None:
    del app
    load(CODE)
    first = amounts()
    load(CODE)

    assert first == [4, 40, 124, 3]
    assert amounts() == first


def test_evaluations_are_closed_with_what_their_forms_come_to(app: Flask) -> None:
    del app
    cohort = load(CODE)

    found = [queries.evaluation_result(one.questionnaire) for one in queries.list_questionnaires(cohort)]

    assert {one.questionnaire.state for one in found} == {EvaluationState.CLOSED}
    assert [(one.questionnaire.forms, one.questionnaire.points) for one in found] == [
        (one.summary.forms, one.summary.total) for one in found if one.summary
    ]
    lecturers = queries.yearly_standings(system_actor(current_office()), Lecturer)
    assert sum(one.evaluated.forms for one in lecturers) == 40


def test_picture_of_the_class_has_ratings_of_trainees_and_mentors(app: Flask) -> None:
    del app
    pictures = queries.competency_pictures(load(CODE))

    assert [(one.ratings[Rater.SELF_BEFORE].amount, one.ratings[Rater.MENTOR].amount) for one in pictures] == [
        (29, 2)
    ] * 4


def test_scheme_has_rules_of_discipline_and_a_share_of_outstanding(app: Flask) -> None:
    del app
    found = queries.class_assessment(load(CODE))

    assert [gate.offence.label for gate in queries.gates_of(found.scheme) if gate.offence] == [
        "请人代课、替考",
        "作业代写、抄袭",
        "扰乱课堂秩序",
    ]
    assert found.outstanding_suggested != []
