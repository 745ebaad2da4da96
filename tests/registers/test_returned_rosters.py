"""Rosters and timetables that come back edited: what may change in a file, who changed it here meanwhile."""

import html

from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet

from tests.factories import Factory
from tests.registers.returned import edited, exported, fields, made_class, rows_of, upload
from trainingapp.cohorts.operations import change_enrolment
from trainingapp.cohorts.queries import list_roster
from trainingapp.core.database import db
from trainingapp.people.terms import Gender


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


def heads(sheet: Worksheet) -> dict[str, int]:
    """Return the columns by their headings."""
    return {str(cell.value): cell.column for row in sheet.iter_rows(max_row=4) for cell in row if cell.value}


def test_timetable_comes_back_with_its_lecturers(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, sessions = made_class(make)
    make.lecturer("王讲师", unit="区委党校", title="教授")
    make.lecturer("孙同名", unit="甲校")
    make.lecturer("孙同名", unit="乙校")
    make.lecturer("周主持")
    client = make.organiser_client()

    def edit(sheet: Worksheet) -> None:
        columns = heads(sheet)
        rows = {sheet.cell(row, columns["教学内容"]).value: row for row in range(1, sheet.max_row + 1)}
        for session, speaker in zip(sessions, ("区委党校教授　王讲师\n甲校　孙同名", "孙同名", "无名氏"), strict=False):
            sheet.cell(rows[session.title], columns["授课人"]).value = speaker
        sheet.cell(rows[sessions[0].title], columns["主持人"]).value = "周主持"

    address = upload(client, cohort, edited(exported(client, cohort, "timetable"), edit))
    page = html.unescape(client.get(address).get_data(as_text=True))
    client.post(address, data=fields(page))

    db.session.expire_all()
    assert [one.name for one in sessions[0].speakers] == ["王讲师", "孙同名"]
    assert (sessions[0].host.name if sessions[0].host else "", len(fields(page)["take"])) == ("周主持", 2)
    assert ("有几位同名的，请连单位一起写：孙同名" in page, "没有这位讲师" in page) == (True, True)


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
