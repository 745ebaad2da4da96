"""A class's papers: what each of them prints, gathered from the subjects that keep it.

Figures come from the calculators that the pages show: `cohort_register` and `class_assessment`; columns from each
subject's own list. What is added here is only what paper asks for: title, lines above, lines to sign on.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeAlias

from trainingapp.assessment import columns as assessment_columns
from trainingapp.assessment.queries import AssessmentRow, class_assessment
from trainingapp.attendance import columns as attendance_columns
from trainingapp.attendance.queries import Register, RegisterRow, cohort_register, held, list_members
from trainingapp.attendance.rules import Member, expected, is_attended
from trainingapp.cohorts import columns as cohort_columns
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import list_roster
from trainingapp.cohorts.terms import SortRule
from trainingapp.core.columns import Column, Row, Shown
from trainingapp.registers.queries.titles import title_of
from trainingapp.registers.rules.printed_names import space_name
from trainingapp.registers.sheets.assessment import AssessmentSheet, build_assessment
from trainingapp.registers.sheets.attendance import AttendanceSheet, Symbol, Totals, build_attendance
from trainingapp.registers.sheets.parts import Heading, Office, SignOff
from trainingapp.registers.sheets.roster import RosterSheet, build_roster
from trainingapp.registers.sheets.signin import SignInLine, SignInSession, SignInSheets, build_signin
from trainingapp.registers.sheets.timetable import TimetableSheet, build_timetable
from trainingapp.registers.terms import PaperKind
from trainingapp.timetable.columns import TIMETABLE
from trainingapp.timetable.models import Session
from trainingapp.timetable.queries import list_sessions

AnySheet: TypeAlias = (
    RosterSheet[Enrolment]
    | TimetableSheet[Session]
    | SignInSheets
    | AttendanceSheet[RegisterRow]
    | AssessmentSheet[AssessmentRow]
)

ORDERED = {
    SortRule.STROKES: "注：按姓氏笔画为序。",
    SortRule.PINYIN: "注：按姓名拼音为序。",
    SortRule.ORGANISATION: "注：按单位为序。",
}
_SESSION_COLUMNS = {column.key: column for column in TIMETABLE}


@dataclass(frozen=True, slots=True)
class Printing:
    """What a paper shows beside the class's data: the day it is filled in, and whether phone numbers are whole.

    `session` limits the sign-in sheets to one session.
    """

    on: date
    whole_phones: bool = False
    session: Session | None = None


def gather_paper(cohort: Cohort, kind: PaperKind, printing: Printing) -> AnySheet:
    """Return what a paper of a class prints, in a constant number of queries."""
    return _GATHERERS[kind](cohort, printing)


def build_paper(sheet: AnySheet) -> bytes:
    """Return a paper's workbook."""
    match sheet:
        case RosterSheet():
            return build_roster(sheet)
        case TimetableSheet():
            return build_timetable(sheet)
        case SignInSheets():
            return build_signin(sheet)
        case AttendanceSheet():
            return build_attendance(sheet)
        case AssessmentSheet():
            return build_assessment(sheet)


def spaced(columns: Sequence[Column[Row]]) -> list[Column[Row]]:
    """Return the columns with names as papers set them."""
    return [_spaced(column) if column.key == "name" else column for column in columns]


def _spaced(column: Column[Row]) -> Column[Row]:
    return replace(column, value=lambda row: space_name(column.text(row)))


def _heading(cohort: Cohort, kind: PaperKind, *, right: str) -> Heading:
    filled_by = cohort.organiser or cohort.host.shown_name
    return Heading(title_of(cohort, kind.label), left=f"填报单位：{filled_by}", right=right)


def _dates(cohort: Cohort) -> str:
    return f"时间：{cohort_columns.show_dates(cohort)}"


def _closing(cohort: Cohort, printing: Printing, *between: SignOff) -> list[SignOff]:
    presets = cohort.presets
    day = f"{printing.on.year}年{printing.on.month}月{printing.on.day}日"
    made, checked = SignOff("制表人", presets.prepared_by), SignOff("审核人", presets.checked_by)
    return [made, *between, checked, SignOff("填表日期", day)]


def _office(cohort: Cohort) -> Office:
    return Office(author=cohort.organiser or cohort.host.shown_name)


def _gather_roster(cohort: Cohort, printing: Printing) -> RosterSheet[Enrolment]:
    presets = cohort.presets
    rows = list_roster(cohort.id, sort=presets.sort_rule)
    columns = cohort_columns.ROSTER_WITH_PHONES if printing.whole_phones else cohort_columns.ROSTER
    return RosterSheet(
        heading=_heading(cohort, PaperKind.ROSTER, right=f"共 {len(rows)} 人"),
        columns=spaced(cohort_columns.columns_in_use(columns, rows)),
        rows=rows,
        notes=[ORDERED[presets.sort_rule]] if presets.sort_rule in ORDERED else [],
        closing=_closing(cohort, printing),
        seal=True,
        office=_office(cohort),
    )


def _gather_timetable(cohort: Cohort, printing: Printing) -> TimetableSheet[Session]:
    return TimetableSheet(
        heading=_heading(cohort, PaperKind.TIMETABLE, right=_dates(cohort)),
        columns=TIMETABLE,
        rows=list_sessions(cohort),
        closing=_closing(cohort, printing),
        office=_office(cohort),
    )


def _gather_signin(cohort: Cohort, printing: Printing) -> SignInSheets:
    presets = cohort.presets
    sessions = [printing.session] if printing.session else sessions_to_sign_for(cohort)
    members = list_members(cohort.id, sort=presets.sort_rule)
    return SignInSheets(
        title=title_of(cohort, PaperKind.SIGNIN.label),
        sessions=[_sign_in_session(session, members) for session in sessions],
        blank_lines=presets.observer_lines,
        office=_office(cohort),
    )


def sessions_to_sign_for(cohort: Cohort) -> list[Session]:
    """Return the sessions at which people sign in: those that count for attendance."""
    return [session for session in list_sessions(cohort) if held(session).counts]


def _sign_in_session(session: Session, members: Sequence[Member]) -> SignInSession:
    facts = held(session)
    lines = [
        SignInLine(str(member.number), space_name(member.name), member.unit)
        for member in members
        if expected(facts, member)
    ]
    observers = f"；列席：{session.observers}" if session.observers else ""
    said = {key: column.text(session).replace("\n", "、") for key, column in _SESSION_COLUMNS.items()}
    return SignInSession(
        sheet_name=session.label,
        topic=session.title,
        when=f"{said['date'].replace('、', '')}{said['half_day']} {said['time']}",
        lecturers=said["speakers"],
        venue=said["venue"],
        audience=session.audience_label + observers,
        expected=len(lines),
        trainees=lines,
    )


def _gather_attendance(cohort: Cohort, printing: Printing) -> AttendanceSheet[RegisterRow]:
    register = cohort_register(cohort)
    return AttendanceSheet(
        heading=_heading(cohort, PaperKind.ATTENDANCE, right=_dates(cohort)),
        columns=spaced(attendance_columns.register_columns(register)),
        rows=register.rows,
        legend=[Symbol(sign, meaning) for sign, meaning in attendance_columns.legend(register)],
        totals=[Totals("到课人数", _present(register))] if register.rows and register.columns else [],
        closing=_closing(cohort, printing, SignOff("班主任")),
        office=_office(cohort),
    )


def _present(register: Register) -> dict[str, Shown]:
    """Return how many attended each half-day; blank where nobody's mark was recorded."""
    present: dict[str, Shown] = {}
    for place in range(len(register.columns)):
        recorded = [cell for row in register.rows if (cell := row.tally.cells[place]) is not None]
        if recorded:
            present[attendance_columns.mark_key(place)] = sum(map(is_attended, recorded))
    return present


def _gather_assessment(cohort: Cohort, printing: Printing) -> AssessmentSheet[AssessmentRow]:
    found = class_assessment(cohort)
    return AssessmentSheet(
        heading=_heading(cohort, PaperKind.ASSESSMENT, right=_dates(cohort)),
        columns=spaced(assessment_columns.register_columns(found)),
        rows=found.rows,
        notes=assessment_columns.legend(found),
        closing=_closing(cohort, printing),
        seal=True,
        office=_office(cohort),
    )


_GATHERERS: Mapping[PaperKind, Callable[[Cohort, Printing], AnySheet]] = {
    PaperKind.ROSTER: _gather_roster,
    PaperKind.TIMETABLE: _gather_timetable,
    PaperKind.SIGNIN: _gather_signin,
    PaperKind.ATTENDANCE: _gather_attendance,
    PaperKind.ASSESSMENT: _gather_assessment,
}
