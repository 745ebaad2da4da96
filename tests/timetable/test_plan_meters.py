"""What a course plan comes to: hours against the year's plan, shares by category, competencies."""

from decimal import Decimal

import pytest

from tests.factories import Factory
from tests.timetable.test_course_plans import add
from trainingapp.cohorts import operations as classes
from trainingapp.cohorts.models import ProgrammeCompetency
from trainingapp.curriculum.models import Competency, CourseCompetency
from trainingapp.curriculum.terms import Category
from trainingapp.timetable.rules.meters import advised_shares


def test_page_shows_hours_shares_and_what_is_asked(make: Factory) -> None:
    cohort = make.cohort()
    first = add(make, cohort, "<b>甲课</b>", hours=Decimal(3), category=Category.THEORY)
    add(make, cohort, "乙课", hours=Decimal(1), times=2, category=Category.DUTY, after=[first])
    client = make.organiser_client()

    text = client.get(f"/classes/{cohort.public_id}/plan").get_data(as_text=True)

    assert ("3 次课，5 学时" in text, "60.0%（3 ÷ 5 学时）" in text, "党校工作的意见" in text) == (True, True, True)
    assert ("&lt;b&gt;甲课" in text, "<b>甲课</b>" in text, "在“" in text) == (True, False, True)


def test_hours_are_measured_by_what_the_year_plan_has_budgeted(make: Factory) -> None:
    cohort = make.cohort()
    add(make, cohort, "甲课", hours=Decimal(3), times=2, features=["投影"])
    client = make.organiser_client()
    page = f"/classes/{cohort.public_id}/plan"

    alone = client.get(page).get_data(as_text=True)
    plan = classes.open_plan(make.actor, year=2026)
    item = classes.add_item(make.actor, plan, name="后备班", hours=Decimal(4))
    classes.link_item(make.actor, item, cohort)
    planned = client.get(page).get_data(as_text=True)

    told = ("6 学时，已排 0<", "年度计划里没有本班的学时", "场地要有投影")
    assert [text in alone for text in told] == [True, True, True]
    assert "6 学时，已排 0；年度计划 4<" in planned
    assert "2026年培训计划“后备班”，还没有登记审批，多 2<" in planned


def test_competencies_of_the_programme_are_covered_or_said_to_be_missing(make: Factory) -> None:
    talks, crowds, other = (make.add(Competency(name=name)) for name in ("议事协商", "群众工作", "写作"))
    programme = make.programme()
    programme.links = [ProgrammeCompetency(competency=one, position=n) for n, one in enumerate((crowds, talks))]
    cohort = make.cohort(programme=programme)
    course = make.course(links=[CourseCompetency(competency=one) for one in (talks, other)])
    add(make, cohort, "甲课", course=course, hours=Decimal("1.5"), times=2)
    client = make.organiser_client()

    text = client.get(f"/classes/{cohort.public_id}/plan").get_data(as_text=True)

    told = ("群众工作 还没有课", "议事协商 1 门 3.0 学时", "写作 1 门 3.0 学时")
    assert [one in text for one in told] == [True, True, True]


@pytest.mark.parametrize(
    ("hours", "text"),
    [
        ({}, "还没有课"),
        ({None: Decimal(9)}, "另有 9 学时不计类别"),
        ({Category.THEORY: Decimal(3), Category.DUTY: Decimal(1)}, "75.0%（3 ÷ 4 学时）"),
        ({Category.THEORY: Decimal("3.0"), None: Decimal("1.5")}, "100.0%（3 ÷ 3 学时，另有 1.5 学时不计类别）"),
        ({Category.THEORY: Decimal(3), None: Decimal(1)}, "100.0%（3 ÷ 3 学时，另有 1 学时不计类别）"),
    ],
)
def test_share_tells_the_hours_that_it_leaves_out(hours: dict[Category | None, Decimal], text: str) -> None:
    assert advised_shares(hours)[0].text == text
