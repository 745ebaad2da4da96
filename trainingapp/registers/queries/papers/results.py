"""Papers about what was attended and reached: attendance and assessment registers, leave forms, appraisals.

Figures come from the calculators that the pages show: `cohort_register` and `class_assessment`.
"""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction

from trainingapp.assessment import columns as assessment_columns
from trainingapp.assessment.queries import AssessmentRow, class_assessment, count_works, tell
from trainingapp.assessment.rules import LEAVE
from trainingapp.attendance import columns as attendance_columns
from trainingapp.attendance.models import Leave
from trainingapp.attendance.queries import Register, RegisterRow, cohort_register, covered_text, list_leaves
from trainingapp.attendance.rules import is_attended
from trainingapp.attendance.terms import LIVE_LEAVE, LeaveState, Status
from trainingapp.cohorts import columns as cohort_columns
from trainingapp.cohorts.models import Cohort
from trainingapp.core.columns import Shown, round_half_up
from trainingapp.registers.queries.papers.parts import (
    Printing,
    closing_of,
    dates_of,
    heading_of,
    office_of,
    spaced,
)
from trainingapp.registers.queries.tracks import track_assessment, track_attendance
from trainingapp.registers.sheets.appraisals import Appraisal, AppraisalSheets, build_appraisals
from trainingapp.registers.sheets.assessment import AssessmentSheet, build_assessment
from trainingapp.registers.sheets.attendance import AttendanceSheet, Symbol, Totals, build_attendance
from trainingapp.registers.sheets.leave_slips import LeaveSlip, LeaveSlips, build_leave_slips
from trainingapp.registers.sheets.parts import SignOff
from trainingapp.registers.sheets.tracking import UNTRACKED
from trainingapp.registers.terms import PaperKind


def attendance(cohort: Cohort, printing: Printing) -> bytes:
    """Return 考勤登记表."""
    register = cohort_register(cohort)
    return build_attendance(
        AttendanceSheet(
            heading=heading_of(cohort, PaperKind.ATTENDANCE, right=dates_of(cohort)),
            columns=spaced(attendance_columns.register_columns(register)),
            rows=register.rows,
            legend=[Symbol(sign, meaning) for sign, meaning in attendance_columns.legend(register)],
            totals=[Totals("到课人数", _present(register))] if register.rows and register.columns else [],
            closing=closing_of(cohort, printing, SignOff("班主任")),
            office=office_of(cohort, PaperKind.ATTENDANCE),
            tracking=track_attendance(cohort, register, printing.on) if printing.tracked else UNTRACKED,
        )
    )


def _present(register: Register) -> dict[str, Shown]:
    """Return how many attended each half-day; blank where nobody's mark was recorded."""
    present: dict[str, Shown] = {}
    for place in range(len(register.columns)):
        recorded = [cell for row in register.rows if (cell := row.tally.cells[place]) is not None]
        if recorded:
            present[attendance_columns.mark_key(place)] = sum(map(is_attended, recorded))
    return present


def assessment(cohort: Cohort, printing: Printing) -> bytes:
    """Return 考核成绩登记表."""
    found = class_assessment(cohort)
    return build_assessment(
        AssessmentSheet(
            heading=heading_of(cohort, PaperKind.ASSESSMENT, right=dates_of(cohort)),
            columns=spaced(assessment_columns.register_columns(found)),
            rows=found.rows,
            notes=assessment_columns.legend(found),
            closing=closing_of(cohort, printing),
            seal=True,
            office=office_of(cohort, PaperKind.ASSESSMENT),
            tracking=track_assessment(cohort, found, printing.on) if printing.tracked else UNTRACKED,
        )
    )


def leave(cohort: Cohort, printing: Printing) -> bytes:
    """Return 请假审批表, one form for each leave that is asked for or granted; a blank one where there is none.

    The reason is left to be written by hand: the paper goes through more hands than may read a confidential one.
    """
    return build_leave_slips(
        LeaveSlips(
            heading=heading_of(cohort, PaperKind.LEAVE),
            slips=leave_slips(cohort, printing),
            office=office_of(cohort, PaperKind.LEAVE),
        )
    )


def leave_slips(cohort: Cohort, printing: Printing) -> list[LeaveSlip]:
    """Return the leaves of a class that are asked for or granted, for their forms."""
    asked = [one for one in list_leaves(printing.actor, cohort) if one.state in LIVE_LEAVE]
    totals: defaultdict[int, Decimal] = defaultdict(Decimal)
    for one in asked:
        totals[one.enrolment_id] += sum(row.session.hours for row in one.sessions if not row.released)
    return [_slip(cohort, one, totals[one.enrolment_id]) for one in asked]


def _slip(cohort: Cohort, one: Leave, total: Decimal) -> LeaveSlip:
    trainee = one.enrolment
    sessions = [row.session for row in one.sessions if not row.released]
    return LeaveSlip(
        name=trainee.name,
        kind=one.word,
        class_name=cohort.formal_name,
        unit_post=" ".join(filter(None, (trainee.organisation_name, trainee.post))),
        period=covered_text(one),
        sessions=[session.label for session in sessions],
        hours=sum((session.hours for session in sessions), start=Decimal(0)),
        total_hours=total,
        returned="已销假" if one.state is LeaveState.CLOSED else "",
    )


def appraisals(cohort: Cohort, printing: Printing) -> bytes:
    """Return 学员鉴定表, one page for each trainee with what the class's own records say."""
    del printing
    return build_appraisals(
        AppraisalSheets(
            heading=heading_of(cohort, PaperKind.APPRAISALS),
            appraisals=appraisals_of(cohort),
            office=office_of(cohort, PaperKind.APPRAISALS),
        )
    )


def appraisals_of(cohort: Cohort) -> list[Appraisal]:
    """Return what the class's own records say of each trainee."""
    register = cohort_register(cohort)
    attended = {row.member.id: row for row in register.rows}
    works = count_works(cohort)
    absence = register.words[Status.ABSENT]
    return [
        _appraisal(cohort, row, _learning(attended.get(row.enrolment.id), works.get(row.enrolment.id, 0), absence))
        for row in class_assessment(cohort).rows
    ]


def _appraisal(cohort: Cohort, row: AssessmentRow, learning: str) -> Appraisal:
    trainee = row.enrolment
    return Appraisal(
        name=trainee.name,
        gender=trainee.gender.label if trainee.gender else "",
        ethnic=trainee.ethnic,
        birth_month=trainee.birth_month,
        politics=f"{trainee.politics}（{trainee.party_month}）" if trainee.party_month else trainee.politics,
        education=trainee.education,
        unit_post=" ".join(filter(None, (trainee.organisation_name, trainee.post))),
        class_name=cohort.formal_name,
        dates=cohort_columns.show_dates(cohort),
        group=trainee.group.name if trainee.group else "",
        learning=learning,
        score=f"{round_half_up(row.total, 1)}" if row.total is not None else "",
        band=row.band,
        host_opinion=_decision(row),
    )


def _decision(row: AssessmentRow) -> str:
    """Return what was decided and, where it departs from the rules, why; blank while nobody has decided."""
    return "\n".join(filter(None, (f"评定：{tell(row.band, row.completion)}", row.remark))) if row.decided else ""


def _learning(attended: RegisterRow | None, works: int, absence: str) -> str:
    """Return in words what was attended, how often leave was taken, and what was handed in."""
    handed_in = [f"交作业 {works} 份"] if works else []
    if attended is None:
        return "，".join(handed_in)
    tally = attended.tally
    told = [f"出勤 {round_half_up(tally.hours, 1)} 学时"]
    told += [f"到课率 {round_half_up(Fraction(tally.rate) * 100, 1)}%"] if tally.rate is not None else []
    leave, absent = sum(tally.counts.get(status, 0) for status in LEAVE), tally.counts.get(Status.ABSENT, 0)
    told += [f"请假 {leave} 个半天"] if leave else []
    told += [f"{absence} {absent} 个半天"] if absent else []
    return "，".join([*told, *handed_in])
