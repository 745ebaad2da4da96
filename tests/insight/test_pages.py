"""Pages of insight: figures link to their rows, scope in every number, constant queries, filed reports that stay."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from lxml import html
from openpyxl import load_workbook

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.assessment.models import HoursEntry, OfficeReport
from trainingapp.assessment.terms import EntryState, HoursSource
from trainingapp.attendance.models import Mark
from trainingapp.attendance.terms import Status
from trainingapp.cohorts.terms import Stage
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Category, Form
from trainingapp.insight.queries import ledger_lines, month_figures, year_figures
from trainingapp.people.models import Person
from trainingapp.timetable.terms import HalfDay

Counting = Callable[[], AbstractContextManager[CountedQueries]]
YEAR = 2026


def words(client: FlaskClient, address: str) -> str:
    """Return what a page says."""
    return str(html.fromstring(client.get(address).text).text_content())


def archived(make: Factory, person: Person, hours: int, year: int = YEAR, **values: object) -> None:
    """Give a person hours that count."""
    usual = {"title": "后备班", "ended_on": date(year, 6, 1), "entered_by": "测试", "concentrated": True}
    counted = {"source": HoursSource.CLASS, "state": EntryState.ARCHIVED, "hours": Decimal(hours)}
    make.add(HoursEntry(person=person, year=year, **{**usual, **counted, **values}))


def test_year_shows_classes_shares_and_months(make: Factory) -> None:
    cohort = make.cohort(short_name="后备班")
    make.enrolments(cohort, 3)
    make.session(cohort, category=Category.THEORY, hours=Decimal(6))
    make.session(cohort, category=Category.DUTY, hours=Decimal(2))

    client = make.organiser_client()
    text = words(client, f"/insight?year={YEAR}")

    assert ("1 个班，3 人次" in text, "75.0%" in text, "5月" in text) == (True,) * 3
    assert "5月 1" in client.get(f"/insight?year={YEAR}").text


def test_who_is_short_stands_first_with_the_reason(make: Factory) -> None:
    secretary = make.person("陈书记", post="党总支书记", organisation=make.organisation("樱花苑党总支"))
    member, done = make.person("李社工", post="社区工作者"), make.person("王社工", post="社区工作者")
    archived(make, secretary, 24)
    archived(make, done, 32)
    client = make.organiser_client()

    text = words(client, f"/insight/hours?year={YEAR}")
    found = client.get(f"/insight/hours?year={YEAR}&q=樱花苑").get_data(as_text=True)
    ledger = client.get(f"/people/{member.public_id}/hours").get_data(as_text=True)

    assert text.index("陈书记") > text.index("李社工")
    assert ("3 人，已达到 1 人，还差 2 人" in text, "王社工" in text) == (True, False)
    assert ("还差 32 学时" in text, "李社工" in found, "陈书记" in found) == (True, False, True)
    assert "还没有学时记录" in ledger


def test_coverage_rolls_up_and_opens_to_the_untrained(make: Factory) -> None:
    above = make.organisation("桃浦镇党委")
    below = make.organisation("樱花苑党总支", parent=above)
    trained, untrained = make.person("陈甲", organisation=below), make.person("李乙", organisation=below)
    archived(make, trained, 8, YEAR - 4)
    archived(make, untrained, 8, YEAR - 5)
    client = make.organiser_client()

    text = words(client, f"/insight/coverage?year={YEAR}&span=5")
    address = f"/insight/coverage/people?organisation={above.public_id}&year={YEAR}"
    rows = client.get(f"{address}&span=5").get_data(as_text=True)
    both = client.get(f"{address}&span=6&who=trained").get_data(as_text=True)
    book = client.get(f"/insight/workbook/coverage?year={YEAR}&span=6").data

    assert ("2 人中 1 人至少训过一次，覆盖率 50.0%" in text, "陈甲" in text) == (True, False)
    assert ("李乙" in rows, "陈甲" in rows, "李乙" in both, "陈甲" in both) == (True, False, True, True)
    cells = [[cell.value for cell in row] for row in load_workbook(BytesIO(book)).worksheets[0].iter_rows()]
    assert ["全部", 2, 2, 0, 1] in cells


def test_organiser_of_another_subtree_counts_the_own_people_alone(make: Factory) -> None:
    mine, other = make.organisation("甲街道"), make.organisation("乙街道")
    make.person("陈甲", organisation=mine)
    stranger = make.person("李乙", organisation=other)
    client = make.client(make.user(Role.ORGANISER, organisation_id=mine.id))

    text = words(client, "/insight/coverage")
    hours = client.get("/insight/hours").get_data(as_text=True)

    assert ("1 人中 0 人至少训过一次" in text, "李乙" in hours, "陈甲" in hours) == (True, False, True)
    assert client.get(f"/people/{stranger.public_id}/hours").status_code == 404
    assert "李乙" not in client.get(f"/insight/coverage/people?who=all&organisation={other.public_id}").text
    assert "陈甲" in client.get("/insight/coverage/people?who=all").text


@pytest.mark.parametrize(
    "page",
    [
        "/insight",
        "/insight/sessions?month=5",
        "/insight/sessions?part=theory",
        "/insight/marks",
        "/insight/hours?show=all",
        "/insight/hours/organisations",
        "/insight/hours/statements",
        "/insight/coverage",
        "/insight/coverage/people?who=all",
        "/insight/lecturers",
    ],
)
def test_pages_ask_as_much_for_three_as_for_one(make: Factory, count_queries: Counting, page: str) -> None:
    client = make.organiser_client()
    totals = []
    for amount in (1, 2):
        for _ in range(amount):
            cohort = make.cohort()
            make.session(cohort)
            archived(make, make.enrolment(cohort).person, 8)
        db.session.commit()
        with count_queries() as counted:
            client.get(page)
        totals.append(counted.total)

    assert totals[0] == totals[1]


def test_hours_are_entered_by_one_and_agreed_to_by_another(make: Factory) -> None:
    person = make.person("陈甲")
    clerk, other = make.organiser_client(), make.organiser_client()
    page = f"/people/{person.public_id}/hours"
    data = {"source": "superior", "title": "区委党校轮训", "hours": "24", "ended_on": "2026-04-01"}

    wrong = clerk.post(page, data={**data, "hours": "2.3"})
    clerk.post(page, data=data)
    entry = db.session.query(HoursEntry).one()
    own = clerk.post(f"/hours/pending/{entry.public_id}", data={"agree": "1"})
    waiting = other.get("/hours/pending").get_data(as_text=True)
    other.post(f"/hours/pending/{entry.public_id}", data={"agree": "1"})
    clerk.post(page, data={"exempt": "1", "year": "2026", "kind": "frail", "reason": "82 岁"})

    assert (wrong.status_code, own.status_code, "区委党校轮训" in waiting) == (422, 403, True)
    text = clerk.get(page).get_data(as_text=True)
    assert ("已审核" in text, "年老体弱" in text) == (True, True)
    assert "24 学时" in clerk.get("/insight/hours/statements?year=2026").get_data(as_text=True)


def test_report_is_drafted_edited_and_filed_for_good(make: Factory) -> None:
    cohort = make.cohort(formal_name="居民区后备班")
    make.session(cohort)
    client = make.organiser_client()

    client.post("/insight/reports", data={"year": "2026", "month": "5"})
    report = db.session.query(OfficeReport).one()
    page = f"/insight/reports/{report.public_id}"
    drafted = client.get(page).get_data(as_text=True)
    again = client.post("/insight/reports", data={"year": "2026", "month": "5"})
    client.post(page, data={"version": report.version, "held": "本月办班一个。", "file": "1"})
    late = client.post(page, data={"version": report.version, "held": "改"})
    client.post("/insight/reports", data={"year": "2026", "month": "5"})

    assert ("本月办班 1 个，0 人次，3 学时：居民区后备班" in drafted, again.status_code) == (True, 422)
    assert late.status_code == 422
    assert "本月办班一个。" in client.get(page).get_data(as_text=True)
    assert [one.number for one in db.session.query(OfficeReport).order_by(OfficeReport.number)] == [1, 2]


def test_numbers_open_to_their_rows(make: Factory) -> None:
    cohort = make.cohort(short_name="后备班", batch="第二期")
    (one,) = make.enrolments(cohort, 1)
    lecture = make.session(cohort, title="基层治理", form=Form.LECTURE)
    make.session(cohort, title="走访社区", form=Form.VISIT, held_on=date(YEAR, 6, 1))
    make.add(Mark(session_id=lecture.id, enrolment_id=one.id, taken=Status.PRESENT))
    client = make.organiser_client()

    visits = client.get(f"/insight/sessions?year={YEAR}&form=visit").text
    may = client.get(f"/insight/sessions?year={YEAR}&month=5").text
    overview = client.get(f"/insight?year={YEAR}&month=6").text

    assert ("走访社区" in visits, "基层治理" in visits) == (True, False)
    assert ("基层治理" in may, "走访社区" in may, "100.0%" in may) == (True, False, True)
    assert (f"sessions?year={YEAR}&amp;form=visit" in overview, "只列 6 月开的班" in overview) == (True, True)


def test_batches_tell_for_whom_a_class_was_the_first(make: Factory) -> None:
    old, new = make.person("陈甲"), make.person("李乙")
    for number, people in ((1, [old]), (2, [old, new])):
        cohort = make.cohort(batch=f"第{number}期", starts_on=date(YEAR, number, 1))
        for person in people:
            archived(make, person, 8, cohort_id=cohort.id, ended_on=date(YEAR, number, 3))

    book = make.organiser_client().get(f"/insight/workbook/coverage?year={YEAR}").data

    sheet = load_workbook(BytesIO(book))["按批次"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]
    assert [[row[1], row[3], row[4]] for row in rows] == [["第1期", 1, 1], ["第2期", 2, 1]]


def test_people_without_an_organisation_and_of_a_post_are_found(make: Factory) -> None:
    make.person("陈甲", post="网格员")
    make.person("李乙", post="", organisation=make.organisation("樱花苑党总支"))
    client = make.organiser_client()

    asked = ("homeless=1", "post=网格员", "post=", "kind=residential", "who=trained")
    found = [client.get(f"/insight/coverage/people?{one}").text for one in asked]

    assert ["陈甲" in text for text in found] == [True, True, False, False, False]
    assert ["李乙" in text for text in found] == [False, False, True, True, False]


def test_subtrees_tell_how_many_reach_the_year(make: Factory) -> None:
    above = make.organisation("桃浦镇党委")
    below = make.organisation("樱花苑党总支", parent=above)
    done, short = make.person("陈甲", organisation=below), make.person("李乙", organisation=above)
    archived(make, done, 32)
    client = make.organiser_client()

    page = client.get(f"/insight/hours/organisations?year={YEAR}").text
    rows = client.get(f"/insight/hours?year={YEAR}&organisation={above.public_id}").text
    inner = client.get(f"/insight/hours?year={YEAR}&organisation={below.public_id}&show=all").text

    assert ("50.0%" in page, "陈甲" in page, short.name in rows, "陈甲" in rows) == (True, False, True, False)
    assert ("陈甲" in inner, short.name in inner) == (True, False)


def test_statements_of_three_hundred_print_in_one_go(make: Factory) -> None:
    people = [make.person(f"陈学员{number}") for number in range(301)]
    archived(make, people[0], 8)

    text = make.organiser_client().get(f"/insight/hours/statements?year={YEAR}&everybody=1").text

    assert (text.count("<h2>学时证明</h2>"), "后备班 8 学时。" in text, "共 301 人" in text) == (301, True, True)


def test_statements_are_for_those_with_hours_and_say_how_many_were_left_out(make: Factory) -> None:
    one, _two, _three = (make.person(name) for name in ("陈甲", "李乙", "周丙"))
    archived(make, one, 8)

    text = make.organiser_client().get(f"/insight/hours/statements?year={YEAR}").text

    assert re.findall(r'<h2>学时证明</h2><p class="said">([^（]+)', text) == ["陈甲"]
    assert f"另有 2 人 {YEAR} 年没有学时，没有列出" in text


@pytest.mark.parametrize("kind", ["classes", "sessions", "marks", "people", "organisations", "lecturers", "nothing"])
def test_each_table_is_a_workbook(make: Factory, kind: str) -> None:
    make.session(make.cohort())
    make.person("陈甲", organisation=make.organisation("樱花苑党总支"))

    answer = make.organiser_client().get(f"/insight/workbook/{kind}?year={YEAR}")

    assert answer.status_code == (404 if kind == "nothing" else 200)
    assert kind == "nothing" or load_workbook(BytesIO(answer.data)).worksheets[0].max_row > 1


def test_draft_is_drawn_up_anew_and_keeps_what_people_wrote_of_problems(make: Factory) -> None:
    client = make.organiser_client()
    client.post("/insight/reports", data={"year": "2026", "month": "5"})
    report = db.session.query(OfficeReport).one()
    page = f"/insight/reports/{report.public_id}"
    client.post(page, data={"version": report.version, "held": "改过", "problems": "场地不够"})
    make.session(make.cohort(formal_name="居民区后备班"))
    db.session.commit()

    client.post(page, data={"version": report.version, "redraw": "1"})
    stale = client.post(page, data={"version": 1, "redraw": "1"})

    db.session.refresh(report)
    assert ("居民区后备班" in report.content["held"], report.content["problems"]) == (True, "场地不够")
    assert ([one["name"] for one in report.figures["classes"]], stale.status_code) == (["居民区后备班"], 409)


def test_hours_of_a_class_not_closed_yet_are_told_apart(make: Factory) -> None:
    cohort = make.cohort(formal_name="还在上的班")
    one = make.enrolment(cohort, "陈甲")
    for status in (Status.PRESENT, Status.LATE, Status.ABSENT):
        make.add(Mark(session_id=make.session(cohort).id, enrolment_id=one.id, taken=status))
    client = make.organiser_client()

    before = words(client, f"/people/{one.person.public_id}/hours")
    listed = html.fromstring(client.get(f"/insight/hours?year={YEAR}").text)
    cohort.stage = Stage.CLOSED
    db.session.commit()

    assert ("还没有结班的班" in before, "还在上的班" in before) == (True, True)
    assert [cell.text_content() for cell in listed.xpath("//main//tbody//td[@class='number']")] == [
        "32",
        "0",
        "32",
        "6",
    ]
    assert "还没有结班的班" not in words(client, f"/people/{one.person.public_id}/hours")


def test_months_of_a_class_over_new_year_belong_to_the_years_they_were_held_in(make: Factory) -> None:
    cohort = make.cohort(starts_on=date(YEAR - 1, 12, 30))
    one = make.enrolment(cohort)
    for day, status in ((date(YEAR - 1, 12, 30), Status.PRESENT), (date(YEAR, 1, 5), Status.ABSENT)):
        session = make.session(cohort, held_on=day, title=f"{day.month}月的课")
        make.add(Mark(session_id=session.id, enrolment_id=one.id, taken=status))
    client = make.organiser_client()

    trends = [year_figures(make.actor, year).attendance_by_month for year in (YEAR - 1, YEAR)]
    rows = words(client, f"/insight/sessions?year={YEAR}&month=1")
    began = words(client, f"/insight/sessions?year={YEAR - 1}")

    assert trends == [{12: Fraction(1)}, {1: Fraction(0)}]
    assert ("1月的课" in rows, "12月的课" in rows, "0 ÷ 应到 1 = 0.0%" in rows) == (True, False, True)
    assert ("1月的课" in began, "12月的课" in began) == (True, True)


def test_groups_side_by_side_give_their_hours_once(make: Factory) -> None:
    cohort = make.cohort()
    for name in ("第一组", "第二组"):
        make.session(cohort, groups=[make.group(cohort, name)], hours=Decimal(4), category=Category.THEORY)
    make.session(cohort, hours=Decimal(2), category=Category.DUTY, half_day=HalfDay.AFTERNOON)
    client = make.organiser_client()

    overview, theory = (words(client, f"/insight{page}year={YEAR}") for page in ("?", "/sessions?part=theory&"))
    (line,) = ledger_lines(make.actor, YEAR)
    month = month_figures(make.actor, YEAR, 5)

    assert ("66.7%" in overview, "2 次课，4 学时" in theory, "4 ÷ 分了类别的课 6 = 66.7%" in theory) == (True,) * 3
    assert (line.hours, month.hours) == (Decimal(6), Decimal(6))
