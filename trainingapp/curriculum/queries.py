"""Reads of the libraries."""

from collections.abc import Sequence
from typing import TypeVar

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import selectinload

from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.curriculum.models import Competency, Course, CourseCompetency, Lecturer, LecturerTime, Venue

Entry = TypeVar("Entry", Course, Lecturer, Venue)


def _courses() -> Select[Course]:
    return select(Course).options(selectinload(Course.links).joinedload(CourseCompetency.competency))


def list_courses(text: str = "") -> Sequence[Course]:
    """Return the courses whose title or outline holds the text, by title."""
    wanted = or_(Course.title.contains(text, autoescape=True), Course.outline.contains(text, autoescape=True))
    return db.session.scalars(_courses().where(wanted).order_by(Course.title)).all()


def list_lecturers(text: str = "") -> Sequence[Lecturer]:
    """Return the lecturers whose name, unit or title holds the text, by name."""
    columns = (Lecturer.name, Lecturer.unit, Lecturer.title)
    wanted = or_(*(column.contains(text, autoescape=True) for column in columns))
    return db.session.scalars(select(Lecturer).where(wanted).order_by(Lecturer.name, Lecturer.id)).all()


def list_venues(text: str = "") -> Sequence[Venue]:
    """Return the venues whose name or address holds the text, by name."""
    wanted = or_(Venue.name.contains(text, autoescape=True), Venue.address.contains(text, autoescape=True))
    return db.session.scalars(select(Venue).where(wanted).order_by(Venue.name)).all()


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


def find_entry(model: type[Entry], public_id: str) -> Entry:
    """Return an entry of a library; raise NotFound."""
    found = db.session.scalar(select(model).where(model.public_id == public_id))
    if found is None:
        raise NotFound("资源库里没有这一条")
    return found
