"""An office's own templates: which it has, the fields that each kind knows, and what fills them for a class."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from trainingapp.assessment import columns as assessment_columns
from trainingapp.assessment.queries import class_assessment
from trainingapp.attendance import columns as attendance_columns
from trainingapp.attendance.queries import cohort_register
from trainingapp.cohorts import columns as cohort_columns
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import list_roster, roster_size
from trainingapp.core.columns import Column, Shown
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.core.placeholders import Filling, Vocabulary
from trainingapp.registers.models import OfficeTemplate
from trainingapp.registers.office_templates import (
    ClassFacts,
    Lists,
    class_values,
    half_day_values,
    list_values,
    make_vocabulary,
    number_half_days,
)
from trainingapp.registers.queries.papers.parts import Printing, filled_by
from trainingapp.registers.terms import PaperKind
from trainingapp.timetable.columns import TIMETABLE
from trainingapp.timetable.queries import list_sessions

TRAINEES, LESSONS = "学员", "课程"
SCORES = 10
"""Components that an assessment register's template may have."""
NO_SUCH_TEMPLATE = "没有这个模板，可能已被换掉或停用"


@dataclass(frozen=True, slots=True)
class Fillable:
    """A kind of paper that an office may have its own template of: its lists, and what fills it for a class."""

    lists: Lists
    fill: Callable[[Cohort, Printing], Filling]
    single: Sequence[str] = ()

    @property
    def vocabulary(self) -> Vocabulary:
        """Return the names that a template of this kind may use."""
        return make_vocabulary(self.lists, more=self.single)


def list_templates() -> Mapping[PaperKind, OfficeTemplate]:
    """Return the templates in use by kind."""
    statement = select(OfficeTemplate).where(OfficeTemplate.retired_at.is_(None))
    return {row.kind: row for row in db.session.scalars(statement)}


def find_template(public_id: str) -> OfficeTemplate:
    """Return a template of this office, one that is no longer in use too; raise NotFound."""
    found = db.session.scalar(select(OfficeTemplate).where(OfficeTemplate.public_id == public_id))
    if found is None:
        raise NotFound(NO_SUCH_TEMPLATE)
    return found


def _class_values(cohort: Cohort, printing: Printing) -> dict[str, Shown]:
    sessions = list_sessions(cohort)
    presets = cohort.presets
    return class_values(
        ClassFacts(
            class_name=cohort.formal_name,
            short_name=cohort.short_name,
            host=cohort.host.shown_name,
            number=cohort.batch,
            begins=cohort.starts_on,
            ends=cohort.ends_on,
            dates=cohort_columns.show_dates(cohort),
            people=roster_size(cohort.id),
            sessions=len(sessions),
            hours=sum((session.hours for session in sessions), start=cohort.hours_per_half_day * 0),
            place=cohort.place,
            contact=filled_by(cohort),
            prepared_by=presets.prepared_by,
            checked_by=presets.checked_by,
            filled_on=printing.on,
        )
    )


def _fill_roster(cohort: Cohort, printing: Printing) -> Filling:
    columns = cohort_columns.ROSTER_WITH_PHONES if printing.whole_phones else cohort_columns.ROSTER
    rows = list_roster(cohort.id, sort=cohort.presets.sort_rule)
    return Filling(_class_values(cohort, printing), {TRAINEES: list_values(columns, rows)})


def _fill_timetable(cohort: Cohort, printing: Printing) -> Filling:
    return Filling(_class_values(cohort, printing), {LESSONS: list_values(TIMETABLE, list_sessions(cohort))})


def _fill_attendance(cohort: Cohort, printing: Printing) -> Filling:
    register = cohort_register(cohort)
    marks = attendance_columns.mark_columns(register)
    columns = [*attendance_columns.WHO, *number_half_days(marks), *attendance_columns.TOTALS]
    values = {**_class_values(cohort, printing), **half_day_values(marks)}
    return Filling(values, {TRAINEES: list_values(columns, register.rows)})


def _fill_assessment(cohort: Cohort, printing: Printing) -> Filling:
    found = class_assessment(cohort)
    scores = assessment_columns.component_columns(found)
    columns = [*assessment_columns.WHO, *_number_scores(scores), *assessment_columns.RESULT]
    names = {f"成绩{number}名称": column.header for number, column in enumerate(scores[:SCORES], 1)}
    values = {**_class_values(cohort, printing), **dict.fromkeys(_SCORE_NAMES, ""), **names}
    return Filling(values, {TRAINEES: list_values(columns, found.rows)})


def _number_scores(scores: Sequence[Column[Any]]) -> list[Column[Any]]:
    """Return the columns of components as a template knows them, by their place: it outlives the scheme."""
    numbered = [replace(column, header=f"成绩{number}", groups=()) for number, column in enumerate(scores[:SCORES], 1)]
    blank = [Column(f"score_{number}", f"成绩{number}", _nothing) for number in range(len(numbered) + 1, SCORES + 1)]
    return [*numbered, *blank]


def _nothing(_row: object) -> str:
    return ""


_SCORE_NAMES = [f"成绩{number}名称" for number in range(1, SCORES + 1)]
_ATTENDANCE = [*attendance_columns.WHO, *number_half_days([]), *attendance_columns.TOTALS]
_ASSESSMENT = [*assessment_columns.WHO, *_number_scores([]), *assessment_columns.RESULT]

FILLABLE: Mapping[PaperKind, Fillable] = {
    PaperKind.ROSTER: Fillable({TRAINEES: cohort_columns.ROSTER}, _fill_roster),
    PaperKind.CONTACTS: Fillable({TRAINEES: cohort_columns.ROSTER}, _fill_roster),
    PaperKind.TIMETABLE: Fillable({LESSONS: TIMETABLE}, _fill_timetable),
    PaperKind.ATTENDANCE: Fillable({TRAINEES: _ATTENDANCE}, _fill_attendance, list(half_day_values([]))),
    PaperKind.ASSESSMENT: Fillable({TRAINEES: _ASSESSMENT}, _fill_assessment, _SCORE_NAMES),
}
