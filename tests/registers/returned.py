"""What the tests of returned papers share: a class, its papers as handed out, edited and sent back."""

import html
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
from flask.testing import FlaskClient
from openpyxl.worksheet.worksheet import Worksheet

from tests.factories import Factory
from trainingapp.assessment import operations as assessment
from trainingapp.assessment.rules import BRACKETS, Part
from trainingapp.assessment.terms import Source
from trainingapp.attendance.operations import mark_all_present
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.registers import queries
from trainingapp.registers.terms import PaperKind
from trainingapp.timetable.models import Session

Edit = Callable[[Worksheet], None]
NAME_COLUMN = 2
FIRST_MARK = 4
NAMES = ("陈甲", "李乙", "王　丙", "赵丁", "钱戊", "孙己")


def made_class(make: Factory, *, half_days: int = 4) -> tuple[Cohort, list[Session]]:
    """Return a class of six whose half-days are all attended, and whose two components are scored 80."""
    cohort = make.cohort()
    trainees = [make.enrolment(cohort, name.replace("　", "")) for name in NAMES]
    sessions = [make.session(cohort, held_on=cohort.starts_on + timedelta(days=day)) for day in range(half_days)]
    for session in sessions:
        mark_all_present(make.actor, session)
    parts = (Part(1, "考勤", 20, Source.ATTENDANCE), Part(2, "考试", 40), Part(3, "心得", 40))
    scheme = assessment.set_scheme(make.actor, cohort, parts=parts, brackets=BRACKETS)
    scores = {(one.id, part.id): Decimal(80) for one in trainees for part in scheme.components[1:]}
    assessment.enter_scores(make.actor, cohort, scores=scores)
    return cohort, sessions


def exported(client: FlaskClient, cohort: Cohort, kind: str) -> bytes:
    """Return a register as it is handed out."""
    return client.post(f"/classes/{cohort.public_id}/papers/{kind}").get_data()


def edited(content: bytes, edit: Edit) -> bytes:
    """Return a workbook with its first sheet edited."""
    book = openpyxl.load_workbook(BytesIO(content))
    edit(book.worksheets[0])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def rows_of(sheet: Worksheet) -> dict[str, int]:
    """Return the row of each trainee."""
    names = {"".join(name.split()) for name in NAMES}
    found = {"".join(str(sheet.cell(row, NAME_COLUMN).value).split()): row for row in range(1, sheet.max_row + 1)}
    return {name: row for name, row in found.items() if name in names}


def upload(client: FlaskClient, cohort: Cohort, content: bytes, name: str = "改过.xlsx") -> str:
    """Send a file back and return the address of the page where it is compared, or the page that refuses it."""
    answer = client.post(
        f"/classes/{cohort.public_id}/papers/return",
        data={"file": (BytesIO(content), name)},
        content_type="multipart/form-data",
    )
    return str(answer.location) if answer.status_code == 302 else html.unescape(answer.get_data(as_text=True))


def fields(page: str, *, everything: bool = False) -> dict[str, list[str] | str]:
    """Return what the page would send: what it shows, and the cells that are ticked, or all of them."""
    boxes = re.findall(r'name="take" value="([^"]+)"[^>]*?( checked)?>', page)
    seen = re.search(r'name="seen" value="([^"]+)"', page)
    assert seen
    return {"seen": seen[1], "take": [html.unescape(token) for token, ticked in boxes if ticked or everything]}


def values(cohort: Cohort, kind: PaperKind) -> Mapping[str, Mapping[str, str]]:
    """Return what the register says now."""
    db.session.expire_all()
    return queries.current_values(cohort, kind)


def differing(before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]) -> int:
    """Return in how many cells two states differ."""
    return sum(before[row][key] != after[row][key] for row in before for key in before[row])


def heads(sheet: Worksheet) -> dict[str, int]:
    """Return the columns by their headings."""
    return {str(cell.value): cell.column for row in sheet.iter_rows(max_row=4) for cell in row if cell.value}
