"""The round trip: a register that was handed out, edited as people edit it, read in again cell by cell."""

import html
import random
import re
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from tests.factories import Factory
from tests.registers.returned import (
    FIRST_MARK,
    NAME_COLUMN,
    differing,
    edited,
    exported,
    fields,
    made_class,
    rows_of,
    upload,
    values,
)
from trainingapp.attendance.operations import confirm_roll_call, record_marks
from trainingapp.attendance.queries import cohort_register
from trainingapp.attendance.terms import Status
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db
from trainingapp.registers import queries
from trainingapp.registers.rules.tracking import BASE_SHEET
from trainingapp.registers.terms import PaperKind


@pytest.mark.parametrize(("kind", "sign"), [(PaperKind.ATTENDANCE, "○"), (PaperKind.ASSESSMENT, 92.5)])
def test_twelve_edits_apply_exactly_twelve(kind: PaperKind, sign: str | float, make: Factory) -> None:
    cohort, _sessions = made_class(make)
    client = make.organiser_client()
    before = values(cohort, kind)
    first = FIRST_MARK if kind is PaperKind.ATTENDANCE else FIRST_MARK + 1

    def edit(sheet: Worksheet) -> None:
        for row in rows_of(sheet).values():
            for column in (first, first + 1):
                sheet.cell(row, column).value = sign

    address = upload(client, cohort, edited(exported(client, cohort, kind.value), edit))
    sent = fields(client.get(address).get_data(as_text=True))
    answer = client.post(address, data=sent, follow_redirects=True)

    after = values(cohort, kind)
    (act,) = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "register.returned")).all()
    assert (len(sent["take"]), differing(before, after)) == (12, 12)
    assert (act.after["count"], act.after["kind"], len(act.before)) == (12, kind.label, 12)
    assert "12 处改动已写入" in answer.get_data(as_text=True)


def shuffle(sheet: Worksheet) -> None:
    """Do what people do: sort the rows backwards, insert a row and a column, delete a trainee, edit one cell."""
    rows = sorted(rows_of(sheet).values())
    width = sheet.max_column
    held = [[sheet.cell(row, column).value for column in range(1, width + 1)] for row in rows]
    random.Random(7).shuffle(held)
    for row, line in zip(rows, held, strict=True):
        for column, value in enumerate(line, 1):
            sheet.cell(row, column).value = value
    sheet.cell(rows_of(sheet)["李乙"], FIRST_MARK).value = "病假"
    # openpyxl moves no merged cells when rows and columns move, so only what is below and beside them is touched.
    sheet.cell(rows[0], width + 1).value = "自己加的列"
    sheet.delete_rows(rows_of(sheet)["赵丁"])


def test_sorted_rows_added_columns_and_deleted_rows_survive(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, _sessions = made_class(make)
    client = make.organiser_client()
    before = values(cohort, PaperKind.ATTENDANCE)

    address = upload(client, cohort, edited(exported(client, cohort, "attendance"), shuffle))
    page = client.get(address).get_data(as_text=True)
    client.post(address, data=fields(page))

    assert "文件里没有这些行，不动：赵丁" in page
    assert differing(before, values(cohort, PaperKind.ATTENDANCE)) == 1


def test_conflict_is_shown_with_who_and_taken_only_when_ticked(make: Factory) -> None:
    cohort, sessions = made_class(make)
    client = make.organiser_client()
    content = exported(client, cohort, "attendance")

    def edit(sheet: Worksheet) -> None:
        sheet.cell(rows_of(sheet)["陈甲"], FIRST_MARK).value = "△"

    one = next(row for row in queries.current_values(cohort, PaperKind.ATTENDANCE))
    members = {one.member.public_id: one.member.id for one in cohort_register(cohort).rows}
    record_marks(make.actor, sessions[0], marks={members[one]: Status.ABSENT})
    db.session.commit()
    address = upload(client, cohort, edited(content, edit))
    page = client.get(address).get_data(as_text=True)
    refused = client.post(address, data=fields(page))
    client.post(address, data=fields(page, everything=True))

    assert f"导出以后改过：{make.actor.name}" in page
    assert (fields(page)["take"], refused.status_code) == ([], 422)
    assert list(values(cohort, PaperKind.ATTENDANCE)[one].values())[1] == "△"


def test_rows_and_cells_that_cannot_be_taken_are_named(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, sessions = made_class(make)
    confirm_roll_call(make.actor, sessions[1])
    client = make.organiser_client()

    def edit(sheet: Worksheet) -> None:
        rows = rows_of(sheet)
        sheet.cell(rows["陈甲"], FIRST_MARK).value = "@"
        sheet.cell(rows["李乙"], NAME_COLUMN).value = "李代桃"
        sheet.cell(rows["赵丁"], FIRST_MARK + 1).value = None
        sheet.cell(rows["钱戊"], sheet.max_column).value = sheet.cell(rows["孙己"], sheet.max_column).value
        sheet.cell(rows["王丙"], FIRST_MARK + 1).value = "×"

    address = upload(client, cohort, edited(exported(client, cohort, "attendance"), edit))
    page = html.unescape(client.get(address).get_data(as_text=True))
    client.post(address, data=fields(page))

    assert "写着“@”：图例里没有这个符号" in page
    assert "隐藏的编号是“李乙”的，“姓名”却写着“李代桃”" in page
    assert "已经确认，不能改成空白" in page
    assert page.count("行是复制出来的同一行") == 2
    assert (
        sorted(sign for row in values(cohort, PaperKind.ATTENDANCE).values() for sign in row.values()).count("×") == 1
    )


@pytest.mark.parametrize(("written", "told"), [(120, "不在 0 到 100 分之间"), ("很好", "成绩要填数字")])
def test_points_that_are_none_are_refused_with_their_place(written: str | int, told: str, sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, _sessions = made_class(make)
    client = make.organiser_client()

    def edit(sheet: Worksheet) -> None:
        sheet.cell(rows_of(sheet)["孙己"], FIRST_MARK + 1).value = written

    address = upload(client, cohort, edited(exported(client, cohort, "assessment"), edit))
    page = html.unescape(client.get(address).get_data(as_text=True))

    assert re.search(rf"[A-Z]+\d+ 孙己“分项成绩（权重） 考试（40%）”写着“{written}”：[^<]*{told}", page)
    assert "0 处改动可以写入" in page


def without_base(content: bytes) -> bytes:
    """Return a workbook without what travels with it."""
    book = openpyxl.load_workbook(BytesIO(content))
    del book[BASE_SHEET]
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_files_of_elsewhere_are_refused(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, _sessions = made_class(make)
    other = make.cohort()
    make.enrolment(other)
    client = make.organiser_client()
    content = exported(client, cohort, "attendance")

    def tamper(sheet: Worksheet) -> None:
        assert sheet.parent
        sheet.parent[BASE_SHEET]["B4"] = "[]"

    assert "没有导出时的底稿" in upload(client, cohort, without_base(content))
    assert "不是从本班导出的" in upload(client, other, content)
    assert "底稿被改动过" in upload(client, cohort, edited(content, tamper))


def test_change_between_look_and_click_stops_everything(make: Factory) -> None:
    cohort, sessions = made_class(make)
    client = make.organiser_client()

    def edit(sheet: Worksheet) -> None:
        for row in rows_of(sheet).values():
            sheet.cell(row, FIRST_MARK).value = "○"

    address = upload(client, cohort, edited(exported(client, cohort, "attendance"), edit))
    sent = fields(client.get(address).get_data(as_text=True))
    one = cohort_register(cohort).rows[0].member.id
    record_marks(make.actor, sessions[0], marks={one: Status.LATE})
    db.session.commit()
    before = values(cohort, PaperKind.ATTENDANCE)
    answer = client.post(address, data=sent)

    assert answer.status_code == 409
    assert differing(before, values(cohort, PaperKind.ATTENDANCE)) == 0


def test_untouched_register_has_no_differences_and_hides_what_travels(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, _sessions = made_class(make)
    client = make.organiser_client()
    content = exported(client, cohort, "attendance")
    sheet = openpyxl.load_workbook(BytesIO(content)).worksheets[0]

    page = client.get(upload(client, cohort, content)).get_data(as_text=True)

    letter = openpyxl.utils.get_column_letter(sheet.max_column)
    assert sheet.column_dimensions[letter].hidden
    assert openpyxl.load_workbook(BytesIO(content))[BASE_SHEET].sheet_state == "veryHidden"
    assert "文件里没有改动" in page
