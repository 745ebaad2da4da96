"""Nothing that a user writes becomes a formula, in any paper and at any place of it."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from tests.core.excel.payloads import PAYLOADS
from trainingapp.core.columns import Column
from trainingapp.core.excel.writing.safe import clean_text
from trainingapp.registers.sheets.assessment import AssessmentSheet, Component, build_assessment, component_columns
from trainingapp.registers.sheets.attendance import (
    AttendanceSheet,
    HalfDay,
    Symbol,
    Totals,
    build_attendance,
    mark_columns,
)
from trainingapp.registers.sheets.parts import Heading, Office, SignOff
from trainingapp.registers.sheets.roster import RosterSheet, build_roster
from trainingapp.registers.sheets.signin import SignInLine, SignInSession, SignInSheets, build_signin
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


BUILDERS = (hostile_roster, hostile_timetable, hostile_attendance, hostile_assessment, hostile_signin)


@pytest.mark.parametrize("build", BUILDERS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_paper_holds_a_formula(build: Callable[[str], bytes], payload: str) -> None:
    content = build(payload)

    book = load_workbook(BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert clean_text(payload) in {cell.value for cell in cells}
    assert not any(re.search("<f[ />]", xml) for xml in sheet_xmls(content))


def sheet_xmls(content: bytes) -> Sequence[str]:
    archive = ZipFile(BytesIO(content))
    return [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/worksheets/")]
