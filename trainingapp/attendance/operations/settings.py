"""Changing how a class takes attendance."""

from dataclasses import asdict

from trainingapp.accounts.terms import Actor
from trainingapp.attendance import queries
from trainingapp.attendance.models import AttendanceSettings
from trainingapp.attendance.terms import Settings
from trainingapp.audit import operations as audit
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.operations import refuse_closed
from trainingapp.core import changes
from trainingapp.core.changes import Changes
from trainingapp.core.database import db
from trainingapp.core.errors import Refused


def change_settings(actor: Actor, cohort: Cohort, *, settings: Settings) -> Changes:
    """Set how a class takes attendance; what was before stays in the trail. Raises Refused where values disagree."""
    refuse_closed(cohort, "考勤设置")
    if settings.office_half_days < settings.teacher_half_days:
        raise Refused("党建办能批的半天数不能少于班主任能批的")
    row = queries.find_settings(cohort.id)
    before = asdict(row.value if row else Settings())
    changed = changes.between(before, asdict(settings))
    if not changed:
        return changed
    if row is None:
        row = AttendanceSettings(cohort_id=cohort.id)
        db.session.add(row)
    row.stored = asdict(settings)
    audit.record(actor, "attendance.settings_changed", cohort, changed)
    return changed
