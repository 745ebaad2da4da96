"""Registers of points and honours: members alone, the year with points, honours taken over into the library."""

import html
from datetime import date

import pytest

from tests.factories import Factory
from trainingapp.accounts.terms import Role
from trainingapp.core.clock import today
from trainingapp.core.database import db
from trainingapp.followup import operations
from trainingapp.followup.terms import HonourLevel
from trainingapp.visits.operations import add_site


@pytest.mark.parametrize(
    ("politics", "listed"),
    [("中共党员", True), ("中共预备党员", True), ("", True), ("群众", False), ("共青团员", False), ("民主党派", False)],
)
def test_points_list_members_and_whom_nobody_asked(make: Factory, politics: str, listed: bool) -> None:  # noqa: FBT001 - a parameter of the case
    branch = make.organisation("第一党支部")
    make.person("陈青禾", organisation_id=branch.id, politics=politics)

    text = make.organiser_client().get(f"/points?organisation={branch.public_id}").text

    assert ("陈青禾" in text) is listed


def test_who_has_points_stays_listed(make: Factory) -> None:
    branch = make.organisation("第一党支部")
    person = make.person("陈青禾", organisation_id=branch.id, politics="群众")
    item = operations.set_item(make.actor, None, name="志愿服务", points=2, source="", valid=True)
    operations.enter_points(make.actor, person, item=item, earned_on=today(), evidence="签到表", today=today())

    assert "陈青禾" in make.organiser_client().get(f"/points?organisation={branch.public_id}").text


def test_page_opens_at_the_last_year_with_points(make: Factory) -> None:
    branch = make.organisation("第一党支部")
    person = make.person("陈青禾", organisation_id=branch.id)
    item = operations.set_item(make.actor, None, name="志愿服务", points=2, source="", valid=True)
    page = f"/points?organisation={branch.public_id}"
    client = make.organiser_client()

    bare = client.get(page).text
    operations.enter_points(
        make.actor, person, item=item, earned_on=date(today().year - 1, 7, 1), evidence="签到表", today=today()
    )
    db.session.flush()

    assert f"第一党支部 {today().year} 年" in bare
    assert f"第一党支部 {today().year - 1} 年" in client.get(page).text
    assert f"第一党支部 {today().year} 年" in client.get(f"{page}&year={today().year}").text


def test_honour_is_taken_over_as_a_site_and_as_a_lecturer(make: Factory) -> None:
    branch = make.organisation("安龙居民区党总支")
    usual = {"cycle": "2018年度", "level": HonourLevel.DISTRICT}
    operations.add_honour(make.actor, name="五星级党支部", holder="", organisation_id=branch.id, **usual)
    operations.add_honour(make.actor, name="优秀党务工作者", holder="陈青禾", organisation_id=None, **usual)
    client = make.organiser_client()

    text = html.unescape(client.get("/honours").text)
    links = [part.split('"')[0] for part in text.split('href="') if "加为教学点" in part or "加进师资库" in part]
    site, lecturer = (next(one for one in links if word in one) for word in ("/sites/new", "/lecturers/new"))
    shown = client.get(site).text
    add_site(make.actor, name=branch.shown_name, unit="", topic="")
    after = client.get("/honours").text

    assert f'value="{branch.shown_name}"' in shown
    assert 'value="2018年度五星级党支部"' in shown
    assert 'value="陈青禾"' in client.get(lecturer).text
    assert ("加为教学点" in after, ">教学点</a>" in after) == (False, True)


def test_who_only_reads_the_library_is_not_offered_to_take_over(make: Factory) -> None:
    branch = make.organisation("安龙居民区党总支")
    operations.add_honour(
        make.actor, name="五星级党支部", cycle="", level=HonourLevel.CITY, holder="", organisation_id=branch.id
    )

    assert "加为教学点" not in make.client(make.user(Role.INSPECTOR)).get("/honours").text
