"""Every paper with the same hostile text wherever a user may write; for the tests of formulas."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from trainingapp.assessment.rules import Item
from trainingapp.core.columns import Column
from trainingapp.registers.rules.filing import Filed
from trainingapp.registers.sheets.appraisals import Appraisal, AppraisalSheets, build_appraisals
from trainingapp.registers.sheets.assessment import AssessmentSheet, Component, build_assessment, component_columns
from trainingapp.registers.sheets.attendance import (
    AttendanceSheet,
    HalfDay,
    Symbol,
    Totals,
    build_attendance,
    mark_columns,
)
from trainingapp.registers.sheets.boarding import BoardingSheets, Passenger, VehicleLine, build_boarding
from trainingapp.registers.sheets.contacts import ContactSheet, build_contacts
from trainingapp.registers.sheets.contents import build_contents
from trainingapp.registers.sheets.evaluation_entry import EntrySheet, build_entry_sheet
from trainingapp.registers.sheets.evaluations import (
    EvaluatedItem,
    EvaluatedLesson,
    EvaluationSheets,
    Remark,
    Satisfaction,
    build_evaluations,
)
from trainingapp.registers.sheets.grouping import GroupLine, GroupSheet, build_groups
from trainingapp.registers.sheets.leave_slips import LeaveSlip, LeaveSlips, Opinion, build_leave_slips
from trainingapp.registers.sheets.lecture_fees import FeeLine, FeeSheet, build_lecture_fees
from trainingapp.registers.sheets.ledger import HeldClass, LedgerSheet, build_ledger
from trainingapp.registers.sheets.monthly import Behind, MonthClass, MonthlyReport, NextMonth, build_monthly
from trainingapp.registers.sheets.parts import Heading, Office, SignOff
from trainingapp.registers.sheets.quotas import Quota, QuotaSheet, build_quotas
from trainingapp.registers.sheets.reply import Applicant, ReplySheet, build_reply
from trainingapp.registers.sheets.roster import RosterSheet, build_roster
from trainingapp.registers.sheets.seating import Seat, SeatingPlan, build_seating
from trainingapp.registers.sheets.signin import SignInLine, SignInSession, SignInSheets, build_signin
from trainingapp.registers.sheets.signin_grid import GridLine, SignInGrid, build_signin_grid
from trainingapp.registers.sheets.timetable import TimetableSheet, build_timetable
from trainingapp.registers.sheets.year_plans import YearPlanSheet, build_year_plan


def hostile_roster(text: str) -> bytes:
    return build_roster(
        RosterSheet(
            heading=Heading(text, text, text, text),
            columns=list_of(text),
            rows=[text],
            notes=[text],
            closing=[SignOff(text, text)],
            office=Office(author=text),
        )
    )


def hostile_timetable(text: str) -> bytes:
    day: Column[str] = Column("day", text, lambda row: row[:], merge_down=True)
    columns = [day, *list_of(text)]
    return build_timetable(
        TimetableSheet(heading=Heading(text), columns=columns, rows=[text, text], notes=[text], closing=[SignOff(text)])
    )


def hostile_attendance(text: str) -> bytes:
    half_days = [HalfDay(date(2025, 5, 9), text)]
    return build_attendance(
        AttendanceSheet(
            heading=Heading(text, text),
            columns=[*list_of(text), *mark_columns(half_days, lambda row, _: row)],
            rows=[text],
            legend=[Symbol(text, text)],
            totals=[Totals(text, {"half_day_0": text})],
            notes=[text],
        )
    )


def hostile_assessment(text: str) -> bytes:
    scores: list[Column[str]] = component_columns([Component("a", text, Decimal(100))], lambda row, _: row)
    columns = [*list_of(text), *scores]
    return build_assessment(AssessmentSheet(heading=Heading(text), columns=columns, rows=[text], notes=[text]))


def hostile_signin(text: str) -> bytes:
    line = SignInLine(text, text, text)
    session = SignInSession(
        sheet_name=text,
        topic=text,
        when=text,
        lecturers=text,
        venue=text,
        audience=text,
        trainees=[line],
        observers=[line],
    )
    return build_signin(SignInSheets(title=text, sessions=[session]))


def list_of(header: str) -> list[Column[str]]:
    return [Column("text", header, lambda row: row), Column("again", "再", lambda row: row, groups=(header,))]


def hostile_contacts(text: str) -> bytes:
    return build_contacts(ContactSheet(heading=Heading(text), columns=list_of(text), rows=[text], notes=[text]))


def hostile_reply(text: str) -> bytes:
    applicant = Applicant(
        unit=text, name=text, gender=text, ethnic=text, birth_month=text, politics=text, post=text, phone=text,
        meals=text, lodging=text, ride=text, remark=text,
    )  # fmt: skip
    return build_reply(ReplySheet(heading=Heading(text), applicants=[applicant], deadline=text, send_to=text))


def hostile_quotas(text: str) -> bytes:
    return build_quotas(
        QuotaSheet(heading=Heading(text), quotas=[Quota(number=1, unit=text, places=2, remark=text)], notes=[text])
    )


def hostile_groups(text: str) -> bytes:
    group = GroupLine(name=text, leader=text, deputies=[text], members=[text], place=text, tutor=text, theme=text)
    return build_groups(GroupSheet(heading=Heading(text), groups=[group], notes=[text]))


def hostile_ledger(text: str) -> bytes:
    held = HeldClass(
        number=1, name=text, dates=text, place=text, audience=text, lecturers=text, file_state=text, remark=text
    )
    return build_ledger(LedgerSheet(heading=Heading(text), classes=[held], notes=[text]))


def hostile_signin_grid(text: str) -> bytes:
    line = GridLine(SignInLine(text, text, text))
    return build_signin_grid(
        SignInGrid(heading=Heading(text), half_days=[HalfDay(date(2025, 5, 9), text)], lines=[line])
    )


def hostile_leave_slips(text: str) -> bytes:
    slip = LeaveSlip(
        name=text, kind=text, class_name=text, unit_post=text, period=text, sessions=[text], reason=text,
        attachments=text, opinions=[Opinion(text, text)], returned=text,
    )  # fmt: skip
    return build_leave_slips(LeaveSlips(heading=Heading(text, text), slips=[slip], rule=text))


def hostile_appraisals(text: str) -> bytes:
    one = Appraisal(
        name=text, gender=text, ethnic=text, birth_month=text, politics=text, education=text, unit_post=text,
        class_name=text, dates=text, group=text, learning=text, score=text, band=text, own_words=text,
        group_opinion=text, branch_opinion=text, host_opinion=text,
    )  # fmt: skip
    return build_appraisals(AppraisalSheets(heading=Heading(text), appraisals=[one], note=text))


def hostile_boarding(text: str) -> bytes:
    vehicle = VehicleLine(
        name=text, plate=text, driver=text, driver_phone=text, escort=text, passengers=[Passenger(text, text, text)]
    )
    return build_boarding(
        BoardingSheets(
            heading=Heading(text), vehicles=[vehicle], when=text, gather_at=text, route=text, unplaced=[text]
        )
    )


def hostile_seating(text: str) -> bytes:
    plan = SeatingPlan(
        heading=Heading(text), rows=[[Seat(text), Seat(text, text)]], blocks=[1, 1], platform=[text], notes=[text]
    )
    return build_seating(plan)


def hostile_evaluations(text: str) -> bytes:
    return build_evaluations(
        EvaluationSheets(
            heading=Heading(text),
            items=[EvaluatedItem(text, Decimal(20))],
            lessons=[EvaluatedLesson(number=1, course=text, lecturer=text, scores=[Decimal(1)])],
            answers=[text],
            satisfaction=[Satisfaction(topic=text, counts=[1])],
            remarks=[Remark(1, text, text)],
            notes=[text],
        )
    )


def hostile_lecture_fees(text: str) -> bytes:
    line = FeeLine(
        number=1, day=date(2025, 5, 9), half_day=text, course=text, lecturer=text, title=text, hours=Decimal(1),
        rate=Decimal(1), amount=Decimal(1), identity_number=text, account=text, remark=text,
    )  # fmt: skip
    return build_lecture_fees(FeeSheet(heading=Heading(text), lines=[line], notes=[text]))


def hostile_monthly(text: str) -> bytes:
    return build_monthly(
        MonthlyReport(
            heading=Heading(text),
            classes=[MonthClass(name=text, dates=text)],
            behind=[Behind(name=text, unit=text, class_name=text, state=text)],
            upcoming=[NextMonth(name=text, dates=text, audience=text, people=text)],
            problems=text,
        )
    )


def hostile_contents(text: str) -> bytes:
    return build_contents(text, [Filed(text, text, text, [text])])


def hostile_year_plan(text: str) -> bytes:
    return build_year_plan(
        YearPlanSheet(
            heading=Heading(text, text, text),
            columns=list_of(text),
            rows=[text],
            totals=Totals(text, {}),
            approval=text,
            note=text,
        )
    )


def hostile_entry_sheet(text: str) -> bytes:
    return build_entry_sheet(
        EntrySheet(title=text, code=text, items=[Item("q1", text, 5)], lines=1, answers=[(1, text)])
    )


BUILDERS: Sequence[Callable[[str], bytes]] = (
    hostile_roster,
    hostile_timetable,
    hostile_attendance,
    hostile_assessment,
    hostile_signin,
    hostile_contacts,
    hostile_reply,
    hostile_quotas,
    hostile_groups,
    hostile_ledger,
    hostile_signin_grid,
    hostile_leave_slips,
    hostile_appraisals,
    hostile_boarding,
    hostile_seating,
    hostile_evaluations,
    hostile_lecture_fees,
    hostile_monthly,
    hostile_year_plan,
    hostile_contents,
    hostile_entry_sheet,
)
