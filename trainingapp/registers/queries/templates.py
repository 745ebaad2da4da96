"""An office's own templates: which it has, the fields that each kind knows, and what fills them for a class."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from trainingapp.assessment import columns as assessment_columns
from trainingapp.assessment.queries import class_assessment
from trainingapp.attendance import columns as attendance_columns
from trainingapp.attendance.queries import cohort_register
from trainingapp.attendance.terms import Status
from trainingapp.cohorts import columns as cohort_columns
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.queries import list_roster
from trainingapp.core.columns import Column
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.core.excel.filling import fill_copies, fill_template, list_fields
from trainingapp.core.placeholders import Placeholder
from trainingapp.registers.models import OfficeTemplate
from trainingapp.registers.office_templates import (
    HALF_DAYS,
    class_values,
    half_day_values,
    number_half_days,
)
from trainingapp.registers.office_templates.examples import (
    ALLOTTED,
    GROUP,
    LESSON,
    MARKED,
    PAYMENT,
    SCORED,
    STANDING,
    TRAINEE,
)
from trainingapp.registers.queries.fillable import FillableDocument, FillableForm, FillableSheet, Filled
from trainingapp.registers.queries.own_forms import FORMS
from trainingapp.registers.queries.own_sheets import FURTHER
from trainingapp.registers.queries.papers.documents import make_document
from trainingapp.registers.queries.papers.facts import facts_of
from trainingapp.registers.queries.papers.lectures import fee_lines
from trainingapp.registers.queries.papers.parts import Printing
from trainingapp.registers.queries.papers.people import group_lines, quota_lines, roster_columns
from trainingapp.registers.queries.tracks import track_assessment, track_attendance, track_roster, track_timetable
from trainingapp.registers.rules.lecture_fees import amount_in_words
from trainingapp.registers.sheets.grouping import GROUPS
from trainingapp.registers.sheets.lecture_fees import FEES
from trainingapp.registers.sheets.quotas import ENTERED, REMARK, UNIT
from trainingapp.registers.sheets.tracking import UNTRACKED
from trainingapp.registers.terms import PaperKind
from trainingapp.registers.words import briefings, certificates, handbooks, notices
from trainingapp.timetable.columns import TIMETABLE
from trainingapp.timetable.queries import draft_of

TRAINEES, LESSONS, GROUPED, UNITS, PAYMENTS = "学员", "课程", "分组", "单位", "讲课费"
TOTAL_IN_WORDS, LEGEND = "合计大写", "考勤符号"
QUOTAS = (*UNIT, ENTERED, REMARK)
SCORES = 10
"""Components that an assessment register's template may have."""
NO_SUCH_TEMPLATE = "没有这个模板，可能已被换掉或停用"


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


def _fill_roster(cohort: Cohort, printing: Printing) -> Filled:
    rows = list_roster(cohort.id, sort=cohort.presets.sort_rule)
    values = class_values(facts_of(cohort, printing))
    return Filled(values, TRAINEES, roster_columns(printing), rows, track_roster(cohort, rows, printing.on))


def _fill_contacts(cohort: Cohort, printing: Printing) -> Filled:
    return replace(_fill_roster(cohort, printing), tracking=UNTRACKED)


def _fill_timetable(cohort: Cohort, printing: Printing) -> Filled:
    values, sessions = class_values(facts_of(cohort, printing)), draft_of(cohort)
    return Filled(values, LESSONS, TIMETABLE, sessions, track_timetable(cohort, sessions, printing.on))


def _fill_attendance(cohort: Cohort, printing: Printing) -> Filled:
    register = cohort_register(cohort)
    marks = attendance_columns.mark_columns(register)
    columns = [*attendance_columns.WHO, *number_half_days(marks), *attendance_columns.TOTALS]
    legend = "　".join(f"{sign} {meaning}" for sign, meaning in attendance_columns.legend(register))
    words = {_word_field(status.label): word for status, word in register.words.items()}
    values = {**class_values(facts_of(cohort, printing)), **half_day_values(marks), **words, LEGEND: legend}
    return Filled(values, TRAINEES, columns, register.rows, track_attendance(cohort, register, printing.on))


def _word_field(status: str) -> str:
    """Return the field of what the class calls a status, by the usual word for it."""
    return f"{status}名称"


def _head_by_words(column: Column[Any]) -> Column[Any]:
    """Return a column of counts under a field: a template outlives the class, whose own word stands there."""
    if column.header not in _WORDS:
        return column
    return replace(column, groups=(*column.groups, Placeholder(_word_field(column.header)).written))


def _fill_assessment(cohort: Cohort, printing: Printing) -> Filled:
    found = class_assessment(cohort)
    scores = assessment_columns.component_columns(found)
    columns = [*assessment_columns.WHO, *_number_scores(scores), *assessment_columns.RESULT]
    names = {f"成绩{number}名称": column.header for number, column in enumerate(scores[:SCORES], 1)}
    values = {**class_values(facts_of(cohort, printing)), **dict.fromkeys(_SCORE_NAMES, ""), **names}
    return Filled(values, TRAINEES, columns, found.rows, track_assessment(cohort, found, printing.on))


def _fill_groups(cohort: Cohort, printing: Printing) -> Filled:
    rows = list_roster(cohort.id, sort=cohort.presets.sort_rule)
    return Filled(class_values(facts_of(cohort, printing)), GROUPED, GROUPS, group_lines(cohort, rows), UNTRACKED)


def _fill_quotas(cohort: Cohort, printing: Printing) -> Filled:
    return Filled(class_values(facts_of(cohort, printing)), UNITS, QUOTAS, quota_lines(cohort), UNTRACKED)


def _fill_fees(cohort: Cohort, printing: Printing) -> Filled:
    lines = fee_lines(cohort)
    total = sum((line.amount for line in lines), start=Decimal(0))
    values = {**class_values(facts_of(cohort, printing)), TOTAL_IN_WORDS: amount_in_words(total)}
    return Filled(values, PAYMENTS, FEES, lines, UNTRACKED)


def _number_scores(scores: Sequence[Column[Any]]) -> list[Column[Any]]:
    """Return the columns of components as a template knows them, by their place: it outlives the scheme."""
    numbered = [replace(column, header=f"成绩{number}", groups=()) for number, column in enumerate(scores[:SCORES], 1)]
    blank = [Column(f"score_{number}", f"成绩{number}", _nothing) for number in range(len(numbered) + 1, SCORES + 1)]
    return [*numbered, *blank]


def _nothing(_row: object) -> str:
    return ""


_SCORE_NAMES = [f"成绩{number}名称" for number in range(1, SCORES + 1)]
_WORDS = [status.label for status in Status]
_ATTENDANCE = [
    *attendance_columns.WHO,
    *number_half_days([]),
    *(_head_by_words(column) for column in attendance_columns.TOTALS),
]
_ASSESSMENT = [*assessment_columns.WHO, *_number_scores([]), *assessment_columns.RESULT]
_MARKS = {f"考勤{number}": MARKED for number in range(1, HALF_DAYS + 1)}
_SCORES = {f"成绩{number}": SCORED for number in range(1, SCORES + 1)}
_HALF_DAYS = {name: "5月9日" if name.endswith("日期") else "上午" for name in half_day_values([])}

FILLABLE: Mapping[PaperKind, FillableSheet | FillableForm | FillableDocument] = {
    PaperKind.ROSTER: FillableSheet({TRAINEES: cohort_columns.ROSTER}, _fill_roster, {TRAINEES: TRAINEE}),
    PaperKind.CONTACTS: FillableSheet({TRAINEES: cohort_columns.ROSTER}, _fill_contacts, {TRAINEES: TRAINEE}),
    PaperKind.TIMETABLE: FillableSheet({LESSONS: TIMETABLE}, _fill_timetable, {LESSONS: LESSON}),
    PaperKind.ATTENDANCE: FillableSheet(
        {TRAINEES: _ATTENDANCE},
        _fill_attendance,
        {TRAINEES: {**STANDING, **_MARKS}},
        {**_HALF_DAYS, **{_word_field(word): word for word in _WORDS}, LEGEND: "√ 到　◇ 迟到　△ 事假　× 旷课"},
        above=[LEGEND],
    ),
    PaperKind.ASSESSMENT: FillableSheet(
        {TRAINEES: _ASSESSMENT},
        _fill_assessment,
        {TRAINEES: {**STANDING, **_SCORES}},
        dict.fromkeys(_SCORE_NAMES, "结业考试（40%）"),
    ),
    PaperKind.GROUPS: FillableSheet({GROUPED: GROUPS}, _fill_groups, {GROUPED: GROUP}),
    PaperKind.QUOTAS: FillableSheet({UNITS: QUOTAS}, _fill_quotas, {UNITS: ALLOTTED}),
    PaperKind.FEES: FillableSheet(
        {PAYMENTS: FEES}, _fill_fees, {PAYMENTS: PAYMENT}, {TOTAL_IN_WORDS: amount_in_words(Decimal(2500))}
    ),
    **FURTHER,
    **FORMS,
    PaperKind.NOTICE: FillableDocument(notices.EXAMPLE, notices.make_template),
    PaperKind.HANDBOOK: FillableDocument(handbooks.EXAMPLE, handbooks.make_template),
    PaperKind.BRIEFING: FillableDocument(briefings.EXAMPLE, briefings.make_template),
    PaperKind.CERTIFICATES: FillableDocument(certificates.EXAMPLE, certificates.make_template),
}


def fill_own(cohort: Cohort, kind: PaperKind, printing: Printing, template: bytes) -> bytes:
    """Return a paper of a class in the office's own layout."""
    fillable = FILLABLE[kind]
    if isinstance(fillable, FillableDocument):
        return make_document(cohort, kind, printing, template)
    if isinstance(fillable, FillableForm):
        used = {one.name for one in list_fields(template)}
        return fill_copies(template, fillable.fill(cohort, printing, used), printing.tell)
    filled = fillable.fill(cohort, printing)
    if filled.each:
        return fill_copies(template, filled.each, printing.tell)
    return fill_template(template, filled.filling, filled.returning if printing.tracked else None)
