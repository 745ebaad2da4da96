"""What is known of lecturers' time, as the rules see it."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from trainingapp.core.database import db
from trainingapp.curriculum.models import LecturerTime
from trainingapp.curriculum.terms import Availability
from trainingapp.timetable.rules.calendar import Weekday
from trainingapp.timetable.rules.cards import LecturerHours


def lecturer_hours() -> Mapping[int, Sequence[LecturerHours]]:
    """Return what is known of each lecturer's time, by the lecturer's id; one query."""
    hours: dict[int, list[LecturerHours]] = {}
    for row in db.session.scalars(select(LecturerTime).order_by(LecturerTime.first_on, LecturerTime.id)):
        hours.setdefault(row.lecturer_id, []).append(_hours(row))
    return hours


def _hours(row: LecturerTime) -> LecturerHours:
    weekday = Weekday(str(row.weekday)) if row.weekday else None
    only = row.kind is Availability.ONLY
    return LecturerHours(row.first_on, row.last_on, weekday, row.begins_at, row.ends_at, only, row.reason)
