"""Pages of insight: figures link to their rows, scope in every number, constant queries, filed reports that stay."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from tests.conftest import CountedQueries
from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.assessment.models import HoursEntry, MonthlyReport
from trainingapp.assessment.terms import EntryState, HoursSource
from trainingapp.core.database import db
from trainingapp.curriculum.terms import Category
from trainingapp.people.models import Person

Counting = Callable[[], AbstractContextManager[CountedQueries]]
YEAR = 2026


def archived(make: Factory, person: Person, hours: int, year: int = YEAR) -> None:
    """Give a person hours that count."""
    make.add(
        HoursEntry(
            person=person,
            year=year,
            source=HoursSource.CLASS,
            title="后备班",
            hours=Decimal(hours),
            concentrated=True,
            ended_on=date(year, 6, 1),
            state=EntryState.ARCHIVED,
            entered_by="测试",
        )
    )


def test_year_shows_classes_shares_and_months(make: Factory) -> None:
    cohort = make.cohort(short_name="后备班")
    make.enrolments(cohort, 3)
    make.session(cohort, category=Category.THEORY, hours=Decimal(6))
    make.session(cohort, category=Category.DUTY, hours=Decimal(2))

    text = make.organiser_client().get(f"/insight?year={YEAR}").get_data(as_text=True)

    assert ("1 个班，3 人次" in text, "75.0%" in text, "5月 1" in text, "<svg" in text) == (True,) * 4


def test_who_is_short_stands_first_with_the_reason(make: Factory) -> None:
    secretary = make.person("陈书记", post="党总支书记", organisation=make.organisation("樱花苑党总支"))
    member, done = make.person("李社工", post="社区工作者"), make.person("王社工", post="社区工作者")
    archived(make, secretary, 24)
    archived(make, done, 32)
    client = make.organiser_client()

    text = client.get(f"/insight/hours?year={YEAR}").get_data(as_text=True)
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

    text = client.get(f"/insight/coverage?year={YEAR}&span=5").get_data(as_text=True)
    rows = client.get(f"/insight/coverage/{above.public_id}?year={YEAR}&span=5").get_data(as_text=True)
    book = client.get(f"/insight/workbook/coverage?year={YEAR}&span=6").data

    assert ("2 人中 1 人至少训过一次，覆盖率 50.0%" in text, "陈甲" in text) == (True, False)
    assert ("李乙" in rows, "陈甲" in rows) == (True, False)
    cells = [[cell.value for cell in row] for row in load_workbook(BytesIO(book)).worksheets[0].iter_rows()]
    assert ["全部", 2, 2, 0, 1] in cells


def test_organiser_of_another_subtree_counts_the_own_people_alone(make: Factory) -> None:
    mine, other = make.organisation("甲街道"), make.organisation("乙街道")
    make.person("陈甲", organisation=mine)
    stranger = make.person("李乙", organisation=other)
    client = make.client(make.user(Role.ORGANISER, organisation_id=mine.id))

    text = client.get("/insight/coverage").get_data(as_text=True)
    hours = client.get("/insight/hours").get_data(as_text=True)

    assert ("1 人中 0 人至少训过一次" in text, "李乙" in hours, "陈甲" in hours) == (True, False, True)
    assert client.get(f"/people/{stranger.public_id}/hours").status_code == 404
    assert client.get(f"/insight/coverage/{other.public_id}").get_data(as_text=True).count("李乙") == 0


@pytest.mark.parametrize("page", ["/insight", "/insight/hours?show=all", "/insight/coverage", "/insight/lecturers"])
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
    report = db.session.query(MonthlyReport).one()
    page = f"/insight/reports/{report.public_id}"
    drafted = client.get(page).get_data(as_text=True)
    again = client.post("/insight/reports", data={"year": "2026", "month": "5"})
    client.post(page, data={"version": report.version, "held": "本月办班一个。", "file": "1"})
    late = client.post(page, data={"version": report.version, "held": "改"})
    client.post("/insight/reports", data={"year": "2026", "month": "5"})

    assert ("本月办班 1 个，0 人次，3 学时：居民区后备班" in drafted, again.status_code) == (True, 422)
    assert late.status_code == 422
    assert "本月办班一个。" in client.get(page).get_data(as_text=True)
    assert [one.number for one in db.session.query(MonthlyReport).order_by(MonthlyReport.number)] == [1, 2]
