"""Reads of what was taught, over all classes: the history of a course or a lecturer, and how it was evaluated.

Nothing here reads a form: what a questionnaire came to is kept on it when it is closed, and kept back for too few.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from trainingapp.accounts.permissions import Permission
from trainingapp.accounts.terms import Actor
from trainingapp.assessment.models import Questionnaire
from trainingapp.assessment.terms import EvaluationKind
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import visible_cohorts
from trainingapp.core.clock import today
from trainingapp.core.database import Base, db
from trainingapp.curriculum.models import Course, Lecturer
from trainingapp.curriculum.terms import Taught
from trainingapp.timetable.models import Session, SessionLecturer
from trainingapp.timetable.queries import whole_sessions
from trainingapp.timetable.terms import SessionState, Teaching

Entry: TypeAlias = Course | Lecturer


@dataclass(frozen=True)
class Evaluated:
    """What the closed questionnaires of some lectures came to: lectures, forms, and the mean share of the most points.

    Each form counts alike, whatever its most points are.
    """

    lectures: int
    forms: int
    share: Fraction

    @classmethod
    def of(cls, questionnaires: Iterable[Questionnaire]) -> "Evaluated | None":
        """Sum up; None where none of them may be shown."""
        shown = [(one.forms, one.points or 0, one.most) for one in questionnaires if one.forms and one.most]
        forms = sum(amount for amount, _, _ in shown)
        reached = sum((Fraction(points, most) for _, points, most in shown), Fraction(0))
        return cls(len(shown), forms, reached / forms) if forms else None


def _key(model: type[Base]) -> ColumnElement[Any]:
    """Return the column that says which course or lecturer a session had."""
    return (Session.course_id if model is Course else SessionLecturer.lecturer_id).expression


def _held(actor: Actor, model: type[Base], *, evaluated: bool = False) -> Select[Session]:
    """Return the statement over what was held until today in classes that the actor sees, joined to its entries.

    With `evaluated` over what was evaluated alone, joined to its questionnaire.
    """
    mine = visible_cohorts(actor, Permission.LIBRARY_VIEW).with_only_columns(Cohort.id)
    statement = select(Session)
    if model is Lecturer:
        statement = statement.join(SessionLecturer, SessionLecturer.session_id == Session.id)
        statement = statement.where(SessionLecturer.role == Teaching.SPEAKER)
    if evaluated:
        statement = statement.join(Questionnaire, Questionnaire.session_id == Session.id)
        statement = statement.where(Questionnaire.kind == EvaluationKind.LECTURE, Questionnaire.forms.is_not(None))
    return statement.where(
        Session.cohort_id.in_(mine), Session.state == SessionState.PLANNED, Session.held_on <= today()
    )


def taught_in_library(actor: Actor, model: type[Base]) -> Mapping[int, Taught]:
    """Return what became of each course or lecturer, by id; nothing for other libraries. Two queries."""
    if model not in {Course, Lecturer}:
        return {}
    key = _key(model)
    counted = _held(actor, model).with_only_columns(key, func.count(Session.id), func.max(Session.held_on))
    rows = db.session.execute(counted.where(key.is_not(None)).group_by(key)).all()
    asked: dict[int, list[Questionnaire]] = {}
    statement = _held(actor, model, evaluated=True).with_only_columns(key, Questionnaire)
    for entry, questionnaire in db.session.execute(statement):
        asked.setdefault(entry, []).append(questionnaire)
    found = {entry: Evaluated.of(of_entry) for entry, of_entry in asked.items()}
    return {entry: _taught(times, last, found.get(entry)) for entry, times, last in rows}


def _taught(times: int, last: object, evaluated: Evaluated | None) -> Taught:
    return Taught(times, last, evaluated.share if evaluated else None)  # type: ignore[arg-type]  # the database's day


@dataclass(frozen=True)
class Lesson:
    """One time that something was taught, and how it was evaluated."""

    session: Session
    questionnaire: Questionnaire | None = None


def summed_up(lessons: Iterable[Lesson]) -> Evaluated | None:
    """Return what the evaluations of some lessons come to; None where none of them may be shown."""
    return Evaluated.of(lesson.questionnaire for lesson in lessons if lesson.questionnaire)


def teaching_history(actor: Actor, entry: Entry) -> list[Lesson]:
    """Return when and where a course was taught, or a lecturer spoke, the newest first; constant queries."""
    model, key = type(entry), _key(type(entry))
    wanted = _held(actor, model).with_only_columns(Session.id).where(key == entry.id)
    sessions = db.session.scalars(
        whole_sessions()
        .where(Session.id.in_(wanted))
        .options(joinedload(Session.cohort))
        .order_by(Session.held_on.desc(), Session.starts_at.desc())
    ).all()
    statement = _held(actor, model, evaluated=True).with_only_columns(Session.id, Questionnaire).where(key == entry.id)
    asked = dict(db.session.execute(statement).all())
    return [Lesson(session, asked.get(session.id)) for session in sessions]


@dataclass(frozen=True)
class Standing:
    """How a lecturer was evaluated in one year."""

    lecturer: Lecturer
    year: int
    evaluated: Evaluated


def lecturer_history(actor: Actor) -> list[Standing]:
    """Return each lecturer's standing year by year, the best of the newest year first; constant queries."""
    statement = _held(actor, Lecturer, evaluated=True)
    rows = statement.with_only_columns(SessionLecturer.lecturer_id, Session.held_on, Questionnaire)
    asked: dict[tuple[int, int], list[Questionnaire]] = {}
    for lecturer, day, questionnaire in db.session.execute(rows):
        asked.setdefault((lecturer, day.year), []).append(questionnaire)
    wanted = select(Lecturer).where(Lecturer.id.in_({lecturer for lecturer, _year in asked}))
    lecturers = {one.id: one for one in db.session.scalars(wanted)}
    found = [(lecturers[key], year, Evaluated.of(of_year)) for (key, year), of_year in asked.items()]
    standings = [Standing(lecturer, year, evaluated) for lecturer, year, evaluated in found if evaluated]
    return sorted(standings, key=lambda one: (-one.year, -one.evaluated.share, one.lecturer.name))
