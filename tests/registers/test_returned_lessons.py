"""Timetables that come back edited: days, times, places and people of sessions, judged by the timetable's own rules."""

import html
import re
from datetime import timedelta

from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select

from tests.factories import Factory
from tests.registers.returned import edited, exported, fields, heads, made_class, upload
from trainingapp.audit.models import AuditEvent
from trainingapp.core.database import db
from trainingapp.timetable.columns import show_day
from trainingapp.timetable.models import Session, Step
from trainingapp.timetable.terms import HalfDay


def rows_by_title(sheet: Worksheet) -> dict[str, int]:
    """Return the row of each session."""
    column = heads(sheet)["教学内容"]
    return {str(sheet.cell(row, column).value): row for row in range(1, sheet.max_row + 1)}


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
    assert ("时间要写成 09:00—11:30 这样" in page, "没有这个地点" in page, len(fields(page)["take"])) == (True, True, 2)


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


def test_draft_prints_where_a_visit_goes_and_its_way_is_changed_elsewhere(make: Factory) -> None:
    cohort, sessions = made_class(make)
    make.visit(sessions[0], [make.site("大场镇党群服务中心"), make.site("慧华苑居民区")], gather_place="街道门口")
    make.visit(sessions[1], [make.site("钟山居民区")])
    make.visit(sessions[2], [make.site("程桥二村")])
    make.venue("三楼会议室")
    client = make.organiser_client()
    printed: list[object] = []

    def edit(sheet: Worksheet) -> None:
        columns, rows = heads(sheet), rows_by_title(sheet)
        places = [sheet.cell(rows[session.title], columns["地点"]) for session in sessions]
        printed.extend(place.value for place in places[:2])
        places[0].value, places[1].value, places[2].value = "三楼会议室", None, "先去二村"

    address = upload(client, cohort, edited(exported(client, cohort, "timetable"), edit))
    page = html.unescape(client.get(address).get_data(as_text=True))

    assert printed == ["街道门口集合 → 大场镇党群服务中心 → 慧华苑居民区", "集合（地点另行通知） → 钟山居民区"]
    assert (page.count("地点就是行程里的停靠站"), len(fields(page)["take"])) == (2, 1)


def test_days_half_days_and_titles_come_back_as_one_step(make: Factory) -> None:
    cohort, sessions = made_class(make)
    first, second, third, fourth = sessions
    client = make.organiser_client()
    days = [session.held_on for session in sessions]
    later = days[3] + timedelta(days=1)

    def edit(sheet: Worksheet) -> None:
        columns, rows = heads(sheet), rows_by_title(sheet)
        sheet.cell(rows[first.title], columns["日期"]).value = show_day(days[1])
        sheet.cell(rows[second.title], columns["日期"]).value = f"{days[0].month}月{days[0].day}日"
        sheet.cell(rows[third.title], columns["教学内容"]).value = "居民区党组织怎样议事"
        sheet.cell(rows[fourth.title], columns["日期"]).value = later
        sheet.cell(rows[fourth.title], columns["时段"]).value = "下午"

    address = upload(client, cohort, edited(exported(client, cohort, "timetable"), edit))
    page = html.unescape(client.get(address).get_data(as_text=True))
    client.post(address, data={**fields(page), "reason": "与讲师说好了"})

    db.session.expire_all()
    assert len(fields(page)["take"]) == 5
    assert [session.held_on for session in sessions] == [days[1], days[0], days[2], later]
    assert (third.title, fourth.half_day, f"{fourth.starts_at:%H:%M}") == (
        "居民区党组织怎样议事",
        HalfDay.AFTERNOON,
        "13:30",
    )
    (act,) = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "register.returned")).all()
    (step,) = db.session.scalars(select(Step)).all()
    assert (act.after["count"], step.label, len(step.edits)) == (5, "读回改过的课程安排表（5 处）", 4)

    client.post(f"/classes/{cohort.public_id}/timetable/undo")
    db.session.expire_all()
    assert [session.held_on for session in sessions] == days


def test_moved_session_that_clashes_is_refused_by_its_place(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, sessions = made_class(make)
    first, second, third, fourth = sessions
    client = make.organiser_client()

    def edit(sheet: Worksheet) -> None:
        columns, rows = heads(sheet), rows_by_title(sheet)
        sheet.cell(rows[first.title], columns["日期"]).value = show_day(second.held_on)
        sheet.cell(rows[third.title], columns["日期"]).value = "改到下周"
        sheet.cell(rows[third.title], columns["备注"]).value = "带笔记本"
        sheet.cell(rows[fourth.title], columns["时间"]).value = "14:00—16:00"

    days = [session.held_on for session in sessions]
    address = upload(client, cohort, edited(exported(client, cohort, "timetable"), edit))
    page = html.unescape(client.get(address).get_data(as_text=True))
    client.post(address, data=fields(page))

    db.session.expire_all()
    assert re.search(rf"A\d+ {first.title}：日期“[^”]+”不能写入，[^<]*{second.title}", page)
    assert re.search(rf"A\d+ {third.title}“日期”写着“改到下周”：日期要写成", page)
    assert "14:00—16:00 不在上午，请把“时段”和“时间”一起改" in page
    assert ([session.held_on for session in sessions], third.note) == (days, "带笔记本")


def test_weekday_that_belongs_to_neither_day_is_refused(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, sessions = made_class(make)
    client = make.organiser_client()
    wrong = show_day(sessions[0].held_on + timedelta(days=9)).split("（")[1]

    def edit(sheet: Worksheet) -> None:
        row, column = rows_by_title(sheet)[sessions[0].title], heads(sheet)["日期"]
        day = show_day(sessions[0].held_on + timedelta(days=7)).split("\n")[0]
        sheet.cell(row, column).value = f"{day}（{wrong}"

    page = html.unescape(
        client.get(upload(client, cohort, edited(exported(client, cohort, "timetable"), edit))).get_data(as_text=True)
    )

    assert "请核对日期和星期" in page
    assert "文件里没有改动" in page


def test_day_that_is_merged_over_its_sessions_moves_them_all(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, sessions = made_class(make, half_days=2)
    afternoon = make.session(cohort, held_on=sessions[0].held_on, half_day=HalfDay.AFTERNOON, title="下午的课")
    client = make.organiser_client()
    later = sessions[1].held_on + timedelta(days=2)

    def edit(sheet: Worksheet) -> None:
        sheet.cell(rows_by_title(sheet)[sessions[0].title], heads(sheet)["日期"]).value = show_day(later)

    address = upload(client, cohort, edited(exported(client, cohort, "timetable"), edit))
    page = client.get(address).get_data(as_text=True)
    client.post(address, data={**fields(page), "reason": "改期"})

    db.session.expire_all()
    assert [session.held_on for session in (sessions[0], afternoon)] == [later, later]


def test_timetable_taken_apart_and_sorted_survives(sqlite_app: Flask) -> None:
    make = Factory(sqlite_app)
    cohort, sessions = made_class(make)
    make.session(cohort, held_on=sessions[0].held_on, half_day=HalfDay.AFTERNOON, title="下午的课")
    client = make.organiser_client()

    def edit(sheet: Worksheet) -> None:
        for merge in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(str(merge))
        rows = sorted(row for title, row in rows_by_title(sheet).items() if title in {one.title for one in sessions})
        held = [[sheet.cell(row, column).value for column in range(1, sheet.max_column + 1)] for row in rows]
        for row, line in zip(rows, reversed(held), strict=True):
            for column, value in enumerate(line, 1):
                sheet.cell(row, column).value = value
        sheet.insert_cols(2)
        sheet.cell(rows_by_title(sheet)[sessions[2].title], heads(sheet)["学时"]).value = 2

    address = upload(client, cohort, edited(exported(client, cohort, "timetable"), edit))
    page = client.get(address).get_data(as_text=True)
    client.post(address, data={**fields(page), "reason": "缩短"})

    db.session.expire_all()
    found: Session = sessions[2]
    assert (fields(page)["take"], str(found.hours)) == ([f"{found.public_id}|hours"], "2")
