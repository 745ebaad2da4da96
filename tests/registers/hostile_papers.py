"""Every paper with the same hostile text wherever a user may write; for the tests of formulas."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from trainingapp.core.columns import Column
from trainingapp.registers.sheets.assessment import AssessmentSheet, Component, build_assessment, component_columns
from trainingapp.registers.sheets.attendance import (
    AttendanceSheet,
    HalfDay,
    Symbol,
    Totals,
    build_attendance,
    mark_columns,
)
from trainingapp.registers.sheets.contacts import ContactSheet, build_contacts
from trainingapp.registers.sheets.grouping import GroupLine, GroupSheet, build_groups
from trainingapp.registers.sheets.ledger import HeldClass, LedgerSheet, build_ledger
from trainingapp.registers.sheets.parts import Heading, Office, SignOff
from trainingapp.registers.sheets.quotas import Quota, QuotaSheet, build_quotas
from trainingapp.registers.sheets.reply import Applicant, ReplySheet, build_reply
from trainingapp.registers.sheets.roster import RosterSheet, build_roster
from trainingapp.registers.sheets.signin import SignInLine, SignInSession, SignInSheets, build_signin
from trainingapp.registers.sheets.signin_grid import GridLine, SignInGrid, build_signin_grid
from trainingapp.registers.sheets.timetable import TimetableSheet, build_timetable


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
        number=1, name=text, dates=text, place=text, audience=text, lecturers=text, missing=[text], remark=text
    )
    return build_ledger(LedgerSheet(heading=Heading(text), classes=[held], notes=[text]))


def hostile_signin_grid(text: str) -> bytes:
    line = GridLine(SignInLine(text, text, text))
    return build_signin_grid(
        SignInGrid(heading=Heading(text), half_days=[HalfDay(date(2025, 5, 9), text)], lines=[line])
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
)
