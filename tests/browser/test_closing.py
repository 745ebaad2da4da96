"""Two classes of the demonstration from their scores to the archive: evaluated, completed, scanned, closed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from tests.browser.demonstration import Demonstration
from tests.browser.pages import BrowserPage, Serve
from trainingapp.assessment import operations, queries
from trainingapp.assessment.models import Closing, EvaluationTicket, HoursEntry
from trainingapp.cohorts.models import Cohort
from trainingapp.cohorts.terms import Stage
from trainingapp.core.database import db

ANSWERS = 12
"""Synthetic trainees who answer besides the one on the phone."""
SCANS = {"培训方案": "plan", "开班议程": "agenda", "有签名的签到表": "sign-in"}


@pytest.fixture
def demonstration(tmp_path: Path, serve: Serve) -> Demonstration:
    """Return the demonstration with both classes."""
    return Demonstration(tmp_path, serve, "qinglan-2025", "changfeng-2019")


def change_score(page: Page, home: str) -> None:
    """Enter the first trainee's first score anew; the page says that one was changed."""
    page.goto(f"{home}/assessment")
    page.locator("#scores .grid-input").first.fill("93")
    page.get_by_role("button", name="保存成绩").click()
    expect(page.get_by_text("已保存，改动 1 个成绩")).to_be_visible()


def confirm_last_roll_call(page: Page, home: str, title: str) -> None:
    """Take the roll call that is still open: all were there."""
    page.goto(f"{home}/attendance")
    page.get_by_role("link", name=title).click()
    page.wait_for_load_state("load")
    page.get_by_role("button", name="全部到课").click()
    page.get_by_role("button", name="保存点名").click()
    expect(page.get_by_text("已保存，改动")).to_be_visible()
    page.wait_for_load_state("load")
    page.get_by_role("button", name="确认考勤").click()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_text("考勤已确认")).to_be_visible()


def set_last_day(page: Page, home: str, day: str) -> None:
    """Say when the class ended."""
    page.goto(f"{home}/edit")
    page.get_by_label("结业日期").fill(day)
    page.get_by_role("button", name="保存班次").click()
    expect(page.get_by_text("班次已保存")).to_be_visible()


def ask_about_the_class(page: Page, home: str) -> None:
    """Open the evaluation of the whole class."""
    page.goto(f"{home}/evaluations")
    page.get_by_label("评哪次课").select_option(label="全班满意度（五项）")
    page.get_by_role("button", name="发起评估").click()
    expect(page.get_by_text("评估已发起")).to_be_visible()


def answer_on_the_phone(phone: Page, address: str) -> None:
    """Fill the one form that a trainee is asked for, which is then gone."""
    phone.goto(f"{address}/my/evaluations")
    phone.get_by_role("link", name=re.compile("满意度")).click()
    for choice in phone.get_by_label("非常满意").all():
        choice.check()
    phone.get_by_label("意见建议").fill("现场教学再多一些")
    phone.get_by_role("button", name="提交").click()
    expect(phone.get_by_text("谢谢，评估已收到")).to_be_visible()
    expect(phone.get_by_role("link", name=re.compile("满意度"))).to_have_count(0)


def answer_for_others(demonstration: Demonstration, code: str) -> None:
    """Let synthetic trainees who have not answered fill their forms."""
    with demonstration.inside():
        cohort = db.session.scalars(select(Cohort).where(Cohort.code == code)).one()
        questionnaire = queries.list_questionnaires(cohort)[0].questionnaire
        open_tickets = select(EvaluationTicket).where(
            EvaluationTicket.questionnaire_id == questionnaire.id, EvaluationTicket.answered.is_(False)
        )
        items = queries.items_of(questionnaire)
        for place, ticket in enumerate(db.session.scalars(open_tickets.limit(ANSWERS)).all()):
            points = {item.key: item.most - place % 3 for item in items}
            operations.answer_evaluation(queries.OwnQuestionnaire(questionnaire, ticket), points=points, comment="")


def finish_evaluation(page: Page, home: str, forms: int) -> None:
    """Close the evaluation; only now its result is shown."""
    page.goto(f"{home}/evaluations")
    page.get_by_role("link", name=re.compile("满意度")).click()
    expect(page.get_by_text(f"共收到 {forms} 份")).to_be_visible()
    expect(page.get_by_role("heading", name="结果")).to_have_count(0)
    page.wait_for_load_state("load")
    page.get_by_role("button", name="结束评估").click()
    page.get_by_role("button", name="确定").click()
    expect(page.get_by_role("heading", name="结果")).to_be_visible()


def decide_all(page: Page, home: str) -> None:
    """Decide every trainee's completion as the rules suggest."""
    page.goto(f"{home}/assessment")
    page.get_by_role("button", name="都按建议评定").click()
    expect(page.get_by_text("有建议、还没有评定")).to_have_count(0)


def upload_scans(page: Page, home: str, folder: Path) -> None:
    """Upload the three papers without which no class is closed."""
    page.goto(f"{home}/closing")
    expect(page.get_by_role("button", name="结班归档")).to_have_count(0)
    for label, name in SCANS.items():
        paper = folder / f"{name}.pdf"
        paper.write_bytes(b"%PDF-1.7 " + name.encode())
        page.get_by_label("材料类型").select_option(label=label)
        page.get_by_label("文件", exact=True).set_input_files(paper)
        page.get_by_role("button", name="上传", exact=True).click()
        expect(page.get_by_text("已上传 1 个文件")).to_be_visible()


def close(page: Page, home: str) -> None:
    """Close the class from its page."""
    page.goto(f"{home}/closing")
    page.get_by_role("button", name="结班归档").click()
    expect(page.get_by_text("已结班归档，学时已计入台账").first).to_be_visible()


def print_certificates(page: Page, home: str) -> tuple[int, int]:
    """Issue the certificates; return how many there are, and how many pages they print on."""
    page.goto(f"{home}/certificates")
    page.get_by_role("button", name=re.compile("发证")).click()
    expect(page.get_by_text("已发证")).to_be_visible()
    page.goto(f"{home}/certificates/paper")
    paper = page.pdf(prefer_css_page_size=True)
    return page.locator(".certificate").count(), len(re.findall(rb"/Type\s*/Page\b", paper))


def closed_class(demonstration: Demonstration, code: str) -> tuple[Stage, int, int]:
    """Return a class's stage, how often it was closed, and how many people have hours from it."""
    with demonstration.inside():
        cohort = db.session.scalars(select(Cohort).where(Cohort.code == code)).one()
        closings = db.session.scalars(select(Closing).where(Closing.cohort_id == cohort.id)).all()
        people = db.session.scalars(select(HoursEntry.person_id).where(HoursEntry.cohort_id == cohort.id)).all()
        return cohort.stage, len(closings), len(set(people))


def test_two_classes_from_scores_to_the_archive(
    demonstration: Demonstration, browser_page: BrowserPage, check_accessibility: Callable[[Page], None], tmp_path: Path
) -> None:
    page, phone = browser_page("desktop"), browser_page("phone")
    demonstration.sign_in(page, "demo-organiser")
    demonstration.sign_in(phone, "demo-trainee")

    home = demonstration.open_class(page)
    change_score(page, home)
    confirm_last_roll_call(page, home, "学习交流与结业汇报")
    set_last_day(page, home, "2025-06-20")
    ask_about_the_class(page, home)
    answer_on_the_phone(phone, demonstration.address)
    answer_for_others(demonstration, "qinglan-2025")
    finish_evaluation(page, home, ANSWERS + 1)
    decide_all(page, home)
    certificates, pages = print_certificates(page, home)
    upload_scans(page, home, tmp_path)
    close(page, home)
    check_accessibility(page)

    home = demonstration.open_class(page, "居民区党组织培训班")
    change_score(page, home)
    ask_about_the_class(page, home)
    answer_for_others(demonstration, "changfeng-2019")
    finish_evaluation(page, home, ANSWERS)
    decide_all(page, home)
    upload_scans(page, home, tmp_path)
    close(page, home)

    assert certificates == pages > 1
    assert closed_class(demonstration, "qinglan-2025") == (Stage.CLOSED, 1, 29)
    assert closed_class(demonstration, "changfeng-2019") == (Stage.CLOSED, 1, 100)
