"""The columns that each paper has to offer, and how a class has laid them out; presets that an office saved by name."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from trainingapp.assessment import columns as assessment_columns
from trainingapp.attendance import columns as attendance_columns
from trainingapp.attendance.queries import words_of
from trainingapp.cohorts.columns import ROSTER
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.terms import ColumnChoice
from trainingapp.core.columns import SheetColumn
from trainingapp.core.database import db
from trainingapp.core.errors import NotFound
from trainingapp.registers.models import NamedPresets
from trainingapp.registers.rules.layouts import OfferedColumn
from trainingapp.registers.sheets.arranging import choice_key
from trainingapp.registers.sheets.boarding import VEHICLES
from trainingapp.registers.sheets.contacts import CONTACT_KEYS
from trainingapp.registers.sheets.evaluations import ITEM_FAMILY, lesson_columns
from trainingapp.registers.sheets.grouping import GROUPS
from trainingapp.registers.sheets.lecture_fees import FEES
from trainingapp.registers.sheets.quotas import ENTERED, REMARK, UNIT
from trainingapp.registers.sheets.reply import REPLY
from trainingapp.registers.terms import PaperKind
from trainingapp.timetable.columns import TIMETABLE

_MARKS = SheetColumn(attendance_columns.HALF_DAYS, attendance_columns.HALF_DAYS, width=attendance_columns.MARK_WIDTH)
_SCORES = SheetColumn(assessment_columns.COMPONENTS, assessment_columns.COMPONENTS, width=11)
_ITEMS = SheetColumn(ITEM_FAMILY, ITEM_FAMILY, width=10)
*_LESSON, _LESSON_TOTAL = lesson_columns([])

LAID_OUT: Mapping[PaperKind, Sequence[SheetColumn]] = {
    PaperKind.ROSTER: ROSTER,
    PaperKind.CONTACTS: ROSTER,
    PaperKind.REPLY: REPLY,
    PaperKind.QUOTAS: [*UNIT, ENTERED, REMARK],
    PaperKind.TIMETABLE: TIMETABLE,
    PaperKind.FINAL: TIMETABLE,
    PaperKind.ATTENDANCE: [*attendance_columns.WHO, _MARKS, *attendance_columns.TOTALS],
    PaperKind.GROUPS: GROUPS,
    PaperKind.RIDES: VEHICLES,
    PaperKind.ASSESSMENT: [*assessment_columns.WHO, _SCORES, *assessment_columns.RESULT],
    PaperKind.EVALUATIONS: [*_LESSON, _ITEMS, _LESSON_TOTAL],
    PaperKind.FEES: FEES,
}
MUST = frozenset({"name", "title", "course", "unit"})
"""What a row is of: a paper without it says nothing. The first of these that a paper has is always printed."""
NO_SUCH_PRESETS = "没有这个版式，可能已被删除"


def offered_columns(cohort: Cohort, kind: PaperKind) -> list[OfferedColumn]:
    """Return the columns of a paper as the class has them laid out: those printed and not, in their order."""
    columns = {choice_key(column): column for column in _columns_of(cohort, kind)}
    usual = [ColumnChoice(key, kind is not PaperKind.CONTACTS or key in CONTACT_KEYS) for key in columns]
    layout = [one for one in cohort.presets.layouts.get(kind.value, ()) if one.key in columns]
    known = {one.key for one in layout}
    must = next((key for key in columns if key in MUST), "")
    return [
        OfferedColumn(
            one.key, _heading(columns[one.key]), columns[one.key].width, one.shown, one.width, must=one.key == must
        )
        for one in [*layout, *(one for one in usual if one.key not in known)]
    ]


def _columns_of(cohort: Cohort, kind: PaperKind) -> Sequence[SheetColumn]:
    """Return the columns of a paper, those of attendance by the class's own words for the statuses."""
    if kind is PaperKind.ATTENDANCE:
        return [*attendance_columns.WHO, _MARKS, *attendance_columns.total_columns(words_of(cohort))]
    return LAID_OUT[kind]


def _heading(column: SheetColumn) -> str:
    return "".join(column.header.split())


def list_named_presets() -> Sequence[NamedPresets]:
    """Return the presets that the office saved by name."""
    return db.session.scalars(select(NamedPresets).order_by(NamedPresets.name)).all()


def find_named_presets(public_id: str) -> NamedPresets:
    """Return presets that the office saved; raise NotFound."""
    found = db.session.scalar(select(NamedPresets).where(NamedPresets.public_id == public_id))
    if found is None:
        raise NotFound(NO_SUCH_PRESETS)
    return found
