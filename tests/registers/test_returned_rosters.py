"""Rosters that come back edited: what may change in a file, who changed it here meanwhile."""

import html
import re

from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from tests.factories import Factory
from tests.registers.returned import (
    NAMES,
    differing,
    edited,
    exported,
    fields,
    heads,
    made_class,
    rows_of,
    upload,
    values,
)
from trainingapp.audit.models import AuditEvent
from trainingapp.cohorts.operations import change_enrolment
from trainingapp.cohorts.queries import list_roster
from trainingapp.cohorts.terms import EnrolmentState
from trainingapp.core.database import db
from trainingapp.people.terms import Gender
from trainingapp.registers.terms import PaperKind


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


def test_who_changed_a_trainee_since_the_export_is_told(make: Factory) -> None:
    cohort, _sessions = made_class(make)
    client = make.organiser_client()
    content = exported(client, cohort, "roster")
    first, second = list_roster(cohort.id)[:2]
    change_enrolment(make.actor, first, post="书记")
    db.session.commit()

    def edit(sheet: Worksheet) -> None:
        columns, row = heads(sheet), rows_of(sheet)[first.name]
        sheet.cell(row, columns["职务"]).value = "副书记"
        sheet.cell(rows_of(sheet)[second.name], columns["职务"]).value = "委员"

    page = html.unescape(client.get(upload(client, cohort, edited(content, edit))).get_data(as_text=True))

    assert f"导出以后改过：{make.actor.name} " in page
    assert len(fields(page)["take"]) == 1


def test_column_inserted_in_the_middle_and_sorted_rows_survive(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, _sessions = made_class(make)
    client = make.organiser_client()

    def edit(sheet: Worksheet) -> None:
        for merge in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merge))
        sheet.insert_cols(3)
        sheet.cell(3, 3).value = "自己加的"
        columns = heads(sheet)
        sheet.cell(rows_of(sheet)["李乙"], columns["职务"]).value = "委员"
        sheet.insert_rows(rows_of(sheet)["陈甲"])

    address = upload(client, cohort, edited(exported(client, cohort, "roster"), edit))
    page = client.get(address).get_data(as_text=True)
    client.post(address, data=fields(page))

    db.session.expire_all()
    assert {one.name: one.post for one in list_roster(cohort.id) if one.post == "委员"} == {"李乙": "委员"}
    assert len(fields(page)["take"]) == 1


def row_named(sheet: Worksheet, name: str) -> int:
    """Return the row of a trainee, whose name may be printed with a space."""
    column = heads(sheet)["姓名"]
    return next(
        row for row in range(1, sheet.max_row + 1) if "".join(str(sheet.cell(row, column).value).split()) == name
    )


def test_names_numbers_and_phones_come_back(make: Factory) -> None:
    cohort, _sessions = made_class(make)
    first, second, third = list_roster(cohort.id)[:3]
    change_enrolment(make.actor, third, phone="19900000003")
    db.session.commit()
    client = make.organiser_client()

    def edit(sheet: Worksheet) -> None:
        columns, rows = heads(sheet), rows_of(sheet)
        sheet.cell(rows[first.name], columns["姓名"]).value = "陈佳"
        sheet.cell(rows[first.name], columns["编号"]).value = second.number
        sheet.cell(rows[second.name], columns["编号"]).value = str(first.number)
        sheet.cell(rows[third.name], columns["联系电话"]).value = "199 0000 0033"

    numbers = first.number, second.number
    address = upload(client, cohort, edited(exported(client, cohort, "roster"), edit))
    page = html.unescape(client.get(address).get_data(as_text=True))
    client.post(address, data=fields(page))

    db.session.expire_all()
    assert (len(fields(page)["take"]), first.name, first.person.name) == (4, "陈佳", "陈佳")
    assert ((second.number, first.number), third.person.phone) == (numbers, "19900000033")
    assert ("19900000003" in page, "19900000033" in page, "199****0033" in page) == (False, False, True)
    assert "“陈甲”改成“陈佳”，是更正同一个人的姓名" in page
    trail = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "person.changed")).all()
    assert ({"name": "陈甲"}, {"name": "陈佳"}) in [(one.before, one.after) for one in trail]
    (act,) = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "register.returned")).all()
    assert (act.before["陈甲 姓名"], act.after["陈甲 姓名"], act.after["王丙 联系电话"]) == (
        "陈甲",
        "陈佳",
        "199****0033",
    )


def test_number_of_somebody_else_is_refused_by_its_place(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, _sessions = made_class(make)
    left = make.enrolment(cohort, "周庚", state=EnrolmentState.WITHDRAWN, number=40)
    held = {one.name: one.number for one in list_roster(cohort.id)}
    client = make.organiser_client()

    def edit(sheet: Worksheet) -> None:
        columns, rows = heads(sheet), rows_of(sheet)
        for name, number in (("陈甲", held["李乙"]), ("王丙", 40), ("赵丁", "三"), ("钱戊", 41)):
            sheet.cell(rows[name], columns["编号"]).value = number
        sheet.cell(rows["孙己"], columns["姓名"]).value = "孙=己"

    address = upload(client, cohort, edited(exported(client, cohort, "roster"), edit))
    page = html.unescape(client.get(address).get_data(as_text=True))
    client.post(address, data=fields(page))

    db.session.expire_all()
    assert re.search(r"[A-Z]\d+ 陈甲：编号“(\d+)”不能写入，编号 \1 是“李乙”的", page)
    assert f"编号 40 是“{left.name}”的" in page
    assert ("编号要填 1 到 9999 的整数" in page, "不该出现的字符" in page) == (True, True)
    assert {one.name: one.number for one in list_roster(cohort.id)} == held | {"钱戊": 41}


def test_roster_sorted_without_its_hidden_column_changes_nobody(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort = make.cohort()
    for place, name in enumerate(NAMES):
        make.enrolment(cohort, name, post=f"第{place}居民区书记", birth_month=f"198{place}.03")
    client = make.organiser_client()

    def edit(sheet: Worksheet) -> None:
        rows = sorted(rows_of(sheet).values())
        hidden = sheet.max_column
        held = [[sheet.cell(row, column).value for column in range(1, hidden)] for row in rows]
        for row, line in zip(rows, [*held[1:], held[0]], strict=True):
            for column, value in enumerate(line, 1):
                sheet.cell(row, column).value = value

    before = values(cohort, PaperKind.ROSTER)
    address = upload(client, cohort, edited(exported(client, cohort, "roster"), edit))
    page = html.unescape(client.get(address).get_data(as_text=True))

    assert page.count("排序时请连同隐藏的列一起排") == len(NAMES)
    assert ("文件里没有改动" in page, differing(before, values(cohort, PaperKind.ROSTER))) == (True, 0)


def test_somebody_else_in_a_row_is_no_correction(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, _sessions = made_class(make)
    make.enrolment(cohort, "周庚", post="书记", birth_month="1985.03", gender=Gender.FEMALE)
    client = make.organiser_client()

    def edit(sheet: Worksheet) -> None:
        columns, row = heads(sheet), row_named(sheet, "周庚")
        for head, value in (("姓名", "吴辛"), ("职务", "委员"), ("出生年月", "1990.08"), ("性别", "男"), ("编号", 90)):
            sheet.cell(row, columns[head]).value = value

    page = html.unescape(
        client.get(upload(client, cohort, edited(exported(client, cohort, "roster"), edit))).get_data(as_text=True)
    )

    assert "隐藏的编号是“周庚”的，“姓名”却写着“吴辛”" in page
    assert "文件里没有改动" in page
