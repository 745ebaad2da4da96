"""Since when somebody has been in the Party and in the post: read from a roster, kept, shown, printed, brought back."""

import html
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet

from tests.factories import Factory
from tests.registers.returned import edited, exported, fields, heads
from tests.registers.returned import upload as bring_back
from tests.registers.test_roster_pages import upload, workbook
from tests.registers.uploads import take
from trainingapp.cohorts.queries import list_roster
from trainingapp.core.database import db
from trainingapp.people.rules.births import read_month

ROWS = (
    ("序号", "姓名", "单位", "职务", "入党年月", "任现职时间", "参加工作时间"),
    ("1", "陈青禾", "望景居民区党总支", "书记助理", "2010年7月", "2023.9", "2005.07"),
    ("2", "陶然", "云杉居民区党总支", "委员", "", "2024-03-01", "2015.07"),
)


@pytest.mark.parametrize(
    ("written", "read", "told"),
    [
        ("2010.07", "2010.07", ""),
        ("18.05", "2018.05", "入党时间年份只写了两位“18.05”，按 2018.05 读入，请核对"),
        ("1915.03", None, "入党时间“1915.03”太早，请写成 1985.03 这样的年月"),
        ("去年", None, "看不懂入党时间“去年”，请写成 1985.03 这样的年月"),
        ("", None, ""),
    ],
)
def test_month_is_read_as_one_of_birth_is(written: str, read: str | None, told: str) -> None:
    reading = read_month(written, what="入党时间")

    assert (reading.value, reading.note.message if reading.note else "") == (read, told)


def test_months_of_a_roster_are_kept_printed_and_brought_back(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()
    take(client, upload(client, cohort, workbook(*ROWS)))
    first, second = list_roster(cohort.id)

    assert [(one.party_month, one.post_month) for one in (first, second)] == [("2010.07", "2023.09"), ("", "2024.03")]
    assert (first.person.party_month, first.person.post_month) == ("2010.07", "2023.09")

    def edit(sheet: Worksheet) -> None:
        columns = heads(sheet)
        rows = {
            "".join(str(sheet.cell(row, columns["姓名"]).value).split()): row for row in range(1, sheet.max_row + 1)
        }
        sheet.cell(rows["陶然"], columns["入党时间"]).value = "2012.10"
        sheet.cell(rows["陈青禾"], columns["任职时间"]).value = 2024.1

    address = bring_back(client, cohort, edited(exported(client, cohort, "roster"), edit))
    page = html.unescape(client.get(address).get_data(as_text=True))
    client.post(address, data=fields(page))

    db.session.expire_all()
    assert (second.party_month, first.post_month) == ("2012.10", "2023.09")
    assert "任职时间”写着“2024.1”：看不出是哪个月" in page


def test_months_are_asked_for_on_the_page_and_left_out_where_nobody_has_one(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort = make.cohort()
    trainee = make.enrolment(cohort, "陈青禾")
    client = make.organiser_client()

    def headings() -> set[str]:
        sheet = openpyxl.load_workbook(BytesIO(exported(client, cohort, "roster"))).worksheets[0]
        return set(heads(sheet)) & {"入党时间", "任职时间"}

    before = headings()
    address = f"/classes/{cohort.public_id}/roster/{trainee.public_id}"
    page = client.get(address).get_data(as_text=True)
    client.post(
        address, data={"name": "陈青禾", "party_month": "201007", "group_role": "member", "class_role": "member"}
    )

    db.session.expire_all()
    assert (before, headings(), trainee.party_month) == (set(), {"入党时间"}, "2010.07")
    assert ('name="party_month"' in page, 'name="post_month"' in page) == (True, True)
