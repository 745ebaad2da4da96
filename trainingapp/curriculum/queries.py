"""Reads of the libraries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from trainingapp.accounts.terms import Actor
from trainingapp.core import events
from trainingapp.core.database import Base, db
from trainingapp.core.errors import NotFound
from trainingapp.curriculum.models import Coach, Competency, Course, CourseCompetency, Lecturer, LecturerTime, Venue
from trainingapp.curriculum.terms import Category, Form, LecturerKind, Missed, Taught

Entry = TypeVar("Entry", Course, Lecturer, Venue, Coach)


def taught_of(actor: Actor, model: type[Base]) -> Mapping[int, Taught]:
    """Return what became of the courses or lecturers of the library, by id, as far as the actor sees the classes.

    Whoever knows timetables answers; an entry that was never taught is left out.
    """
    answers = events.teaching_asked.send(model, actor=actor)
    return {key: taught for _, answer in answers for key, taught in answer.items()}


def missed_by(actor: Actor, lecturer: Lecturer) -> list[Missed]:
    """Return the sessions to come that a lecturer cannot come to, as far as the actor sees the classes."""
    answers = events.missed_asked.send(None, actor=actor, lecturer_id=lecturer.id)
    return [missed for _, answer in answers for missed in answer]


def _courses() -> Select[Course]:
    return select(Course).options(selectinload(Course.links).joinedload(CourseCompetency.competency))


def list_courses(text: str = "") -> Sequence[Course]:
    """Return the courses whose title, outline, category, form or competencies hold the text, by title."""
    raised = Competency.name.contains(text, autoescape=True)
    wanted = or_(
        Course.title.contains(text, autoescape=True),
        Course.outline.contains(text, autoescape=True),
        Course.category.in_([one for one in Category if text in one.label]),
        Course.form.in_([one for one in Form if text in one.label]),
        Course.links.any(CourseCompetency.competency.has(raised)),
    )
    return db.session.scalars(_courses().where(wanted).order_by(Course.title)).all()


def list_lecturers(text: str = "") -> Sequence[Lecturer]:
    """Return the lecturers whose name, unit, title or kind holds the text, by name."""
    columns = (Lecturer.name, Lecturer.unit, Lecturer.title)
    kinds = [one for one in LecturerKind if text in one.label]
    wanted = or_(*(column.contains(text, autoescape=True) for column in columns), Lecturer.kind.in_(kinds))
    return db.session.scalars(select(Lecturer).where(wanted).order_by(Lecturer.name, Lecturer.id)).all()


def list_venues(text: str = "") -> Sequence[Venue]:
    """Return the venues whose name or address holds the text, by name."""
    wanted = or_(Venue.name.contains(text, autoescape=True), Venue.address.contains(text, autoescape=True))
    return db.session.scalars(select(Venue).where(wanted).order_by(Venue.name)).all()


def list_coaches(text: str = "") -> Sequence[Coach]:
    """Return the vehicles whose plate, driver or company holds the text, by plate."""
    columns = (Coach.plate, Coach.driver, Coach.company)
    wanted = or_(*(column.contains(text, autoescape=True) for column in columns))
    return db.session.scalars(select(Coach).where(wanted).order_by(Coach.plate)).all()


def list_lecturer_times(lecturer: Lecturer) -> Sequence[LecturerTime]:
    """Return what is noted of a lecturer's time, the earliest first."""
    statement = select(LecturerTime).where(LecturerTime.lecturer_id == lecturer.id)
    return db.session.scalars(statement.order_by(LecturerTime.first_on, LecturerTime.id)).all()


def find_lecturer_time(lecturer: Lecturer, public_id: str) -> LecturerTime:
    """Return one note on this lecturer's time; raise NotFound."""
    statement = select(LecturerTime).where(LecturerTime.lecturer_id == lecturer.id)
    found = db.session.scalar(statement.where(LecturerTime.public_id == public_id))
    if found is None:
        raise NotFound("没有这一条时间，或者它已被删除")
    return found


def list_competencies() -> Sequence[Competency]:
    """Return the competencies by the order in which they came."""
    return db.session.scalars(select(Competency).order_by(Competency.id)).all()


def competencies_of(course_ids: Iterable[int]) -> Mapping[int, list[str]]:
    """Return the names of the competencies that these courses raise, by course; one query."""
    statement = (
        select(CourseCompetency.course_id, Competency.name)
        .join(Competency, Competency.id == CourseCompetency.competency_id)
        .where(CourseCompetency.course_id.in_(set(course_ids)))
        .order_by(Competency.id)
    )
    found: dict[int, list[str]] = {}
    for course_id, name in db.session.execute(statement):
        found.setdefault(course_id, []).append(name)
    return found


def find_entry(model: type[Entry], public_id: str) -> Entry:
    """Return an entry of a library; raise NotFound."""
    found = db.session.scalar(select(model).where(model.public_id == public_id))
    if found is None:
        raise NotFound("资源库里没有这一条")
    return found
