"""The settings of a class."""

from collections.abc import Collection

from sqlalchemy import select

from trainingapp.attendance.models import AttendanceSettings
from trainingapp.attendance.terms import Settings
from trainingapp.core.database import db


def find_settings(cohort_id: int) -> AttendanceSettings | None:
    """Return the class's own settings; None while it has the defaults."""
    return db.session.scalar(select(AttendanceSettings).where(AttendanceSettings.cohort_id == cohort_id))


def settings_of(cohort_id: int) -> Settings:
    """Return how the class takes attendance."""
    found = find_settings(cohort_id)
    return found.value if found else Settings()


def settings_by_class(cohort_ids: Collection[int]) -> dict[int, Settings]:
    """Return how classes take attendance, as `settings_of` does, by class."""
    statement = select(AttendanceSettings).where(AttendanceSettings.cohort_id.in_(cohort_ids))
    own = {found.cohort_id: found.value for found in db.session.scalars(statement)}
    return {key: own.get(key) or Settings() for key in cohort_ids}
