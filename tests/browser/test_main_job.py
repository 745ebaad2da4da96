"""The whole job on a new class, in a real browser: from a roster file to the exported registers."""

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from playwright.sync_api import Download, Page, expect

from tests.browser.pages import BrowserPage, Serve
from tests.factories import PASSWORD, Factory
from trainingapp.accounts.terms import Role
from trainingapp.core.database import db

ROSTER = Path(__file__).parents[1] / "registers" / "wild" / "02-title-note-footer.xlsx"
TRAINEES = 45
LATE, SICK = 3, 7
"""The numbers of those who are not simply present."""


@pytest.fixture
def office(guarded_app: Flask, serve: Serve) -> str:
    """Return the address of an office with an organiser, a lecturer, a venue, a course and two sites."""
    with guarded_app.app_context():
        make = Factory(guarded_app)
        make.user(Role.ORGANISER, login="organiser")
        make.lecturer("王讲师")
        make.venue("多功能厅", capacity=80)
        make.course("群众工作方法")
        make.site("大场镇党群服务中心", contact="示例联系人")
        make.site("慧华苑党群服务站")
        db.session.commit()
        db.session.remove()
    return serve(guarded_app)


def sign_in(page: Page, address: str) -> None:
    """Sign in as the organiser."""
    page.goto(address)
    page.get_by_label("登录名").fill("organiser")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", name="工作台")).to_be_visible()


def add_class(page: Page, address: str) -> str:
    """Add a class and return its address."""
    page.goto(f"{address}/classes/new")
    page.get_by_label("代码").fill("job-2026")
    page.get_by_label("全称").fill("居民区后备队伍培训班")
    page.get_by_label("简称").fill("后备班")
    page.get_by_label("开班日期").fill("2026-05-11")
    page.get_by_label("结业日期").fill("2026-05-15")
    page.get_by_role("button", name="保存班次").click()
    expect(page.get_by_role("heading", name="后备班")).to_be_visible()
    return page.url


def import_roster(page: Page, home: str) -> None:
    """Bring in the roster: file, columns as found, rows as checked, one click."""
    page.goto(home)
    page.get_by_role("link", name="导入花名册").click()
    page.locator("input[type=file]").set_input_files(ROSTER)
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_text(f"可以导入 {TRAINEES} 人")).to_be_visible()
    page.get_by_role("button", name=f"导入 {TRAINEES} 人").click()
    expect(page.get_by_text(f"新增 {TRAINEES} 人")).to_be_visible()
    expect(page.get_by_text(f"{TRAINEES} 人；")).to_be_visible()


def add_lecture(page: Page, home: str) -> None:
    """Add a lecture on the first morning."""
    page.goto(f"{home}/timetable/new?day=2026-05-11&half_day=morning")
    page.get_by_label("课程").select_option(label="群众工作方法")
    page.get_by_label("地点", exact=True).select_option(label="多功能厅")
    page.get_by_label("王讲师（区委党校）").first.check()
    page.get_by_role("button", name="保存课次").click()
    expect(page.locator(".card", has_text="群众工作方法")).to_be_visible()


def add_visit(page: Page, home: str) -> None:
    """Add a visit on the first afternoon, with two stops."""
    page.goto(f"{home}/timetable/new?day=2026-05-11&half_day=afternoon")
    page.get_by_label("教学内容").fill("两地参观")
    page.get_by_label("学时").fill("3")
    page.get_by_label("形式").select_option(label="现场教学")
    page.get_by_role("button", name="保存课次").click()
    page.goto(f"{home}/visits")
    page.get_by_role("link", name="安排行程", exact=True).click()
    page.locator("[name=stops-0-site]").select_option(label="大场镇党群服务中心")
    page.locator("[name=stops-0-arrive_at]").fill("14:00")
    page.locator("[name=stops-0-leave_at]").fill("14:40")
    page.locator("[name=stops-1-site]").select_option(label="慧华苑党群服务站")
    page.locator("[name=stops-1-arrive_at]").fill("15:00")
    page.get_by_label("带队负责人").fill("示例带队")
    page.get_by_role("button", name="保存行程").click()
    page.goto(f"{home}/visits")
    expect(page.get_by_text("2. 慧华苑党群服务站")).to_be_visible()


def take_attendance(page: Page, home: str, title: str, exceptions: dict[int, str]) -> None:
    """Take a roll call by exception: everybody present, then one letter for each exception; and confirm it."""
    page.goto(f"{home}/attendance")
    page.get_by_role("link", name=title).click()
    page.wait_for_load_state("load")
    page.get_by_role("button", name="全部到课").click()
    for number, letter in exceptions.items():
        row = page.locator("table.roll tbody tr").nth(number - 1)
        row.locator("[role=radio]").first.click()
        page.keyboard.press(letter)
    page.get_by_role("button", name="保存点名").click()
    expect(page.get_by_text("已保存，改动")).to_be_visible()
    page.wait_for_load_state("load")  # the question before confirming is asked by a script
    page.get_by_role("button", name="确认考勤").click()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_text("考勤已确认")).to_be_visible()


def enter_scores(page: Page, home: str) -> None:
    """Set the scheme from a preset and enter scores; the total follows the typing."""
    page.goto(f"{home}/assessment/scheme?preset=exam")
    page.get_by_role("button", name="保存考核办法").click()
    inputs = page.locator("#scores .grid-input")
    inputs.nth(0).fill("90")
    inputs.nth(1).fill("70")
    expect(page.locator("#scores tbody tr").first.locator("[data-total] summary")).to_have_text("82")
    expect(page.locator("#scores tbody tr").first.locator("[data-band]")).to_have_text("良好")
    page.get_by_role("button", name="保存成绩").click()
    expect(page.get_by_text("已保存，改动 2 个成绩")).to_be_visible()


def download(page: Page, home: str, paper: str) -> list[list[object]]:
    """Download a paper and return the cells of its first sheet."""
    if not page.url.endswith("/papers"):
        page.goto(f"{home}/papers")
    with page.expect_download() as waiting:
        page.get_by_role("row", name=re.compile(paper)).get_by_role("button", name="下载 Excel").click()
    found: Download = waiting.value
    book = openpyxl.load_workbook(BytesIO(Path(found.path()).read_bytes()))
    return [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]


def rows_of(cells: list[list[object]]) -> dict[int, list[object]]:
    """Return the rows of trainees by their number."""
    return {int(str(row[0])): row for row in cells if str(row[0] or "").isdecimal()}


def half_days(cells: list[list[object]]) -> list[object]:
    """Return the row of an attendance register's heading that names the half-days."""
    return next(row for row in cells if "上午" in row)


def test_from_a_roster_file_to_the_signed_registers(
    office: str, browser_page: BrowserPage, check_accessibility: Callable[[Page], None]
) -> None:
    page = browser_page("desktop")

    sign_in(page, office)
    home = add_class(page, office)
    import_roster(page, home)
    check_accessibility(page)
    add_lecture(page, home)
    add_visit(page, home)
    take_attendance(page, home, "群众工作方法", {LATE: "c", SICK: "b"})
    take_attendance(page, home, "两地参观", {SICK: "b"})
    enter_scores(page, home)
    roster, attendance, scores = (download(page, home, name) for name in ("花名册", "考勤登记表", "考核成绩登记表"))

    assert (len(rows_of(roster)), len(rows_of(attendance)), len(rows_of(scores))) == (TRAINEES,) * 3
    columns = [place for place, value in enumerate(half_days(attendance)) if value in {"上午", "下午"}]
    marks = {number: [row[place] for place in columns] for number, row in rows_of(attendance).items()}
    assert (marks[1], marks[LATE], marks[SICK]) == (["√", "√"], ["◇", "√"], ["○", "○"])
    assert "居民区后备队伍培训班" in str(attendance[0][0])
    assert [str(value) for value in rows_of(scores)[1][3:7]] == ["90", "70", "82", "良好"]
    assert rows_of(scores)[2][3:6] == [None, None, None]
