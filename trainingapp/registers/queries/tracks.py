"""What of each paper comes back: which columns may be edited, by lasting names, and what stands in them now."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from trainingapp.assessment import columns as assessment_columns
from trainingapp.assessment.queries import ClassAssessment, class_assessment
from trainingapp.assessment.terms import Source
from trainingapp.attendance import columns as attendance_columns
from trainingapp.attendance.queries import Register, cohort_register
from trainingapp.attendance.rules import HalfDayColumn
from trainingapp.cohorts.columns import ROSTER_WITH_PHONES
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import list_roster
from trainingapp.core.columns import show_grid
from trainingapp.registers.rules.returning import Values
from trainingapp.registers.rules.tracking import NAME
from trainingapp.registers.sheets.tracking import Tracking, tracked_values
from trainingapp.registers.terms import PaperKind
from trainingapp.timetable.columns import TIMETABLE
from trainingapp.timetable.queries import draft_of
from trainingapp.timetable.rules.frozen import FrozenSession

ENTERED = frozenset({Source.SCORE, Source.ADJUSTMENT})
"""Components whose printed points are the ones that somebody entered; the others are worked out."""
KEPT = (
    "gender",
    "ethnic",
    "birth_month",
    "education",
    "politics",
    "party_month",
    "organisation",
    "post",
    "post_month",
    "reserve_category",
    "group",
    "track",
    "role",
    "phone",
    "number",
    "note",
)
"""Columns of the roster that are compared beside the name; one that must not be edited in a file says so."""


def half_day_key(column: HalfDayColumn) -> str:
    """Return the lasting name of a half-day's column."""
    return f"{column.day.isoformat()} {column.half_day.value}"


def track_attendance(cohort: Cohort, register: Register, on: date) -> Tracking:
    """Return what of an attendance register comes back: the marks of every half-day."""
    keys = {attendance_columns.mark_key(place): half_day_key(column) for place, column in enumerate(register.columns)}
    ids = [row.member.public_id for row in register.rows]
    return Tracking(PaperKind.ATTENDANCE.value, cohort.public_id, on, ids, {NAME: NAME, **keys})


def track_assessment(cohort: Cohort, found: ClassAssessment, on: date) -> Tracking:
    """Return what of an assessment register comes back: the points that are entered, not those that are worked out."""
    keys = {
        f"component_{place}": str(component.id)
        for place, component in enumerate(found.components, start=1)
        if component.source in ENTERED
    }
    ids = [row.enrolment.public_id for row in found.rows]
    return Tracking(PaperKind.ASSESSMENT.value, cohort.public_id, on, ids, {NAME: NAME, **keys})


def track_roster(cohort: Cohort, rows: Sequence[Enrolment], on: date) -> Tracking:
    """Return what of a roster comes back: everything that it says of a trainee."""
    ids = [row.public_id for row in rows]
    return Tracking(PaperKind.ROSTER.value, cohort.public_id, on, ids, {key: key for key in (NAME, *KEPT)})


def track_timetable(cohort: Cohort, sessions: Sequence[FrozenSession], on: date) -> Tracking:
    """Return what of a timetable comes back: everything; a session's title names it."""
    keys = {column.key: NAME if column.key == "title" else column.key for column in TIMETABLE}
    return Tracking(PaperKind.TIMETABLE.value, cohort.public_id, on, [one.uid for one in sessions], keys)


def _timetable_now(cohort: Cohort) -> Values:
    sessions = draft_of(cohort)
    return tracked_values(track_timetable(cohort, sessions, date.min), TIMETABLE, show_grid(TIMETABLE, sessions))


def _roster_now(cohort: Cohort) -> Values:
    rows = list_roster(cohort.id)
    columns = ROSTER_WITH_PHONES
    return tracked_values(track_roster(cohort, rows, date.min), columns, show_grid(columns, rows))


def _attendance_now(cohort: Cohort) -> Values:
    register = cohort_register(cohort)
    columns = attendance_columns.register_columns(register)
    tracking = track_attendance(cohort, register, date.min)
    return tracked_values(tracking, columns, show_grid(columns, register.rows))


def _assessment_now(cohort: Cohort) -> Values:
    found = class_assessment(cohort)
    columns = assessment_columns.register_columns(found)
    return tracked_values(track_assessment(cohort, found, date.min), columns, show_grid(columns, found.rows))


_NOW: Mapping[PaperKind, Callable[[Cohort], Values]] = {
    PaperKind.ROSTER: _roster_now,
    PaperKind.TIMETABLE: _timetable_now,
    PaperKind.ATTENDANCE: _attendance_now,
    PaperKind.ASSESSMENT: _assessment_now,
}


def current_values(cohort: Cohort, kind: PaperKind) -> Values:
    """Return what a paper of this kind would say now, in constant queries."""
    return _NOW[kind](cohort)
