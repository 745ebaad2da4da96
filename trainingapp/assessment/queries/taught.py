"""Reads of what was taught, over all classes: the history of a course, lecturer, venue or site, and its evaluation.

Nothing here reads a form: what a questionnaire came to is kept on it when it is closed, and kept back for too few.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Generic, TypeAlias, TypeVar

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
from trainingapp.curriculum.models import Course, Lecturer, Venue
from trainingapp.curriculum.terms import Taught
from trainingapp.timetable.models import Session, SessionLecturer
from trainingapp.timetable.queries import whole_sessions
from trainingapp.timetable.terms import SessionState, Teaching
from trainingapp.visits.models import Site, Stop, Visit

Entry: TypeAlias = Course | Lecturer | Venue | Site
Judged = TypeVar("Judged", Lecturer, Site)


@dataclass(frozen=True)
class Evaluated:
    """What the closed questionnaires of some lectures came to: lectures, forms, and the mean share of the most points.

    Each form counts alike, whatever its most points are.
    """

    lectures: int
    forms: int
    share: Fraction

    @property
    def reached(self) -> Fraction:
        """Return the sum of the forms' own shares."""
        return self.share * self.forms

    @classmethod
    def of(cls, questionnaires: Iterable[Questionnaire]) -> "Evaluated | None":
        """Sum up; None where none of them may be shown."""
        shown = [(one.forms, one.points or 0, one.most) for one in questionnaires if one.forms and one.most]
        forms = sum(amount for amount, _, _ in shown)
        reached = sum((Fraction(points, most) for _, points, most in shown), Fraction(0))
        return cls(len(shown), forms, reached / forms) if forms else None


def _key(model: type[Base]) -> ColumnElement[Any]:
    """Return the column that says which course, lecturer, venue or site a session had."""
    in_session = {Course: Session.course_id, Venue: Session.venue_id}
    keys = {**in_session, Lecturer: SessionLecturer.lecturer_id, Site: Stop.site_id}
    return keys[model].expression


def _held(actor: Actor, model: type[Base], *, evaluated: bool = False) -> Select[Session]:
    """Return the statement over what was held until today in classes that the actor sees, joined to its entries.

    With `evaluated` over what was evaluated alone, joined to its questionnaire.
    """
    mine = visible_cohorts(actor, Permission.LIBRARY_VIEW).with_only_columns(Cohort.id)
    statement = select(Session)
    if model is Lecturer:
        statement = statement.join(SessionLecturer, SessionLecturer.session_id == Session.id)
        statement = statement.where(SessionLecturer.role == Teaching.SPEAKER)
    if model is Site:
        statement = statement.join(Visit, Visit.session_id == Session.id).join(Stop, Stop.visit_id == Visit.id)
    if evaluated:
        statement = statement.join(Questionnaire, Questionnaire.session_id == Session.id)
        statement = statement.where(Questionnaire.kind == EvaluationKind.LECTURE, Questionnaire.forms.is_not(None))
    return statement.where(
        Session.cohort_id.in_(mine), Session.state == SessionState.PLANNED, Session.held_on <= today()
    )


def taught_in_library(actor: Actor, model: type[Base]) -> Mapping[int, Taught]:
    """Return what became of each course, lecturer or venue, by id; nothing for other libraries. Two queries."""
    if model not in {Course, Lecturer, Venue}:
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
    """Return when a course, lecturer, venue or site of the library was taken, newest first; constant queries."""
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
class Standing(Generic[Judged]):
    """How a lecturer or a site was evaluated in one year; a visit to several sites counts for each."""

    entry: Judged
    year: int
    evaluated: Evaluated


def yearly_standings(actor: Actor, model: type[Judged]) -> list[Standing[Judged]]:
    """Return how each was evaluated year by year, the best of the newest year first; constant queries."""
    rows = _held(actor, model, evaluated=True).with_only_columns(_key(model), Session.held_on, Questionnaire)
    asked: dict[tuple[int, int], list[Questionnaire]] = {}
    for key, day, questionnaire in db.session.execute(rows):
        asked.setdefault((key, day.year), []).append(questionnaire)
    wanted = select(model).where(model.id.in_({key for key, _year in asked}))
    entries = {one.id: one for one in db.session.scalars(wanted)}
    found = [(entries[key], year, Evaluated.of(of_year)) for (key, year), of_year in asked.items()]
    standings = [Standing(entry, year, evaluated) for entry, year, evaluated in found if evaluated]
    return sorted(standings, key=lambda one: (-one.year, -one.evaluated.share, one.entry.name))
