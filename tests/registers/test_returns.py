"""The round trip: a register that was handed out, edited as people edit it, read in again cell by cell."""

import html
import random
import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from tests.factories import Factory
from trainingapp.assessment import operations as assessment
from trainingapp.assessment.rules import BRACKETS, Part
from trainingapp.assessment.terms import Source
from trainingapp.attendance.operations import confirm_roll_call, mark_all_present, record_marks
from trainingapp.attendance.queries import cohort_register
from trainingapp.attendance.terms import Status
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.models import Cohort
from trainingapp.core.database import db
from trainingapp.people.terms import Gender
from trainingapp.registers import queries
from trainingapp.registers.rules.tracking import BASE_SHEET
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


def test_roster_comes_back_with_posts_organisations_and_groups(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, _sessions = made_class(make)
    one = make.enrolment(cohort, "周庚", gender=Gender.FEMALE, group=make.group(cohort, "第一组"), post="书记")
    make.group(cohort, "第二组")
    client = make.organiser_client()

    def edit(sheet: Worksheet) -> None:
        heads = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=4) for cell in row if cell.value}
        row = next(row for row in range(1, sheet.max_row + 1) if sheet.cell(row, heads["姓名"]).value == "周　庚")
        for head, value in (("性别", "男"), ("职务", "副书记"), ("组别", "第二组"), ("单位", "望景居民区党总支")):
            sheet.cell(row, heads[head]).value = value
        sheet.cell(row - 1, heads["组别"]).value = "第九组"
        sheet.cell(row - 1, heads["性别"]).value = "不详"

    address = upload(client, cohort, edited(exported(client, cohort, "roster"), edit))
    page = html.unescape(client.get(address).get_data(as_text=True))
    client.post(address, data=fields(page))

    db.session.refresh(one)
    assert (one.gender, one.post, one.group and one.group.name, one.organisation_name) == (
        Gender.MALE,
        "副书记",
        "第二组",
        "望景居民区党总支",
    )
    assert ("本班没有“第九组”" in page, "只能填“男”或“女”" in page, len(fields(page)["take"])) == (True, True, 4)


def test_timetable_comes_back_with_times_and_venues(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, sessions = made_class(make)
    make.venue("三楼会议室")
    client = make.organiser_client()

    def edit(sheet: Worksheet) -> None:
        heads = {str(cell.value): cell.column for row in sheet.iter_rows(max_row=4) for cell in row if cell.value}
        rows = {sheet.cell(row, heads["教学内容"]).value: row for row in range(1, sheet.max_row + 1)}
        first, second = (rows[session.title] for session in sessions[:2])
        sheet.cell(first, heads["时间"]).value = "9：30-11：00"
        sheet.cell(first, heads["地点"]).value = "三楼会议室"
        sheet.cell(second, heads["时间"]).value = "上午"
        sheet.cell(second, heads["地点"]).value = "没有的地方"

    address = upload(client, cohort, edited(exported(client, cohort, "timetable"), edit))
    page = html.unescape(client.get(address).get_data(as_text=True))
    client.post(address, data={**fields(page), "reason": "已与讲师说好"})

    db.session.refresh(sessions[0])
    assert (f"{sessions[0].starts_at:%H:%M}", f"{sessions[0].ends_at:%H:%M}") == ("09:30", "11:00")
    assert getattr(sessions[0].venue, "name", None) == "三楼会议室"
    assert ("时间要写成 9:00—11:30 这样" in page, "没有这个地点" in page, len(fields(page)["take"])) == (True, True, 2)
