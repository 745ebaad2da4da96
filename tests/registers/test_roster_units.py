"""Units and group leaders of a roster: guesses that are shown, confirmed by a person, and never made organisations."""

import html
from io import BytesIO

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from tests.factories import Factory
from tests.registers.uploads import take
from trainingapp.cohorts.models import Cohort, Enrolment
from trainingapp.cohorts.queries import list_roster
from trainingapp.cohorts.terms import GroupRole
from trainingapp.core.database import db
from trainingapp.people.models import Organisation
from trainingapp.registers.rules.units import list_units

TREE = {
    "a": ("中共云杉街道长风一村居民区总支部委员会", "长风一村"),
    "b": ("中共云杉街道长风二村居民区总支部委员会", "长风二村"),
    "c": ("云杉街道社区事务受理服务中心", "受理中心"),
}


@pytest.mark.parametrize(
    ("written", "guesses"),
    [
        ("云杉街道社区事物受理服务中心", ["c"]),
        ("云杉街道长凤一村居民区总支部委员会", ["a"]),
        ("长风三村", []),
        ("绿苑社区", []),
        ("蕃瓜弄居民区党总支", []),
        ("长凤一村居民区党总支", ["a"]),
    ],
)
def test_misspelt_units_are_guessed_and_neighbouring_places_are_not(written: str, guesses: list[str]) -> None:
    (unit,) = list_units([written], {}, TREE, {})

    assert [public_id for public_id, _name in unit.guesses] == guesses


def test_units_that_are_known_under_another_name_are_shown_and_those_in_full_are_not() -> None:
    full, short = TREE["a"]

    units = list_units([short, short, full], {short: full, full: full}, TREE, {})

    assert [(unit.written, unit.rows, unit.known) for unit in units] == [(short, 2, full)]


def upload(client: FlaskClient, cohort: Cohort, *rows: tuple[str, ...]) -> str:
    """Upload a roster of these rows and return the address of the page where it is checked."""
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    stream = BytesIO()
    book.save(stream)
    answer = client.post(
        f"/classes/{cohort.public_id}/roster/import",
        data={"file": (BytesIO(stream.getvalue()), "名单.xlsx")},
        content_type="multipart/form-data",
    )
    return str(answer.location)


def test_guess_is_taken_when_it_is_confirmed_and_no_organisation_is_made(make: Factory) -> None:
    cohort = make.cohort()
    centre = make.organisation("云杉街道社区事务受理服务中心")
    client = make.organiser_client()
    rows = (("姓名", "单位"), ("张三", "云杉街道社区事物受理服务中心"), ("李四", "绿苑社区"))
    before = db.session.scalar(select(func.count(Organisation.id)))

    address = upload(client, cohort, *rows)
    page = html.unescape(client.get(address).get_data(as_text=True))
    take(client, address, {"unit-云杉街道社区事物受理服务中心": centre.public_id, "unit-绿苑社区": "zzzzzzzzzzzz"})

    found = {one.name: (one.organisation_name, one.organisation_id) for one in list_roster(cohort.id)}
    assert "就是：云杉街道社区事务受理服务中心" in page
    assert found == {"张三": (centre.name, centre.id), "李四": ("绿苑社区", None)}
    assert db.session.scalar(select(func.count(Organisation.id))) == before


def test_organisation_is_not_added_twice_under_one_name(make: Factory) -> None:
    make.organisation("中共云杉街道长风一村总支部委员会")
    client = make.organiser_client()

    names = ("云杉街道 长风一村总支部委员会", "云杉街道长风二村总支部委员会")
    pages = [
        html.unescape(
            client.post(
                "/organisations/new", data={"name": name, "kind": "residential"}, follow_redirects=True
            ).get_data(as_text=True)
        )
        for name in names
    ]

    known = set(db.session.scalars(select(Organisation.name)).all())
    assert "已经有名为“中共云杉街道长风一村总支部委员会”的组织" in pages[0]
    assert known & set(names) == {names[1]}


GROUPED = (
    ("姓名", "单位", "班内职务"),
    ("第一组（组长：解池）", "", ""),
    ("解池", "云杉社区", ""),
    ("张三", "云杉社区", "组长"),
    ("第二组", "", ""),
    ("李四", "云杉社区", "组长"),
    ("第三组（组长：王五）", "", ""),
    ("赵六", "云杉社区", ""),
)


def roles(cohort: Cohort) -> dict[str, GroupRole]:
    """Return the leaders of the class by name."""
    db.session.expire_all()
    statement = select(Enrolment.name, Enrolment.group_role).where(Enrolment.cohort_id == cohort.id)
    return {name: role for name, role in db.session.execute(statement).all() if role is not GroupRole.MEMBER}


def test_leaders_that_headings_and_posts_name_lead_their_groups(make: Factory) -> None:
    cohort = make.cohort()
    client = make.organiser_client()

    address = upload(client, cohort, *GROUPED)
    page = client.get(address).get_data(as_text=True)
    take(client, address)

    assert "第一组 解池" in page
    assert roles(cohort) == {"解池": GroupRole.LEADER, "李四": GroupRole.LEADER}


def test_leader_of_the_class_is_not_replaced_by_a_file(make: Factory) -> None:
    cohort = make.cohort()
    group = make.group(cohort, "第一组")
    make.enrolment(cohort, "钱七", group=group, group_role=GroupRole.LEADER)
    client = make.organiser_client()

    for _again in range(2):
        take(client, upload(client, cohort, *GROUPED))

    assert roles(cohort) == {"钱七": GroupRole.LEADER, "李四": GroupRole.LEADER}
