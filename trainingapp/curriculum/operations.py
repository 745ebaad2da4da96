"""Acts on the libraries of courses, lecturers, venues and vehicles."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import ColumnElement, select

from trainingapp.accounts.terms import Actor
from trainingapp.audit import operations as audit
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused
from trainingapp.curriculum.models import Coach, Competency, Course, CourseCompetency, Lecturer, LecturerTime, Venue

Entry = TypeVar("Entry", Course, Lecturer, Venue, Coach)


def add_course(actor: Actor, *, competencies: Sequence[Competency] = (), **values: object) -> Course:
    """Add a course; refuses a title that the library has already."""
    _refuse_twin(Course, None, Course.title == values["title"], f"课程库里已经有“{values['title']}”")
    course = Course(**values)
    course.links = [CourseCompetency(competency=competency) for competency in competencies]
    return _add(actor, "course.added", course)


def change_course(actor: Actor, course: Course, *, competencies: Sequence[Competency], **values: object) -> Changes:
    """Change a course and the competencies that it raises. Sessions keep what they were planned with."""
    _refuse_twin(Course, course, Course.title == values["title"], f"课程库里已经有“{values['title']}”")
    before = [competency.name for competency in course.competencies]
    changed = changes.apply(course, **values)
    after = [competency.name for competency in competencies]
    if set(before) != set(after):
        kept = {link.competency_id: link for link in course.links}
        course.links = [kept.get(row.id) or CourseCompetency(competency=row) for row in competencies]
        named = changes.between({"competencies": before}, {"competencies": after})
        changed |= named
    return _record(actor, "course.changed", course, changed)


def add_lecturer(actor: Actor, **values: object) -> Lecturer:
    """Add a lecturer; refuses a second one of the same name and unit."""
    _refuse_twin(Lecturer, None, _same_lecturer(values), f"师资库里已经有{values['unit']}的“{values['name']}”")
    return _add(actor, "lecturer.added", Lecturer(**values))


def change_lecturer(actor: Actor, lecturer: Lecturer, **values: object) -> Changes:
    """Change a lecturer."""
    _refuse_twin(Lecturer, lecturer, _same_lecturer(values), f"师资库里已经有{values['unit']}的“{values['name']}”")
    return _record(actor, "lecturer.changed", lecturer, changes.apply(lecturer, **values))


def _same_lecturer(values: dict[str, object]) -> ColumnElement[bool]:
    return (Lecturer.name == values["name"]) & (Lecturer.unit == values["unit"])


def add_lecturer_time(actor: Actor, lecturer: Lecturer, **values: object) -> LecturerTime:
    """Note when a lecturer cannot come, or the only time at which he can; what is noted already is not noted twice.

    Sessions that it touches stay; their timetables show the conflict. Refuses a last day before the first.
    """
    first, last = values["first_on"], values["last_on"]
    if isinstance(first, date) and isinstance(last, date) and last < first:
        raise Refused(f"结束日期 {last} 早于开始日期 {first}，请改正")
    same = {name: value for name, value in values.items() if name != "reason"}
    found = db.session.scalar(select(LecturerTime).filter_by(lecturer_id=lecturer.id, **same))
    if found is not None:
        return found
    time = LecturerTime(lecturer=lecturer, **values)
    db.session.add(time)
    db.session.flush()
    audit.record(actor, "lecturer.time_added", lecturer, changes.between({}, {"time": time.label}))
    return time


def remove_lecturer_time(actor: Actor, time: LecturerTime) -> None:
    """Forget what was noted of a lecturer's time."""
    audit.record(actor, "lecturer.time_removed", time.lecturer, changes.between({"time": time.label}, {}))
    db.session.delete(time)
    db.session.flush()


def add_venue(actor: Actor, **values: object) -> Venue:
    """Add a venue; refuses a name that is taken."""
    _refuse_twin(Venue, None, Venue.name == values["name"], f"场地库里已经有“{values['name']}”")
    return _add(actor, "venue.added", Venue(**values))


def change_venue(actor: Actor, venue: Venue, **values: object) -> Changes:
    """Change a venue."""
    _refuse_twin(Venue, venue, Venue.name == values["name"], f"场地库里已经有“{values['name']}”")
    return _record(actor, "venue.changed", venue, changes.apply(venue, **values))


def add_coach(actor: Actor, **values: object) -> Coach:
    """Add a vehicle; refuses a plate that the library has already."""
    _refuse_twin(Coach, None, Coach.plate == values["plate"], f"车辆库里已经有“{values['plate']}”")
    return _add(actor, "coach.added", Coach(**values))


def change_coach(actor: Actor, coach: Coach, **values: object) -> Changes:
    """Change a vehicle; visits that were planned keep the plate, the seats and the driver of then."""
    _refuse_twin(Coach, coach, Coach.plate == values["plate"], f"车辆库里已经有“{values['plate']}”")
    return _record(actor, "coach.changed", coach, changes.apply(coach, **values))


def _add(actor: Actor, verb: str, entry: Entry) -> Entry:
    db.session.add(entry)
    db.session.flush()
    audit.record(actor, verb, entry, changes.created(entry))
    return entry


def _record(actor: Actor, verb: str, entry: Entry, changed: Changes) -> Changes:
    if changed:
        audit.record(actor, verb, entry, changed)
    return changed


def _refuse_twin(model: type[Entry], own: Entry | None, same: ColumnElement[bool], message: str) -> None:
    found = db.session.scalar(select(model).where(same))
    if found is not None and found is not own:
        raise Refused(f"{message}，请改名或直接修改那一条")
