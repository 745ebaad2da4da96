"""The round trip of papers in an office's own layout: known again by their rows' ids under the form's own headings."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient
from openpyxl.worksheet.worksheet import Worksheet

from tests.factories import Factory
from trainingapp.attendance.operations import confirm_roll_call, mark_all_present
from trainingapp.cohorts.models import Cohort
from trainingapp.registers import queries
from trainingapp.registers.rules.tracking import BASE_SHEET
from trainingapp.registers.terms import PaperKind

NAMES = ("陈甲", "李乙", "王丙")


def own_form() -> bytes:
    """Return an office's roster: a merged title, headings over two rows, totals below, a column of its own."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["{{班次名称}}名册"])
    sheet.append(["姓　名", "任职情况", None, "签　名"])
    sheet.append([None, "所在单位", "现任职务", None])
    sheet.append(["{{学员.姓名}}", "{{学员.单位}}", "{{学员.职务}}", None])
    sheet.append(["共计", '=COUNTA(A4:A4)&"人"'])
    for merged in ("A1:D1", "A2:A3", "B2:C2", "D2:D3"):
        sheet.merge_cells(merged)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def use(client: FlaskClient, kind: str, content: bytes) -> None:
    """Let the office use a form of its own."""
    file = {"file": (BytesIO(content), "本单位.xlsx")}
    assert client.post(f"/library/templates/{kind}", data=file, content_type="multipart/form-data").status_code == 302


def exported(client: FlaskClient, cohort: Cohort, kind: str) -> openpyxl.Workbook:
    """Return a paper as it is handed out."""
    return openpyxl.load_workbook(BytesIO(client.post(f"/classes/{cohort.public_id}/papers/{kind}").get_data()))


def bring_back(client: FlaskClient, cohort: Cohort, book: openpyxl.Workbook) -> str:
    """Send an edited paper back and return the page that compares it."""
    stream = BytesIO()
    book.save(stream)
    answer = client.post(
        f"/classes/{cohort.public_id}/papers/return",
        data={"file": (BytesIO(stream.getvalue()), "改过.xlsx")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return client.get(answer.location).get_data(as_text=True)


def row_of(sheet: Worksheet, name: str) -> int:
    """Return the row of a trainee."""
    return next(row for row in range(1, sheet.max_row + 1) if name in str(sheet.cell(row, 1).value))


def test_own_roster_comes_back_sorted_and_edited(make: Factory) -> None:
    cohort, client = make.cohort(), make.organiser_client()
    for name in NAMES:
        make.enrolment(cohort, name, post="委员")
    use(client, "roster", own_form())

    book = exported(client, cohort, "roster")
    sheet = book.worksheets[0]
    sheet.cell(row_of(sheet, "李乙"), 3, "副书记")
    first, last = ([cell.value for cell in sheet[row]] for row in (4, 6))
    for column, (upper, lower) in enumerate(zip(first, last, strict=True), start=1):
        sheet.cell(4, column, lower)
        sheet.cell(6, column, upper)
    page = bring_back(client, cohort, book)

    assert (page.count('name="take"'), "现任职务" in page, "副书记" in page) == (1, True, True)


def test_own_form_prints_as_before_and_hides_what_travels(make: Factory) -> None:
    cohort, client = make.cohort(), make.organiser_client()
    trainees = [make.enrolment(cohort, name) for name in NAMES]
    use(client, "roster", own_form())

    book = exported(client, cohort, "roster")

    sheet, hidden = book.worksheets
    assert [sheet.cell(row, 5).value for row in (4, 5, 6)] == [one.public_id for one in trainees]
    assert sheet.column_dimensions["E"].hidden
    assert (hidden.title, hidden.sheet_state) == (BASE_SHEET, "veryHidden")
    assert sheet["B7"].value == '=COUNTA(A4:A6)&"人"'


def test_form_without_names_is_filled_and_carries_nothing(make: Factory) -> None:
    cohort, client = make.cohort(), make.organiser_client()
    make.enrolment(cohort, "陈甲", post="委员")
    book = openpyxl.Workbook()
    book.worksheets[0].append(["单位", "职务"])
    book.worksheets[0].append(["{{学员.单位}}", "{{学员.职务}}"])
    stream = BytesIO()
    book.save(stream)
    use(client, "roster", stream.getvalue())

    filled = exported(client, cohort, "roster")

    assert (len(filled.worksheets), filled.worksheets[0].max_column) == (1, 2)


@pytest.mark.parametrize("kind", [PaperKind.ATTENDANCE, PaperKind.TIMETABLE])
def test_first_templates_of_registers_come_back_too(kind: PaperKind, make: Factory) -> None:
    cohort, client = make.cohort(), make.organiser_client()
    for name in NAMES:
        make.enrolment(cohort, name)
    for day in range(3):
        session = make.session(cohort, held_on=cohort.starts_on + timedelta(days=day))
        mark_all_present(make.actor, session)
        confirm_roll_call(make.actor, session)
    use(client, kind.value, client.get(f"/library/templates/{kind.value}/starter").get_data())

    book = exported(client, cohort, kind.value)
    sheet = book.worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value in {"√", "集中授课"}]
    cells[1].value = "○" if kind is PaperKind.ATTENDANCE else "现场教学"
    page = bring_back(client, cohort, book)

    before = queries.current_values(cohort, kind)
    assert len(before) == 3
    assert page.count('name="take"') == 1
